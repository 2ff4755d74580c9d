/** The server counts code points; JavaScript counts UTF-16. */

import type { Span } from '@/api/types'

export interface Piece { text: string; marks: string[] }

/** Cuts a text where marks begin and end. Marks may overlap; those outside the text are cut to it. */
export function pieces(text: string, marked: { span: Span; mark: string }[]): Piece[] {
  const points = Array.from(text)
  const cuts = new Set([0, points.length])
  for (const { span } of marked) for (const at of span) cuts.add(Math.max(0, Math.min(points.length, at)))
  const places = [...cuts].sort((a, b) => a - b)
  return places.slice(0, -1).map((from, index) => {
    const to = places[index + 1] ?? points.length
    return {
      text: points.slice(from, to).join(''),
      marks: marked.filter(({ span }) => span[0] <= from && to <= span[1]).map(({ mark }) => mark),
    }
  })
}
