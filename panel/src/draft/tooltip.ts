/** What a finding says beside its words: why, from where, and up to three better wordings. Text only, never markup. */

import type { EditorView } from '@codemirror/view'
import { name } from '@/i18n'
import { caps, strokesOf, type KeyId } from '@/shared/keys'
import { replace, type Placed } from './findings'

export const REPLACEMENTS = 3

function part(tag: string, kind: string, ...inside: (string | Node)[]): HTMLElement {
  const made = document.createElement(tag)
  made.className = kind
  made.append(...inside)
  return made
}

export function tooltip({ finding }: Placed, view: EditorView, words: (key: string) => string): Node {
  const head = part('p', 'tip-head', part('b', '', words(`draft.severity.${finding.severity}`)), ' · ', name('taboos', finding.taboo))
  const better = finding.instead.slice(0, REPLACEMENTS).map((text, index) => {
    const button = part('button', 'tip-replace', text) as HTMLButtonElement
    const stroke = strokesOf(`replace${index + 1}` as KeyId)[0] ?? ''
    button.type = 'button'
    button.append(...caps(stroke).map((cap) => part('kbd', '', cap)))
    // Before the editor loses its focus to the button.
    button.addEventListener('mousedown', (event) => event.preventDefault())
    button.addEventListener('click', () => {
      replace(view, finding, text)
      view.focus()
    })
    return button
  })
  return part('div', 'tip', head, part('p', '', finding.why), ...better, part('p', 'tip-source', finding.source))
}
