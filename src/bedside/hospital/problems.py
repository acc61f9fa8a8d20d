"""What the hospital room refuses, and the way out."""

from bedside.kit.problems import register

SIGNED_OUT = register(
    "signed_out",
    401,
    "您尚未登录或登录已过期",
    "You are not signed in",
    "请登录。",
    "Sign in.",
)
FORGED = register(
    "forged",
    403,
    "请求未通过来源校验",
    "This request does not come from our page",
    "请刷新页面后再试。",
    "Reload the page and try again.",
)
SIGN_IN_FAILED = register(
    "sign_in_failed",
    401,
    "账号、密码或验证码不正确",
    "Login, password or code is wrong",
    "请检查后再试；忘记密码请联系管理员。",
    "Check them and try again; if you forgot your password, ask an administrator.",
)
LOCKED = register(
    "locked",
    429,
    "尝试次数过多，请在 {retry_after} 秒后再试",
    "Too many attempts: wait {retry_after} seconds",
    "稍候再试，或请管理员重置密码。",
    "Wait, or ask an administrator to reset your password.",
)
BUSY = register(
    "sign_in_busy",
    503,
    "正在登录的人太多",
    "Too many people are signing in",
    "请过几秒再试。",
    "Try again in a few seconds.",
)
WRONG_STEP = register(
    "wrong_step",
    409,
    "登录还差一步：{step}",
    "Signing in is not at this step: {step}",
    "请回到登录页继续。",
    "Go back to the sign-in page and continue.",
)
WEAK_PASSWORD = register(
    "weak_password",
    422,
    "密码不合格：{zh}",
    "This password will not do: {en}",
    "至少 10 个字符，且不要用常见密码或账号名。",
    "At least 10 characters, neither a common password nor your login.",
)
WRONG_PASSWORD = register(
    "wrong_password",
    422,
    "现在的密码不正确",
    "The present password is wrong",
    "请重新输入。",
    "Enter it again.",
)
LOGIN_TAKEN = register(
    "login_taken",
    409,
    "账号 {login} 已被使用",
    "The login {login} is taken",
    "请换一个账号名。",
    "Choose another login.",
)
NOT_VERIFIED = register(
    "not_verified",
    422,
    "只有执业资质已核验的医生才能称为医生：{what}",
    "Only a doctor with a verified licence may be called one: {what}",
    "请先核验其执业证，或改用如实的称呼。",
    "Verify the licence first, or use a title that is true.",
)
REASON_NEEDED = register(
    "reason_needed",
    422,
    "请写明理由",
    "Give a reason",
    "理由会写入审计日志。",
    "It is written to the audit log.",
)
NOT_ALL_HOSPITALS = register(
    "not_all_hospitals",
    403,
    "此操作也影响您无权管理的院区",
    "This also touches hospitals that you do not manage",
    "请联系对所有相关院区都有管理权的管理员。",
    "Ask an administrator of all the hospitals concerned.",
)
LAST_ADMIN = register(
    "last_admin",
    409,
    "这是该院区最后一位管理员",
    "This is the hospital's last administrator",
    "请先指定另一位管理员。",
    "Appoint another administrator first.",
)
SHIFT_OVERLAPS = register(
    "shift_overlaps",
    409,
    "该员工此时段已有班次",
    "This person already has a shift at that time",
    "请调整时间或先取消原班次。",
    "Change the time, or cancel the other shift first.",
)
SWAP_STALE = register(
    "swap_stale",
    409,
    "班次已变动，调休不能继续",
    "The shifts have changed; this swap cannot go on",
    "请重新申请调休。",
    "Ask for a new swap.",
)
OIDC_FAILED = register(
    "oidc_failed",
    401,
    "统一登录没有成功：{what}",
    "Single sign-on did not succeed: {what}",
    "请重试，或用账号密码登录。",
    "Try again, or sign in with your password.",
)
ALREADY_SET_UP = register(
    "already_set_up",
    409,
    "{what} 已存在",
    "{what} exists already",
    "请换一个名称或代码。",
    "Choose another name or code.",
)
