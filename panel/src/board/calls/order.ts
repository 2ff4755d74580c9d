/** A list that stays still under the reader's hand: the order waits while it is held, what stands in a row does not. */

import { computed, shallowRef, watch, type Ref } from 'vue'

export interface Kept<T> { item: T; gone: boolean }

export function useCalmOrder<T>(items: Readonly<Ref<readonly T[]>>, id: (item: T) => string, held: Readonly<Ref<boolean>>) {
  const order = shallowRef<string[]>([])
  const known = new Map<string, T>()

  /** Shows the order as it is now. */
  function apply(): void {
    order.value = items.value.map(id)
    for (const key of known.keys()) if (!order.value.includes(key)) known.delete(key)
  }

  watch(
    [items, held],
    () => {
      for (const item of items.value) known.set(id(item), item)
      if (!held.value) apply()
    },
    { immediate: true },
  )

  const shown = computed<Kept<T>[]>(() => {
    const now = new Map(items.value.map((item) => [id(item), item]))
    return order.value.flatMap((key) => {
      const item = now.get(key) ?? known.get(key)
      return item === undefined ? [] : [{ item, gone: !now.has(key) }]
    })
  })
  const fresh = computed(() => items.value.filter((item) => !order.value.includes(id(item))).length)
  const changed = computed(() => items.value.map(id).join('\n') !== order.value.join('\n'))
  return { shown, fresh, changed, apply }
}
