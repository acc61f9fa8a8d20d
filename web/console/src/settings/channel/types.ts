/** Accounts, words, rules and what was sent. */
import type { Answer, Schemas } from '@/kit/schema'

export type Channel = Template['channel']
export type EmailSettings = Schemas['EmailSettings']
/** `templates`: the provider's id of a reviewed template, by our code. */
export type SmsSettings = Schemas['SmsSettings']
export type ChannelSettings = Answer<'get', '/v1/channel-settings'>
export type Template = Schemas['Template']
export type Rule = Schemas['Rule']
export type Stop = Schemas['StopShown']
export type Delivery = Schemas['DeliveryShown']
export const STATES = ['queued', 'deferred', 'sending', 'sent', 'delivered', 'failed', 'refused', 'cancelled', 'expired'] as const satisfies Delivery['state'][]
