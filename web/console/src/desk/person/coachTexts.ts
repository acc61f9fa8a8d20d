/** What the coach's guesses are called. */
import { defineTexts } from '@/kit/lang'
import { moodText, needText, stageText, worryText } from '../texts'

export const coachText = defineTexts(
  'deskCoach',
  {
    title: '教练的推测',
    away: '教练暂时不在，稍后自动恢复；咨询不受影响。',
    momentNow: '可以介绍医院：',
    momentNot: '先不介绍医院：',
    reason_question_open: '问题还没有答完',
    reason_upset: '先回应情绪',
    reason_doubt_first: '先打消顾虑',
    reason_goodbye: '对方在道别',
    reason_asks_about_us: '对方在问医院',
    reason_answered_and_open: '问题已答，对方愿意听',
    reason_too_early: '还没有回答',
    task_stage: '阶段',
    task_level: '层次',
    task_doubt: '顾虑',
    task_worry: '担心',
    task_need: '需求',
    task_mood: '心情',
    task_intent: '意图',
    task_ready: '决心',
    from: '来自：{words}',
    correct: '更正',
    none: '看不出',
    due: '到期：{at}',
    accept: '记为承诺',
    dismiss: '不是承诺',
    doubt_effect: '效果', doubt_cost: '费用', doubt_trust: '信任', doubt_safety: '安全与疼痛', doubt_time: '时间', doubt_distance: '路远', doubt_family: '家人意见', doubt_privacy: '隐私',
    ready_ready: '想来', ready_considering: '在考虑', ready_not_now: '暂时不来',
    intent_how_treated: '怎么治', intent_which_drug: '用什么药', intent_can_you_treat: '能治吗', intent_what_ways: '有什么办法', intent_how_long: '要多久', intent_cost: '费用', intent_cause: '什么原因', intent_department: '挂哪个科', intent_doctor: '问医生', intent_hours: '问时间', intent_way: '怎么走', intent_booking: '预约', intent_change_booking: '改约', intent_insurance: '医保', intent_report: '看报告', intent_preparation: '要准备什么', intent_aftercare: '治疗之后', intent_complaint: '不满', intent_thanks: '道谢', intent_greeting: '打招呼', intent_who: '问身份', intent_symptom: '说病情', intent_other: '其他',
  },
  {
    title: 'The coach guesses',
    away: 'The coach is away and comes back by itself; conversations go on.',
    momentNow: 'Introduce the hospital:',
    momentNot: 'Not the hospital yet:',
    reason_question_open: 'the question is still open',
    reason_upset: 'answer the feeling first',
    reason_doubt_first: 'dispel the doubt first',
    reason_goodbye: 'they are saying goodbye',
    reason_asks_about_us: 'they ask about us',
    reason_answered_and_open: 'answered, and willing to hear',
    reason_too_early: 'nothing is answered yet',
    task_stage: 'Stage',
    task_level: 'Level',
    task_doubt: 'Doubt',
    task_worry: 'Worry',
    task_need: 'Need',
    task_mood: 'Mood',
    task_intent: 'Asks',
    task_ready: 'Readiness',
    from: 'From: {words}',
    correct: 'Correct',
    none: 'Does not show',
    due: 'Due {at}',
    accept: 'It is a promise',
    dismiss: 'It is none',
    doubt_effect: 'Effect', doubt_cost: 'Cost', doubt_trust: 'Trust', doubt_safety: 'Safety and pain', doubt_time: 'Time', doubt_distance: 'Distance', doubt_family: 'Family', doubt_privacy: 'Privacy',
    ready_ready: 'Ready', ready_considering: 'Considering', ready_not_now: 'Not now',
    intent_how_treated: 'How treated', intent_which_drug: 'Which drug', intent_can_you_treat: 'Can you treat', intent_what_ways: 'What ways', intent_how_long: 'How long', intent_cost: 'Cost', intent_cause: 'Cause', intent_department: 'Department', intent_doctor: 'Doctor', intent_hours: 'Hours', intent_way: 'Way', intent_booking: 'Booking', intent_change_booking: 'Change of booking', intent_insurance: 'Insurance', intent_report: 'Report', intent_preparation: 'Preparation', intent_aftercare: 'Aftercare', intent_complaint: 'Complaint', intent_thanks: 'Thanks', intent_greeting: 'Greeting', intent_who: 'Who are you', intent_symptom: 'Symptoms', intent_other: 'Other',
  },
)

type Word = Parameters<typeof coachText>[0]

/** A label of a task, in words. */
export function guessText(task: string, label: string): string {
  if (task === 'stage') return stageText(label)
  if (task === 'worry') return worryText(label)
  if (task === 'need') return needText(label)
  if (task === 'mood') return moodText(label)
  return coachText(`${task}_${label}` as Word)
}
