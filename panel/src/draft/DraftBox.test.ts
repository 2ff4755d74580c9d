import { DOMWrapper, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { EditorView } from '@codemirror/view'
import { undo } from '@codemirror/commands'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { i18n } from '@/i18n'
import { gone, Reply, serve } from '@/testing/server'
import { PAUSE } from './check'
import DraftBox from './DraftBox.vue'
import { guard } from './samples'

const CHECK = 'POST /drafts/check'
const OVERRIDE = 'POST /overrides'
// This document tells of a changed selection in the midst of changing it; browsers do so afterwards.
document.addEventListener('selectionchange', (event) => event.stopImmediatePropagation())

let copied: string[]
let box: VueWrapper<InstanceType<typeof DraftBox>>
let server: ReturnType<typeof serve>

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  localStorage.clear()
  copied = []
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text))
  server = serve({ [CHECK]: ({ body }) => guard((body as { text: string }).text) })
})
afterEach(() => {
  box.unmount()
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function open(callId: string | null = 'call-1'): void {
  box = mount(DraftBox, { props: { callId }, global: { plugins: [i18n] }, attachTo: document.body })
}
const view = () => EditorView.findFromDOM(box.element as HTMLElement) as EditorView
const text = () => view().state.doc.toString()
const rest = async (ms = PAUSE) => {
  await vi.advanceTimersByTimeAsync(ms)
  await flushPromises()
}
async function type(words: string): Promise<void> {
  view().dispatch({ changes: { from: view().state.doc.length, insert: words }, userEvent: 'input.type' })
  await rest()
}
async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  const codes: Record<string, number> = { Enter: 13, '1': 49, r: 82, F8: 119, z: 90 }
  view().contentDOM.dispatchEvent(
    new KeyboardEvent('keydown', { key, keyCode: codes[key], bubbles: true, cancelable: true, ...more }),
  )
  await rest(0)
}
const ctrl = { ctrlKey: true }
/** The browser's own copy, cut or drag. True when it may do it. */
function browsers(kind: 'copy' | 'cut' | 'dragstart', at: EventTarget = view().contentDOM): boolean {
  return at.dispatchEvent(new Event(kind, { bubbles: true, cancelable: true }))
}
/** Copying in the editor is the editor's own: whether it put something on the clipboard tells whether it may. */
function editors(kind: 'copy' | 'cut'): string {
  const put: string[] = []
  const event = new Event(kind, { bubbles: true, cancelable: true })
  Object.assign(event, { clipboardData: { clearData: () => undefined, setData: (_: string, what: string) => put.push(what) } })
  view().contentDOM.dispatchEvent(event)
  return put.join()
}
const selectAll = () => view().dispatch({ selection: { anchor: 0, head: view().state.doc.length } })
const dialog = () => new DOMWrapper(document.querySelector('dialog[open]'))

test('underlines what must not be said, says so in words, and offers better ones', async () => {
  open()
  await type('😤我也没办法')
  expect(view().contentDOM.querySelector('.cm-lintRange-error')?.textContent).toBe('没办法')
  expect(box.find('.said[aria-live=polite]').text()).toBe('有 1 处不能这样说')
  expect(box.find('.finding').text()).toContain('听着像把人推开。')
  await box.find('.replace').trigger('click')
  await rest()
  expect(text()).toBe('😤我也我换个办法')
  expect(box.find('.said[aria-live=polite]').text()).toBe('可以说')
  undo(view())
  expect(text()).toBe('😤我也没办法')
})

test('Alt-1 replaces, Alt-R takes the neutral rewrite, and undo brings everything back', async () => {
  open()
  await type('没办法')
  await press('1', { altKey: true })
  expect(text()).toBe('我换个办法')
  await press('z', ctrl)
  expect(text()).toBe('没办法')
  await rest()
  await press('r', { altKey: true })
  expect(text()).toBe('这件事我接着办。')
  await press('z', ctrl)
  expect(text()).toBe('没办法')
})

test('F8 goes to the next finding and shows its reason beside it', async () => {
  open()
  await type('可能吧，没办法')
  await press('F8')
  const { from, to } = view().state.selection.main
  expect(view().state.sliceDoc(from, to)).toBe('可能')
  expect(document.querySelector('.cm-tooltip')?.textContent).toContain('我核实后告诉您')
  await press('F8')
  expect(view().state.sliceDoc(view().state.selection.main.from, view().state.selection.main.to)).toBe('没办法')
})

test('while a word is composed nothing is asked, marked or caught; afterwards it is', async () => {
  open()
  await type('没办法')
  const before = box.html()
  const asked = server.asked.length
  view().contentDOM.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
  view().dispatch({ changes: { from: 3, insert: 'bu ke neng' }, userEvent: 'input.type.compose' })
  await rest(1000)
  await press('Enter', ctrl)
  await press('1', { altKey: true })
  expect(server.asked).toHaveLength(asked)
  expect(copied).toEqual([])
  expect(text()).toBe('没办法bu ke neng')
  expect(box.find('[role=alert]').exists()).toBe(false)
  expect(before).toContain('有 1 处不能这样说')
  view().dispatch({ changes: { from: 3, to: 13, insert: '可能' }, userEvent: 'input.type.compose' })
  view().contentDOM.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))
  await rest(500)
  expect(server.asked.at(-1)?.body).toMatchObject({ text: '没办法可能' })
  expect(box.findAll('.finding')).toHaveLength(2)
})

