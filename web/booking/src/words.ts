import { lang } from "./setting";
import type { Status } from "./types";

/* Every word of the page's own, in Chinese and English; `{}` is filled by `fill`. */
const w = (zh: string, en: string): string => (lang === "zh" ? zh : en);

export const fill = (text: string, value: string | number): string => text.replace("{}", `${value}`);

export const BOOK = w("预约就诊", "Book an appointment");
export const LANGUAGE = w("English", "中文");
export const BACK = w("返回", "Back");
export const TROUBLE = w("没有成功，请检查网络后重试。", "That did not work. Check the network and try again.");
export const AGAIN = w("重试", "Try again");
export const LOADING = w("正在加载…", "Loading…");
export const CALL = w("拨打 {}", "Call {}");
export const EMERGENCY = w("紧急情况", "Emergency");
export const MINE = w("我的预约", "My appointments");

export const CHOOSE = w("选择科室与项目", "Choose a department and a service");
export const CHOOSE_DOCTOR = w("选择医生与项目", "Choose a doctor and a service");
export const LIST_BY = w("列出", "List");
export const BY_DEPARTMENT = w("按科室", "By department");
export const BY_DOCTOR = w("按医生", "By doctor");
export const CHOOSE_HINT = w("价格为医院公示的全价，预约不收费。", "Prices are the full published ones; booking costs nothing.");
export const NO_SERVICES = w("这个科室暂时不能网上预约，请致电医院。", "This department cannot be booked here now. Please phone the hospital.");
export const NO_DEPARTMENTS = w("暂时不能网上预约，请致电医院。", "Booking here is not open now. Please phone the hospital.");
export const ALL_PRICES = w("全部公示价格", "All published prices");
export const PER = w("每{}", "per {}");

export const TIMES = w("选择时间", "Choose a time");
export const ANY_DOCTOR = w("不限医生（最早）", "Any doctor (soonest)");
export const DOCTOR = w("医生", "Doctor");
export const SOONEST = w("最早", "Soonest");
export const LATER = w("更晚的日期", "Later dates");
export const NO_TIMES = w("这段时间没有空号。", "There is no free time in these days.");
export const LAST_TIMES = w("没有更晚的号了。", "There are no later times yet.");
export const TODAY = w("今天", "Today");
export const TOMORROW = w("明天", "Tomorrow");
export const NO_FIT = w("没有合适的时间？", "No time that suits you?");
export const WAIT = w("加入候补", "Join the waiting list");

export const CONTACT_BY = w("验证方式", "Where to send the code");
export const CONTACT = {
  phone: { title: w("验证手机号", "Confirm your phone number"), hint: w("预约信息会发到这个手机号。", "What you book is sent to this number."), by: w("手机", "Phone"), label: w("手机号", "Mobile number"), other: w("换一个手机号", "Another number") },
  email: { title: w("验证邮箱", "Confirm your email address"), hint: w("预约信息会发到这个邮箱。", "What you book is sent to this address."), by: w("邮箱", "Email"), label: w("邮箱地址", "Email address"), other: w("换一个邮箱", "Another address") },
};
export const NO_CODES = w("医院还没有开通短信或邮件，暂时不能网上预约。请致电医院。", "The hospital has no text messages or email set up yet, so booking here is not open. Please phone the hospital.");
export const SEND_CODE = w("发送验证码", "Send the code");
export const CODE_SENT = w("验证码已发送，10 分钟内有效。", "The code is on its way; it is valid for 10 minutes.");
export const CODE = w("6 位验证码", "6-digit code");
export const CHECK = w("下一步", "Next");
export const RESEND = w("重新发送", "Send again");
export const RESEND_IN = w("{} 秒后可重新发送", "Send again in {} s");

export const WHO = w("为谁预约？", "Who is it for?");
export const SOMEBODY_NEW = w("新的就诊人", "Somebody new");
export const NAME = w("姓名", "Name");
export const SEX = w("性别", "Sex");
export const FEMALE = w("女", "Female");
export const MALE = w("男", "Male");
export const NOT_SAID = w("不填", "Not said");
export const BORN = w("出生日期", "Date of birth");
export const ID_CARD = w("身份证号", "ID card number");
export const OPTIONAL = w("（选填）", " (optional)");
export const GUARDIAN = w("就诊人不满 14 岁：我是其监护人，并代为同意。", "The patient is under 14: I am the guardian and agree for them.");
export const HEALTH = w("健康信息", "Health information");
export const CARE = w("就诊提醒", "Reminders about your care");
export const CONFIRM = w("确认预约", "Confirm the appointment");
export const HOLDING = w("号源为您保留 {}", "Kept for you: {}");
export const HOLD_OVER = w("保留时间已过，请重新选择时间。", "The time was kept for you no longer. Please choose again.");

