"""Stop words of any language and way of writing stop; what only contains them does not (L13)."""

import pytest

from bedside.gate.words import meaning, plain, shipped

STOPS = [
    "退订",
    "退訂",
    "ＴＤ",
    "td",
    "Td。",
    " T ",
    "Ｔ",
    "停止",
    "停止发送",
    "停止發送",
    "不要再发",
    "不要再发了！",
    "請勿打擾",
    "别再给我发短信了",
    "不要再發簡訊給我",
    "请不要再联系我，谢谢",
    "取消订阅",
    "STOP",
    "Stop.",
    "ｓｔｏｐ",
    "please stop",
    "Unsubscribe",
    "opt-out",
    "OPT OUT",
    "don't text me",
    "Don’t contact me again",
    "stop sending me messages",
    "수신거부",
    "配信停止",
    "стоп",
    "拒收",
    "我不想再收到你们的短信了",
]
STARTS = ["恢复", "恢復", "订阅", "START", "ｓｔａｒｔ", "Subscribe", "重新订阅"]
NEITHER = [
    "停止用药可以吗",
    "取消",
    "cancel",
    "我想取消明天的预约",
    "T恤",
    "什么时候可以停止打针？",
    "不要再发烧了怎么办",
    "stop smoking clinic?",
    "退订和退号有什么区别",
    "好的，谢谢",
    "1",
    "",
    "。。。",
    "确认",
    "when does it end?",
    "退烧药",
    "start when?",
    "他一直不要再发作就好",
]


@pytest.mark.parametrize("text", STOPS)
def test_stops(text: str) -> None:
    assert meaning(text) == "stop"


@pytest.mark.parametrize("text", STARTS)
def test_starts(text: str) -> None:
    assert meaning(text) == "start"


@pytest.mark.parametrize("text", NEITHER)
def test_is_for_a_person_to_read(text: str) -> None:
    assert meaning(text) is None


def test_every_word_of_the_file_does_what_it_says() -> None:
    words = shipped()
    assert not words.stop & words.start
    assert all(meaning(word) == "stop" for word in words.stop)
    assert all(meaning(word) == "start" for word in words.start)
    assert all(plain(word) == word for word in words.stop | words.start)


def test_a_long_letter_is_read_by_a_person() -> None:
    assert meaning("不要再发" * 40) is None
