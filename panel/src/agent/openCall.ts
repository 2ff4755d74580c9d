/** Which call is open: the same in every tab of an agent, unless a tab's address names one. */

import { useLocalStorage } from '@vueuse/core'
import { computed, ref } from 'vue'

const ASKED = 'call'

/** `agent`: whose call it is; a shared work station opens nobody else's. */
export function useOpenCall(agent: string) {
  const shared = useLocalStorage<string>(`anfu.call.${agent}`, '')
  const pinned = ref(new URLSearchParams(location.search).get(ASKED) ?? '')

  /** A tab that the address or the host system gave a call stays with it. */
  function pin(id: string): void {
    pinned.value = id
    const address = new URL(location.href)
    if (id) address.searchParams.set(ASKED, id)
    else address.searchParams.delete(ASKED)
    history.replaceState(history.state, '', address)
  }

  const id = computed<string>(() => pinned.value || shared.value)
  function open(next: string): void {
    if (pinned.value) pin('')
    shared.value = next
  }
  return { id, open, pin, close: () => open('') }
}
