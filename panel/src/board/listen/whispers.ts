/** Whispers on their way: kept until the server has them, sent again under the same key. */

import { computed, type Ref } from 'vue'
import { api, newKey, Problem } from '@/api/client'
import type { Whisper } from '@/api/types'
import { useKept, useKeptList } from '../kept'

export interface Outgoing {
  key: string
  text: string
  state: 'sending' | 'failed' | 'sent'
  number?: number
  problem?: string
}

export function useWhispers(callId: string, told: Readonly<Ref<readonly Whisper[]>>) {
  const draft = useKept(`whisper.${callId}`)
  const kept = useKeptList<Outgoing>(`whispers.${callId}`)
  // What was on its way when the page went away may or may not have arrived; the key makes asking again harmless.
  kept.value = kept.value.map((one) => (one.state === 'sending' ? { ...one, state: 'failed' } : one))

  const arrived = (one: Outgoing) => one.state === 'sent' && told.value.some(({ number }) => number === one.number)
  const outgoing = computed(() => kept.value.filter((one) => !arrived(one)))

  function change(key: string, to: Partial<Outgoing>): void {
    kept.value = kept.value.filter((one) => !arrived(one)).map((one) => (one.key === key ? { ...one, ...to } : one))
  }

  async function deliver(key: string): Promise<void> {
    const one = kept.value.find((whisper) => whisper.key === key)
    if (!one) return
    change(key, { state: 'sending', problem: undefined })
    try {
      const { number } = await api.whisper(callId, one.text, key)
      change(key, { state: 'sent', number })
    } catch (error) {
      change(key, { state: 'failed', problem: error instanceof Problem && !error.offline ? error.detail : '' })
    }
  }

  /** Sends what stands in the draft; nothing happens when that is only blanks. */
  async function send(): Promise<void> {
    const text = draft.value.trim()
    if (!text) return
    const key = newKey()
    kept.value = [...kept.value.filter((one) => !arrived(one)), { key, text, state: 'sending' }]
    draft.value = ''
    await deliver(key)
  }

  function discard(key: string): void {
    kept.value = kept.value.filter((one) => one.key !== key)
  }

  return { draft, outgoing, send, retry: deliver, discard }
}
