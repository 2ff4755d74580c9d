import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api, Problem } from '@/api/client'
import { guidance, record } from '@/testing/call'
import { play, player, stop, toggle } from './player'

const example = {
  name: 'washing',
  title: { zh: '洗衣机', en: 'Washing machine' },
  lines: Array.from({ length: 6 }, (_, at) => ({
    speaker: at % 2 ? ('customer' as const) : ('agent' as const),
    text: `第${at}句话，大约二十个字，听得清楚吗`,
  })),
}
const said = () => vi.mocked(api.hear).mock.calls.map(([, { text }]) => text.slice(0, 3))

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(api, 'beginCall').mockResolvedValue(record({ id: 'C-7' }))
  vi.spyOn(api, 'hear').mockResolvedValue(guidance())
})
afterEach(() => {
  stop()
  player.speed = 1
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('begins a call of its own and says two lines within two seconds', async () => {
  expect(await play(example)).toBe('C-7')
  expect(api.beginCall).toHaveBeenCalledWith({ channel: 'example' })
  await vi.advanceTimersByTimeAsync(2000)
  expect(said().slice(0, 2)).toEqual(['第0句', '第1句'])
})

test('plays each line once, however often it is paused', async () => {
  await play(example)
  await vi.advanceTimersByTimeAsync(800)
  toggle()
  const before = said().length
  await vi.advanceTimersByTimeAsync(20_000)
  expect(said().length).toBe(before)
  toggle()
  toggle()
  toggle()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(said()).toEqual(['第0句', '第1句', '第2句', '第3句', '第4句', '第5句'])
  expect(player.playing).toBe(false)
})

test('twice as fast takes half the time', async () => {
  player.speed = 2
  await play(example)
  await vi.advanceTimersByTimeAsync(3500)
  const fast = said().length
  stop()
  vi.mocked(api.hear).mockClear()
  player.speed = 1
  await play(example)
  await vi.advanceTimersByTimeAsync(3500)
  expect(fast).toBeGreaterThan(said().length)
})

test('stops at a failure, says so, and goes on from there with the same key', async () => {
  vi.mocked(api.hear).mockRejectedValueOnce(new Problem(0, 'offline', '', ''))
  await play(example)
  await vi.advanceTimersByTimeAsync(10)
  expect(player.problem?.offline).toBe(true)
  toggle()
  await vi.advanceTimersByTimeAsync(10)
  const keys = vi.mocked(api.hear).mock.calls.map(([, , key]) => key)
  expect(keys[1]).toBe(keys[0])
  expect(player.at).toBe(1)
})
