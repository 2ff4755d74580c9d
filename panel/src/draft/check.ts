/** Asks the server what is wrong with a draft: after a pause, the newest answer only, and again when it was unreachable. */

import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { useEventListener } from '@vueuse/core'
import { api, Problem } from '@/api/client'
import type { DraftCheck } from '@/api/types'
import { asProblem } from '@/shared/session'

/** How long the typing rests before the draft is checked. In milliseconds. */
export const PAUSE = 100
/** After which the server counts as unreachable. In milliseconds. */
export const PATIENCE = 4000
const FIRST_RETRY = 1000
const LONGEST_RETRY = 8000

/** What may be done with a text: hand it on, keep it back, or ask first because nobody checked it. */
export type Ruling = 'free' | 'blocked' | 'unchecked'
export const rulingOf = (check: DraftCheck): Ruling => (check.verdict === 'block' ? 'blocked' : 'free')

/** One check, given up after `PATIENCE`. Raises `Problem`, or the AbortError of `signal`. */
export async function checkOnce(text: string, callId: string | null, signal?: AbortSignal): Promise<DraftCheck> {
  const late = AbortSignal.timeout(PATIENCE)
  return api.check(text, callId, signal ? AbortSignal.any([signal, late]) : late)
}

/** Watches one draft. `text` gives it as it stands; `onChecked` gets each answer that still fits it. */
export function useCheck(
  text: () => string,
  callId: () => string | null,
  onChecked: (check: DraftCheck | null) => void,
) {
  const checked = shallowRef<DraftCheck | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const pending = ref(false)
  let about: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | null = null
  let retry = FIRST_RETRY

  function take(of: string | null, check: DraftCheck | null): void {
    about = of
    checked.value = check
    onChecked(check)
  }

  /** Drops what is planned or on its way. Findings stay as they are. */
  function hold(): void {
    clearTimeout(timer)
    running?.abort()
    running = null
    pending.value = false
  }

  function soon(after = PAUSE): void {
    hold()
    pending.value = true
    timer = setTimeout(() => void now(), after)
  }

  /** Checks at once. Gives the ruling on the draft as it stood then; a newer question leaves this one 'unchecked'. */
  async function now(): Promise<Ruling> {
    hold()
    const asked = text()
    if (asked.trim() === '') {
      problem.value = null
      take(asked, null)
      return 'free'
    }
    const mine = (running = new AbortController())
    pending.value = true
    try {
      const check = await checkOnce(asked, callId(), mine.signal)
      if (running !== mine) return 'unchecked'
      problem.value = null
      retry = FIRST_RETRY
      if (asked !== text()) return 'unchecked'
      take(asked, check)
      return rulingOf(check)
    } catch (error) {
      if (running !== mine) return 'unchecked'
      problem.value = asProblem(error)
      // What the server will not take (too long, say) it would not take a second time.
      if (problem.value.offline || problem.value.status >= 500) again()
      return 'unchecked'
    } finally {
      if (running === mine) {
        running = null
        pending.value = false
      }
    }
  }

  function again(): void {
    timer = setTimeout(() => void now(), retry)
    retry = Math.min(LONGEST_RETRY, retry * 2)
  }

  /** What is known of this very text, without asking. */
  function ruling(of: string): Ruling {
    if (of.trim() === '') return 'free'
    return of === about && checked.value !== null ? rulingOf(checked.value) : 'unchecked'
  }

  useEventListener(window, 'online', () => {
    if (problem.value !== null) void now()
  })
  onScopeDispose(hold)

  const rewrite = computed(() => checked.value?.rewrite ?? null)
  return { checked, problem, pending, rewrite, soon, now, hold, ruling }
}
