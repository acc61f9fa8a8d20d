"""What people say in the bench: seeded, 60–200 characters, two thirds Chinese."""

import random

ZH = (
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
    "好的,我明白您的意思。",
    "这个检查一般需要空腹,",
    "您方便说一下年龄吗?",
    "报告当天就能出来。",
    "如果疼得厉害请尽快来院,",
    "我帮您看一下专家的时间。",
    "谢谢您耐心的回答!",
)
EN = (
    "Hello, I would like to ask ",
    "my mother has had knee pain ",
    "for about three weeks now, ",
    "mostly on the stairs. ",
    "Do we need a referral, ",
    "or can we book online? ",
    "The earliest slot is on Tuesday; ",
    "please bring the earlier film. ",
    "How much is the first visit? ",
    "Thank you, that helps a lot. ",
)


def sentences(seed: int, count: int = 64) -> list[str]:
    """`count` different messages; the same seed gives the same messages."""
    dice = random.Random(seed)
    return [_one(dice) for _ in range(count)]


def _one(dice: random.Random) -> str:
    wanted = dice.randint(60, 200)
    pool = ZH if dice.random() < 2 / 3 else EN
    text = ""
    while len(text) < wanted:
        text += dice.choice(pool)
    return text[:wanted].strip()
