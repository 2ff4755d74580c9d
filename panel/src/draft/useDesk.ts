/** The draft of one call: the editor's text, kept and shared between tabs, its check, and its way out. */

import { computed, onMounted, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { useEventListener } from '@vueuse/core'
import { isolateHistory } from '@codemirror/commands'
import { Annotation, Compartment, EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useI18n } from 'vue-i18n'
import { language } from '@/i18n'
import { composing, editing, textOf, worded, type Hooks } from './editor'
import { meant, placed, replace, showFindings, type Placed } from './findings'
import { PAUSE, useCheck } from './check'
import { parse, placeOf, read, sweep, write } from './kept'
import { tooltip } from './tooltip'
import type { Script } from './types'

/** Marks a change that another tab made. */
const fromOtherTab = Annotation.define<boolean>()

export function useDesk(
  host: Ref<HTMLElement | null>,
  callId: () => string | null,
  hooks: Pick<Hooks, 'copying' | 'run'>,
  helpId: string,
) {
  const { t } = useI18n()
  const view = shallowRef<EditorView | null>(null)
  const script = shallowRef<Script | null>(null)
  const findings = shallowRef<Placed[]>([])
  const current = shallowRef<Placed | null>(null)
  const empty = ref(true)
  const words = new Compartment()
  let saving: ReturnType<typeof setTimeout> | undefined
  let unsaved = false

  const text = () => (view.value ? textOf(view.value.state) : '')
  const check = useCheck(text, callId, (answer) => {
    const now = view.value
    if (now === null || composing(now)) return
    now.dispatch(showFindings(now.state, answer?.findings ?? [], (one, of) => tooltip(one, of, t)))
    findings.value = placed(now.state)
    moved()
  })

  function moved(): void {
    if (view.value) current.value = meant(placed(view.value.state), view.value.state.selection.main)
  }

  /** All that a keystroke costs beside mapping the findings: two timers. */
  function changed(): void {
    if (view.value === null || composing(view.value)) return
    unsaved = true
    clearTimeout(saving)
    saving = setTimeout(save, PAUSE)
    check.soon()
  }

  function save(): void {
    clearTimeout(saving)
    if (!unsaved || view.value === null) return
    unsaved = false
    const now = text()
    empty.value = now.trim() === ''
    if (empty.value) script.value = null
    write(callId(), now, script.value)
  }

  function stateOf(doc: string): EditorState {
    const extensions = [editing({ ...hooks, changed, moved, composes: check.hold }), words.of(wording())]
    return EditorState.create({ doc, extensions, selection: { anchor: doc.length } })
  }
  const wording = () => worded({ empty: t('draft.empty'), name: t('draft.name'), help: helpId })

  /** Opens the draft of the call, with a history of its own. */
  function open(doc: string, from: Script | null): void {
    script.value = from
    empty.value = doc.trim() === ''
    view.value?.setState(stateOf(doc))
    findings.value = []
    current.value = null
    void check.now()
  }

  /** Puts a text in place of what is there, so that one step back brings it again. */
  function put(next: string, from: Script | null, userEvent: string): void {
    const now = view.value
    if (now === null) return
    script.value = from
    now.dispatch({
      changes: { from: 0, to: now.state.doc.length, insert: next },
      selection: { anchor: next.length },
      annotations: isolateHistory.of('full'),
      userEvent,
      scrollIntoView: true,
    })
    save()
    void check.now()
  }

  /** Takes over what another tab typed, unless a word is being composed here. */
  function follow(value: string | null): void {
    const now = view.value
    if (now === null || composing(now) || unsaved) return
    const kept = parse(value)
    const next = kept?.text ?? ''
    const old = text()
    if (next === old) return
    let from = 0
    while (from < old.length && from < next.length && old[from] === next[from]) from += 1
    let tail = 0
    while (tail < old.length - from && tail < next.length - from && old.at(-1 - tail) === next.at(-1 - tail)) tail += 1
    script.value = kept?.script ?? null
    now.dispatch({
      changes: { from, to: old.length - tail, insert: next.slice(from, next.length - tail) },
      annotations: fromOtherTab.of(true),
    })
    // What comes from the other tab is kept already.
    clearTimeout(saving)
    unsaved = false
    empty.value = next.trim() === ''
  }

  onMounted(() => {
    sweep()
    const kept = read(callId())
    view.value = new EditorView({ parent: host.value ?? undefined, state: stateOf(kept?.text ?? '') })
    open(kept?.text ?? '', kept?.script ?? null)
  })
  onScopeDispose(() => {
    save()
    view.value?.destroy()
  })
  useEventListener(window, 'pagehide', save)
  useEventListener(window, 'storage', ({ key, newValue }: StorageEvent) => {
    if (key === placeOf(callId())) follow(newValue)
  })
  watch(callId, (now, before) => {
    if (view.value === null) return
    const left = text()
    const grown = script.value
    clearTimeout(saving)
    unsaved = false
    write(before, left, grown)
    const kept = read(now)
    if (kept === null && before === null && left.trim() !== '') {
      // Typed before the call began: it goes along.
      write(now, left, null)
      write(null, '', null)
      open(left, null)
    } else open(kept?.text ?? '', kept?.script ?? null)
  })
  watch(language, () => view.value?.dispatch({ effects: words.reconfigure(wording()) }))

  /** Better words for the finding that is meant. */
  function better(number: number, of: Placed | null = current.value): boolean {
    const instead = of?.finding.instead[number - 1]
    if (view.value === null || !of || instead === undefined || !replace(view.value, of.finding, instead)) return false
    void check.now()
    return true
  }

  /** The whole draft said neutrally. */
  async function neutral(): Promise<void> {
    if (check.ruling(text()) === 'unchecked') await check.now()
    const said = check.rewrite.value
    if (said !== null && check.ruling(text()) !== 'unchecked') put(said, script.value, 'input.replace')
  }

  const worst = computed(() => check.checked.value?.verdict ?? 'ok')
  return { view, script, findings, current, empty, check, worst, text, put, better, neutral, save }
}
