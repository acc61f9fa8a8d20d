"""What people say in the bench: seeded, 60–200 characters, two thirds Chinese; visitors and consultants each in their own
words, because what a consultant says passes the claims gate."""

import random
from typing import Literal

Speaker = Literal["visitor", "consultant"]
_VISITOR_ZH = (
    "您好,我想问一下,",
    "最近胃总是不太舒服,",
    "吃完饭以后会胀,",
    "已经有两个多星期了,",
    "之前在别的地方看过,",
    "开的药吃了效果不明显,",
    "不知道需不需要做胃镜,",
    "有点担心费用的问题,",
    "周末可以挂号吗?",
    "我住得比较远,",
    "想尽量一次检查完。",
    "谢谢您耐心的回答!",
)
_CONSULTANT_ZH = (
    "您好,我是咨询员,",
    "好的,我明白您的意思。",
    "您别着急,慢慢说,",
    "这个检查一般需要空腹,",
    "您方便说一下年龄吗?",
    "报告下午在二楼取,",
    "如果疼得厉害请尽快来院,",
    "您想约哪一天呢?",
    "周六上午也有门诊。",
    "挂号费价目页上写着,",
    "来的时候请带上身份证和以前的片子。",
    "还有什么想问的吗?",
)
_VISITOR_EN = (
    "Hello, I would like to ask ",
    "my mother has had knee pain ",
    "for about three weeks now, ",
    "mostly on the stairs. ",
    "Do we need a referral, ",
    "or can we book online? ",
    "How much is the first visit? ",
    "Thank you, that helps a lot. ",
)
_CONSULTANT_EN = (
    "Good morning, I am a consultant here. ",
    "The earliest slot is on Tuesday; ",
    "please bring the earlier film. ",
    "You can book online or with me. ",
    "The report is ready on the same day. ",
    "Is there anything else you would like to ask? ",
)
_WORDS: dict[Speaker, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "visitor": (_VISITOR_ZH, _VISITOR_EN),
    "consultant": (_CONSULTANT_ZH, _CONSULTANT_EN),
}


def sentences(seed: int, count: int = 64, by: Speaker = "visitor") -> list[str]:
    """`count` different messages; the same seed gives the same messages."""
    dice = random.Random(seed)
    return [_one(dice, by) for _ in range(count)]


def _one(dice: random.Random, by: Speaker) -> str:
    wanted = dice.randint(60, 200)
    zh, en = _WORDS[by]
    pool = zh if dice.random() < 2 / 3 else en
    text = ""
    while len(text) < wanted:
        text += dice.choice(pool)
    return text[:wanted].strip()
