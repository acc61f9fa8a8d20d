/** How strong a need is: none, some, clear, decisive. */
export const STRENGTHS = [0, 1, 2, 3] as const
