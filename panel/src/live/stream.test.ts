import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { listen, SILENCE, type Link } from './stream'

/** A server whose words a test says one by one. */
function line() {
  let out: ReadableStreamDefaultController<Uint8Array>
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (out = controller) })
  const words = new TextEncoder()
  return {
    response: { ok: true, status: 200, body } as unknown as Response,
    say: async (text: string) => {
      out.enqueue(words.encode(text))
      await flushPromises()
      await flushPromises()
    },
    drop: async () => {
      out.close()
      await flushPromises()
      await flushPromises()
    },
  }
}

const heard: string[] = []
const links: Link[] = []
const refused = vi.fn()
let close = () => {}
const start = (url = () => '/events') => {
  close = listen({
    url,
    onEvent: ({ data }) => heard.push(data),
    onLink: (link) => links.push(link),
    onRefused: refused,
  })
}
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  heard.length = links.length = 0
  refused.mockClear()
})
afterEach(() => {
  close()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('comes back by itself after the line broke, from where it was', async () => {
  const lines = [line(), line()]
  let at = 0
  const fetched = vi.fn<(url: string) => Promise<Response>>(() => Promise.resolve(lines[at++]!.response))
  vi.stubGlobal('fetch', fetched)
  start(() => `/events?after=${heard.length}`)
  await flushPromises()
  await lines[0]!.say('data: 一\n\n')
  await lines[0]!.drop()
  expect(links).toEqual(['connecting', 'live', 'offline'])
  await vi.advanceTimersByTimeAsync(500)
  await lines[1]!.say('data: 二\n\n')
  expect(heard).toEqual(['一', '二'])
  expect(fetched.mock.calls.map(([url]) => url)).toEqual(['/events?after=0', '/events?after=1'])
  expect(links.at(-1)).toBe('live')
})

test('waits longer each time the server cannot be reached', async () => {
  const fetched = vi.fn().mockRejectedValue(new TypeError('no network'))
  vi.stubGlobal('fetch', fetched)
  start()
  await vi.advanceTimersByTimeAsync(2_000)
  const early = fetched.mock.calls.length
  await vi.advanceTimersByTimeAsync(60_000)
  const late = fetched.mock.calls.length - early
  expect(early).toBeGreaterThanOrEqual(2)
  expect(late).toBeLessThan(14)
  fetched.mockClear()
  window.dispatchEvent(new Event('online'))
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('a line that fell silent counts as dead', async () => {
  const signals: AbortSignal[] = []
  vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => {
    signals.push(signal as AbortSignal)
    return Promise.resolve(line().response)
  })
  start()
  await flushPromises()
  await vi.advanceTimersByTimeAsync(SILENCE + 10)
  expect(signals[0]!.aborted).toBe(true)
})

test('a refusal is told and not tried again', async () => {
  const fetched = vi.fn().mockResolvedValue({ ok: false, status: 404, json: () => Promise.resolve({ detail: '没有这通电话', remedy: '' }) })
  vi.stubGlobal('fetch', fetched)
  start()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(fetched).toHaveBeenCalledTimes(1)
  expect(refused.mock.calls[0]![0]).toMatchObject({ status: 404, detail: '没有这通电话' })
})
