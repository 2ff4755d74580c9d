/** Server-sent events over fetch: carries the token, reconnects by itself and goes on where it was. */

import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { headers, problem, Problem } from '@/api/client'

/** How the line to the server is: before the first word, up, or down and trying again. */
export type Link = 'connecting' | 'live' | 'offline'

export interface StreamOptions {
  /** The address to go on from where the caller is; asked anew before each connection. */
  url: () => string
  onEvent: (message: EventSourceMessage) => void
  onLink: (link: Link) => void
  /** The server refused: trying again would not help. */
  onRefused: (problem: Problem) => void
}

/** Silence after which the line counts as dead: the server says something every 15 s. In milliseconds. */
export const SILENCE = 35_000
const FIRST_WAIT = 300
const LONGEST_WAIT = 8_000

/** Listens until closed. Returns what closes it. */
export function listen(options: StreamOptions): () => void {
  let closed = false
  let tries = 0
  let line: AbortController | null = null
  let waiting: ReturnType<typeof setTimeout> | undefined
  let watchdog: ReturnType<typeof setTimeout> | undefined
  let heardAt = 0

  const alive = () => {
    heardAt = Date.now()
    clearTimeout(watchdog)
    watchdog = setTimeout(() => line?.abort(), SILENCE)
  }

  async function connect(): Promise<void> {
    clearTimeout(waiting)
    waiting = undefined
    const mine = (line = new AbortController())
    const parser = createParser({ onEvent: options.onEvent })
    try {
      alive()
      const response = await fetch(options.url(), {
        headers: headers({ Accept: 'text/event-stream' }),
        signal: mine.signal,
        cache: 'no-store',
      })
      if (!response.ok || !response.body) {
        const refusal = await problem(response)
        if (response.status >= 400 && response.status < 500 && response.status !== 429) {
          close()
          options.onRefused(refusal)
          return
        }
        throw refusal
      }
      tries = 0
      options.onLink('live')
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      for (;;) {
        const { value, done } = await reader.read()
        if (done || closed) break
        alive()
        parser.feed(value)
      }
    } catch {
      // Whatever broke the line, the way on is the same: wait, and go on from the last event.
    }
    if (!closed && line === mine) again()
  }

  function again(): void {
    options.onLink('offline')
    clearTimeout(watchdog)
    // Spread out, so that a whole room of panels does not come back in the same instant.
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries) * (0.7 + Math.random() * 0.6)
    tries += 1
    waiting = setTimeout(() => void connect(), wait)
  }

  /** The network is back, or the laptop woke: do not wait out a pause or trust a line that slept. */
  const nudge = () => {
    if (closed || document.visibilityState === 'hidden') return
    const asleep = Date.now() - heardAt > SILENCE / 2
    if (!asleep && waiting === undefined) return
    tries = 0
    line?.abort()
    void connect()
  }

  /** The network went: what hangs on it is dead, though nobody may notice for a while. */
  const cut = () => line?.abort()

  function close(): void {
    closed = true
    clearTimeout(waiting)
    clearTimeout(watchdog)
    window.removeEventListener('online', nudge)
    window.removeEventListener('offline', cut)
    document.removeEventListener('visibilitychange', nudge)
    line?.abort()
  }

  window.addEventListener('online', nudge)
  window.addEventListener('offline', cut)
  document.addEventListener('visibilitychange', nudge)
  options.onLink('connecting')
  void connect()
  return close
}
