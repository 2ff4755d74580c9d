import { beforeEach, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { useOpenCall } from './openCall'

const at = (address: string) => history.replaceState(null, '', address)

beforeEach(() => {
  localStorage.clear()
  at('/panel/')
})

test('the other tabs of the agent open the same call, those of a colleague do not', async () => {
  const here = useOpenCall('李雷')
  here.open('C-1')
  await nextTick()
  expect(useOpenCall('李雷').id.value).toBe('C-1')
  expect(useOpenCall('韩梅').id.value).toBe('')
})

test('a call in the address stays in this tab, and leaving it closes nothing elsewhere', async () => {
  const here = useOpenCall('李雷')
  here.open('C-1')
  await nextTick()
  at('/panel/?call=C-2&lang=en')
  const pinned = useOpenCall('李雷')
  expect(pinned.id.value).toBe('C-2')
  pinned.close()
  await nextTick()
  expect(pinned.id.value).toBe('')
  expect(location.search).toBe('?lang=en')
  expect(here.id.value).toBe('C-1')
})