test('an answer that arrives while a word is composed changes no mark', async () => {
  open()
  let told: (answer: unknown) => void = () => undefined
  server.routes[CHECK] = () => new Promise((resolve) => (told = resolve))
  await type('没办法')
  view().contentDOM.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
  told(guard('没办法'))
  await rest(0)
  expect(view().contentDOM.querySelector('.cm-lintRange')).toBeNull()
})

test('what may be said is copied by Ctrl-Enter, told to the page, and stands ready to be typed over', async () => {
  open()
  await type('我接着办')
  await press('Enter', ctrl)
  expect(copied).toEqual(['我接着办'])
  expect(box.emitted('handed')).toEqual([['我接着办', null]])
  expect(box.text()).toContain('已复制')
  expect(view().state.selection.main.to).toBe(4)
})

test('a blocked draft cannot be copied, cut, dragged or taken along by a selection of the page', async () => {
  open()
  await type('我也没办法')
  selectAll()
  await press('Enter', ctrl)
  expect(box.find('[role=alert]').text()).toContain('这句先不能用')
  expect([editors('copy'), editors('cut')]).toEqual(['', ''])
  expect(browsers('dragstart')).toBe(false)
  document.getSelection()?.selectAllChildren(document.body)
  expect(browsers('copy', document.body)).toBe(false)
  await rest()
  expect(copied).toEqual([])
  expect(text()).toBe('我也没办法')
  expect(box.emitted('handed')).toBeUndefined()
})

test('what was not checked yet is checked before it is copied', async () => {
  open()
  view().dispatch({ changes: { from: 0, insert: '我也没办法' } })
  selectAll()
  expect(editors('copy')).toBe('')
  await rest(0)
  expect(copied).toEqual([])
  view().dispatch({ changes: { from: 0, to: 5, insert: '我接着办' }, selection: { anchor: 0, head: 4 } })
  expect(editors('cut')).toBe('')
  await rest(0)
  expect(copied).toEqual(['我接着办'])
  expect(text()).toBe('')
})

test('with a reason the server keeps, a blocked draft passes once, and only as it was', async () => {
  open()
  server.routes[OVERRIDE] = () => new Reply(201, { id: 'o-1' })
  await type('我也没办法')
  await press('Enter', ctrl)
  expect(dialog().exists()).toBe(false)
  await press('Enter', ctrl)
  await rest()
  const button = () => dialog().find('form button:last-child')
  await dialog().find('textarea').setValue('太短')
  expect(button().attributes('disabled')).toBeDefined()
  await dialog().find('textarea').setValue('客户要求逐字读出')
  await dialog().find('form').trigger('submit')
  await rest()
  expect(server.asked.find(({ route }) => route === OVERRIDE)?.body).toEqual({
    text: '我也没办法', reason: '客户要求逐字读出', call_id: 'call-1',
  })
  expect(copied).toEqual(['我也没办法'])
  expect(dialog().exists()).toBe(false)
  await press('Enter', ctrl)
  selectAll()
  expect(editors('copy')).toBe('')
  await rest()
  expect(copied).toEqual(['我也没办法'])
})

