/** The server's closed lists, in words. */
import { defineTexts } from '@/kit/lang'
import type { Schemas } from '@/kit/schema'

export const OUTCOMES = [
  'booked', 'will_come', 'answered', 'referred', 'thinking', 'went_elsewhere', 'no_reply', 'unsuitable', 'other',
] as const
export type Outcome = (typeof OUTCOMES)[number]

const word = defineTexts(
  'deskWord',
  {
    outcome_booked: '已预约',
    outcome_will_come: '表示会来',
    outcome_answered: '已解答',
    outcome_referred: '已转介',
    outcome_thinking: '还在考虑',
    outcome_went_elsewhere: '去了别处',
    outcome_no_reply: '对方未回应',
    outcome_unsuitable: '不适合在此处理',
    outcome_other: '其他',
    stage_answer: '解答',
    stage_know_hospital: '了解医院',
    stage_dispel_doubt: '打消顾虑',
    stage_next_step: '下一步',
    level_understood: '宣泄与理解',
    level_resolved: '解惑与引导',
    level_fast_path: '绿色通道',
    need_functional: '功能',
    need_emotional: '情感',
    need_price: '价格',
    need_convenience: '便利',
    need_service: '服务',
    mood_calm: '平静',
    mood_anxious: '焦虑',
    mood_sad: '低落',
    mood_angry: '生气',
    mood_hopeful: '抱有希望',
    mood_grateful: '感激',
    mood_hurried: '着急',
    purpose_ask: '了解病情',
    purpose_compare: '比较医院',
    purpose_book: '想预约',
    purpose_price: '问价格',
    purpose_report: '看报告',
    purpose_second_opinion: '听第二意见',
    purpose_for_other: '替家人问',
    purpose_complain: '投诉',
    worry_urgency: '病情急',
    worry_long_uncured: '久治不愈',
    worry_lost_faith: '丧失信心',
    worry_cost: '费用',
    worry_shame: '难以启齿',
    worry_trust: '不敢相信',
    worry_fear: '害怕',
    presence_online: '在线',
    presence_away: '离开',
    presence_break: '休息',
    presence_offline: '离线',
    flag_chest_pain: '胸痛',
    flag_stroke: '卒中征象',
    flag_breathing: '呼吸困难',
    flag_unconscious: '昏迷或抽搐',
    flag_bleeding: '大出血',
    flag_anaphylaxis: '严重过敏',
    flag_suicide: '轻生念头',
    flag_poisoning: '中毒',
    flag_pregnancy: '孕产急症',
    flag_infant_fever: '婴幼儿发热',
    flag_injury: '严重外伤',
    flag_child_abuse: '儿童受到伤害',
    flagend_false_alarm: '误报',
    flagend_called_120: '已拨打 120',
    flagend_advised_now: '已建议马上就医',
    flagend_in_care: '已在就医',
    flagend_no_answer: '联系不上',
    flagend_other: '其他',
    alert_red: '急症',
    alert_not_read: '未查急症',
    alert_waiting_long: '排队过久',
    alert_unanswered: '久未回复',
    source_direct: '直接访问',
    source_search: '搜索',
    source_community: '社区',
    source_baidu: '百度',
    source_sogou: '搜狗',
    source_so360: '360 搜索',
    source_shenma: '神马搜索',
    source_toutiao: '头条搜索',
    source_quark: '夸克',
    source_bing: '必应',
    source_google: '谷歌',
    source_youdao: '有道',
    source_chinaso: '中国搜索',
    source_wechat: '微信',
    source_weibo: '微博',
    source_zhihu: '知乎',
    source_douyin: '抖音',
    source_kuaishou: '快手',
    source_xiaohongshu: '小红书',
    source_bilibili: '哔哩哔哩',
    source_tieba: '贴吧',
    source_qzone: 'QQ 空间',
    field_needs: '需求',
    field_mood: '心情',
    field_purpose: '目的',
    field_worries: '担心',
    field_doubt: '犹豫的那一点',
    field_doubt_state: '顾虑状态',
    field_note: '备注',
    field_stage: '阶段',
    field_level: '层次',
    field_visitor_name: '称呼',
    settled: '已解开',
    open: '未解开',
    cleared: '清空',
    variable_visitor_name: '访客称呼',
    variable_consultant_name: '我的名字',
    variable_hospital: '医院',
    variable_campus: '院区',
    variable_department: '科室',
    variable_address: '地址',
    variable_hours: '开放时间',
    variable_campaign: '活动',
    variable_service: '服务（发送前填写）',
    variable_price: '价格（发送前填写）',
    comma: '、',
    semicolon: '；',
    noted: '{name}：{value}',
    quoted: '「{text}」',
  },
  {
    outcome_booked: 'Booked',
    outcome_will_come: 'Will come',
    outcome_answered: 'Answered',
    outcome_referred: 'Referred',
    outcome_thinking: 'Still thinking',
    outcome_went_elsewhere: 'Went elsewhere',
    outcome_no_reply: 'No reply',
    outcome_unsuitable: 'Not for this desk',
    outcome_other: 'Other',
    stage_answer: 'Answer',
    stage_know_hospital: 'Know the hospital',
    stage_dispel_doubt: 'Dispel the doubt',
    stage_next_step: 'Next step',
    level_understood: 'Understood',
    level_resolved: 'Resolved',
    level_fast_path: 'Fast path',
    need_functional: 'Medical',
    need_emotional: 'Emotional',
    need_price: 'Price',
    need_convenience: 'Ease',
    need_service: 'Service',
    mood_calm: 'Calm',
    mood_anxious: 'Anxious',
    mood_sad: 'Sad',
    mood_angry: 'Angry',
    mood_hopeful: 'Hopeful',
    mood_grateful: 'Grateful',
    mood_hurried: 'Hurried',
    purpose_ask: 'Understand',
    purpose_compare: 'Compare',
    purpose_book: 'Book',
    purpose_price: 'Price',
    purpose_report: 'A report',
    purpose_second_opinion: 'Second opinion',
    purpose_for_other: 'For a relative',
    purpose_complain: 'Complain',
    worry_urgency: 'Urgency',
    worry_long_uncured: 'Long uncured',
    worry_lost_faith: 'Lost faith',
    worry_cost: 'Cost',
    worry_shame: 'Shame',
    worry_trust: 'Trust',
    worry_fear: 'Fear',
    presence_online: 'Online',
    presence_away: 'Away',
    presence_break: 'On a break',
    presence_offline: 'Offline',
    flag_chest_pain: 'chest pain',
    flag_stroke: 'signs of a stroke',
    flag_breathing: 'trouble breathing',
    flag_unconscious: 'unconscious or a seizure',
    flag_bleeding: 'severe bleeding',
    flag_anaphylaxis: 'severe allergic reaction',
    flag_suicide: 'thoughts of suicide',
    flag_poisoning: 'poisoning',
    flag_pregnancy: 'emergency in pregnancy',
    flag_infant_fever: 'fever in a small child',
    flag_injury: 'severe injury',
    flag_child_abuse: 'a child is being hurt',
    flagend_false_alarm: 'False alarm',
    flagend_called_120: '120 was called',
    flagend_advised_now: 'Advised to come now',
    flagend_in_care: 'In care already',
    flagend_no_answer: 'No answer',
    flagend_other: 'Other',
    alert_red: 'Red flag',
    alert_not_read: 'Not checked',
    alert_waiting_long: 'Waiting too long',
    alert_unanswered: 'Unanswered',
    source_direct: 'Direct',
    source_search: 'Search',
    source_community: 'Community',
    source_baidu: 'Baidu',
    source_sogou: 'Sogou',
    source_so360: '360 Search',
    source_shenma: 'Shenma',
    source_toutiao: 'Toutiao',
    source_quark: 'Quark',
    source_bing: 'Bing',
    source_google: 'Google',
    source_youdao: 'Youdao',
    source_chinaso: 'ChinaSo',
    source_wechat: 'WeChat',
    source_weibo: 'Weibo',
    source_zhihu: 'Zhihu',
    source_douyin: 'Douyin',
    source_kuaishou: 'Kuaishou',
    source_xiaohongshu: 'Xiaohongshu',
    source_bilibili: 'Bilibili',
    source_tieba: 'Tieba',
    source_qzone: 'Qzone',
    field_needs: 'needs',
    field_mood: 'mood',
    field_purpose: 'purpose',
    field_worries: 'worries',
    field_doubt: 'the one doubt',
    field_doubt_state: 'state of the doubt',
    field_note: 'note',
    field_stage: 'stage',
    field_level: 'level',
    field_visitor_name: 'name',
    settled: 'settled',
    open: 'open',
    cleared: 'cleared',
    variable_visitor_name: 'Visitor',
    variable_consultant_name: 'My name',
    variable_hospital: 'Hospital',
    variable_campus: 'Campus',
    variable_department: 'Department',
    variable_address: 'Address',
    variable_hours: 'Opening hours',
    variable_campaign: 'Campaign',
    variable_service: 'Service (written before sending)',
    variable_price: 'Price (written before sending)',
    comma: ', ',
    semicolon: '; ',
    noted: '{name}: {value}',
    quoted: '“{text}”',
  },
)

