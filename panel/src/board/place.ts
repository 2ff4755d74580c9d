/** Where one is on the board, kept in the address: `#tickets/T-…` can be sent to a colleague, and Back goes back. */

import { useEventListener } from '@vueuse/core'
import { ref } from 'vue'

export const TABS = ['calls', 'tickets', 'figures'] as const
export type Tab = (typeof TABS)[number]
export interface Place { tab: Tab; id: string | null }

export function read(hash: string): Place {
  const [tab, ...rest] = hash.replace(/^#/, '').split('/')
  const known = TABS.find((one) => one === tab)
  const id = rest.join('/')
  return { tab: known ?? 'calls', id: known && id ? decodeURIComponent(id) : null }
}

export const write = ({ tab, id }: Place): string => `#${tab}${id ? `/${encodeURIComponent(id)}` : ''}`

export function usePlace() {
  const place = ref<Place>(read(location.hash))
  useEventListener(window, 'hashchange', () => {
    place.value = read(location.hash)
  })
  useEventListener(window, 'popstate', () => {
    place.value = read(location.hash)
  })
  function go(to: Place): void {
    if (write(to) === write(place.value)) return
    place.value = to
    history.pushState(null, '', write(to))
  }
  return { place, go }
}
