"""What names a person does not leave the house, however it is written; what is only medicine does; and it comes back."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.coach.assistant.scrubbing import UNKNOWN, Scrubber

ON_RECORD = ["宋怀远", "Anna Kowalski", "欧阳思齐"]

SECRETS = [
    ("我叫王小明，想问下种牙", ["王小明"]),
    ("王小明，35岁，男", ["王小明"]),
    ("王小明", ["王小明"]),
    ("我是张伟，今年三十五", ["张伟"]),
    ("患者姓名：李建国", ["李建国"]),
    ("我儿子叫陈一鸣，六岁", ["陈一鸣"]),
    ("我妈叫古丽娜", ["古丽娜"]),
    ("麻烦转告诸葛小兰女士", ["诸葛小兰"]),
    ("请帮王小明挂明天的号", ["王小明"]),
    ("can you book Maria Gonzalez for Tuesday", ["Maria", "Gonzalez"]),
    ("王女士您好", ["王女"]),
    ("宋 怀 远的片子好了吗", ["怀远", "怀 远"]),
    ("怀远不肯来", ["怀远"]),
    ("song huaiyuan 的预约", ["huaiyuan"]),
    ("Huai-Yuan Song wants to come", ["huai", "song"]),
    ("anna kowalski here", ["anna", "kowalski"]),
    ("Ｋｏｗａｌｓｋｉ asks", ["kowalski", "Ｋｏｗ"]),
    ("歐陽思齊想改期", ["歐陽", "思齊"]),
    ("my name is john smith and my knee hurts", ["john", "smith"]),
    ("Name: Maria Gonzalez-Perez", ["maria", "gonzalez"]),
    ("I'm Peter O'Neill, 44", ["peter", "neill"]),
    ("My daughter Emily Carter has a fever", ["emily", "carter"]),
    ("Thomas Miller", ["thomas", "miller"]),
    ("mrs. dalloway would like Tuesday", ["dalloway"]),
    ("手机13800138000", ["13800138000"]),
    ("138 0013 8000 或 138-0013-8001", ["0013", "8000", "8001"]),
    ("+86 138.0013.8000", ["0013"]),
    ("电话是１３８００１３８０００", ["１３８", "138"]),
    ("1\u200b3\u200b8\u200b0\u200b0\u200b1\u200b3\u200b8\u200b0\u200b0\u200b0", ["3\u200b8", "138"]),
    ("1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", ["3️⃣8", "138"]),
    ("①③⑧⓪⓪①③⑧⓪⓪⓪", ["③⑧", "①③"]),
    ("幺三八零零幺三八零零零", ["三八零"]),
    ("一 三 八 零 零 一 三 八 零 零 零", ["三 八", "三八"]),
    ("一3八00一3捌000", ["00一3", "八00"]),
    ("yao san ba ling ling yao san ba ling ling ling", ["san ba"]),
    ("my number is one three eight zero zero one three eight", ["three eight"]),
    ("打0512-68123456或(021) 5555 1234", ["68123456", "5555"]),
    ("Call me on +44 20 7946 0958 please", ["7946", "0958"]),
    ("(555) 123-4567", ["123-4567", "4567"]),
    ("138\n0013\n8000", ["0013", "8000"]),
    ("身份证号 11010519491231002X", ["1949", "002X"]),
    ("110105 19491231 002x", ["1949", "002x"]),
    ("我护照E12345678", ["E123", "12345678"]),
    ("ssn 078-05-1120", ["078-05", "1120"]),
    ("NHS no. 943 476 5919", ["943", "5919"]),
    ("病历号：MZ-00123", ["00123"]),
    ("住院号是 778899", ["778899"]),
    ("my medical record number is A-10293", ["10293"]),
    ("医保卡号 330106 2211", ["330106"]),
    ("银行卡6222 0212 3456 7890 123", ["6222", "7890"]),
    ("发我邮箱 xiao.ming@example.com", ["xiao", "example.com"]),
    ("xiaoming(at)example(dot)com", ["xiaoming", "example"]),
    ("xiaoming at example dot com", ["xiaoming", "example"]),
    ("ｘｉａｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", ["ｘｉａｏ", "ｅｘａ"]),
    ("加我微信 lily_2020", ["lily_2020"]),
    ("微信号：wxid-abc99", ["wxid"]),
    ("QQ号是88776655", ["88776655"]),
    ("链接 https://example.org/a?token=s3cr3t 打不开", ["s3cr3t", "example.org"]),
    ("book.example.cn/v?t=abc", ["t=abc"]),
    ("车牌沪A·12345", ["12345"]),
    ("粤B D12345 停在门口", ["D12345"]),
    ("住在上海市浦东新区张江路88弄3号502室", ["张江", "88弄", "502"]),
    ("地址：杭州文三路9号", ["文三路", "9号"]),
    ("我家住朝阳新村十二栋", ["朝阳新村", "十二栋"]),
    ("I live at 12 Oak Street, Apt 4", ["oak", "12 "]),
    ("my address is 7 Rue Verte, Lyon", ["rue", "verte"]),
    ("postcode SW1A 1AA", ["sw1a"]),
    ("出生日期1980年3月5日", ["1980", "3月5"]),
    ("dob 03/05/1980", ["1980"]),
    ("born on 5 March 1980", ["march", "1980"]),
]
MEDICINE = [
    "您好，孩子换牙要注意什么？",
    "我是高血压患者，方便吗？马上来",
    "血压 120/80，130/85，血糖 5.6 7.8 6.1 6.5",
    "种牙12800元，2026-11-22 做的，20261122 复查",
    "发烧39度3天了，白细胞 12.5，CRP 48",
    "连续三天低热，黄痰，冷汗，全身没力",
    "挂哪个科？周四上午九点到十一点半可以吗",
    "打 120 还是 12356",
    "CT 显示 8mm 结节，吃了 2 片布洛芬 400mg",
    "Blood pressure 148/92 most mornings, on amlodipine 5 at night. Should I worry?",
    "I'm pregnant, 31 weeks, and worried. My son is not well.",
    "Implant 12,800 yuan, back on 2026-11-22 at 9:30",
    "Good Morning",
    "Knee Pain",
    "I live on a pension of 2,300 a month.",
]


@pytest.mark.parametrize(("text", "secrets"), SECRETS, ids=[text for text, _ in SECRETS])
def test_what_names_a_person_is_replaced_and_comes_back(text: str, secrets: list[str]) -> None:
    scrubber = Scrubber(ON_RECORD)
    said = scrubber.scrub(text)
    assert said != text
    for secret in secrets:
        assert secret.casefold() not in said.casefold()
    assert scrubber.restore(said) == (text if "LINK" not in said else said.replace("[LINK1]", ""))


@pytest.mark.parametrize("text", MEDICINE)
def test_what_is_medicine_stays(text: str) -> None:
    assert Scrubber(ON_RECORD).scrub(text) == text


def test_the_same_words_get_the_same_placeholder_over_messages() -> None:
    scrubber = Scrubber(["宋怀远"])
    assert scrubber.scrub("我叫王小明") == "我叫[NAME1]"
    assert scrubber.scrub("王小明，电话 13800138000") == "[NAME1]，电话 [PHONE1]"
    assert scrubber.scrub("１３８ ００１３ ８０００") != "[PHONE1]", "another spelling is other words to put back"
    assert scrubber.hidden == 3


@pytest.mark.parametrize("written", ["[NAME1]", "【NAME1】", "[name 1]".upper(), "NAME1", "(NAME_1)", "［NAME１］"])
def test_a_placeholder_comes_back_however_the_model_writes_it(written: str) -> None:
    scrubber = Scrubber()
    scrubber.scrub("我叫王小明")
    assert scrubber.restore(f"{written}，您好") == "王小明，您好"


def test_nobody_speaks_in_our_placeholders() -> None:
    """A visitor who writes them gets nobody's words, and a model that invents them gets a gap."""
    scrubber = Scrubber()
    said = scrubber.scrub("[PHONE1] 是谁的？NAME1 呢？我叫王小明，13800138000")
    assert said.count("[PHONE1]") == 1
    assert said.count("NAME1") == 1
    assert scrubber.restore("请打 [PHONE7] 或 [RECORD1]") == f"请打 {UNKNOWN} 或 {UNKNOWN}"
    assert scrubber.restore("看 [LINK1]") == "看 "


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=3))
def test_any_text_is_scrubbed_without_failing(text: str, names: list[str]) -> None:
    scrubber = Scrubber(names)
    scrubber.restore(scrubber.scrub(text))


