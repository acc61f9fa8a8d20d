"""What a person's timeline calls the desk's facts."""

from bedside.conversation import first_aid
from bedside.people.titles import title

_BY = {"visitor": ("访客", "visitor"), "staff": ("院方", "hospital"), "system": ("系统", "system")}
_CHANNELS = {"web": ("网站", "website"), "offline": ("留言", "offline form"), "phone": ("电话", "phone")}
_MOVES = {
    "assigned": ("分配", "assigned"),
    "taken_over": ("接管", "taken over"),
    "transferred": ("转接", "transferred"),
    "requeued": ("回到队列", "back to the queue"),
    "joined": ("加入", "joined"),
    "left": ("离开", "left"),
}
_OUTCOMES = {
    "answered": ("已解答", "answered"),
    "will_come": ("会来就诊", "will come"),
    "booked": ("已预约", "booked"),
    "referred": ("已转介", "referred"),
    "thinking": ("在考虑", "thinking"),
    "went_elsewhere": ("去了别处", "went elsewhere"),
    "no_reply": ("没有回复", "no reply"),
    "unsuitable": ("不适合", "not suitable"),
    "other": ("其他", "other"),
}

_FLAG_OUTCOMES = {
    "false_alarm": ("误报", "false alarm"),
    "called_120": ("已拨打 120", "120 was called"),
    "advised_now": ("已建议马上就医", "advised to come now"),
    "in_care": ("已在就医", "in care already"),
    "no_answer": ("联系不上", "no answer"),
    "other": ("其他", "other"),
}


def name_facts() -> None:
    title("conversation.started", "开始咨询（{channel}）", "A conversation began ({channel})", _CHANNELS)
    title("conversation.message_said", "{by}发了消息", "A message from the {by}", _BY)
    title("conversation.file_sent", "{by}发了文件", "A file from the {by}", _BY)
    title("conversation.staff_changed", "咨询换人：{what}", "Who answers changed: {what}", _MOVES)
    title("conversation.panel_set", "更新了咨询记录", "Notes were updated")
    title("conversation.closed", "咨询结束：{outcome}", "The conversation ended: {outcome}", _OUTCOMES)
    title("conversation.reopened", "咨询重新打开", "The conversation was reopened")
    title("conversation.rated", "给出评价：{score} 分", "Rated: {score} of 5")
    title("conversation.visitor_blocked", "留言限制有变动", "A block was set or lifted")
    title("conversation.follow_up_set", "安排了回访", "A follow-up was set")
    types = {text.type: (text.name_zh, text.name_en) for text in first_aid.texts()}
    title("conversation.red_flag_raised", "可能的急症：{type}", "May be an emergency: {type}", types)
    title("conversation.red_flag_acknowledged", "急症提醒已有人处理", "Somebody took the emergency in hand")
    title(
        "conversation.red_flag_escalated",
        "急症提醒无人处理，已扩大通知",
        "Nobody took the emergency in hand: more were paged",
    )
    title(
        "conversation.red_flag_lifted",
        "急症期间允许预约以后的日子",
        "Booking for later was allowed during the emergency",
    )
    title(
        "conversation.red_flag_closed", "急症提醒结束：{outcome}", "The emergency was closed: {outcome}", _FLAG_OUTCOMES
    )
