"""What is refused about the hospital's own system."""

from bedside.kit.problems import register

HIS_AWAY = register(
    "his_away", 424, "医院系统没有给出可用的答复：{what}", "The hospital's own system gave no usable answer: {what}",
    "请检查地址、密钥和网络后再试；预约申请不会丢失。", "Check its address, secret and network and try again; no request is lost.",
)  # fmt: skip
HIS_DEPARTMENT = register(
    "his_department", 409, "这个科室已由另一个系统管理号源", "Another system owns this department's seats",
    "请先从另一个连接中移除该科室。", "Take the department out of the other connection first.",
)  # fmt: skip
NOT_THAT_WAY = register(
    "his_resolution", 422, "这种差异不能这样处理", "This difference cannot be settled in this way",
    "请从列出的处理方式中选择。", "Choose one of the ways that are listed.",
)  # fmt: skip
