/** Which call is open: the same in every tab of an agent, but a tab whose address named a call goes its own way. */

import { useLocalStorage } from '@vueuse/core'
import { computed, ref } from 'vue'

const ASKED = 'call'

/** `agent`: whose call it is; a shared work station opens nobody else's. */
export function useOpenCall(agent: string) {
  const shared = useLocalStorage<string>(`anfu.call.${agent}`, '')
  /** The call of this tab alone, '' when it has none now; null while it goes with the others. */
  const own = ref(new URLSearchParams(location.search).get(ASKED))

  /** From now on this tab opens what it is told, whatever the others do: the host system has a say here. */
  function pin(id: string): void {
    own.value = id
    const address = new URL(location.href)
    if (id) address.searchParams.set(ASKED, id)
    else address.searchParams.delete(ASKED)
    history.replaceState(history.state, '', address)
  }

  const id = computed<string>(() => own.value ?? shared.value)
  function open(next: string): void {
    if (own.value === null) shared.value = next
    else pin(next)
  }
  return { id, open, pin, close: () => open('') }
}
