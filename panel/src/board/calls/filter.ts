/** Which of the calls now are looked for. */

import type { BoardCall } from '@/api/types'

export interface Wanted { level: string; agent: string; text: string }

export function fits(call: BoardCall, { level, agent, text }: Wanted): boolean {
  if (level !== '' && String(call.level.id) !== level) return false
  if (agent !== '' && call.agent !== agent) return false
  const told = [call.id, call.agent, call.customer_ref, call.ticket_id, ...call.why].join(' ').toLowerCase()
  return text.toLowerCase().split(/\s+/).every((word) => told.includes(word))
}
