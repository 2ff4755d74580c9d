/** The editor of a draft: plain text, findings under the words, keys that never get in the way of composing. */

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { linter, nextDiagnostic, previousDiagnostic } from '@codemirror/lint'
import { EditorState, Prec, type Extension } from '@codemirror/state'
import { closeHoverTooltips, EditorView, hasHoverTooltips, keymap, placeholder, type Command } from '@codemirror/view'
import { strokesOf, type KeyId } from '@/shared/keys'

/** Whether a word is being composed (pinyin, wubi, …): then nothing of ours may touch the text or the keys. */
export const composing = (view: EditorView): boolean => view.composing || view.compositionStarted

/** What the box around the editor does. A handler of copying returns true when it took the event for itself. */
export interface Hooks {
  changed: () => void
  moved: () => void
  composes: () => void
  copying: (event: ClipboardEvent | DragEvent, cut: boolean) => boolean
  run: Partial<Record<KeyId, () => boolean>>
}

const onKeys = (id: KeyId, run: Command) =>
  strokesOf(id).map((key) => ({ key, run: (view: EditorView) => !composing(view) && run(view) }))

const leaveTooltip: Command = (view) => {
  if (!hasHoverTooltips(view.state)) return false
  view.dispatch({ effects: closeHoverTooltips })
  return true
}

/** Everything but the words that change with the language. */
export function editing(hooks: Hooks): Extension {
  return [
    history(),
    EditorView.lineWrapping,
    // Findings come from the server through `showFindings`; this only sets up how they look and are walked through.
    linter(null),
    Prec.highest(
      keymap.of([
        ...Object.entries(hooks.run).flatMap(([id, run]) => onKeys(id as KeyId, () => run())),
        ...onKeys('nextFinding', nextDiagnostic),
        ...onKeys('previousFinding', previousDiagnostic),
        { key: 'Escape', run: leaveTooltip },
      ]),
    ),
    keymap.of([...historyKeymap, ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter')]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) {
        if (!composing(update.view)) hooks.changed()
      } else if (update.selectionSet || update.transactions.some((one) => one.effects.length > 0)) hooks.moved()
    }),
    EditorView.domEventHandlers({
      compositionstart: () => hooks.composes(),
      // The editor takes the composed word in first.
      compositionend: () => void setTimeout(hooks.changed),
      copy: (event) => hooks.copying(event, false),
      cut: (event) => hooks.copying(event, true),
      dragstart: (event) => hooks.copying(event, false),
    }),
  ]
}

/** What the empty editor says, and its name for screen readers. */
export const worded = (words: { empty: string; name: string; help: string }): Extension => [
  placeholder(words.empty),
  EditorView.contentAttributes.of({ 'aria-label': words.name, 'aria-describedby': words.help, spellcheck: 'false' }),
]

export const textOf = (state: EditorState): string => state.doc.toString()
