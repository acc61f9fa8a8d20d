/** What a patient said to messages about the visit; nothing is answered until somebody asked. Pure. */
export type CareAnswer = 'yes' | 'no' | undefined

export const careOf = (answer: CareAnswer): boolean | null => (answer === undefined ? null : answer === 'yes')
