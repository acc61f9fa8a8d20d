"""What the people room refuses of persons, in two languages."""

from bedside.kit.problems import register

NO_PERSON = register(
    "no_person", 404, "没有这位就诊人", "There is no such person",
    "资料可能已被合并或删除，请重新查找。", "They may have been merged or deleted. Search again.",
)  # fmt: skip
BAD_IDENTIFIER = register(
    "bad_identifier", 422, "{what}不正确", "This is not a valid {what_en}",
    "请核对后重新输入。", "Check it and enter it again.",
)  # fmt: skip
NAME_NEEDED = register(
    "name_needed", 422, "请填写姓名", "A name is needed",
    "请填写就诊人的真实姓名。", "Enter the person's real name.",
)  # fmt: skip
ALREADY_ONE = register(
    "already_one_person", 409, "这两份资料已经是同一个人", "These two records are already one person",
    "无需再次合并。", "There is nothing to merge.",
)  # fmt: skip
ALREADY_UNDONE = register(
    "merge_undone", 409, "这次合并已经撤销", "This merge was already undone",
    "请刷新查看。", "Refresh to see it.",
)  # fmt: skip
RECORD_CLOSED = register(
    "record_closed", 403, "这位就诊人不在您的工作范围内", "This person is outside your own work",
    "请说明理由后查阅，查阅会被记录。", "Open the record with a reason; it is logged.",
)  # fmt: skip
CONTACT_EXPIRED = register(
    "contact_expired", 401, "手机号或邮箱的验证已过期", "The check of your phone or email has expired",
    "请重新获取验证码。", "Ask for a new code.",
)  # fmt: skip
ALREADY_ANSWERED = register(
    "already_answered", 409, "这项申请已经答复", "This request was already answered",
    "请刷新查看。", "Refresh to see it.",
)  # fmt: skip
SAME_PERSON_TIE = register(
    "same_person_tie", 422, "不能与本人建立家庭关系", "One is not one's own family",
    "请选择另一位就诊人。", "Choose another person.",
)  # fmt: skip
NOT_EXPORTED = register(
    "not_exported", 409, "这项申请没有可下载的资料", "This request has no data to download",
    "请先同意这项导出申请；下载期为答复后 30 天。", "Answer the export request first; it can be downloaded for 30 days.",
)  # fmt: skip
