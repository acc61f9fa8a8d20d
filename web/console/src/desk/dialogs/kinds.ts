/** What one may be asked before something is done to a conversation. */
export type Dialog = 'transfer' | 'invite' | 'close' | 'requeue' | 'block' | 'follow' | 'book' | 'flag' | 'lift'
