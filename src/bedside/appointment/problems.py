"""What the appointment room refuses, and the way out."""

from bedside.kit.problems import register

SEAT_TAKEN = register(
    "seat_taken", 409, "这个时间的号已被约满", "The last seat at this time has just been taken",
    "请另选一个时间，或加入候补。", "Choose another time, or join the waiting list.",
)  # fmt: skip
NO_SEAT = register(
    "no_seat", 409, "这段时间没有可约的号", "There is no free seat in this time",
    "请放宽时间或换一位医生，或加入候补。", "Widen the time or choose another doctor, or join the waiting list.",
)  # fmt: skip
SLOT_CLOSED = register(
    "slot_closed", 409, "这个时间已停诊", "This clinic time has been closed",
    "请另选一个时间。", "Choose another time.",
)  # fmt: skip
SLOT_PAST = register(
    "slot_past", 409, "这个时间已经过去", "This time is already past",
    "请选择稍后的时间。", "Choose a later time.",
)  # fmt: skip
HOLD_EXPIRED = register(
    "hold_expired", 409, "为您保留的号已过期释放", "The seat was kept for you for a while and is released now",
    "请重新选择时间；如果还有号，马上就能约上。", "Choose a time again; if a seat is left, it is yours at once.",
)  # fmt: skip
HOLD_UNKNOWN = register(
    "hold_unknown", 404, "没有找到这个保留的号", "There is no such hold",
    "请重新选择时间。", "Choose a time again.",
)  # fmt: skip
HOLD_USED = register(
    "hold_used", 409, "这个号已经为另一位就诊人预约", "This seat was already confirmed for somebody else",
    "请为这位就诊人另选一个时间。", "Choose another time for this person.",
)  # fmt: skip
HOLDS_MANY = register(
    "holds_many", 429, "同时保留的号太多", "Too many seats are being kept for you at once",
    "请先确认已选的时间，或等几分钟让它们释放。", "Confirm one of them first, or wait a few minutes until they are released.",
)  # fmt: skip
WRONG_STATUS = register(
    "wrong_status", 409, "预约的状态已经变了：{status}", "The appointment's state has changed: {status}",
    "请刷新后再试。", "Refresh and try again.",
)  # fmt: skip
GREEN_REASON = register(
    "green_reason", 422, "绿色通道需要写明紧急程度和理由", "The green channel needs a stated urgency and a reason",
    "请选择临床紧急程度并写明理由。", "Choose the clinical urgency and write the reason.",
)  # fmt: skip
NO_GREEN_SEAT = register(
    "no_green_seat", 409, "这个时间没有预留的绿色通道号", "No green channel seat is left at this time",
    "请另选时间；情况紧急时请直接去急诊或拨打 120。",
    "Choose another time; in an emergency go to the emergency department or call 120.",
)  # fmt: skip
IN_DANGER = register(
    "in_danger", 409, "您刚才说的情况可能很紧急，不适合约以后的时间",
    "What was told may be urgent: it must not wait for a later day",
    "请现在拨打 120，或马上到急诊；也可以约今天的号、走绿色通道。医生或咨询主管核实后可以放开。",
    "Call 120 now, or go to the emergency department; today's seats and the green channel stay open. A clinician or the desk "
    "lead can lift this.",
)  # fmt: skip
OFFER_GONE = register(
    "offer_gone", 409, "这个号已被另一位候补的人先接受", "Somebody else who waits accepted this seat first",
    "您原来的预约不变，您仍在候补名单上。", "What you had booked stands, and you are still on the waiting list.",
)  # fmt: skip
DISPLACED = register(
    "displaced", 409, "医生当时不出诊，这个预约需要改期", "The doctor will not be there: this appointment must be moved",
    "请先改到另一个时间，或取消。", "Move it to another time first, or cancel it.",
)  # fmt: skip
ALREADY_WAITING = register(
    "already_waiting", 409, "这位就诊人已在等比现有预约更早的号",
    "This person already waits for an earlier time than an appointment they have",
    "有更早的号会通知，现有预约不变；要改等别的日期，请先停止这个候补。",
    "They will be told of an earlier time, and the appointment stands; to wait for other days, stop that wait first.",
)  # fmt: skip
OVERLAPPING = register(
    "overlapping", 422, "排班有重叠：{what}", "The schedule overlaps itself: {what}",
    "请改正重叠的时段。", "Correct the overlapping hours.",
)  # fmt: skip
BUSY = register(
    "booking_busy", 503, "预约的人太多，请稍候", "Too many people are booking this moment",
    "请几秒后再试，您的选择没有丢失。", "Try again in a few seconds.",
)  # fmt: skip
NOT_THEIRS = register(
    "not_theirs", 404, "没有找到这个预约", "There is no such appointment",
    "请用预约时验证过的手机或邮箱查看。", "Look with the phone or email that was verified when it was booked.",
)  # fmt: skip
CONSENT_TEXT_CHANGED = register(
    "consent_text_changed", 409, "同意事项的文字已更新", "The text of what is agreed to has changed",
    "请刷新页面，看过现在的文字再回答。", "Reload the page and answer after reading the text as it is now.",
)  # fmt: skip
CARE_NEEDED = register(
    "care_needed", 422, "请说明是否同意接收就诊提醒", "Say whether messages about the visit may be sent",
    "选择同意或不同意都可以预约。", "Either answer is fine for booking.",
)  # fmt: skip
