/** Plays an example call: its lines are said one after another, at a pace one can follow. */

import { reactive } from 'vue'
import { api, Problem } from '@/api/client'
import type { Example } from '@/api/types'

/** The second line follows at once, so that a newcomer sees something move. In milliseconds. */
const SECOND = 700
const BASE = 700
const PER_CHARACTER = 35
const LONGEST = 2600

export const player = reactive({
  call: null as string | null,
  title: null as Example['title'] | null,
  at: 0,
  of: 0,
  playing: false,
  speed: 1 as 1 | 2,
  problem: null as Problem | null,
})

let lines: Example['lines'] = []
let name = ''
let timer: ReturnType<typeof setTimeout> | undefined
let busy = false

/** Begins a call for the example and plays into it. Returns the call's id. Raises `Problem`. */
export async function play(example: Example): Promise<string> {
  stop()
  const { id } = await api.beginCall({ channel: 'example' })
  lines = example.lines
  name = example.name
  Object.assign(player, { call: id, title: example.title, at: 0, of: lines.length, playing: true, problem: null })
  void next()
  return id
}

async function next(): Promise<void> {
  clearTimeout(timer)
  const { call, at } = player
  const line = lines[at]
  if (!player.playing || busy || call === null || line === undefined) return
  busy = true
  try {
    await api.hear(call, { speaker: line.speaker, text: line.text }, `${name}-${call}-${at}`)
  } catch (error) {
    if (player.call !== call) return
    player.playing = false
    player.problem = error instanceof Problem ? error : new Problem(500, 'error', String(error), '')
    return
  } finally {
    busy = false
  }
  if (player.call !== call) return
  player.at = at + 1
  if (player.at >= player.of) player.playing = false
  else if (player.playing) timer = setTimeout(() => void next(), pause(player.at))
}

/** How long to wait before a line: as long as the one before takes to read. */
function pause(at: number): number {
  const before = lines[at - 1]?.text.length ?? 0
  return (at === 1 ? SECOND : Math.min(LONGEST, BASE + PER_CHARACTER * before)) / player.speed
}

export function toggle(): void {
  if (player.call === null || player.at >= player.of) return
  player.playing = !player.playing
  player.problem = null
  if (player.playing) void next()
  else clearTimeout(timer)
}

export function stop(): void {
  clearTimeout(timer)
  Object.assign(player, { call: null, title: null, at: 0, of: 0, playing: false, problem: null })
}