export const BOOKED = w("预约成功", "Your appointment is booked");
export const REQUESTED = w("已提交，等待医院确认", "Requested: the hospital has yet to confirm");
export const CONFIRMED = w("医院已确认", "The hospital has confirmed");
export const REFUSED = w("没有约成", "Not booked");
export const REFUSED_HINT = w("医院没有确认这个号，请另选一个时间。", "The hospital did not confirm this time. Please choose another.");
export const REQUESTED_HINT = w("确认后会发消息给您。收到确认前，请不要前往。", "We will tell you when it is confirmed. Please do not come before that.");
export const PRICE = w("公示价格", "Published price");
export const WHEN = w("时间", "Time");
export const WHERE = w("地点", "Place");
export const PATIENT = w("就诊人", "Patient");
export const SERVICE = w("项目", "Service");
export const FILL_INTAKE = w("填写就诊前问卷", "Answer questions before the visit");
export const INTAKE_DONE = w("问卷已提交", "Questions answered");
export const INTAKE = w("就诊前问卷", "Before the visit");
export const INTAKE_HINT = w("您的回答只交给接诊的医生。这里不作诊断；情况紧急请拨打急救电话。", "Your answers go to your doctor only. Nothing is diagnosed here; in an emergency, call the emergency number.");
export const SUBMIT = w("提交", "Send");
export const YES = w("是", "Yes");
export const NO = w("否", "No");
export const BOOK_MORE = w("再约一个", "Book another");

export const NONE_MINE = w("这个联系方式下没有预约。", "There are no appointments under this contact.");
export const CANCEL = w("取消预约", "Cancel");
export const CANCEL_SURE = w("确定取消这个预约？", "Cancel this appointment?");
export const KEEP_IT = w("保留", "Keep it");
export const SURE = w("确定取消", "Yes, cancel");
export const MOVE = w("改时间", "Change the time");
export const MOVING = w("改到什么时间？", "To which time?");
export const MOVE_HINT = w("选好新的时间后，原来的号才会放弃。", "Your present time is given up only once the new one is yours.");
export const MOVED = w("时间已更改", "The time was changed");
export const MOVE_REQUESTED = w("已提交新的时间，等待医院确认。确认之前，原来的仍为您保留。", "The new time is requested. Until the hospital confirms it, the present one is kept for you.");
export const DISPLACED = w("医生当时不出诊。请改到别的时间，或取消。", "The doctor will not be there. Choose another time, or cancel.");
export const AGAIN_CODE = w("验证已过期，请重新获取验证码。", "The check has expired. Ask for a new code.");
export const CANCELLED = w("预约已取消", "The appointment was cancelled");
export const WAITING = w("候补", "Waiting list");
export const WAITING_LINE = w("{} 有空号时会通知您", "You are told when a time is free: {}");
export const LEAVE_WAITING = w("退出候补", "Leave the list");
export const OFFERED = w("有空号了，先到先得", "A time is free; the first to take it gets it");
export const ACCEPT = w("就要这个时间", "Take it");
export const DECLINE = w("不需要", "No, thank you");
export const DECLINED = w("已谢绝，您仍在候补名单上", "Declined; you are still on the list");
export const EARLIER = w("等更早的时间", "Wait for an earlier time");
export const JOINED_EARLIER = w("有更早的时间会通知您，现在的预约不变", "You are told of an earlier time; what you have stands");
export const WAITS_EARLIER = w("正在等更早的时间，有了会通知您", "Waiting for an earlier time; you will be told of one");
export const STOP_WAITING = w("不再等更早的时间", "Stop waiting for an earlier time");
export const LEFT = w("已退出候补", "You are no longer waiting");
export const KEEPS = w("现在的预约不变；接受更早的时间后，自动改到那里。", "What you have stands; if you take an earlier time, it is moved there.");
export const WON = w("这个号是您的了", "The time is yours");
export const WON_REQUESTED = w("已为您提交，等待医院确认", "Requested for you: the hospital has yet to confirm");

/** Nobody is told that a seat is theirs before its owner said so. */
export const movedWords = (status: Status): string => (status === "requested" ? MOVE_REQUESTED : MOVED);
export const wonWords = (status: Status): string => (status === "requested" ? WON_REQUESTED : WON);

export const WAIT_TITLE = w("候补登记", "Join the waiting list");
export const WAIT_HINT = w("有人取消时，我们发消息给您；先接受的人得到这个号。", "When somebody cancels we tell you; the first to accept gets the time.");
export const FROM = w("从", "From");
export const TO = w("到", "To");
export const JOIN = w("加入候补", "Join");
export const JOINED = w("已加入候补", "You are on the waiting list");

export const STATUS: Record<string, string> = {
  held: w("保留中", "Held"),
  requested: w("等待医院确认", "Waiting for the hospital"),
  booked: w("已预约", "Booked"),
  arrived: w("已到院", "Arrived"),
  fulfilled: w("已就诊", "Done"),
  no_show: w("未到", "Missed"),
  cancelled: w("已取消", "Cancelled"),
  expired: w("已过期", "Expired"),
};
