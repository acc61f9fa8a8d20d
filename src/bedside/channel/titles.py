"""What a person's timeline calls what was written to them, and what they said about being written to."""

from bedside.people.titles import Words, title

_WHAT: Words = {
    "sms": ("短信", "text message"),
    "email": ("邮件", "email"),
    "web": ("网页消息", "note on the website"),
    "verification_code": ("验证码", "a code"),
    "booked": ("预约成功", "booked"),
    "requested": ("已收到申请", "request received"),
    "reminder": ("就诊提醒", "reminder"),
    "cancelled": ("预约取消", "cancelled"),
    "moved": ("预约改期", "moved"),
    "offer": ("候补有号", "a free seat offered"),
    "displaced": ("医生停诊", "doctor away"),
    "green": ("绿色通道", "fast track"),
    "test": ("测试", "test"),
    "reply": ("回复", "a reply"),
    "link": ("链接", "a link"),
    "staff": ("工作人员", "staff"),
}

_MEANT: Words = {"text": ("", ""), "stop": ("：不再接收", ": stop"), "start": ("：恢复接收", ": start again")}
_SETTLED: Words = {
    "answered": ("已回复", "answered"),
    "done": ("无需处理", "needs nothing"),
    "open": ("重新待办", "to do again"),
}

title("channel.queued", "准备发送{channel}：{template}", "To be sent by {channel}: {template}", _WHAT)
title("channel.sent", "已发送{channel}：{template}", "Sent by {channel}: {template}", _WHAT)
title("channel.delivered", "{channel}已送达：{template}", "Arrived by {channel}: {template}", _WHAT)
title("channel.failed", "{channel}没有送达：{template}", "Did not arrive by {channel}: {template}", _WHAT)
title(
    "channel.rerouted",
    "{was}没有送达，改用{channel}：{template}",
    "Did not arrive by {was}, so by {channel}: {template}",
    _WHAT,
)
title(
    "channel.refused",
    "按规则未发送{channel}：{template}",
    "Not sent by {channel}, by the rules: {template}",
    _WHAT,
)
title(
    "channel.stopped",
    "内容待主管确认，暂未发送{channel}：{template}",
    "Held back {channel} until the lead has looked at its words: {template}",
    _WHAT,
)
title("channel.cancelled", "取消发送{channel}：{template}", "No longer sent by {channel}: {template}", _WHAT)
title("channel.received", "来信{means}", "Wrote back{means}", _MEANT)
title("channel.reply_settled", "来信{state}", "What they wrote: {state}", _SETTLED)
title("gate.stopped", "不再接收消息（{source}）", "Wants no more messages ({source})", _WHAT)
title("gate.resumed", "恢复接收消息（{source}）", "May be written to again ({source})", _WHAT)
