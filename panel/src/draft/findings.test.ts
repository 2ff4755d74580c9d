import { history, undo } from '@codemirror/commands'
import { linter } from '@codemirror/lint'
import { EditorView } from '@codemirror/view'
import { afterEach, expect, test } from 'vitest'
import { meant, placed, replace, showFindings } from './findings'
import { finding, judged } from './samples'

const views: EditorView[] = []
afterEach(() => views.splice(0).forEach((view) => view.destroy()))

function editor(doc: string, ...findings: ReturnType<typeof finding>[]): EditorView {
  const view = new EditorView({ doc, extensions: [history(), linter(null)], parent: document.body })
  views.push(view)
  view.dispatch(showFindings(view.state, judged(doc, findings).findings, () => document.createElement('p')))
  return view
}
const marked = (view: EditorView) =>
  placed(view.state).map(({ from, to }) => view.state.sliceDoc(from, to))

test('a finding behind an emoji lies under its own words', () => {
  const text = '😤😤我也没办法啊'
  const view = editor(text, finding(text, '没办法'))
  expect(marked(view)).toEqual(['没办法'])
  expect(view.contentDOM.querySelector('.cm-lintRange-error')?.textContent).toBe('没办法')
})

test('findings move with what is typed before them and between them', () => {
  const text = '可能没办法'
  const view = editor(text, finding(text, '可能', 'warn'), finding(text, '没办法'))
  view.dispatch({ changes: { from: 0, insert: '您好，' } })
  view.dispatch({ changes: { from: 5, insert: '真的' } })
  expect(marked(view)).toEqual(['可能', '没办法'])
})

test('each grade has a line of its own shape', () => {
  const text = '甲乙丙'
  const view = editor(text, finding(text, '甲', 'block'), finding(text, '乙', 'warn'), finding(text, '丙', 'hint'))
  const shape = (kind: string) => view.contentDOM.querySelector(`.cm-lintRange-${kind}`)?.textContent
  expect([shape('error'), shape('warning'), shape('hint')]).toEqual(['甲', '乙', '丙'])
})

test('a span beyond the end of the text is cut to it', () => {
  const view = editor('没办法', { ...finding('没办法', '没办法'), span: [0, 99] })
  expect(marked(view)).toEqual(['没办法'])
})

test('better words take the place of the finding, and one undo brings the old ones back', () => {
  const text = '我也没办法啊'
  const one = finding(text, '没办法')
  const view = editor(text, one)
  view.dispatch({ changes: { from: 0, insert: '😤' } })
  expect(replace(view, one, '再想想办法')).toBe(true)
  expect(view.state.doc.toString()).toBe('😤我也再想想办法啊')
  undo(view)
  expect(view.state.doc.toString()).toBe('😤我也没办法啊')
})

test('words that were changed since they were found are not replaced', () => {
  const text = '我也没办法啊'
  const one = finding(text, '没办法')
  const view = editor(text, one)
  view.dispatch({ changes: { from: 3, to: 4, insert: '什么办' } })
  expect(replace(view, one, '再想想办法')).toBe(false)
  expect(view.state.doc.toString()).toBe('我也没什么办法啊')
})

test('a key means the finding at the cursor, else the first of the worst', () => {
  const text = '可能吧，没办法'
  const view = editor(text, finding(text, '可能', 'warn'), finding(text, '没办法'))
  const all = placed(view.state)
  expect(meant(all, { from: 1, to: 1 })?.finding.text).toBe('可能')
  expect(meant(all, { from: 3, to: 3 })?.finding.text).toBe('没办法')
  expect(meant([], { from: 0, to: 0 })).toBeNull()
})

test('sixty findings keep to their words while one types', () => {
  const text = '没办法。'.repeat(60)
  const many = Array.from({ length: 60 }, (_, at) => ({ ...finding(text, '没办法'), span: [at * 4, at * 4 + 3] as [number, number] }))
  const view = editor(text, ...many)
  const before = placed(view.state).map((one) => one.finding)
  view.dispatch({ changes: { from: 0, insert: '嗯' } })
  const after = placed(view.state)
  expect(after.map((one) => one.finding)).toEqual(before)
  expect(after.every(({ from, to }) => view.state.sliceDoc(from, to) === '没办法')).toBe(true)
})
