"""What the gate refuses of staff."""

from bedside.kit.problems import register

FIXED = register(
    "rule_fixed",
    422,
    "规则 {what} 不能停用",
    "Rule {what} cannot be switched off",
    "它保护的是对方的意愿或法定权利。可以修改其他规则。",
    "It keeps the person's own will or right. Other rules can be amended.",
)
