import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { api, Problem } from '@/api/client'
import type { Link } from '@/live/stream'
import { guidance } from '@/testing/call'
import { useOutbox } from './outbox'

const lost = () => new Problem(0, 'offline', '', '')
const link = ref<Link>('live')
const seen = ref(0)
let scope = effectScope()
const open = () => scope.run(() => useOutbox('C-1', link, () => seen.value))!

beforeEach(() => {
  localStorage.clear()
  link.value = 'live'
  seen.value = 0
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.restoreAllMocks()
})

test('sends one after another in the order they were said', async () => {
  let turn = 0
  const answers: (() => void)[] = []
  const hear = vi.spyOn(api, 'hear').mockImplementation(
    () => new Promise((done) => answers.push(() => done(guidance({ turn: ++turn })))),
  )
  const box = open()
  const all = box.send([{ speaker: 'customer', text: '一' }, { speaker: 'agent', text: '二' }])
  expect(hear).toHaveBeenCalledTimes(1)
  expect(box.pending.value).toBe(2)
  answers[0]!()
  await flushPromises()
  expect(hear.mock.calls.map(([, said]) => said)).toEqual([
    { speaker: 'customer', text: '一' },
    { speaker: 'agent', text: '二' },
  ])
  answers[1]!()
  expect(await all).toBe(true)
  expect(box.pending.value).toBe(0)
})

test('what failed holds up the rest, stays, and goes again with the same key', async () => {
  const hear = vi.spyOn(api, 'hear').mockRejectedValueOnce(new Problem(503, 'busy', '正忙', '等一下再试'))
  const box = open()
  expect(await box.send([{ speaker: 'customer', text: '一' }, { speaker: 'customer', text: '二' }])).toBe(false)
  expect(hear).toHaveBeenCalledTimes(1)
  expect(box.items.map(({ stage }) => stage)).toEqual(['failed', 'waiting'])
  expect(box.items[0]!.problem?.detail).toBe('正忙')

  let turn = 0
  hear.mockImplementation(() => Promise.resolve(guidance({ turn: ++turn })))
  await box.retry()
  const keys = hear.mock.calls.map(([, said, key]) => [said.text, key])
  expect(keys[0]).toEqual(keys[1])
  expect(keys[2]![0]).toBe('二')
  expect(keys[2]![1]).not.toBe(keys[0]![1])
})

test('a sentence stays in view until the stream brings it back', async () => {
  vi.spyOn(api, 'hear').mockResolvedValue(guidance({ turn: 7 }))
  const box = open()
  await box.send([{ speaker: 'customer', text: '一' }])
  expect(box.items.map(({ stage }) => stage)).toEqual(['heard'])
  seen.value = 7
  await nextTick()
  expect(box.items).toEqual([])
})

test('what was not sent when the page closed is there again, and goes out when the network is back', async () => {
  const hear = vi.spyOn(api, 'hear').mockRejectedValue(lost())
  await open().send([{ speaker: 'customer', text: '第一句' }, { speaker: 'customer', text: '第二句' }])
  const key = hear.mock.calls[0]![2]
  scope.stop()

  link.value = 'offline'
  scope = effectScope()
  const box = open()
  expect(box.items.map(({ text }) => text)).toEqual(['第一句', '第二句'])
  let turn = 0
  hear.mockClear().mockImplementation(() => Promise.resolve(guidance({ turn: ++turn })))
  link.value = 'live'
  await flushPromises()
  expect(hear.mock.calls.map(([, said]) => said.text)).toEqual(['第一句', '第二句'])
  expect(hear.mock.calls[0]![2]).toBe(key)
  expect(Object.keys(localStorage)).toEqual([])
})

test('what the server refused is not sent again by itself', async () => {
  const hear = vi.spyOn(api, 'hear').mockRejectedValue(new Problem(409, 'ended', '通话已结束', ''))
  const box = open()
  await box.send([{ speaker: 'customer', text: '一' }])
  link.value = 'offline'
  await nextTick()
  link.value = 'live'
  await flushPromises()
  expect(hear).toHaveBeenCalledTimes(1)
  box.drop(box.items[0]!.key)
  expect(box.items).toEqual([])
})

test('without a word from the stream it tries again by itself, later and later', async () => {
  vi.useFakeTimers()
  const hear = vi.spyOn(api, 'hear').mockRejectedValue(lost())
  const box = open()
  await box.send([{ speaker: 'customer', text: '一' }])
  await vi.advanceTimersByTimeAsync(2100)
  expect(hear).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(2100)
  expect(hear).toHaveBeenCalledTimes(2)
  hear.mockResolvedValue(guidance({ turn: 1 }))
  await vi.advanceTimersByTimeAsync(2000)
  expect(box.pending.value).toBe(0)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(hear).toHaveBeenCalledTimes(3)
  vi.useRealTimers()
})

test('a feed that tells the same sentence twice is heard once', async () => {
  const hear = vi.spyOn(api, 'hear').mockResolvedValue(guidance({ turn: 1 }))
  const box = open()
  await Promise.all([box.send([{ speaker: 'customer', text: '一', key: 'k' }]), box.send([{ speaker: 'customer', text: '一', key: 'k' }])])
  expect(hear).toHaveBeenCalledTimes(1)
})
