"""What somebody who books is asked to agree to. The hospital's lawyer amends it; each amendment is a new version."""

from bedside.kit.problems import Lang

CARE_VERSION = "care-2026-11"
CARE: dict[Lang, str] = {
    "zh": "可以用短信或邮件告诉我这次就诊的安排：预约结果、就诊前提醒、改期和取消。不同意也能预约，可随时退订。",
    "en": "You may tell me about this visit by text message or email: the booking, reminders, changes and cancellation. "
    "You can book without it, and stop it at any time.",
}
HEALTH: dict[Lang, str] = {
    "zh": "为了安排就诊，我们会保存就诊人的姓名、联系方式、预约的科室和您填写的情况，只给为您服务的人看。"
    "可随时要求查看、更正或删除。",
    "en": "To arrange the visit we keep the patient's name, contact, the department booked and what you fill in, read only by "
    "those who serve you. You may ask to see, correct or delete it at any time.",
}
