"""What the channel room refuses."""

from bedside.kit.problems import register

NOT_SET_UP = register(
    "channel_not_set_up",
    409,
    "医院还没有开通这种联系方式",
    "The hospital has not set up this way of contact",
    "请换一种方式，或致电医院。",
    "Choose another way, or call the hospital.",
)
WRONG_CODE = register(
    "wrong_code",
    422,
    "验证码不正确，还可以试 {left} 次",
    "The code is not right; {left} tries are left",
    "请核对短信或邮件中最新的 6 位数字。",
    "Compare it with the 6 digits of the newest message.",
)
CODE_OVER = register(
    "code_over",
    410,
    "验证码已失效",
    "The code is no longer valid",
    "请重新获取验证码。",
    "Ask for a new code.",
)
CODES_OFTEN = register(
    "codes_too_often",
    429,
    "获取验证码太频繁了",
    "Codes were asked for too often",
    "请在 {retry_after} 秒后再试。",
    "Try again in {retry_after} seconds.",
)
BAD_TEMPLATE = register(
    "bad_template",
    422,
    "模板有误：{what}",
    "The template is not right: {what}",
    "只能使用列出的变量，中英文都要填写。",
    "Use only the variables that are listed, and write both languages.",
)
UNSIGNED = register(
    "unsigned",
    401,
    "签名不正确或已过期",
    "The signature is not right, or too old",
    "请用医院与网关约定的密钥签名，并核对时钟。",
    "Sign with the key agreed between hospital and gateway, and check the clock.",
)
TOO_EARLY = register(
    "report_too_early",
    425,
    "回执早于发送记录",
    "The report came before its sending was recorded",
    "请稍后再报一次，重复上报没有影响。",
    "Report it again in a moment; telling it twice does no harm.",
)
