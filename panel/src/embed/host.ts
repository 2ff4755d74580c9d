/**
 * The host system around the panel: a page that frames it (postMessage), or the page it runs in (CustomEvents).
 *
 * Messages are taken only from the framing window itself, and only from this origin or one of the server's
 * `origins`; what goes out names the origin it is for. Before the origins are known nothing is believed or told.
 */

import { ref, shallowRef, watch } from 'vue'
import { config, language } from '@/i18n'
import { dark } from '@/shared/theme'
import { parse, type FromHost, type ToHost, type Utterance } from './messages'

type Sort = FromHost['type']
type Of<S extends Sort> = Extract<FromHost, { type: S }>
const SORTS: readonly Sort[] = ['anfu:set-call', 'anfu:utterance', 'anfu:end-call', 'anfu:theme', 'anfu:language']
/** How many messages wait for somebody to listen. */
const LONGEST_QUEUE = 500

const listeners = new Map<Sort, Set<(told: never) => void>>()
let waiting: FromHost[] = []
let early: MessageEvent[] = []
let unsaid: [string, Record<string, unknown>][] = []
/** The origin of the page that frames the panel, once it is known to be welcome. */
const hostOrigin = shallowRef<string | null>(null)
/** Whether the host ever said a word: one that never does would drop what is inserted. */
const spoken = ref(false)

const framed = (): boolean => window.parent !== window
export const welcome = (origin: string): boolean =>
  origin !== 'null' && (origin === location.origin || (config.value?.origins.includes(origin) ?? false))

/** Whether a host listens that takes texts into its own reply field. A screen that asks follows the answer. */
export const embedded = (): boolean => framed() && spoken.value && hostOrigin.value !== null

function hear(told: FromHost): void {
  if (told.type === 'anfu:theme') return setTheme(told.theme)
  if (told.type === 'anfu:language') {
    language.value = told.language
    return
  }
  const mine = listeners.get(told.type)
  if (!mine?.size) {
    waiting.push(told)
    waiting = waiting.slice(-LONGEST_QUEUE)
  } else for (const listener of mine) (listener as (told: FromHost) => void)(told)
}

function setTheme(theme: 'light' | 'dark' | 'system'): void {
  dark.value = theme === 'system' ? window.matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
}

function take(told: unknown): boolean {
  const message = parse(told)
  if (message === null) return false
  if ('why' in message) tell('refused', message)
  else hear(message)
  return true
}

function onMessage(event: MessageEvent): void {
  if (event.source === null || event.source !== window.parent || event.source === window) return
  if (config.value === null) {
    early.push(event)
    early = early.slice(-LONGEST_QUEUE)
    return
  }
  if (!welcome(event.origin)) return
  hostOrigin.value = event.origin
  if (take(event.data)) spoken.value = true
  flush()
}

function onEvent(event: Event): void {
  const detail: unknown = (event as CustomEvent).detail
  take({ ...(typeof detail === 'object' ? detail : {}), type: event.type })
}

function flush(): void {
  const all = unsaid
  unsaid = []
  for (const [type, data] of all) post(type, data)
}

function post(type: string, data: Record<string, unknown>): void {
  if (!framed()) return
  if (hostOrigin.value === null) {
    unsaid.push([type, data])
    unsaid = unsaid.slice(-LONGEST_QUEUE)
  } else window.parent.postMessage({ ...data, type: `anfu:${type}` }, hostOrigin.value)
}

/** Tells the host something: as a message to the page that frames the panel, and as an event in this page. */
export function tell<T extends keyof ToHost>(type: T, data: ToHost[T]): void {
  post(type, data as Record<string, unknown>)
  window.dispatchEvent(new CustomEvent(`anfu:${type}`, { detail: data }))
}

/**
 * Gives a text to the host's reply field. False where no host takes it, so that it is copied instead: no frame, a
 * frame around us that never spoke, and no listener in this page that said `preventDefault()`.
 */
export function insert(text: string, script: ToHost['insert']['script'] = null): boolean {
  const detail = { text, script }
  if (embedded()) {
    tell('insert', detail)
    return true
  }
  return !window.dispatchEvent(new CustomEvent('anfu:insert', { detail, cancelable: true }))
}

function on<S extends Sort>(sort: S, callback: (told: Of<S>) => void): () => void {
  const mine = listeners.get(sort) ?? new Set()
  listeners.set(sort, mine.add(callback as (told: never) => void))
  const held = waiting.filter((told) => told.type === sort) as Of<S>[]
  waiting = waiting.filter((told) => told.type !== sort)
  held.forEach(callback)
  return () => void mine.delete(callback as (told: never) => void)
}

/** The host opens a call, or none. Each of these returns what stops listening; what came earlier comes at once. */
export const onSetCall = (callback: (callId: string | null) => void) =>
  on('anfu:set-call', (told) => callback(told.call_id))
/** The host's feed heard somebody. */
export const onUtterance = (callback: (said: Utterance) => void) =>
  on('anfu:utterance', ({ speaker, text, key }) => callback(key === undefined ? { speaker, text } : { speaker, text, key }))
/** The call is over in the host. */
export const onEndCall = (callback: () => void) => on('anfu:end-call', callback)

/** The page around us, as far as the browser tells. */
function framingOrigin(): string | null {
  const told = location.ancestorOrigins?.[0] ?? document.referrer
  try {
    return told ? new URL(told).origin : null
  } catch {
    return null
  }
}

/** Listens from now on, and says so to the host as soon as the origins are known. Returns what stops it. */
export function start(): () => void {
  window.addEventListener('message', onMessage)
  for (const sort of SORTS) window.addEventListener(sort, onEvent)
  const unwatch = watch(
    config,
    (known) => {
      if (known === null) return
      const around = framed() ? framingOrigin() : null
      if (around !== null && welcome(around)) hostOrigin.value = around
      flush()
      tell('ready', { version: known.version })
      const held = early
      early = []
      held.forEach(onMessage)
    },
    { immediate: true },
  )
  return () => {
    unwatch()
    window.removeEventListener('message', onMessage)
    for (const sort of SORTS) window.removeEventListener(sort, onEvent)
    listeners.clear()
    waiting = []
    early = []
    unsaid = []
    hostOrigin.value = null
    spoken.value = false
  }
}
