/** Handing a draft on: what is blocked waits for a reason, what could not be checked for a word, the rest just goes. */

import { ref, shallowRef } from 'vue'
import { api, type Problem } from '@/api/client'
import type { Ruling } from './check'
import { deliver, judge } from './release'
import { copy } from '@/shared/clipboard'
import type { Script } from './types'

/** A text on its way. `piece` is what of it goes to the clipboard, when not all; `done` runs once it went. */
export interface Parcel { text: string; script: Script | null; piece?: string; done?: () => void }

export type Notice = 'inserted' | 'copied' | 'closed' | 'blocked' | 'unchecked'

export function useRelease(options: {
  callId: () => string | null
  /** What is known of a text without asking. */
  known: (text: string) => Ruling
  /** The whole text went out. */
  handed: (text: string, script: Script | null) => void
  /** The text stays: shown in the editor, where its findings are. */
  keep: (text: string, script: Script | null) => void
}) {
  const notice = ref<Notice | null>(null)
  /** What waits for a reason, or for the word that it may go unchecked. */
  const blocked = shallowRef<Parcel | null>(null)
  const unchecked = shallowRef<(Parcel & { problem: Problem | null }) | null>(null)
  const asking = ref<'reason' | 'unchecked' | null>(null)
  /** Texts somebody answered for: each may pass once, and only as it was then. */
  const permits = new Map<string, 'reason' | 'unchecked'>()
  /** Who let a text go unchecked did not answer for what a check then finds in it. */
  const permitted = (text: string): boolean =>
    permits.get(text) === 'reason' || (permits.has(text) && options.known(text) === 'unchecked')

  async function send(parcel: Parcel): Promise<void> {
    const whole = parcel.piece === undefined || parcel.piece === parcel.text
    const went = parcel.piece === undefined
      ? await deliver(parcel.text, parcel.script)
      : (await copy(parcel.piece)) ? 'copied' : 'closed'
    notice.value = went
    if (went === 'closed') return
    permits.delete(parcel.text)
    parcel.done?.()
    if (whole) options.handed(parcel.text, parcel.script)
  }

  /** Sends a text if it may go, and says why if not. */
  async function release(parcel: Parcel): Promise<void> {
    if (parcel.text.trim() === '') return
    if (permitted(parcel.text)) return send(parcel)
    let ruling = options.known(parcel.text)
    let problem: Problem | null = null
    if (ruling === 'unchecked') ({ ruling, problem } = await judge(parcel.text, options.callId()))
    if (ruling === 'free') return send(parcel)
    options.keep(parcel.text, parcel.script)
    if (ruling === 'blocked') {
      // Told once; whoever asks for the same text again means it.
      if (blocked.value?.text === parcel.text && notice.value === 'blocked') asking.value = 'reason'
      blocked.value = parcel
    } else {
      unchecked.value = { ...parcel, problem }
      asking.value = 'unchecked'
    }
    notice.value = ruling
  }

  /** Somebody answers for the blocked text. Raises `Problem` when the reason could not be recorded: nothing goes then. */
  async function override(reason: string): Promise<void> {
    const parcel = blocked.value
    if (parcel === null) return
    await api.override(parcel.text, reason, options.callId())
    permits.set(parcel.text, 'reason')
    asking.value = null
    blocked.value = null
    await send(parcel)
  }

  /** Somebody lets the text go though nobody checked it. */
  async function goUnchecked(): Promise<void> {
    const parcel = unchecked.value
    asking.value = null
    unchecked.value = null
    if (parcel === null) return
    permits.set(parcel.text, 'unchecked')
    await send(parcel)
  }

  /** Whether the browser may copy from this text by itself; counts as the one time that was allowed. */
  const mayCopy = (text: string): boolean =>
    text.trim() === '' || options.known(text) === 'free' || (permitted(text) && permits.delete(text))

  return { notice, blocked, unchecked, asking, release, override, goUnchecked, mayCopy }
}
