import { lang } from "./setting";

/* Every word of the widget's own, in Chinese and English; `{}` is filled by `fill`. */
const w = (zh: string, en: string) => (lang === "zh" ? zh : en);

export const CHAT = w("在线咨询", "Chat");
export const BOOK = w("预约", "Book");
export const CLOSE = w("关闭", "Close");
export const BACK = w("返回", "Back");
export const ONLINE = w("咨询员在线", "Online");
export const AWAY = w("休息中", "Away");
export const CALL = w("拨打 {}", "Call {}");

export const PRIVACY = w("您的隐私", "Your privacy");
export const TRACKING = w("浏览记录", "Pages you visit");
export const HEALTH = w("健康信息", "Health information");
export const MARKETING = w("活动消息", "News and events");
export const SHARING = w("院区共享", "Sharing within the group");
export const AGREE = w("同意", "Agree");
export const REFUSE = w("拒绝", "Refuse");

export const QUESTION = w("您想咨询什么？", "How can we help?");
export const DEPARTMENT = w("科室", "Department");
export const NAME = w("称呼", "Your name");
export const OPTIONAL = w("（选填）", " (optional)");
export const START = w("开始咨询", "Start chat");
export const WAITING = w("正在为您接入咨询员", "Finding you a consultant");
export const POSITION = w("排在第 {} 位", "You are number {}");

export const SAY = w("输入消息", "Write a message");
export const SEND = w("发送", "Send");
export const ATTACH = w("图片或 PDF，不超过 10 MB", "Picture or PDF, up to 10 MB");
export const TYPING = w("{} 正在输入", "{} is typing");
export const SENDING = w("发送中", "Sending");
export const SENT = w("已送达", "Sent");
export const READ = w("已读", "Read");
export const FAILED = w("未发送", "Not sent");
export const AI = w("AI 辅助", "AI-assisted");
export const RETRY = w("重试", "Try again");
export const OLDER = w("更早的消息", "Earlier messages");
export const LOST = w("正在重新连接…", "Reconnecting…");
export const TROUBLE = w("请重试", "Please try again");

export const JOINED = w("{} 已接入", "{} joined");
export const LEFT = w("{} 已离开", "{} left");
export const CLOSED = w("咨询已结束", "Chat ended");

export const RATE = w("这次咨询对您有帮助吗？", "Did this chat help you?");
export const COMMENT = w("还想说的话", "Anything to add?");
export const THANKS = w("谢谢", "Thank you");

export const AWAY_MORE = w("请留言，我们会尽快回复", "Leave a message and we will reply");
export const CONTACT = w("手机、微信或邮箱", "Phone, WeChat or email");
export const RECEIVED = w("已收到，我们会联系您", "Received. We will be in touch");

export const DECLINE = w("不用了", "No, thanks");

export const END = w("结束咨询", "End chat");
export const FORGET = w("忘记我", "Forget me");
export const SURE = w("确认删除", "Delete my data");
export const FORGOTTEN = w("已删除", "Deleted");
