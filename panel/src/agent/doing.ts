/** One request at a time, with what went wrong kept beside it. */

import { ref, shallowRef } from 'vue'
import { Problem } from '@/api/client'

export function useDoing() {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  async function doing<T>(what: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null
    busy.value = true
    problem.value = null
    try {
      return await what()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
      return null
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, doing }
}
