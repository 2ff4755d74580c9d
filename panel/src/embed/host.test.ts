import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { config, language } from '@/i18n'
import type { Config } from '@/api/types'
import { dark } from '@/shared/theme'
import { insert, onEndCall, onSetCall, onUtterance, start, tell, welcome } from './host'

const HOST = 'https://crm.example.cn'
const known: Config = { version: '1.2.3', language: 'zh', names: { zh: {}, en: {} }, origins: [HOST], sign_in: true }
const told: { data: Record<string, unknown>; target: string }[] = []
const parent = { postMessage: (data: Record<string, unknown>, target: string) => told.push({ data, target }) } as unknown as Window
let stop: () => void

beforeEach(() => {
  told.length = 0
  vi.stubGlobal('parent', parent)
  config.value = null
})
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
  language.value = 'zh-CN'
})

function message(data: unknown, origin = HOST, source: unknown = parent): void {
  const event = new MessageEvent('message', { data, origin })
  Object.defineProperty(event, 'source', { value: source })
  window.dispatchEvent(event)
}
function framed(given: Config | null = known): void {
  stop = start()
  config.value = given
}
const of = (type: string) => told.filter(({ data }) => data.type === `anfu:${type}`)

test('takes calls and utterances from a welcome origin', async () => {
  framed()
  const calls: unknown[] = []
  const said: unknown[] = []
  onSetCall((id) => calls.push(id))
  onUtterance((utterance) => said.push(utterance))
  message({ type: 'anfu:set-call', call_id: 'c-1' })
  message({ type: 'anfu:utterance', speaker: 'customer', text: '都第三次了', key: 'k-1', more: '<b>' })
  expect(calls).toEqual(['c-1'])
  expect(said).toEqual([{ speaker: 'customer', text: '都第三次了', key: 'k-1' }])
})

test.each([
  ['another origin', 'https://evil.example', parent],
  ['a longer origin that begins alike', `${HOST}.evil.example`, parent],
  ['the same host without encryption', 'http://crm.example.cn', parent],
  ['a sandboxed frame', 'null', parent],
  ['another window of a welcome origin', HOST, { postMessage: () => undefined }],
  ['itself', location.origin, window],
])('believes nothing from %s', (_, origin, source) => {
  framed()
  const heard = vi.fn()
  onSetCall(heard)
  onUtterance(heard)
  message({ type: 'anfu:set-call', call_id: 'c-1' }, origin, source)
  message({ type: 'anfu:utterance', speaker: 'customer', text: '喂' }, origin, source)
  expect(heard).not.toHaveBeenCalled()
  expect(told).toEqual([])
})

test('a page of this very server may frame the panel without being listed', () => {
  framed({ ...known, origins: [] })
  expect(welcome(location.origin)).toBe(true)
  expect(welcome(HOST)).toBe(false)
})

test('what came before the origins were known is judged once they are', async () => {
  stop = start()
  const heard = vi.fn()
  message({ type: 'anfu:set-call', call_id: 'good' })
  message({ type: 'anfu:set-call', call_id: 'bad' }, 'https://evil.example')
  onSetCall(heard)
  expect(heard).not.toHaveBeenCalled()
  config.value = known
  await Promise.resolve()
  expect(heard.mock.calls).toEqual([['good']])
})

test('what came before the page listened is not lost', () => {
  framed()
  message({ type: 'anfu:set-call', call_id: 'c-7' })
  const heard = vi.fn()
  onSetCall(heard)
  expect(heard.mock.calls).toEqual([['c-7']])
})

test.each([
  [{ type: 'anfu:set-call' }, 'call_id'],
  [{ type: 'anfu:set-call', call_id: 7 }, 'call_id'],
  [{ type: 'anfu:set-call', call_id: 'x'.repeat(201) }, 'call_id'],
  [{ type: 'anfu:utterance', speaker: 'boss', text: '喂' }, 'speaker'],
  [{ type: 'anfu:utterance', speaker: 'agent', text: ' ' }, 'text'],
  [{ type: 'anfu:utterance', speaker: 'agent', text: '喂'.repeat(2001) }, 'text'],
  [{ type: 'anfu:utterance', speaker: 'agent', text: ['喂'] }, 'text'],
  [{ type: 'anfu:theme', theme: 'red' }, 'theme'],
  [{ type: 'anfu:language', language: 'fr' }, 'language'],
  [{ type: 'anfu:eval', code: '1' }, 'unknown type'],
])('refuses %j and tells the host why', async (wrong, why) => {
  framed()
  const heard = vi.fn()
  onSetCall(heard)
  onUtterance(heard)
  message(wrong)
  await Promise.resolve()
  expect(heard).not.toHaveBeenCalled()
  expect(of('refused')[0]?.data.why).toContain(why)
})

test('what was not meant for the panel is passed over in silence', () => {
  framed()
  for (const other of [null, 'anfu:set-call', 7, {}, { type: 'webpackOk' }, { type: 5 }]) message(other)
  expect(of('refused')).toEqual([])
})

test('the host is told only by its own origin, once that is known', async () => {
  framed()
  tell('call', { call_id: 'c-1' })
  expect(told).toEqual([])
  message({ type: 'anfu:end-call' })
  expect(told.map(({ target }) => target)).toEqual(told.map(() => HOST))
  expect(of('call')[0]?.data).toEqual({ type: 'anfu:call', call_id: 'c-1' })
  await Promise.resolve()
  expect(of('ready')[0]?.data).toMatchObject({ version: '1.2.3' })
})

test('a frame that never spoke gets nothing inserted; one that did, does', () => {
  framed()
  expect(insert('您好')).toBe(false)
  message({ type: 'anfu:theme', theme: 'dark' })
  expect(dark.value).toBe(true)
  expect(insert('您好', { id: 's-1', turn: 2 })).toBe(true)
  expect(of('insert')).toEqual([
    { data: { type: 'anfu:insert', text: '您好', script: { id: 's-1', turn: 2 } }, target: HOST },
  ])
})

test('a page without a frame speaks by events, and takes a text by preventing the default', () => {
  vi.stubGlobal('parent', window)
  framed()
  const heard = vi.fn()
  onEndCall(heard)
  onSetCall(heard)
  window.dispatchEvent(new CustomEvent('anfu:set-call', { detail: { call_id: 'c-2' } }))
  window.dispatchEvent(new CustomEvent('anfu:language', { detail: { language: 'en' } }))
  expect(heard.mock.calls).toEqual([['c-2']])
  expect(language.value).toBe('en')
  expect(insert('您好')).toBe(false)
  const taken: unknown[] = []
  const take = (event: Event) => {
    taken.push((event as CustomEvent).detail)
    event.preventDefault()
  }
  window.addEventListener('anfu:insert', take)
  expect(insert('您好')).toBe(true)
  window.removeEventListener('anfu:insert', take)
  expect(taken).toEqual([{ text: '您好', script: null }])
})
