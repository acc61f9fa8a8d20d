/** Audit log and openings of records. An actor is kind:id, such as staff:…, system:… */
import type { Schemas } from '@/kit/schema'

export type AuditEntry = Schemas['AuditEntry']
export type ChainState = Schemas['ChainState']
export type Opening = Schemas['model_Opening']
export type HospitalSettings = Schemas['HospitalSettings']
/** A provider of sign-on; its secret is never shown, an empty one keeps the present. */
export type SignOn = Omit<Schemas['ProviderShown'], 'group_id'> & { client_secret?: string }
