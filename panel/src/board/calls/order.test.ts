import { expect, test } from 'vitest'
import { nextTick, ref } from 'vue'
import { useCalmOrder } from './order'

const set = (names: string) => names.split('').map((id) => ({ id }))

test('follows the server while nobody is in the list', async () => {
  const items = ref(set('abc'))
  const { shown, changed } = useCalmOrder(items, ({ id }) => id, ref(false))
  items.value = set('cab')
  await nextTick()
  expect(shown.value.map(({ item }) => item.id).join('')).toBe('cab')
  expect(changed.value).toBe(false)
})

test('holds still while held, keeps what ended in its place, counts what is new, and lets go at the end', async () => {
  const [items, held] = [ref(set('abc')), ref(true)]
  const { shown, fresh, changed } = useCalmOrder(items, ({ id }) => id, held)
  held.value = false
  await nextTick()
  held.value = true
  items.value = set('dca')
  await nextTick()
  expect(shown.value.map(({ item, gone }) => item.id + (gone ? '!' : '')).join('')).toBe('ab!c')
  expect([fresh.value, changed.value]).toEqual([1, true])
  held.value = false
  await nextTick()
  expect(shown.value.map(({ item }) => item.id).join('')).toBe('dca')
})
