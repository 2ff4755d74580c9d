/** Every key of the panel in one table: the handlers listen by it, and the sheet of shortcuts shows it. */

import { onScopeDispose } from 'vue'
import { useLocalStorage } from '@vueuse/core'

/** Where a key works: anywhere on the page, on the live call, in the draft editor, in the customer's box, on the board. */
export type Place = 'page' | 'call' | 'draft' | 'customer' | 'board'

interface Row {
  id: string
  /** Strokes that do the same. `Mod` is ⌘ on a Mac, else Ctrl; strokes one after another are parted by a space. */
  keys: readonly string[]
  place: Place
}

/** The words of a row are `help.keys.<id>`; numbered rows share theirs, without the number. */
export const KEYS = [
  { id: 'help', keys: ['?'], place: 'page' },
  { id: 'toDraft', keys: ['d'], place: 'page' },
  { id: 'toCustomer', keys: ['c'], place: 'page' },
  { id: 'toAsk', keys: ['a'], place: 'page' },
  { id: 'say1', keys: ['1'], place: 'call' },
  { id: 'say2', keys: ['2'], place: 'call' },
  { id: 'say3', keys: ['3'], place: 'call' },
  { id: 'edit1', keys: ['e 1'], place: 'call' },
  { id: 'edit2', keys: ['e 2'], place: 'call' },
  { id: 'edit3', keys: ['e 3'], place: 'call' },
  { id: 'not1', keys: ['x 1'], place: 'call' },
  { id: 'not2', keys: ['x 2'], place: 'call' },
  { id: 'not3', keys: ['x 3'], place: 'call' },
  { id: 'step1', keys: ['s 1'], place: 'call' },
  { id: 'step2', keys: ['s 2'], place: 'call' },
  { id: 'step3', keys: ['s 3'], place: 'call' },
  { id: 'step4', keys: ['s 4'], place: 'call' },
  { id: 'step5', keys: ['s 5'], place: 'call' },
  { id: 'stepUndo', keys: ['z'], place: 'call' },
  { id: 'transcript', keys: ['t'], place: 'call' },
  { id: 'notes', keys: ['n'], place: 'call' },
  { id: 'ticket', keys: ['k'], place: 'call' },
  { id: 'whisperSeen', keys: ['w'], place: 'call' },
  { id: 'play', keys: ['p'], place: 'call' },
  { id: 'hand', keys: ['Mod-Enter'], place: 'draft' },
  { id: 'said', keys: ['Mod-Shift-Enter'], place: 'draft' },
  { id: 'nextFinding', keys: ['F8', 'Alt-ArrowDown'], place: 'draft' },
  { id: 'previousFinding', keys: ['Shift-F8', 'Alt-ArrowUp'], place: 'draft' },
  { id: 'replace1', keys: ['Alt-1'], place: 'draft' },
  { id: 'replace2', keys: ['Alt-2'], place: 'draft' },
  { id: 'replace3', keys: ['Alt-3'], place: 'draft' },
  { id: 'rewrite', keys: ['Alt-r'], place: 'draft' },
  { id: 'undo', keys: ['Mod-z'], place: 'draft' },
  { id: 'send', keys: ['Enter'], place: 'customer' },
  { id: 'newLine', keys: ['Shift-Enter'], place: 'customer' },
  { id: 'tabCalls', keys: ['1'], place: 'board' },
  { id: 'tabTickets', keys: ['2'], place: 'board' },
  { id: 'tabFigures', keys: ['3'], place: 'board' },
  { id: 'search', keys: ['/'], place: 'board' },
  { id: 'nextRow', keys: ['j'], place: 'board' },
  { id: 'previousRow', keys: ['k'], place: 'board' },
  { id: 'openRow', keys: ['Enter'], place: 'board' },
  { id: 'closeRow', keys: ['Escape'], place: 'board' },
] as const satisfies readonly Row[]

export type KeyId = (typeof KEYS)[number]['id']

/** The strokes of a key. */
export const strokesOf = (id: KeyId): readonly string[] => KEYS.find((row) => row.id === id)?.keys ?? []

