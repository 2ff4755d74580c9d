/** Tells the server what became of a suggestion, so that it learns which ones help. */

import { onScopeDispose, reactive } from 'vue'
import { api } from '@/api/client'

export interface Script { id: string; turn: number }

/** A moment to change one's mind before 「not this one」 counts. In milliseconds. */
export const REGRET = 5000

export function useFeedback(call: string) {
  const dismissed = reactive(new Set<string>())
  const waiting = new Map<string, { script: Script; timer: ReturnType<typeof setTimeout> }>()
  const offered = new Map<string, string>()

  const tell = (script: Script, outcome: 'used' | 'edited' | 'dismissed', text?: string) =>
    // Advice must never wait for bookkeeping; what cannot be told now is not worth an alarm.
    api.feedback(call, { turn: script.turn, script: script.id, outcome, text }).catch(() => undefined)

  /** Remembers the words as they were offered. */
  function offer(script: Script, text: string): void {
    offered.set(script.id, text)
  }

  /** The words were copied or inserted: as offered, or changed. */
  function handed(text: string, script: Script | null): void {
    if (script === null) return
    restore(script.id)
    const before = offered.get(script.id)
    if (before === undefined || before.trim() === text.trim()) void tell(script, 'used')
    else void tell(script, 'edited', text)
  }

  function dismiss(script: Script): void {
    dismissed.add(script.id)
    clearTimeout(waiting.get(script.id)?.timer)
    waiting.set(script.id, { script, timer: setTimeout(() => flush(script.id), REGRET) })
  }

  function restore(id: string): void {
    dismissed.delete(id)
    clearTimeout(waiting.get(id)?.timer)
    waiting.delete(id)
  }

  function flush(id: string): void {
    const held = waiting.get(id)
    if (held === undefined) return
    waiting.delete(id)
    clearTimeout(held.timer)
    void tell(held.script, 'dismissed')
  }

  onScopeDispose(() => [...waiting.keys()].forEach(flush))
  return { dismissed, offer, handed, dismiss, restore }
}

export type Feedback = ReturnType<typeof useFeedback>
