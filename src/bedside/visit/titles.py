"""What a person's timeline calls the website's facts."""

from bedside.people.titles import title

_ANSWERS = {"accepted": ("接受", "accepted"), "declined": ("不需要", "declined"), "withdrawn": ("撤回", "withdrawn")}


def name_facts() -> None:
    title("visit.page_viewed", "浏览了 {page}", "Viewed {page}")
    title("visit.invitation_shown", "收到咨询邀请", "Was invited to chat")
    title("visit.invitation_answered", "回应了咨询邀请：{answer}", "Answered the invitation: {answer}", _ANSWERS)
