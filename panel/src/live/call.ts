/** A call as the panel knows it: grows with the stream, never forgets what it has, tells whether it is up to date. */

import { computed, onScopeDispose, reactive, ref, shallowReactive, shallowRef } from 'vue'
import type { Problem } from '@/api/client'
import type { Guidance, Line, Move, Ticket, Whisper } from '@/api/types'
import { listen, type Link } from './stream'

export interface Turn { line: Line; guidance: Guidance }

/** Follows a call until the scope ends. */
export function useCall(id: string) {
  const turns = shallowReactive<Turn[]>([])
  const moves = shallowReactive<Move[]>([])
  const whispers = shallowReactive<Whisper[]>([])
  const ticket = shallowRef<Ticket | null>(null)
  const ended = ref(false)
  const link = ref<Link>('connecting')
  const refused = shallowRef<Problem | null>(null)
  const waiting = reactive(new Map<number, Line>())

  const lastTurn = () => turns.at(-1)?.guidance.turn ?? 0
  const lastOf = (list: readonly { number: number }[]) => list.at(-1)?.number ?? 0

  function takeGuidance(guidance: Guidance): void {
    // After a gap the server sends again from the last turn we told it of; what is here already stays as it is.
    if (guidance.turn <= lastTurn()) return
    const line = waiting.get(guidance.turn)
    waiting.delete(guidance.turn)
    turns.push({
      line: line ?? { turn: guidance.turn, speaker: guidance.reading.speaker, text: '', at: '' },
      guidance,
    })
  }

  function addNew<T extends { number: number }>(list: T[], item: T): void {
    if (item.number > lastOf(list)) list.push(item)
  }

  const close = listen({
    url: () =>
      `/api/v1/calls/${encodeURIComponent(id)}/events?more=true&after=${lastTurn()}` +
      `&whispers=${lastOf(whispers)}&moves=${lastOf(moves)}`,
    onEvent: ({ event, data }) => {
      const told: unknown = JSON.parse(data)
      if (event === undefined || event === 'guidance') takeGuidance(told as Guidance)
      else if (event === 'line') waiting.set((told as Line).turn, told as Line)
      else if (event === 'move') addNew(moves, told as Move)
      else if (event === 'whisper') addNew(whispers, told as Whisper)
      else if (event === 'ticket') ticket.value = told as Ticket
      else if (event === 'ended') {
        ended.value = true
        close()
      }
    },
    onLink: (now) => {
      link.value = now
    },
    onRefused: (problem) => {
      refused.value = problem
    },
  })
  onScopeDispose(close)

  /** What is advised now: at the last turn, or when the step was set by hand after it. */
  const guidance = computed<Guidance | null>(() => {
    const last = turns.at(-1)?.guidance ?? null
    const move = moves.at(-1)
    return move !== undefined && move.after_turn >= (last?.turn ?? 0) ? move.guidance : last
  })
  /** How strong the customer's feeling was, turn by turn. */
  const curve = computed(() =>
    turns.flatMap(({ guidance: { turn, reading } }) =>
      reading.speaker === 'customer' ? [{ turn, ...reading.emotion }] : [],
    ),
  )
  const byHand = computed(() => moves.at(-1)?.step != null && moves.at(-1)?.after_turn === turns.at(-1)?.guidance.turn)

  return { id, turns, moves, whispers, ticket, ended, link, refused, guidance, curve, byHand, close }
}

export type LiveCall = ReturnType<typeof useCall>
