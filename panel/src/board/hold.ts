/** Whether the reader has a list in hand: a mouse over it, or the focus in it. */

import { useEventListener } from '@vueuse/core'
import { computed, ref, type Ref } from 'vue'

export function useHold(list: Readonly<Ref<HTMLElement | null>>) {
  const [over, inside] = [ref(false), ref(false)]
  // A finger leaves no pointer behind: only a mouse holds the list by being there.
  useEventListener(list, 'pointerenter', (event: PointerEvent) => {
    over.value = event.pointerType === 'mouse'
  })
  useEventListener(list, 'pointerleave', () => {
    over.value = false
  })
  useEventListener(list, 'focusin', () => {
    inside.value = true
  })
  useEventListener(list, 'focusout', ({ relatedTarget }: FocusEvent) => {
    inside.value = relatedTarget instanceof Node && (list.value?.contains(relatedTarget) ?? false)
  })
  return computed(() => over.value || inside.value)
}
