"""What a person's timeline calls the facts of seats."""

from bedside.people.titles import title

_BY = {
    "person": ("本人", "the patient"),
    "staff": ("院方", "the hospital"),
    "system": ("系统", "the system"),
    "moved": ("已改约", "moved"),
    "clinician": ("医生", "a clinician"),
    "absence": ("医生停诊", "the doctor's absence"),
}
_URGENCY = {
    "emergent": ("危急", "emergent"),
    "urgent": ("紧急", "urgent"),
    "semi": ("较急", "semi-urgent"),
}
_STATES = {
    "won": ("已接受", "accepted"),
    "lost": ("被他人先接受", "somebody else was first"),
    "declined": ("谢绝", "declined"),
    "lapsed": ("过期", "lapsed"),
    "withdrawn": ("已取消", "withdrawn"),
}
_PAID = {
    "full": ("，已付清", ", paid"),
    "part": ("，部分已付", ", partly paid"),
    "none": ("，未付", ", not paid yet"),
    "unknown": ("", ""),
}
_STATUS = {
    "arrived": ("到诊", "arrived"),
    "no_show": ("未到", "did not come"),
    "fulfilled": ("就诊完成", "visit done"),
}


def name_facts() -> None:
    title("appointment.held", "选了一个时间", "Chose a time")
    title("appointment.requested", "预约申请已提交", "An appointment was requested")
    title("appointment.booked", "预约成功", "An appointment was booked")
    title("appointment.cancelled", "预约取消（{by}）", "The appointment was cancelled ({by})", _BY)
    title("appointment.expired", "选的时间没有确认，已释放", "The chosen time was not confirmed and is released")
    title("appointment.moved", "预约改期", "The appointment was moved")
    title(
        "appointment.displaced",
        "医生停诊，请本人另选时间",
        "The doctor is away; the patient is asked to choose another time",
    )
    title("appointment.arrived", "到诊", "Arrived")
    title("appointment.no_show", "未到诊", "Did not come")
    title("appointment.fulfilled", "就诊完成", "The visit took place")
    title("appointment.billed", "就诊费用 ¥{yuan}{paid}", "The visit cost ¥{yuan}{paid}", _PAID)
    title("appointment.undone", "更正：撤销“{was}”", "Correction: “{was}” was taken back", _STATUS)
    title(
        "appointment.green_asked", "申请绿色通道（{urgency}）", "The green channel was asked for ({urgency})", _URGENCY
    )
    title("appointment.green_confirmed", "医生确认绿色通道", "A clinician confirmed the green channel")
    title("appointment.waitlisted", "加入候补", "Joined the waiting list")
    title("appointment.wait_changed", "候补的日期改了", "Waits for other days now")
    title(
        "appointment.wait_reopened",
        "候补继续：医院系统没给这个号",
        "Waiting again: the hospital's own system gave no seat",
    )
    title("appointment.wait_ended", "候补结束（{state}）", "No longer waiting ({state})", _STATES)
    title("appointment.offered", "候补有号，已通知", "A freed seat was offered")
    title("appointment.offer_ended", "候补号：{state}", "The offered seat: {state}", _STATES)
    title("appointment.coming", "本人确认会来", "The patient said that they will come")
    title("appointment.intake_filled", "就诊前问卷已填写", "The form before the visit was filled in")
    title("appointment.intake_read", "医生已看就诊前问卷", "The clinic read the form")
