/** Who looks at the board, and what their role lets them do. The server has the last word. */

import { computed, inject, shallowRef, type InjectionKey, type ShallowRef } from 'vue'
import type { Me } from '@/api/types'

export const WHO: InjectionKey<ShallowRef<Me | null>> = Symbol('who')

/** Called when the server does not know the token any more: the door is shown again. */
export const LEAVE: InjectionKey<() => void> = Symbol('leave')

export function useRights() {
  const me = inject(WHO, shallowRef<Me | null>(null))
  return {
    me,
    leave: inject(LEAVE, () => undefined),
    /** Supervisors and administrators: whisper, confirm, assign, pass gates. Trainers look on. */
    mayLead: computed(() => me.value?.role === 'supervisor' || me.value?.role === 'admin'),
    maySee: computed(() => me.value !== null && me.value.role !== 'agent'),
  }
}
