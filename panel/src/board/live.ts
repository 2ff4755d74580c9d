/** The calls now, as the server sorts them: by need. */

import { onScopeDispose, ref, shallowRef } from 'vue'
import type { Problem } from '@/api/client'
import type { Board } from '@/api/types'
import { listen, type Link } from '@/live/stream'

export function useBoard() {
  const board = shallowRef<Board | null>(null)
  const link = ref<Link>('connecting')
  const refused = shallowRef<Problem | null>(null)
  /** How far the server's clock is ahead of this one's, in milliseconds: countdowns go by the server's. */
  const ahead = ref(0)
  const close = listen({
    url: () => '/api/v1/board/events',
    onEvent: ({ event, data }) => {
      if (event !== 'board') return
      const told = JSON.parse(data) as Board
      ahead.value = Date.parse(told.at) - Date.now()
      board.value = told
    },
    onLink: (now) => {
      link.value = now
    },
    onRefused: (problem) => {
      refused.value = problem
    },
  })
  onScopeDispose(close)
  return { board, link, refused, ahead }
}

export type LiveBoard = ReturnType<typeof useBoard>
