import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import type { DraftCheck } from '@/api/types'
import { gone, Reply, serve } from '@/testing/server'
import { PAUSE, useCheck } from './check'
import { guard, judged } from './samples'

const CHECK = 'POST /drafts/check'
let scope: EffectScope
let text: string
let answers: (DraftCheck | null)[]
let check: ReturnType<typeof useCheck>

beforeEach(() => {
  vi.useFakeTimers()
  text = ''
  answers = []
  scope = effectScope()
  check = scope.run(() => useCheck(() => text, () => 'call-1', (answer) => answers.push(answer))) as typeof check
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms)

test('asks once the typing rested, with the call and positions as JavaScript counts', async () => {
  const server = serve({ [CHECK]: ({ body }) => guard((body as { text: string }).text) })
  for (const typed of ['没', '没办', '没办法']) {
    text = typed
    check.soon()
    await wait(PAUSE - 40)
  }
  expect(server.asked).toHaveLength(0)
  await wait(40)
  expect(server.asked.map(({ body }) => body)).toEqual([{ text: '没办法', call_id: 'call-1', positions: 'utf16' }])
  expect(answers.map((one) => one?.verdict)).toEqual(['block'])
  expect(check.ruling('没办法')).toBe('blocked')
  expect(check.ruling('没办法了')).toBe('unchecked')
})

test('an answer that comes after a newer question is not believed', async () => {
  const open: ((answer: unknown) => void)[] = []
  const server = serve({ [CHECK]: () => new Promise((resolve) => open.push(resolve)) })
  text = '没办法'
  void check.now()
  await wait(0)
  text = '我来办'
  void check.now()
  await wait(0)
  open[1]?.(judged('我来办', []))
  await wait(0)
  open[0]?.(guard('没办法'))
  await wait(0)
  expect(answers.map((one) => one?.text)).toEqual(['我来办'])
  expect(server.asked[0]?.signal?.aborted).toBe(true)
})

test('an answer about words that are no longer there is not shown', async () => {
  let told: (answer: unknown) => void = () => undefined
  serve({ [CHECK]: () => new Promise((resolve) => (told = resolve)) })
  text = '没办法'
  void check.now()
  await wait(0)
  text = '没办法也要想'
  told(guard('没办法'))
  await wait(0)
  expect(answers).toEqual([])
})

test('says that the check cannot be reached, and asks again by itself until it can', async () => {
  const server = serve({ [CHECK]: gone })
  text = '没办法'
  await check.now()
  expect(check.problem.value?.offline).toBe(true)
  expect(check.ruling(text)).toBe('unchecked')
  server.routes[CHECK] = () => guard(text)
  await wait(1000)
  expect(check.problem.value).toBeNull()
  expect(check.ruling(text)).toBe('blocked')
})

test('a server that does not answer counts as unreachable after four seconds', async () => {
  vi.useRealTimers()
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    const late = new AbortController()
    setTimeout(() => late.abort(new DOMException('late', 'TimeoutError')), 20)
    return late.signal
  })
  serve({ [CHECK]: () => new Promise(() => undefined) })
  text = '没办法'
  expect(await check.now()).toBe('unchecked')
  expect(check.problem.value?.offline).toBe(true)
  vi.restoreAllMocks()
})

test('what the server will not take is told with its words and not asked again', async () => {
  const server = serve({ [CHECK]: () => new Reply(413, { detail: '草稿太长', remedy: '分成几段' }) })
  text = '长'.repeat(10_001)
  await check.now()
  expect(check.problem.value?.detail).toBe('草稿太长')
  await wait(60_000)
  expect(server.count(CHECK)).toBe(1)
})

test('an empty draft asks nobody', async () => {
  const server = serve({})
  text = '  \n'
  expect(await check.now()).toBe('free')
  expect(server.asked).toHaveLength(0)
})
