/** Cuts what was pasted into what each person said. */

import type { Speaker } from '@/api/types'

export interface Said { speaker: Speaker; text: string }

/** The server takes no longer utterance. In characters. */
export const LONGEST = 2000

const MARK =
  /^\s*(?:\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s*)?(?:(客户|顾客|用户|客人|来电人|customer|caller)|(坐席|座席|客服|我|agent|staff))\s*[:：]\s*/i

/** Lines of 「客户：…」 and 「坐席：…」 go to their speakers; a line without one goes on with the line before. */
export function split(pasted: string): Said[] {
  const said: Said[] = []
  for (const line of pasted.split(/\r?\n/)) {
    const found = MARK.exec(line)
    const text = line.slice(found?.[0].length ?? 0).trim()
    const last = said.at(-1)
    if (found) said.push({ speaker: found[1] ? 'customer' : 'agent', text })
    else if (last === undefined) said.push({ speaker: 'customer', text })
    else last.text = [last.text, text].filter(Boolean).join('\n')
  }
  return said.filter(({ text }) => text !== '').flatMap(({ speaker, text }) =>
    portions(text).map((portion) => ({ speaker, text: portion })),
  )
}

/** The text in portions the server takes, cut after a sentence where there is one. */
function portions(text: string): string[] {
  const points = Array.from(text)
  if (points.length <= LONGEST) return [text]
  const first = points.slice(0, LONGEST).join('')
  const end = Math.max(...['。', '！', '？', '；', '\n'].map((mark) => first.lastIndexOf(mark))) + 1
  const head = end > 0 ? first.slice(0, end) : first
  return [head.trim(), ...portions(text.slice(head.length).trim())].filter(Boolean)
}
