/** Tells the host page what changed in the open call. */

import { onScopeDispose, watch, type Ref } from 'vue'
import type { Guidance, Ticket } from '@/api/types'
import { tell } from '@/embed/host'

export function useTelling(call: string, guidance: Ref<Guidance | null>, ticket: Ref<Ticket | null>, ended: Ref<boolean>): void {
  tell('call', { call_id: call })
  watch(
    () => guidance.value?.level.id,
    (level) => {
      if (level !== undefined) tell('level', { call_id: call, level, cr: guidance.value?.level.cr ?? null })
    },
    { immediate: true },
  )
  watch(
    () => ticket.value?.version,
    () => {
      if (ticket.value) tell('ticket', { call_id: call, ticket_id: ticket.value.id, status: ticket.value.status, level: ticket.value.level })
    },
    { immediate: true },
  )
  const left = () => tell('call', { call_id: null })
  watch(ended, (now) => now && left())
  onScopeDispose(() => ended.value || left())
}