@given(
    st.sampled_from(["13800138000", "11010519491231002X", "宋怀远", "xiao@example.com"]),
    st.lists(st.sampled_from(["\u200b", "\u200d", "\u2060", "\ufe0f", "\u00ad"]), min_size=24, max_size=24),
    st.booleans(),
)
def test_hidden_characters_and_width_hide_nothing(secret: str, between: list[str], wide: bool) -> None:
    shown = "".join(chr(ord(c) + 0xFEE0) if wide and "!" <= c <= "~" else c for c in secret)
    typed = "".join(character + between[place] for place, character in enumerate(shown))
    said = Scrubber(ON_RECORD).scrub(f"请记一下 {typed} 谢谢")
    assert not [character for character in shown if character in said.replace("[PHONE1]", "").replace("[NUMBER1]", "")
                .replace("[ID1]", "").replace("[EMAIL1]", "").replace("[NAME1]", "").replace("[RECORD1]", "")
                if character not in "请记一下谢"]  # fmt: skip


@pytest.mark.parametrize("piece", ["1", "住", "a.b", "王小明", "一 ", "Aa ", "1-", "路1号", "市", "小区", "12 a b "])
def test_a_long_text_takes_no_time(piece: str) -> None:
    text = (piece * 8_000)[:8_000]
    begun = time.process_time()
    Scrubber(ON_RECORD).scrub(text)
    assert time.process_time() - begun < 1.0
