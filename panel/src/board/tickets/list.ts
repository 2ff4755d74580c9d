/** Tickets as they are looked for: filters, one page at a time, the newest answer wins. */

import { useIntervalFn, watchDebounced } from '@vueuse/core'
import { computed, reactive, ref, shallowRef, toValue, type MaybeRefOrGetter } from 'vue'
import { api, Problem } from '@/api/client'
import type { Ticket } from '@/api/types'

export interface Wanted {
  text: string
  status: string
  level: string
  matter: string
  owner: string
  overdue: boolean
  from: string
  to: string
  order: 'newest' | 'due'
}
export const ALL: Readonly<Wanted> = {
  text: '', status: 'active', level: '', matter: '', owner: '', overdue: false, from: '', to: '', order: 'newest',
}
export const PAGE = 30
const PAUSE = 250
const REFRESH = 30_000

/** The day's first moment where the reader is; `days` on from it. */
function beginning(day: string, days = 0): string | null {
  if (!day) return null
  const at = new Date(`${day}T00:00`)
  at.setDate(at.getDate() + days)
  return at.toISOString()
}

export function asked(wanted: Wanted, after: string | null) {
  const { text, status, level, matter, owner, overdue, order } = wanted
  return {
    text: text.trim(), status, level, matter, owner: owner.trim(), overdue: overdue || null, order,
    from: beginning(wanted.from), to: beginning(wanted.to, 1), limit: PAGE, after,
  }
}

/** `still`: the reader is in the list, so nothing moves under their hand. */
export function useTickets(still: MaybeRefOrGetter<boolean>) {
  const wanted = reactive<Wanted>({ ...ALL })
  const items = shallowRef<Ticket[] | null>(null)
  const next = ref<string | null>(null)
  const pages = ref<(string | null)[]>([null])
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  let latest = 0

  async function load(): Promise<void> {
    const mine = ++latest
    loading.value = true
    try {
      const found = await api.tickets(asked(wanted, pages.value.at(-1) ?? null))
      if (mine !== latest) return
      items.value = found.items
      next.value = found.next
      problem.value = null
    } catch (error) {
      if (mine === latest) problem.value = error instanceof Problem ? error : new Problem(0, 'offline', '', '')
    } finally {
      if (mine === latest) loading.value = false
    }
  }

  function forward(): void {
    if (next.value === null) return
    pages.value.push(next.value)
    void load()
  }
  function backward(): void {
    if (pages.value.length < 2) return
    pages.value.pop()
    void load()
  }
  function first(): void {
    pages.value = [null]
    void load()
  }
  /** A ticket that was changed here shows its change without the list being asked for again. */
  function put(ticket: Ticket): void {
    items.value = items.value?.map((one) => (one.id === ticket.id ? ticket : one)) ?? null
  }

  watchDebounced(wanted, first, { debounce: PAUSE })
  useIntervalFn(() => {
    if (!toValue(still) && document.visibilityState === 'visible' && !loading.value) void load()
  }, REFRESH)
  void load()

  const used = computed(
    () => (Object.keys(ALL) as (keyof Wanted)[]).filter((key) => key !== 'text' && wanted[key] !== ALL[key]).length,
  )
  const clear = () => Object.assign(wanted, ALL)
  return { wanted, used, clear, items, next, page: computed(() => pages.value.length), problem, loading, load, forward, backward, put }
}
