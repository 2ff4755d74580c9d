/** What was said and is on its way to the server: sent in order, kept until it has arrived. */

import { computed, onScopeDispose, reactive, watch, type Ref } from 'vue'
import { api, newKey, Problem } from '@/api/client'
import type { Guidance, Speaker } from '@/api/types'
import type { Link } from '@/live/stream'
import type { Said } from './split'

/** waiting, sending, failed; `heard` is with the server but not yet on the stream. */
export type Stage = 'waiting' | 'sending' | 'failed' | 'heard'
export interface Item {
  key: string
  speaker: Speaker
  text: string
  stage: Stage
  turn: number | null
  problem: Problem | null
}

/** How long to wait before trying again by itself; twice as long each time. In milliseconds. */
const FIRST_WAIT = 2000
const LONGEST_WAIT = 30_000

type Kept = Pick<Item, 'key' | 'speaker' | 'text'> & { at: number }
const place = (call: string, key = '') => `anfu.out.${call}.${key}`

/** What was not sent before the page was left, in the order it was said. */
function left(call: string): Item[] {
  const kept: Kept[] = []
  for (let index = 0; index < localStorage.length; index++) {
    const name = localStorage.key(index)
    if (!name?.startsWith(place(call))) continue
    try {
      kept.push(JSON.parse(localStorage.getItem(name) ?? '') as Kept)
    } catch {
      // Not ours, or broken: there is nothing in it to send.
    }
  }
  kept.sort((a, b) => a.at - b.at)
  return kept.map(({ key, speaker, text }) => ({ key, speaker, text, stage: 'failed', turn: null, problem: null }))
}

function keep(call: string, item: Kept): void {
  try {
    localStorage.setItem(place(call, item.key), JSON.stringify(item))
  } catch {
    // The browser's store is full: it is sent all the same, only not remembered over a reload.
  }
}

export function useOutbox(call: string, link: Ref<Link>, lastTurn: () => number) {
  const items = reactive<Item[]>(left(call))
  let running = false
  let gone = false
  let count = 0
  let tries = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Puts sentences behind what waits already. Resolves to whether all of them were taken. */
  async function send(said: (Said & { key?: string })[]): Promise<boolean> {
    // A feed that tells the same sentence twice is heard once.
    const fresh = said.filter(({ key }) => key === undefined || items.every((item) => item.key !== key))
    const mine = fresh.map(({ speaker, text, key = newKey() }) => {
      const item: Item = { key, speaker, text, stage: 'waiting', turn: null, problem: null }
      const kept: Kept = { key: item.key, speaker, text, at: Date.now() + count++ / 1000 }
      keep(call, kept)
      items.push(item)
      return item.key
    })
    await run()
    return mine.every((key) => items.find((item) => item.key === key)?.stage !== 'failed')
  }

  async function run(): Promise<void> {
    if (running) return
    running = true
    clearTimeout(timer)
    try {
      // What failed holds up what came after it: the order of a conversation is its sense.
      for (let next = first(); next && next.stage === 'waiting' && !gone; next = first()) await post(next)
    } finally {
      running = false
    }
  }

  const first = () => items.find((item) => item.stage !== 'heard')

  async function post(item: Item): Promise<void> {
    item.stage = 'sending'
    item.problem = null
    try {
      const guidance: Guidance = await api.hear(call, { speaker: item.speaker, text: item.text }, item.key)
      item.turn = guidance.turn
      item.stage = 'heard'
      localStorage.removeItem(place(call, item.key))
      tries = 0
      tidy()
    } catch (error) {
      item.stage = 'failed'
      item.problem = error instanceof Problem ? error : new Problem(500, 'error', String(error), '')
      if (passing(item)) later()
    }
  }

  /** Lets go of what has come back on the stream. */
  function tidy(): void {
    const known = lastTurn()
    for (let at = items.length - 1; at >= 0; at--) {
      const { turn } = items[at] ?? { turn: null }
      if (turn !== null && turn <= known) items.splice(at, 1)
    }
  }

  /** Tries again everything that failed, with the same keys: what did arrive is not heard twice. */
  function retry(): Promise<void> {
    for (const item of items) if (item.stage === 'failed') item.stage = 'waiting'
    return run()
  }

  function drop(key: string): void {
    const at = items.findIndex((item) => item.key === key && item.stage !== 'sending')
    if (at < 0) return
    items.splice(at, 1)
    localStorage.removeItem(place(call, key))
    void run()
  }

  /** Stops what has not been sent yet. */
  function stop(): void {
    for (const { key } of items.filter((item) => item.stage === 'waiting')) drop(key)
  }

  /** Whether it failed for something that passes: no network, or a server that has too much to do. */
  const passing = ({ stage, problem }: Item) =>
    stage === 'failed' && (problem === null || problem.offline || [429, 502, 503, 504].includes(problem.status))
  function later(): void {
    clearTimeout(timer)
    timer = setTimeout(again, Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries))
    tries += 1
  }
  const again = () => {
    if (!gone && items.some(passing)) void retry()
  }

  watch(lastTurn, tidy)
  // What failed for want of the network goes out by itself once it is back.
  watch(link, (now) => now === 'live' && again())
  window.addEventListener('online', again)
  onScopeDispose(() => {
    gone = true
    clearTimeout(timer)
    window.removeEventListener('online', again)
  })

  const pending = computed(() => items.filter((item) => item.stage !== 'heard').length)
  return { items, pending, send, retry, drop, stop }
}

export type Outbox = ReturnType<typeof useOutbox>
