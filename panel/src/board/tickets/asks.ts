/**
 * What a dialog asks for before something is done to a ticket, and where its button stands. What may be done, what
 * needs words and what must happen first is decided by the server from the playbook: these only spare a refusal.
 */

export interface Asks { note: boolean; level?: 'lower' | 'higher'; owner?: boolean }

const WORDS = new Set([
  'responsibility_found', 'planned', 'disagreed', 'referred', 'note', 'downgraded', 'upgraded', 'rejected', 'improvement',
  'rolled_out',
])

export function asksOf(transition: string): Asks {
  return {
    note: WORDS.has(transition),
    level: transition === 'downgraded' ? 'lower' : transition === 'upgraded' ? 'higher' : undefined,
    owner: transition === 'assigned' || undefined,
  }
}

const GROUPS: Record<string, readonly string[]> = {
  check: ['confirmed', 'downgraded', 'upgraded', 'rejected', 'assigned', 'approved'],
  way: ['investigated', 'responsibility_found', 'planned', 'solution_given', 'agreed', 'disagreed', 'closed'],
  clock: [
    'responded', 'reported', 'team_formed', 'referred', 'support_replied', 'waiting_customer', 'customer_back',
    'acknowledged', 'event_closed', 'reviewed', 'report_written',
  ],
  after: ['followed_up', 'improvement', 'rolled_out'],
}

export interface Group { id: string; transitions: string[] }

/** The transitions in groups, in the playbook's order; what the panel does not know yet comes last. */
export function grouped(transitions: readonly string[]): Group[] {
  const known = new Set(Object.values(GROUPS).flat())
  const groups = Object.entries(GROUPS).map(([id, mine]) => ({
    id,
    transitions: transitions.filter((transition) => mine.includes(transition)),
  }))
  groups.push({ id: 'other', transitions: transitions.filter((transition) => !known.has(transition)) })
  return groups.filter((group) => group.transitions.length)
}

/** Level 1 is the most serious: what may be chosen when a ticket of `level` falls or rises. */
export function levelsFor(level: number, way: 'lower' | 'higher'): (1 | 2 | 3)[] {
  const rank = (one: number) => (one === 0 ? 4 : one)
  return ([1, 2, 3] as const).filter((one) => (way === 'lower' ? one > rank(level) : one < rank(level)))
}
