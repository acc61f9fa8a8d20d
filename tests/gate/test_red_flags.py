"""The shipped finder: what may be an emergency is found however it is typed; what only speaks of it is not."""

import random
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from bedside.conversation.flags import CALM, CALM_LEAST, Said, _find_new  # pyright: ignore[reportPrivateUsage]
from bedside.conversation.model import OwnWord
from bedside.gate.flags.finder import DOUBTFUL, Finder, open_finder
from bedside.kit.reading.sets import NONE, all_rows, shipped_set
from bedside.kit.reading.shelf import Shelf
from tests.conftest import MODELS
from tests.support.effort import effort


@pytest.fixture(scope="module")
def finder() -> Finder:
    return open_finder(Shelf(MODELS))


NOW = [
    ("chest_pain", "我老公突然胸口压得慌，左胳膊发麻，一身冷汗"),
    ("chest_pain", "My dad has crushing chest pain and his left arm is numb"),
    ("stroke", "奶奶早上起来嘴歪了，一边手抬不起来，说话含糊"),
    ("stroke", "Mum's face is drooping on one side and her speech is slurred"),
    ("breathing", "孩子吃花生卡住了，喘不上气，脸都紫了"),
    ("breathing", "I can't breathe, I'm gasping and my lips are turning blue"),
    ("unconscious", "我妈晕倒在厕所，怎么叫都叫不醒"),
    ("unconscious", "My wife collapsed, she is having a seizure and won't wake up"),
    ("bleeding", "切菜割到手腕，血一直往外喷，按不住"),
    ("bleeding", "He is bleeding heavily from the leg and it will not stop"),
    ("anaphylaxis", "打完头孢以后全身起疹子，喉咙肿得喘不过气"),
    ("anaphylaxis", "After the bee sting her throat is swelling and she has hives all over"),
    ("suicide", "我不想活了，药已经准备好了"),
    ("suicide", "I want to end my life tonight"),
    ("suicide", "攒的药够了，存折和密码都写给我姐了，别再找我"),
    ("suicide", "I've put enough pills by and left the passwords for my sister, don't come looking"),
    ("poisoning", "我儿子刚喝了半瓶洁厕灵，怎么办"),
    ("poisoning", "My toddler swallowed a button battery"),
    ("pregnancy", "怀孕七个月，突然流了很多血，肚子很疼"),
    ("pregnancy", "I am 32 weeks pregnant and bleeding heavily"),
    ("pregnancy", "孕36周，从昨晚到现在几乎没有胎动"),
    ("pregnancy", "破水了，才33周"),
    ("unconscious", "我弟有癫痫，今天上午到现在已经抽了四次，中间都没有完全清醒，请问要不要加药，该去哪个医院？"),
    ("infant_fever", "宝宝才二十天，发烧38度5，不肯吃奶"),
    ("infant_fever", "My 3-week-old baby has a fever of 38.6"),
    ("injury", "工友从脚手架上摔下来，头破了一直在吐"),
    ("injury", "He was hit by a car and his bone is sticking out"),
    ("child_abuse", "邻居家孩子天天被他爸用皮带打，身上全是伤"),
    ("child_abuse", "My stepfather touches me at night and told me not to tell anyone"),
]
NOT_NOW = [
    "没有胸痛，也不喘，就是想开点降压药",
    "No chest pain and no trouble breathing, I only want a check-up",
    "我不想死，只是想问问失眠挂哪个科",
    "去年心梗放过支架，现在一切都好，想约复查",
    "Five years ago my father had a stroke; he is well now and wants a follow-up",
    "电视里那个人吐血了，演得真像",
    "今天上班累死了，想问周末门诊几点开门",
    "笑死我了，昨天的号是不是约错了",
    "This queue is killing me, how long does it take?",
    "上半身和下半身的检查可以一天做完吗",
    "胸外科在几楼？",
    "请问做胸部CT要空腹吗",
    "How much is a chest X-ray?",
    "孩子三岁，昨天烧退了，想约个复查",
    "献血前需要空腹吗",
    "20:40",
    "9点15",
    "Wed 16:20",
    "尾号4040",
    "心里踏实多了",
    "听您这么一说，心放下来了",
    "What a relief, thank you",
    "怀孕三个月，想约产检",
    "12 weeks pregnant, want to book a scan",
    "我不想",
    "我爸胸口",
    "I don't want to",
    "放心，我没有想不开，明天照常来复诊",
    "我要搬走了，后面的号不用留，谢谢李医生",
    "我有癫痫十多年了，一直吃药，近一年没有发作过，请问还要吃多久，能不能慢慢减量？",
    "体检查出脂肪肝和小三阳，家里人都很担心，我自己也睡不好，请问平时饮食要注意什么，多久复查一次？",
    "I have had epilepsy for ten years, take my tablets and had no fit since last year. When may I think of coming off them?",
]


