import { lang } from "./setting";

/* Every word of the widget's own, in Chinese and English; `{}` is filled by `fill`. */
const w = (zh: string, en: string) => (lang === "zh" ? zh : en);

export const CHAT = w("在线咨询", "Chat");
export const CLOSE = w("关闭", "Close");
export const BACK = w("返回", "Back");
export const ONLINE = w("咨询员在线", "Online");
export const AWAY = w("休息中", "Away");
export const CALL = w("拨打 {}", "Call {}");

export const PRIVACY = w("隐私由您决定", "Your privacy, your choice");
export const PRIVACY_MORE = w("同意前不保存任何信息;拒绝不影响咨询。", "Nothing is stored before you agree. You can chat either way.");
export const TRACKING = w("浏览记录", "Pages you visit");
export const HEALTH = w("健康信息", "Health information");
export const MARKETING = w("关怀与活动", "News and offers");
export const AGREE = w("同意", "Agree");
export const REFUSE = w("拒绝", "Refuse");

export const QUESTION = w("您想咨询什么?", "How can we help?");
export const DEPARTMENT = w("科室", "Department");
export const ANY = w("不确定", "Not sure");
export const NAME = w("称呼", "Your name");
export const OPTIONAL = w("(选填)", " (optional)");
export const START = w("开始咨询", "Start chat");
export const WAITING = w("正在为您接入咨询员", "Finding you a consultant");
export const POSITION = w("排在第 {} 位", "Number {} in the queue");

export const SAY = w("输入消息", "Write a message");
export const SEND = w("发送", "Send");
export const ATTACH = w("发送图片或 PDF", "Send a picture or PDF");
export const FILE_RULE = w("仅限图片或 PDF,不超过 10 MB", "Pictures or PDF only, up to 10 MB");
export const TYPING = w("{} 正在输入", "{} is typing");
export const SENDING = w("发送中", "Sending");
export const SENT = w("已送达", "Sent");
export const READ = w("已读", "Read");
export const FAILED = w("未发送", "Not sent");
export const RETRY = w("重试", "Try again");
export const OLDER = w("更早的消息", "Earlier messages");
export const LOST = w("网络中断,正在重新连接…", "Connection lost. Reconnecting…");
export const STOPPED = w("暂时无法连接,请致电 {}", "Cannot connect. Please call {}");
export const TROUBLE = w("没有成功,请重试", "That did not work. Please try again");

export const JOINED = w("{} 已接入", "{} joined");
export const LEFT = w("{} 已离开", "{} left");
export const CLOSED = w("咨询已结束", "Chat ended");

export const RATE = w("这次咨询对您有帮助吗?", "Did this chat help you?");
export const COMMENT = w("还想说的话", "Anything to add?");
export const THANKS = w("谢谢您的评价", "Thank you for your rating");
export const AGAIN = w("开始新的咨询", "New chat");

export const AWAY_MORE = w("请留言,我们会尽快回复", "Leave a message and we will get back to you");
export const CONTACT = w("手机、微信或邮箱", "Phone, WeChat or email");
export const RECEIVED = w("留言已收到,我们会联系您", "We have your message and will be in touch");

export const DECLINE = w("不用了", "No, thanks");
export const WHY = w("您同意了记录浏览,所以问一次;拒绝后不再询问。", "You agreed to page tracking, so we ask once. Decline and we will not ask again.");

export const MENU = w("隐私与设置", "Privacy and settings");
export const END = w("结束咨询", "End chat");
export const FORGET = w("忘记我", "Forget me");
export const SURE = w("删除我的信息", "Delete what you hold about me");
export const FORGOTTEN = w("已删除", "Deleted");
export const KEPT = w("依法保留:{}", "Kept by law: {}");
