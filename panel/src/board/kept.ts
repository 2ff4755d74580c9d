/** What was typed on the board and not sent yet, kept in the browser until it is; emptied, it leaves nothing behind. */

import { useLocalStorage } from '@vueuse/core'
import { computed } from 'vue'

const plain = { serializer: { read: (text: string) => text, write: (text: string | null) => text ?? '' }, writeDefaults: false }

export function useKept(what: string) {
  const kept = useLocalStorage<string | null>(`anfu.board.${what}`, null, plain)
  return computed({
    get: () => kept.value ?? '',
    set: (text: string) => {
      kept.value = text === '' ? null : text
    },
  })
}

export function useKeptList<T>(what: string) {
  const kept = useLocalStorage<T[] | null>(`anfu.board.${what}`, null, {
    serializer: { read: (text: string) => JSON.parse(text) as T[], write: (list) => JSON.stringify(list) },
    writeDefaults: false,
  })
  return computed({
    get: () => kept.value ?? [],
    set: (list: T[]) => {
      kept.value = list.length ? list : null
    },
  })
}
