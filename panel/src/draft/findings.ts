/** The findings in the editor: where they stand now, which one is meant, and putting better words in their place. */

import { isolateHistory } from '@codemirror/commands'
import { forEachDiagnostic, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import type { EditorState, TransactionSpec } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import type { Finding, Severity } from '@/api/types'

/** A finding where it stands in the text as it is now, counted in UTF-16. */
export interface Placed { finding: Finding; from: number; to: number }
interface Marked extends Diagnostic { finding: Finding }

const GRADE: Record<Severity, Diagnostic['severity']> = { block: 'error', warn: 'warning', hint: 'hint' }

/** Shows the findings of a check. Their spans count UTF-16, as JavaScript does. */
export function showFindings(
  state: EditorState,
  findings: readonly Finding[],
  render: (placed: Placed, view: EditorView) => Node,
): TransactionSpec {
  const length = state.doc.length
  const marked = findings.map((finding): Marked => {
    const [from, to] = finding.span.map((at) => Math.max(0, Math.min(length, at))) as [number, number]
    const message = finding.why
    const renderMessage = (view: EditorView) => render({ finding, from, to }, view)
    return { finding, from, to, severity: GRADE[finding.severity], message, renderMessage }
  })
  return setDiagnostics(state, marked)
}

/** All findings by place, as far as edits have carried them. */
export function placed(state: EditorState): Placed[] {
  const found: Placed[] = []
  forEachDiagnostic(state, (diagnostic, from, to) => found.push({ finding: (diagnostic as Marked).finding, from, to }))
  return found.sort((a, b) => a.from - b.from || a.to - b.to)
}

/** The finding that a key without a number means: the one at the cursor, else the first of the worst. */
export function meant(all: readonly Placed[], { from, to }: { from: number; to: number }): Placed | null {
  const at = all.find((one) => one.from === from && one.to === to) ?? all.find((one) => one.from <= to && from <= one.to)
  if (at) return at
  const worst = (['block', 'warn', 'hint'] as const).find((severity) => all.some((one) => one.finding.severity === severity))
  return all.find((one) => one.finding.severity === worst) ?? null
}

/**
 * Puts better words where the finding stands; one step back undoes it.
 * False when the words there are no longer those that were found: the next check will tell anew.
 */
export function replace(view: EditorView, finding: Finding, words: string): boolean {
  const now = placed(view.state).find((one) => one.finding === finding)
  if (!now || view.state.sliceDoc(now.from, now.to) !== finding.text) return false
  view.dispatch({
    changes: { from: now.from, to: now.to, insert: words },
    selection: { anchor: now.from + words.length },
    annotations: isolateHistory.of('full'),
    userEvent: 'input.replace',
    scrollIntoView: true,
  })
  return true
}
