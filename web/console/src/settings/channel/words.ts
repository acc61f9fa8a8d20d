/** What messages are called; one that is not listed shows its own code. */
import { pick } from '@/kit/lang'

const NAMES: Record<string, [zh: string, en: string]> = {
  verification_code: ['验证码', 'Verification code'],
  booked: ['预约成功', 'Booked'],
  requested: ['已提交申请', 'Requested'],
  reminder: ['就诊提醒', 'Reminder'],
  cancelled: ['预约取消', 'Cancelled'],
  moved: ['预约改期', 'Moved'],
  offer: ['候补有号', 'Offer to who waits'],
  green: ['绿色通道', 'Green channel'],
  displaced: ['医生停诊', 'Doctor away'],
  red_flag: ['急症提醒', 'Red flag'],
  daily_questions: ['每日访客问题', "The day's questions"],
  test: ['测试', 'Test'],
}
export function templateName(code: string): string {
  const names = NAMES[code]
  return names ? pick(...names) : code.replaceAll('_', ' ')
}