test('when the reason cannot be recorded nothing passes, and the reason stays written', async () => {
  open()
  server.routes[OVERRIDE] = gone
  await type('我也没办法')
  await press('Enter', ctrl)
  await press('Enter', ctrl)
  await rest()
  await dialog().find('textarea').setValue('客户要求逐字读出')
  await dialog().find('form').trigger('submit')
  await rest()
  expect(copied).toEqual([])
  expect(dialog().find('[role=alert]').text()).toContain('连不上服务器')
  expect(dialog().find('textarea').element.value).toBe('客户要求逐字读出')
})

test('without the check nothing is copied before somebody says that it may go unchecked', async () => {
  open()
  server.routes[CHECK] = gone
  await type('我也没办法')
  expect(box.find('.said[aria-live=polite]').text()).toContain('连不上检查')
  await press('Enter', ctrl)
  expect(copied).toEqual([])
  await rest()
  expect(dialog().text()).toContain('没有检查过')
  await dialog().findAll('button').at(-1)?.trigger('click')
  await rest()
  expect(copied).toEqual(['我也没办法'])
  expect(dialog().exists()).toBe(false)
})

test('a word that it may go unchecked is no answer for what the check finds afterwards', async () => {
  open()
  server.routes[CHECK] = gone
  vi.mocked(navigator.clipboard.writeText).mockRejectedValue(new DOMException('no', 'NotAllowedError'))
  document.execCommand = () => false
  await type('我也没办法')
  await press('Enter', ctrl)
  await rest()
  await dialog().findAll('button').at(-1)?.trigger('click')
  await rest()
  expect(box.find('[role=alert]').text()).toContain('浏览器不让复制')
  server.routes[CHECK] = () => guard('我也没办法')
  await rest(9000)
  selectAll()
  expect(editors('copy')).toBe('')
  expect(box.find('.said[aria-live=polite]').text()).toBe('有 1 处不能这样说')
})

test('a suggestion handed at once is copied; one that is blocked stands in the editor with its reasons', async () => {
  open()
  await type('写了一半')
  await box.vm.hand('我接着办', { id: 's-1', turn: 3 })
  expect(copied).toEqual(['我接着办'])
  expect(box.emitted('handed')).toEqual([['我接着办', { id: 's-1', turn: 3 }]])
  expect(text()).toBe('写了一半')
  await box.vm.hand('没办法')
  await rest()
  expect(copied).toEqual(['我接着办'])
  expect(text()).toBe('没办法')
  expect(box.find('.finding').text()).toContain('没办法')
  undo(view())
  expect(text()).toBe('写了一半')
})

test('a suggestion taken for editing keeps its name until it is handed on', async () => {
  open()
  box.vm.take('我接着办', { id: 's-2', turn: 5 })
  await rest()
  await type('，您放心')
  await press('Enter', ctrl)
  expect(box.emitted('handed')).toEqual([['我接着办，您放心', { id: 's-2', turn: 5 }]])
})

test('what was said is told and leaves the editor; undo brings it back', async () => {
  open()
  await type('我接着办')
  await press('Enter', { ctrlKey: true, shiftKey: true })
  expect(box.emitted('said')).toEqual([['我接着办']])
  expect(text()).toBe('')
  undo(view())
  expect(text()).toBe('我接着办')
})

test('each call has its own draft, kept over a new start of the page', async () => {
  open('call-1')
  await type('给第一位客户')
  await box.setProps({ callId: 'call-2' })
  await rest()
  expect(text()).toBe('')
  await type('给第二位客户')
  box.unmount()
  open('call-1')
  await rest()
  expect(text()).toBe('给第一位客户')
  undo(view())
  expect(text()).toBe('给第一位客户')
})

test('what was typed before the call began goes along with it', async () => {
  open(null)
  await type('您好，这里是客服')
  await box.setProps({ callId: 'call-9' })
  await rest()
  expect(text()).toBe('您好，这里是客服')
})

test('what another tab typed appears here, but never in the middle of a word', async () => {
  open()
  await type('我接着办')
  const other = (typed: string) =>
    window.dispatchEvent(
      new StorageEvent('storage', { key: 'anfu.draft.call-1', newValue: JSON.stringify({ text: typed, at: Date.now() }) }),
    )
  other('我接着办，三点前回您')
  expect(text()).toBe('我接着办，三点前回您')
  view().contentDOM.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
  other('别的话')
  expect(text()).toBe('我接着办，三点前回您')
})
