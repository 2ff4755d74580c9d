/** The board's keys. Silent while someone types, composes, or answers a dialog. */

import { useEventListener } from '@vueuse/core'
import { toValue, type MaybeRefOrGetter } from 'vue'

const TYPING = 'input, textarea, select, [contenteditable="true"]'

export function useKeys(keys: Record<string, () => void>, active: MaybeRefOrGetter<boolean> = true): void {
  useEventListener(window, 'keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const doing = keys[event.key]
    if (!doing || !toValue(active) || document.querySelector('dialog[open]')) return
    if (event.target instanceof Element && event.target.closest(TYPING)) return
    event.preventDefault()
    doing()
  })
}

/** Moves the focus from row to row: `data-row` marks what opens a row. */
export function step(list: HTMLElement | null, by: 1 | -1): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  const at = rows.findIndex((row) => row === document.activeElement)
  const next = at < 0 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))
  rows[next]?.focus()
}
