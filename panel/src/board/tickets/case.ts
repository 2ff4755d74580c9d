/** A ticket that is open on the screen: loaded, done to, and what others did to it meanwhile. */

import { onScopeDispose, ref, shallowRef } from 'vue'
import { api, newKey, Problem } from '@/api/client'
import type { Case, TicketEvent } from '@/api/types'

export interface Doing {
  note: string
  level?: number
  owner?: string | null
  owner_role?: string | null
  override?: boolean
}
export const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem(0, 'offline', '', '')

export function useCase(id: string) {
  const found = shallowRef<Case | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  let gone = false
  onScopeDispose(() => {
    gone = true
  })

  async function load(): Promise<void> {
    loading.value = true
    try {
      const now = await api.ticket(id)
      if (gone) return
      found.value = now
      problem.value = null
    } catch (error) {
      problem.value = asProblem(error)
    } finally {
      loading.value = false
    }
  }
  void load()
  return { found, problem, loading, load }
}

/** Doing one thing to a ticket: refusals stay with what was typed, and the same body goes out under the same key. */
export function useDoing(found: () => Case, reload: () => Promise<void>) {
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  /** What happened to the ticket since it was read; null while it is as it was. */
  const meanwhile = shallowRef<TicketEvent[] | null>(null)
  let sent: { body: string; key: string } | null = null

  /** Whether it was done. */
  async function run(send: (key: string) => Promise<unknown>, body: string): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    if (sent?.body !== body) sent = { body, key: newKey() }
    try {
      await send(sent.key)
      meanwhile.value = null
      await reload()
      return true
    } catch (error) {
      problem.value = asProblem(error)
      if (problem.value.kind === 'taken') await lookAgain()
      return false
    } finally {
      busy.value = false
    }
  }

  async function lookAgain(): Promise<void> {
    const seen = Math.max(0, ...found().events.map(({ number }) => number))
    const version = found().version
    await reload()
    if (found().version !== version) meanwhile.value = found().events.filter(({ number }) => number > seen)
  }

  function act(transition: string, doing: Doing): Promise<boolean> {
    const given = { ...doing, version: found().version }
    return run((key) => api.act(found().id, transition, given, key), JSON.stringify([transition, given]))
  }

  function forget(): void {
    problem.value = null
    meanwhile.value = null
    sent = null
  }
  return { problem, busy, meanwhile, act, run, forget }
}
