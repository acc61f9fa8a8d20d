/** The live board's filters. */
import type { LiveVisitor } from './protocol'

export type VisitorFilter = 'all' | 'free' | 'invited' | 'talking' | 'returning'

export function matches(visitor: LiveVisitor, filter: VisitorFilter, query: string): boolean {
  return kind(visitor, filter) && words(visitor, query)
}

function kind(visitor: LiveVisitor, filter: VisitorFilter): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'free':
      return !visitor.conversation && !visitor.invitation
    case 'invited':
      return !visitor.conversation && visitor.invitation !== null
    case 'talking':
      return visitor.conversation !== null
    case 'returning':
      return visitor.returning
  }
}

function words(visitor: LiveVisitor, query: string): boolean {
  const all = [visitor.name, visitor.page?.title, visitor.page?.url, visitor.source, visitor.search_word, visitor.campaign]
    .filter(Boolean)
    .join(' ')
    .toLowerCase()
  return query.toLowerCase().split(/\s+/).every((word) => all.includes(word))
}
