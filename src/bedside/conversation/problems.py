"""What the desk refuses, in the reader's language."""

from bedside.kit.problems import register

CLOSED = register(
    "conversation_closed", 409, "这次咨询已经结束", "This conversation has ended",
    "您可以开始一次新的咨询。", "You can start a new one.",
)  # fmt: skip
NOT_MEMBER = register(
    "not_member", 409, "您不在这次咨询中", "You are not in this conversation",
    "请先接待、接管，或请同事邀请您；也可以用悄悄话。", "Take it, take it over or be invited first; or whisper.",
)  # fmt: skip
ALREADY_TAKEN = register(
    "already_taken", 409, "已由{who}接待", "{who} is already answering",
    "您可以旁听、悄悄话，或由主管接管。", "You may watch, whisper, or ask the desk lead to take over.",
)  # fmt: skip
NOT_HERE = register(
    "not_here", 409, "{who}现在不在线", "{who} is not at the desk now",
    "请选择在线的同事，或转回队列。", "Choose a colleague who is online, or send it to the queue.",
)  # fmt: skip
HEALTH_CONSENT = register(
    "health_consent_needed", 403,
    "您还没有同意我们处理您写下的健康信息", "You have not yet agreed that we handle what you write about your health",
    "请先勾选同意；不同意也可以拨打电话，紧急情况请拨打 120。",
    "Tick the consent first; or phone us without it. In an emergency call 120.",
)  # fmt: skip
BLOCKED = register(
    "blocked", 403, "您暂时不能在此留言", "You cannot write here at present",
    "请拨打医院电话，紧急情况请拨打 120。", "Please phone the hospital; in an emergency call 120.",
)  # fmt: skip
BAD_TEXT = register(
    "bad_text", 422, "消息是空的，或超过 {most} 个字", "The message is empty or longer than {most} characters",
    "请修改后再发。", "Change it and send it again.",
)  # fmt: skip
BAD_FILE = register(
    "bad_file", 422, "只能发送 10 MB 以内的图片或 PDF", "Only pictures and PDF up to 10 MB can be sent",
    "请换一个文件，或先压缩。", "Choose another file, or make it smaller.",
)  # fmt: skip
TOO_MANY_FILES = register(
    "too_many_files", 409, "这次咨询的文件已达 {most} 个", "This conversation already has {most} files",
    "请就诊时带来其余资料。", "Bring the rest when you come.",
)  # fmt: skip
CONTACT_NEEDED = register(
    "contact_needed", 422, "请留下手机、微信或邮箱，我们才能回复您", "Leave a phone number, WeChat or email, so that we can reply",
    "若情况紧急，请直接拨打 120。", "In an emergency call 120.",
)  # fmt: skip
NOT_STORED = register(
    "not_stored", 503, "没有保存成功", "It was not stored",
    "请重试，不会重复发送。", "Send it again; it will not be sent twice.",
)  # fmt: skip
FLAG_OPEN = register(
    "red_flag_open", 409, "急症提醒还没有结束", "The red flag is still open",
    "请先写明急症提醒的结果，再结束咨询。", "Say what came of the red flag first, then close the conversation.",
)  # fmt: skip
FLAG_CLOSED = register(
    "red_flag_closed", 409, "急症提醒已经结束", "The red flag is closed already",
    "请刷新后再看。", "Refresh and look again.",
)  # fmt: skip
