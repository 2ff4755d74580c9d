/** What in a line counts: signals, facts and acts with the words that show them. */

import type { Reading, Span } from '@/api/types'

export interface Marked { span: Span; mark: string; slip: boolean }

export function marksOf(reading: Reading): Marked[] {
  const heard =
    reading.speaker === 'customer'
      ? reading.signals.map(({ id, span }) => ({ span, mark: id, slip: false }))
      : [
          ...reading.taboos.map(({ id, span }) => ({ span, mark: id, slip: true })),
          ...reading.agent_acts.map(({ id, span }) => ({ span, mark: id, slip: false })),
        ]
  const facts = Object.entries(reading.facts.spans ?? {}).map(([mark, span]) => ({ span, mark, slip: false }))
  return [...heard, ...facts].filter(({ span }) => span[1] > span[0])
}
