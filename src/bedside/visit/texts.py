"""The words that a new site starts with. The hospital's lawyer amends them; each amendment is a new version."""

from bedside.visit.model import ConsentTexts

CONSENT_VERSION = "2026-11"
CONSENT_TEXTS = {
    "zh": ConsentTexts(
        tracking="我们想记下您在本站看过的页面和从哪里来，好知道您关心什么。看病情页面也属于健康信息。不同意也能咨询，可随时撤回。",
        health="为了回答您，我们会保存您说的健康情况，只给为您服务的人看，依法保存三年。可随时撤回。",
        marketing="可以告诉我医院的活动和消息。不影响看病，可随时撤回。",
        group_sharing="同一集团的其他院区可以看到您在这里的咨询记录，免得您重复说。您可随时撤回，撤回后立即看不到。",
        typing_notice="您正在输入的文字，咨询员可以看到；没有发送的不会保存。",
    ),
    "en": ConsentTexts(
        tracking="May we note the pages you read here and where you came from, to know what concerns you? Pages about "
        "illnesses are health information. You can chat without it, and withdraw at any time.",
        health="To answer you we keep what you tell us about your health, read only by those who serve you, for three years "
        "as the law asks. Withdraw at any time.",
        marketing="You may tell me about events and news. My care does not depend on it. Withdraw at any time.",
        group_sharing="The group's other hospitals may read your consultations here, so that you need not say it all again. "
        "Withdraw at any time; they then stop seeing it at once.",
        typing_notice="The consultant sees what you are typing. What you do not send is never stored.",
    ),
}
GREETING = {
    "zh": "您好，这里是咨询台。想问什么都可以，慢慢说。",
    "en": "Hello, this is the enquiry desk. Ask us anything, and take your time.",
}
EMERGENCY = {
    "zh": "胸痛、喘不上气、叫不醒、大出血或突然半身无力，请立即拨打 120，不要等回复。",
    "en": "Chest pain, trouble breathing, not waking up, heavy bleeding or sudden weakness of one side: call 120 now. "
    "Do not wait for an answer here.",
}
EMERGENCY_NUMBERS = ("120",)
