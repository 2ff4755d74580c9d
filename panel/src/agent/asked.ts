/** What was asked of the assistant on a call, and what it said: kept in this tab, gone with it. */

import { ref, shallowReactive, watch } from 'vue'
import { api, type Problem } from '@/api/client'
import { asProblem } from '@/shared/session'

/** One bubble. A question that did not arrive carries why, and can be sent again. */
export interface Bubble { id: number; by: 'agent' | 'assistant'; text: string; problem?: Problem }

const PLACE = 'anfu.asked.'
const LONGEST = 60
/** How the assistant names what may be said to it: 说“取消”. */
const OFFERED = /(?:说|打|say|type) ?[“"]([^”"：:]{1,20})[”"]/g

/** Whoever may skip a question of the form may leave the form, whether this question says so or not. */
const SKIP = '跳过'
export const LEAVE = '取消'

/** The words that the assistant's last reply offers as answers. */
export function offered(text: string): string[] {
  const words = new Set([...text.matchAll(OFFERED)].map(([, one]) => one ?? ''))
  if (words.has(SKIP)) words.add(LEAVE)
  return [...words]
}

export function useAsked(callId: () => string | null) {
  const bubbles = shallowReactive<Bubble[]>([])
  const busy = ref(false)
  let next = 1

  watch(callId, (id) => {
    bubbles.length = 0
    if (id === null) return
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(PLACE + id) ?? '[]')
      if (Array.isArray(kept)) bubbles.push(...(kept as Bubble[]))
    } catch {
      sessionStorage.removeItem(PLACE + id)
    }
    next = Math.max(0, ...bubbles.map((one) => one.id)) + 1
  }, { immediate: true })

  function keep(id: string): void {
    const told = bubbles.filter((one) => !one.problem).slice(-LONGEST)
    sessionStorage.setItem(PLACE + id, JSON.stringify(told))
  }

  async function send(id: string, question: Bubble): Promise<void> {
    busy.value = true
    try {
      const { answers } = await api.ask(id, question.text)
      if (callId() !== id) return
      const said = answers.flatMap(({ text }) => (text ? [text] : []))
      bubbles.push(...said.map((text): Bubble => ({ id: next++, by: 'assistant', text })))
      keep(id)
    } catch (error) {
      const at = bubbles.findIndex((one) => one.id === question.id)
      if (callId() === id && at >= 0) bubbles[at] = { ...question, problem: asProblem(error) }
    } finally {
      busy.value = false
    }
  }

  /** Asks. One question at a time: the assistant's form answers them in order. */
  async function ask(text: string): Promise<void> {
    const id = callId()
    if (id === null || busy.value || text.trim() === '') return
    const question: Bubble = { id: next++, by: 'agent', text: text.trim() }
    bubbles.push(question)
    await send(id, question)
  }

  /** Sends again what did not arrive. */
  async function again(bubble: Bubble): Promise<void> {
    const id = callId()
    const at = bubbles.indexOf(bubble)
    if (id === null || at < 0 || busy.value) return
    const question: Bubble = { id: bubble.id, by: 'agent', text: bubble.text }
    bubbles.splice(at, 1)
    bubbles.push(question)
    await send(id, question)
  }

  return { bubbles, busy, ask, again }
}