@pytest.mark.parametrize(("type", "text"), NOW)
def test_each_type_is_found_in_both_languages(finder: Finder, type: str, text: str) -> None:
    found = finder.find(text)
    assert found
    assert found.type == type
    assert found.words


@pytest.mark.parametrize("text", NOT_NOW)
def test_denial_history_idiom_and_ordinary_questions_raise_nothing(finder: Finder, text: str) -> None:
    assert finder.find(text) is None


@pytest.mark.parametrize(
    ("type", "text"),
    [
        ("chest_pain", "我爸胸\u200b口\u200b痛得\u200b厉害，出\u200b冷汗"),
        ("chest_pain", "我爸胸口痛得厉害😭😭，一直出冷汗🆘"),
        ("chest_pain", "我爸胸口痛得厲害，一直出冷汗，快不行了"),
        ("chest_pain", "Ｃｈｅｓｔ　ｐａｉｎ　ａｎｄ　ｃｏｌｄ　ｓｗｅａｔ，　ｈｅｌｐ"),
        ("chest_pain", "wo ba xiong kou tong de li hai, chu leng han"),
        ("suicide", "我想自\u200b杀"),
        ("suicide", "我想自*殺"),
        ("suicide", "wo xiang zi sha"),
        ("suicide", "ＫＩＬＬ　ｍｙｓｅｌｆ　ｔｏｎｉｇｈｔ"),
        ("unconscious", "媽媽暈倒了，怎麼叫都叫不醒"),
        ("poisoning", "孩子誤喝了農藥，怎麼辦"),
    ],
)
def test_no_form_of_typing_hides_a_danger(finder: Finder, type: str, text: str) -> None:
    found = finder.find(text)
    assert found
    assert found.type == type


def test_one_danger_in_ten_thousand_characters_is_found_and_its_words_shown(finder: Finder) -> None:
    quiet = "您好，想问一下皮肤科周末上不上班。我上次挂的号在二楼。"
    text = quiet * 190 + "我爸现在胸口痛得厉害，一直出冷汗。" + quiet * 190
    assert len(text) > 10_000
    found = finder.find(text)
    assert found
    assert found.type == "chest_pain"
    assert any("胸口" in text[start:end] for start, end in found.words)
    assert finder.find(quiet * 380) is None
    assert effort(lambda: finder.find(text)) < 8 * effort(lambda: finder.find(quiet * 95)), "in step with its length"


@pytest.mark.parametrize(
    ("type", "parts"), [("poisoning", ["孩子刚才把", "一整瓶"]), ("poisoning", ["he swallowed", "a whole bottle"])]
)
def test_a_danger_split_over_messages_is_found_by_the_last(finder: Finder, type: str, parts: list[str]) -> None:
    assert [finder.find(part) for part in parts] == [None, None]
    first, last = (Said(uuid4(), datetime.now(UTC), part) for part in parts)
    found = _find_new(finder, [], [first], last)
    assert found
    assert found.type == type
    assert found.words
    assert {word.message for word in found.words} <= {first.id, last.id}


def test_of_a_long_message_before_only_the_end_is_read_along_and_its_words_are_shown_where_they_stand(
    finder: Finder,
) -> None:
    first = Said(uuid4(), datetime.now(UTC), "您好，想问一下皮肤科周末上不上班。" * 20 + "孩子吞了")
    last = Said(uuid4(), datetime.now(UTC), "纽扣电池，" + "然后我们就出门了。" * 20)
    own = [OwnWord("吞了纽扣电池", "poisoning")]
    found = _find_new(finder, own, [first], last)
    assert found
    assert [(word.message, word.start, word.end) for word in found.words] == [
        (first.id, len(first.text) - 2, len(first.text)),
        (last.id, 0, 4),
    ]


def test_two_calm_messages_hide_no_danger_that_only_both_together_tell(finder: Finder) -> None:
    dice = random.Random(7)
    rows = [row for name in ("red_flags.zh", "red_flags.en") for row in all_rows([shipped_set(name)])]
    told = [
        row["text"] for row in rows if row["type"] not in (NONE, DOUBTFUL) and 2 * CALM_LEAST <= len(row["text"]) < 160
    ]
    only_together = hidden = 0
    for text in dice.sample(told, 1200):
        cut = dice.randrange(CALM_LEAST, len(text) - CALM_LEAST + 1)
        halves = [finder.look(text[:cut]), finder.look(text[cut:])]
        if finder.find(text) and not any(half.flag for half in halves):
            only_together += 1
            hidden += all(half.chance < CALM for half in halves)
    assert only_together
    assert hidden == 0
