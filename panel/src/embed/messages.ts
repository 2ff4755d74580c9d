/** What may pass between a host system and the panel. Every message from outside is taken apart here and nowhere else. */

import type { Speaker } from '@/api/types'

export interface Utterance { speaker: Speaker; text: string; key?: string }

export type FromHost =
  | { type: 'anfu:set-call'; call_id: string | null }
  | ({ type: 'anfu:utterance' } & Utterance)
  | { type: 'anfu:end-call' }
  | { type: 'anfu:theme'; theme: 'light' | 'dark' | 'system' }
  | { type: 'anfu:language'; language: 'zh-CN' | 'en' }

/** What the panel tells the host: `anfu:` and one of these. */
export interface ToHost {
  ready: { version: string }
  insert: { text: string; script: { id: string; turn: number } | null }
  level: { call_id: string; level: number; cr: string | null }
  ticket: Record<string, unknown>
  call: { call_id: string | null }
  refused: { of: string; why: string }
}

export const LONGEST_ID = 200
export const LONGEST_UTTERANCE = 2000

/** The message, or why it is none. Null for what was not meant for the panel at all. */
export function parse(told: unknown): FromHost | { why: string; of: string } | null {
  if (typeof told !== 'object' || told === null) return null
  const given = told as Record<string, unknown>
  const type = given.type
  if (typeof type !== 'string' || !type.startsWith('anfu:')) return null
  const refused = (why: string) => ({ of: type.slice(0, LONGEST_ID), why })
  const text = (name: string, longest: number): string | null => {
    const value = given[name]
    return typeof value === 'string' && value.trim() !== '' && value.length <= longest ? value : null
  }

  switch (type) {
    case 'anfu:set-call': {
      if (given.call_id === null) return { type, call_id: null }
      const id = text('call_id', LONGEST_ID)
      return id === null ? refused('call_id: a text of at most 200 characters, or null') : { type, call_id: id }
    }
    case 'anfu:utterance': {
      const said = text('text', LONGEST_UTTERANCE)
      if (given.speaker !== 'customer' && given.speaker !== 'agent') return refused('speaker: customer or agent')
      if (said === null) return refused('text: 1 to 2000 characters')
      if (given.key === undefined || given.key === null) return { type, speaker: given.speaker, text: said }
      const key = text('key', LONGEST_ID)
      return key === null ? refused('key: at most 200 characters') : { type, speaker: given.speaker, text: said, key }
    }
    case 'anfu:end-call':
      return { type }
    case 'anfu:theme':
      return given.theme === 'light' || given.theme === 'dark' || given.theme === 'system'
        ? { type, theme: given.theme }
        : refused('theme: light, dark or system')
    case 'anfu:language':
      return given.language === 'zh-CN' || given.language === 'en'
        ? { type, language: given.language }
        : refused('language: zh-CN or en')
    default:
      return refused('unknown type')
  }
}
