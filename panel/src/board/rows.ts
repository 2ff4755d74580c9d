/** Moving from row to row by key: `data-row` marks what opens a row, `data-search` the field that looks for one. */

const shown = (element: HTMLElement) => element.checkVisibility?.() ?? true
const all = (within: HTMLElement | null, what: string) =>
  [...(within?.querySelectorAll<HTMLElement>(what) ?? [])].filter(shown)

export function toRow(within: HTMLElement | null, by: 1 | -1): void {
  const rows = all(within, '[data-row]')
  const at = rows.findIndex((row) => row === document.activeElement)
  const next = at < 0 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))
  rows[next]?.focus()
}

export const toSearch = (within: HTMLElement | null): void => all(within, '[data-search]')[0]?.focus()