/** A line of the sheet: one key, or keys numbered in a row, which are told as the first and the last of them. */
export interface KeyLine { words: string; keys: readonly string[]; last: string | null }

export function linesOf(place: Place): KeyLine[] {
  const lines: KeyLine[] = []
  for (const row of KEYS as readonly Row[]) {
    if (row.place !== place) continue
    const words = row.id.replace(/\d$/, '')
    const before = lines.at(-1)
    if (before?.words === words) before.last = row.keys[0] ?? null
    else lines.push({ words, keys: row.keys, last: null })
  }
  return lines
}

/** Keys without Ctrl or Alt can be turned off, for people who dictate or whose hand slips. */
export const plainKeys = useLocalStorage('anfu.plain-keys', true)

const mac = /Mac|iPhone|iPad/.test(navigator.platform)
const SHOWN: Record<string, string> = {
  Mod: mac ? '⌘' : 'Ctrl', Alt: mac ? '⌥' : 'Alt', Shift: '⇧', ArrowDown: '↓', ArrowUp: '↑', Enter: '⏎',
}

/** What stands on the key caps: `Mod-Enter` is Ctrl, ⏎. */
export const caps = (stroke: string): string[] =>
  stroke.split(/[- ]/).map((part) => SHOWN[part] ?? (part.length === 1 ? part.toUpperCase() : part))

/** Whether a key press is this one stroke. */
export function presses(event: KeyboardEvent, stroke: string): boolean {
  const parts = stroke.split('-')
  const key = parts.pop() ?? ''
  const wants = { alt: parts.includes('Alt'), mod: parts.includes('Mod'), shift: parts.includes('Shift') }
  const mod = mac ? event.metaKey : event.ctrlKey
  const other = mac ? event.ctrlKey : event.metaKey
  if (event.altKey !== wants.alt || mod !== wants.mod || other) return false
  // 「?」 is typed with Shift on most keyboards, so for a sign Shift is part of the sign itself.
  if (key.length > 1 && event.shiftKey !== wants.shift) return false
  // With Alt a Mac types another sign: the place on the keyboard tells the key then.
  return event.key.toLowerCase() === key.toLowerCase() || (wants.alt && /\d|[a-z]/i.test(key) && key.length === 1
    && [`Digit${key}`, `Key${key.toUpperCase()}`].includes(event.code))
}

const isPlain = (stroke: string) => !/^(Mod|Alt|F\d)/.test(stroke)
/** A single sign: what a slipping hand or dictation makes happen. Named keys as Escape stay when these are off. */
const isSign = (stroke: string) => stroke.length === 1

/** Whether keys typed there are text. */
export function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement
    && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
      || target.closest('[contenteditable="true"]') !== null)
}

/** How long the second stroke of two may take, in milliseconds. */
const SECOND_STROKE = 1500

/** Listens on the whole page while the scope lives: not while text is typed or composed, nor behind a dialog. */
export function useKeys(handlers: Partial<Record<KeyId, (event: KeyboardEvent) => void>>): void {
  const rows = KEYS.filter((row) => handlers[row.id] !== undefined)
  let first: { stroke: string; at: number } | null = null

  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return
    if (document.querySelector('dialog[open]') !== null) return
    const held = first !== null && Date.now() - first.at < SECOND_STROKE ? first.stroke : null
    const usable = (stroke: string) =>
      !isPlain(stroke) || ((plainKeys.value || !isSign(stroke)) && !typing(event.target))
    first = null
    for (const row of rows)
      for (const keys of row.keys) {
        const [one = '', two] = keys.split(' ')
        if (!usable(one)) continue
        if (two === undefined ? held === null && presses(event, one) : held === one && presses(event, two)) {
          event.preventDefault()
          handlers[row.id]?.(event)
          return
        }
      }
    for (const row of rows)
      for (const keys of row.keys) {
        const [one = '', two] = keys.split(' ')
        if (two !== undefined && usable(one) && presses(event, one)) first = { stroke: one, at: Date.now() }
      }
  }

  window.addEventListener('keydown', onKey)
  onScopeDispose(() => window.removeEventListener('keydown', onKey))
}
