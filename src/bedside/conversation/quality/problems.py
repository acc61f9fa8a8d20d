"""What quality refuses, in the reader's language."""

from bedside.kit.problems import register

NOT_CLOSED = register(
    "quality_not_closed", 409, "这次咨询还没有结束", "This conversation has not ended",
    "结束后会自动评分。", "It is scored when it ends.",
)  # fmt: skip
OWN_WORK = register(
    "quality_own_work", 409, "不能评自己的咨询", "One does not review one's own work",
    "请另一位主管来评。", "Ask another lead to do it.",
)  # fmt: skip
SAME_REVIEWER = register(
    "quality_same_reviewer", 409, "两次评分须由不同的人完成", "The two readings are by different people",
    "请另一位主管来评。", "Ask another lead to do it.",
)  # fmt: skip
REVIEWED = register(
    "quality_reviewed", 409, "这一份已经评过了", "This one has been reviewed",
    "刷新列表可以看到其余的。", "Refresh the list to see what is left.",
)  # fmt: skip
BAD_MARKS = register(
    "quality_bad_marks", 422, "评分不完整或超出范围：{what}", "A mark is missing or out of range: {what}",
    "每一项都要给分，无法判断的选“无法判断”。", "Mark every item, or say that it cannot be judged.",
)  # fmt: skip
APPEALED = register(
    "quality_appealed", 409, "这次申诉已经提出或已有结果", "This appeal was made or decided already",
    "结果显示在“我的质量”里。", "What came of it is shown on your own board.",
)  # fmt: skip
PRACTICE_OVER = register(
    "practice_over", 409, "这次练习已经结束", "This practice is over",
    "可以再开始一次。", "You can begin another.",
)  # fmt: skip