type Word = Parameters<typeof word>[0]
/** A value that this console does not know yet is shown as it is, never as a missing text. */
function of(kind: string, value: string): string {
  const key = `${kind}_${value}`
  const text = word(key as Word)
  return text.endsWith(key) ? value : text
}

export const outcomeText = (value: string): string => of('outcome', value)
export const stageText = (value: string): string => of('stage', value)
export const levelText = (value: string): string => of('level', value)
export const needText = (value: string): string => of('need', value)
export const moodText = (value: string): string => of('mood', value)
export const purposeText = (value: string): string => of('purpose', value)
export const worryText = (value: string): string => of('worry', value)
export const presenceText = (value: string): string => of('presence', value)
export const variableText = (value: string): string => of('variable', value)
export const missingText = (names: readonly string[]): string => names.map(variableText).join(word('comma'))
export type FlagOutcome = Schemas['FlagEnd']['outcome']
export const FLAG_OUTCOMES: FlagOutcome[] = ['called_120', 'advised_now', 'in_care', 'no_answer', 'false_alarm', 'other']
export const flagTypeText = (value: string): string => of('flag', value)
export const flagOutcomeText = (value: string): string => of('flagend', value)
export const alertText = (value: string): string => of('alert', value)

/** Slowness is ours to mend; any other alert is about the person, and redder. */
export const isSlow = (alert: string): boolean => alert === 'waiting_long' || alert === 'unanswered'

export function sourceText(from: { source: string | null }): string {
  return from.source ? of('source', from.source) : ''
}

const VALUES: Record<string, (value: string) => string> = {
  mood: moodText,
  purpose: purposeText,
  stage: stageText,
  level: levelText,
  doubt_state: (value) => word(value === 'settled' ? 'settled' : 'open'),
}

/** A panel change in one line: `心情：焦虑；阶段：打消顾虑`. */
export function panelText(changes: Record<string, unknown>): string {
  return Object.entries(changes)
    .map(([field, value]) => {
      const name = of('field', field)
      const text = valueText(field, value)
      return text ? word('noted', { name, value: text }) : name
    })
    .join(word('semicolon'))
}

function valueText(field: string, value: unknown): string {
  if (value === null || value === '') return word('cleared')
  if (Array.isArray(value)) return value.map((each) => worryText(String(each))).join(word('comma')) || word('cleared')
  if (field === 'needs' && value && typeof value === 'object') {
    return Object.entries(value)
      .filter(([, strength]) => Number(strength) > 0)
      .map(([need, strength]) => `${needText(need)} ${strength}`)
      .join(word('comma'))
  }
  if (typeof value !== 'string') return ''
  return VALUES[field]?.(value) ?? word('quoted', { text: value })
}
