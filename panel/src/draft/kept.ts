/** Drafts in this browser: one for each call, so that nothing typed is lost and two tabs agree. */

import { storedKeys } from '@/shared/storage'
import type { Script } from './types'

const PREFIX = 'anfu.draft.'
const DAYS_KEPT = 7

/** A draft as kept; `script` is the suggestion it grew from. */
export interface Kept { text: string; at: number; script: Script | null }

/** Where the draft of a call is kept; without a call there is one, too. */
export const placeOf = (callId: string | null): string => PREFIX + (callId ?? 'none')

export function parse(value: string | null): Kept | null {
  try {
    const told = JSON.parse(value ?? 'null') as Partial<Kept> | null
    if (typeof told?.text !== 'string') return null
    return { text: told.text, at: Number(told.at) || 0, script: told.script ?? null }
  } catch {
    return null
  }
}

export const read = (callId: string | null): Kept | null => parse(localStorage.getItem(placeOf(callId)))

/** Keeps a draft; an empty one is forgotten. A full or forbidden store must not stop the typing. */
export function write(callId: string | null, text: string, script: Script | null, now = Date.now()): void {
  const place = placeOf(callId)
  try {
    if (text === '') localStorage.removeItem(place)
    else localStorage.setItem(place, JSON.stringify({ text, at: now, script } satisfies Kept))
  } catch {
    sweep(now, 1)
  }
}

/** Forgets the drafts of calls long past. */
export function sweep(now = Date.now(), days = DAYS_KEPT): void {
  for (const place of storedKeys(localStorage)) {
    if (!place.startsWith(PREFIX)) continue
    const kept = parse(localStorage.getItem(place))
    if (kept === null || now - kept.at > days * 86_400_000) localStorage.removeItem(place)
  }
}
