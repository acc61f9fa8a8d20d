"""Why the assistant does not help just now; typing goes on."""

from bedside.coach.assistant.endpoint import Why
from bedside.kit.problems import register

OFF = register(
    "assistant_off", 409, "本院没有开启 AI 起草", "The AI assistant is not switched on here",
    "请自行撰写；管理员可在“设置 → AI 助手”中开启。",
    "Write it yourself; an administrator may switch it on under Settings → AI assistant.",
)  # fmt: skip
SPENT = register(
    "assistant_spent", 429, "今天的 AI 用量已用完", "Today's allowance of the AI assistant is used up",
    "请自行撰写；明天恢复，或请管理员调整用量。", "Write it yourself; it is back tomorrow, or an administrator raises it.",
)  # fmt: skip
BUSY = register(
    "assistant_busy", 429, "AI 正忙", "The AI assistant is busy",
    "请自行撰写，或稍后再试。", "Write it yourself, or try again shortly.",
)  # fmt: skip
AWAY = register(
    "assistant_away", 503, "AI 连续出错，已暂停，约 {seconds} 秒后再试",
    "The AI failed several times and rests for about {seconds} seconds",
    "请自行撰写，收发消息不受影响。", "Write it yourself; messages are not affected.",
)  # fmt: skip
NO_CONSENT = register(
    "assistant_no_consent", 403, "这位访客没有同意把内容交给境外的 AI", "This visitor did not agree to an AI abroad",
    "请自行撰写。", "Write it yourself.",
)  # fmt: skip
NOTHING_ASKED = register(
    "assistant_nothing_asked", 409, "访客还没有说话", "The visitor has not said anything yet",
    "等访客说了再起草。", "Wait until they have.",
)  # fmt: skip
NEEDS_AGREEMENT = register(
    "assistant_needs_agreement", 422, "开启前还缺：{what}", "Missing before it can be switched on: {what}",
    "请写明谁同意、依据哪份协议；境外还须写明出境依据和同意书版本。",
    "Say who agreed and under which agreement; abroad also the basis of the transfer and the version of the consent text.",
)  # fmt: skip
_WRITE = ("请自行撰写，收发消息不受影响。", "Write it yourself; messages are not affected.")
_LATE = register("assistant_late", 504, "AI 没有在规定时间内回答", "The AI did not answer in time", *_WRITE)
_UNREACHABLE = register("assistant_unreachable", 502, "连不上 AI", "The AI cannot be reached", *_WRITE)
_REFUSED = register("assistant_refused", 502, "AI 拒绝了请求", "The AI refused the request", *_WRITE)
_LIMITED = register("assistant_limited", 503, "AI 服务限流", "The AI takes no more requests just now", *_WRITE)
_SENSELESS = register("assistant_senseless", 502, "AI 的回答无法使用", "The AI's answer cannot be used", *_WRITE)
FAILED: dict[Why, str] = {
    "timeout": _LATE, "unreachable": _UNREACHABLE, "redirected": _UNREACHABLE, "failing": _UNREACHABLE,
    "refused": _REFUSED, "too_many": _LIMITED, "senseless": _SENSELESS, "too_long": _SENSELESS, "empty": _SENSELESS,
}  # fmt: skip
