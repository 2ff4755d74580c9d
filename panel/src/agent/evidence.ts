/** Which words of a line showed something, and what they showed. */

import type { Line, Reading, Span } from '@/api/types'
import { name } from '@/i18n'
import { pieces, type Piece } from '@/shared/spans'

/** What a mark is of; `fact` is quiet, `taboo` warns. */
export type Kind = 'signal' | 'fact' | 'act' | 'taboo'

export interface MarkedPiece extends Piece { kind: Kind | null; says: string }

const WEIGHT: Kind[] = ['taboo', 'signal', 'act', 'fact']

/** The line's text in pieces, each with what it showed in words. */
export function marked(line: Line, reading: Reading): MarkedPiece[] {
  const marks: { span: Span; mark: string }[] = []
  const add = (kind: Kind, group: string, id: string, span: Span) =>
    marks.push({ span, mark: `${kind}:${group}:${id}` })
  if (reading.speaker === 'customer') for (const { id, span } of reading.signals) add('signal', 'signals', id, span)
  else {
    for (const { id, span } of reading.agent_acts) add('act', 'acts', id, span)
    for (const { id, span } of reading.taboos) add('taboo', 'taboos', id, span)
  }
  for (const [id, span] of Object.entries(reading.facts.spans ?? {})) add('fact', 'facts', id, span)
  return pieces(line.text, marks).map((piece) => {
    const told = piece.marks.map((mark) => mark.split(':'))
    const kinds = told.map(([kind]) => kind as Kind)
    return {
      ...piece,
      kind: WEIGHT.find((kind) => kinds.includes(kind)) ?? null,
      says: told.map(([, group, id]) => name(group ?? '', id ?? '')).join('、'),
    }
  })
}

/** What the line showed, in words to stand under it: colour is never the only sign. */
export function showed(reading: Reading): { kind: Kind; id: string; name: string }[] {
  const once = (kind: Kind, group: string, ids: string[]) =>
    [...new Set(ids)].map((id) => ({ kind, id, name: name(group, id) }))
  return reading.speaker === 'customer'
    ? once('signal', 'signals', reading.signals.map(({ id }) => id))
    : [
        ...once('taboo', 'taboos', reading.taboos.map(({ id }) => id)),
        ...once('act', 'acts', reading.agent_acts.map(({ id }) => id)),
      ]
}
