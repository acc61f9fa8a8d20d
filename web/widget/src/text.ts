import type { Lang } from "./protocol";

/** Every word of the widget's own, Chinese and English side by side; `{}` takes the argument. */
export const WORDS = {
  chat: ["在线咨询", "Chat with us"],
  openChat: ["打开在线咨询", "Open the chat"],
  unread: ["{} 条未读消息", "{} unread"],
  close: ["关闭", "Close"],
  back: ["返回", "Back"],
  online: ["咨询员在线", "Consultants online"],
  offline: ["当前休息", "Away now"],
  opens: ["{} 恢复在线", "back {}"],
  urgent: ["紧急情况请拨打", "Emergency: call"],
  call: ["拨打 {}", "Call {}"],

  privacy: ["隐私由您决定", "Your privacy, your choice"],
  privacyMore: ["同意之前,我们不保存任何信息;拒绝不影响咨询。可随时在咨询窗口的菜单里更改。",
    "Nothing is stored before you agree, and refusing never closes the chat. Change it any time in the chat’s menu."],
  tracking: ["浏览记录", "Pages you visit"],
  health: ["健康信息", "Health information"],
  marketing: ["活动与关怀信息", "News and offers"],
  also: ["另可选择(不选也可以)", "Optional, as you like"],
  agree: ["同意", "Agree"],
  refuse: ["拒绝", "Refuse"],

  name: ["称呼(选填)", "Your name (optional)"],
  department: ["科室(选填)", "Department (optional)"],
  anyDepartment: ["不确定,请帮我判断", "Not sure, please help"],
  question: ["您想咨询什么?", "How can we help?"],
  questionHint: ["请描述您的情况或问题", "Describe your situation or question"],
  healthTick: ["我同意为答复本次咨询处理我填写的健康信息", "I agree that the health information I give is used to answer me"],
  healthNeeded: ["请先勾选同意,我们才能处理您的健康信息", "Please tick to agree, so that we may read what you tell us"],
  start: ["开始咨询", "Start the chat"],
  waiting: ["正在为您接入咨询员", "Finding you a consultant"],
  next: ["您是下一位", "You are next"],
  position: ["您排在第 {} 位", "You are number {} in the queue"],
  waitingMore: ["您可以先写下问题,或离开页面,稍后回来不会丢失", "Write your question meanwhile; nothing is lost if you leave and come back"],

  say: ["输入消息", "Write a message"],
  send: ["发送", "Send"],
  attach: ["发送图片或 PDF", "Send a picture or PDF"],
  typing: ["{} 正在输入", "{} is typing"],
  sending: ["发送中", "Sending"],
  sent: ["已送达", "Sent"],
  read: ["已读", "Read"],
  failed: ["未能发送", "Not sent"],
  retry: ["重试", "Try again"],
  remove: ["删除", "Remove"],
  older: ["查看更早的消息", "Earlier messages"],
  newer: ["新消息", "New messages"],
  fileType: ["只能发送图片(JPEG、PNG、GIF、WebP)或 PDF", "Only pictures (JPEG, PNG, GIF, WebP) and PDF can be sent"],
  fileSize: ["文件不能超过 10 MB", "The file may be at most 10 MB"],
  lost: ["网络已断开,正在重新连接…", "Connection lost. Reconnecting…"],
  connecting: ["正在连接…", "Connecting…"],
  stopped: ["暂时无法连接,请致电 {}", "The chat cannot connect now. Please call {}"],
  trouble: ["刚才没有成功,请再试一次", "That did not work. Please try again"],

  started: ["咨询已开始", "Chat started"],
  assigned: ["{} 已接入", "{} joined"],
  transferred: ["已转接给 {}", "Transferred to {}"],
  joined: ["{} 加入了咨询", "{} joined"],
  left: ["{} 离开了咨询", "{} left"],
  taken_over: ["{} 接替为您服务", "{} took over"],
  requeued: ["正在为您重新安排咨询员", "Finding you another consultant"],
  closed: ["咨询已结束", "Chat ended"],
  reopened: ["咨询已继续", "Chat continued"],

  rate: ["这次咨询对您有帮助吗?", "Did this chat help you?"],
  scores: ["很不满意,不满意,一般,满意,非常满意", "Very poor,Poor,Fair,Good,Very good"],
  comment: ["想补充的话(选填)", "Anything to add? (optional)"],
  submit: ["提交", "Submit"],
  thanks: ["谢谢您的评价", "Thank you for your rating"],
  again: ["开始新的咨询", "New chat"],

  away: ["咨询员现在不在线", "We are away right now"],
  awayMore: ["请留言并留下联系方式,我们上班后尽快回复您", "Leave a message and how to reach you; we answer when we are back"],
  yourName: ["您的称呼", "Your name"],
  contact: ["联系方式", "How to reach you"],
  contactHint: ["手机号、微信或邮箱", "Phone, WeChat or email"],
  leave: ["提交留言", "Send message"],
  leftMessage: ["留言已收到", "We have your message"],
  leftMore: ["我们会按您留下的联系方式回复您", "We will answer you at the address you gave"],
  another: ["再写一条", "Write another"],
  needed: ["请填写此项", "Please fill this in"],

  accept: ["好的,聊一聊", "Yes, please"],
  decline: ["不用了", "No, thanks"],
  why: ["为什么看到这条?", "Why this message?"],
  whyPages: ["您同意了记录浏览,我们据此询问一次是否需要帮助。拒绝后不再询问。",
    "You agreed to page tracking, so we ask once whether you need help. If you decline, we do not ask again."],

  menu: ["隐私与设置", "Privacy and settings"],
  menuMore: ["每一项都可单独开启或关闭,立即生效。", "Each one is on or off by itself and takes effect at once."],
  end: ["结束咨询", "End the chat"],
  forget: ["忘记我", "Forget me"],
  forgetMore: ["删除我们保存的关于您的信息;法律要求保留的部分会告诉您。", "Delete what we hold about you. We tell you what the law makes us keep."],
  sure: ["确定忘记我", "Yes, forget me"],
  forgotten: ["已为您删除", "Forgotten"],
  kept: ["依法保留:{}", "Kept by law: {}"],
} satisfies Record<string, [string, string]>;

export type Word = keyof typeof WORDS;
export type Say = (word: Word, argument?: string | number) => string;

export const speak =
  (lang: Lang): Say =>
  (word, argument = "") =>
    WORDS[word][lang === "zh" ? 0 : 1]!.replace("{}", `${argument}`);

/** Chinese unless the page says English, or any other language than Chinese, of itself. */
export const language = (tag: string): Lang => (!tag || /^zh/i.test(tag) ? "zh" : "en");
