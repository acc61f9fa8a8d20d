"""The words that a new site starts with. The hospital's lawyer amends them; each amendment is a new version."""

from bedside.visit.model import ConsentTexts

CONSENT_VERSION = "2026-11"
CONSENT_TEXTS = {
    "zh": ConsentTexts(
        tracking="我们想记下您在本站看过的页面、停留时间和来源,好知道您关心什么,并可能邀请您咨询一次。看病情页面也属于健康信息。"
        "不同意不影响咨询和急救提示;您可随时撤回,或点“忘记我”删除。",
        health="为了回答您,我们会保存您在咨询中说的健康情况,只给为您服务的人看,依法保存三年。您可以不说,也可随时撤回。",
        marketing="我们可以告诉您医院的活动和提醒以外的消息。不同意不影响看病;您可随时撤回。",
        group_sharing="同一集团的其他院区可以看到您在这里的咨询记录,免得您重复说。您可随时撤回,撤回后立即看不到。",
        typing_notice="您正在输入的文字,咨询员可以看到;没有发送的不会保存。",
    ),
    "en": ConsentTexts(
        tracking="We would like to note the pages you read on this site, for how long, and where you came from, to know what "
        "concerns you; we may offer once to talk. Pages about illnesses count as health information. Without it you can "
        "chat all the same and still see the emergency notice. Withdraw at any time, or choose “forget me”.",
        health="To answer you we keep what you tell us about your health. Only those who serve you read it, and the law has "
        "us keep it for three years. You need not tell us, and you can withdraw at any time.",
        marketing="We may tell you about events and news beyond reminders. Your care does not depend on it. Withdraw at any "
        "time.",
        group_sharing="The group's other hospitals may read your consultations here, so that you need not say it all again. "
        "Withdraw at any time; they then stop seeing it at once.",
        typing_notice="The consultant sees what you are typing. What you do not send is never stored.",
    ),
}
GREETING = {
    "zh": "您好,这里是咨询台。想问什么都可以,慢慢说。",
    "en": "Hello, this is the enquiry desk. Ask us anything, and take your time.",
}
EMERGENCY = {
    "zh": "胸痛、喘不上气、叫不醒、大出血或突然半身无力,请立即拨打 120,不要等回复。",
    "en": "Chest pain, trouble breathing, not waking up, heavy bleeding or sudden weakness of one side: call 120 now. "
    "Do not wait for an answer here.",
}
EMERGENCY_NUMBERS = ("120",)
