import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { api, Problem } from '@/api/client'
import { guidance, show } from '@/testing/call'
import CustomerBox from './CustomerBox.vue'
import { useOutbox } from './outbox'

let scope = effectScope()
function box(given = {}) {
  const outbox = scope.run(() => useOutbox('C-1', ref('live'), () => 0))!
  const shown = show(CustomerBox, { callId: 'C-1', outbox, ended: false, ...given })
  return { outbox, shown, field: shown.get('textarea') }
}
const said = () => vi.mocked(api.hear).mock.calls.map(([, { speaker, text }]) => `${speaker} ${text}`)

beforeEach(() => {
  localStorage.clear()
  scope = effectScope()
  let turn = 0
  vi.spyOn(api, 'hear').mockImplementation(() => Promise.resolve(guidance({ turn: ++turn })))
})
afterEach(() => {
  scope.stop()
  vi.restoreAllMocks()
  document.body.innerHTML = ''
})

test('Enter sends what the customer said and empties the box', async () => {
  const { field } = box()
  await field.setValue('第三次坏了')
  await field.trigger('keydown', { key: 'Enter' })
  await flushPromises()
  expect(said()).toEqual(['customer 第三次坏了'])
  expect((field.element as HTMLTextAreaElement).value).toBe('')
})

test('Enter that chooses characters of an input method, or makes a new line, sends nothing', async () => {
  const { field } = box()
  await field.setValue('di san ci')
  await field.trigger('keydown', { key: 'Enter', isComposing: true })
  await field.trigger('keydown', { key: 'Enter', keyCode: 229 })
  await field.trigger('keydown', { key: 'Enter', shiftKey: true })
  expect(said()).toEqual([])
})

test('a pasted piece is counted by speaker before it goes, and goes in order', async () => {
  const { field, shown } = box()
  await field.setValue('客户：第三次了\n坐席：对不起\n客户：我要起诉')
  expect(shown.get('[role="status"]').text()).toContain('共 3 句：客户 2，坐席 1')
  await field.trigger('keydown', { key: 'Enter' })
  await flushPromises()
  expect(said()).toEqual(['customer 第三次了', 'agent 对不起', 'customer 我要起诉'])
})

test('shows how far it is, and stops when told to', async () => {
  let answer = () => {}
  vi.mocked(api.hear).mockImplementation(() => new Promise((done) => (answer = () => done(guidance({ turn: 1 })))))
  const { field, shown } = box()
  await field.setValue('客户：一\n客户：二\n客户：三')
  await field.trigger('keydown', { key: 'Enter' })
  expect(shown.get('[role="status"]').text()).toContain('已送 0/3 句')
  answer()
  await flushPromises()
  expect(shown.get('[role="status"]').text()).toContain('已送 1/3 句')
  await shown.get('[role="status"] button').trigger('click')
  answer()
  await flushPromises()
  expect(said()).toEqual(['customer 一', 'customer 二'])
})

test('what was typed and not sent is there again after a reload', async () => {
  const first = box()
  await first.field.setValue('还没送的话')
  await nextTick()
  first.shown.unmount()
  expect((box().field.element as HTMLTextAreaElement).value).toBe('还没送的话')
})

test('what did not get through is not lost with the box emptied', async () => {
  vi.mocked(api.hear).mockRejectedValue(new Problem(0, 'offline', '', ''))
  const { field, outbox } = box()
  await field.setValue('断网时说的')
  await field.trigger('keydown', { key: 'Enter' })
  await flushPromises()
  expect(outbox.items.map(({ text, stage }) => `${text} ${stage}`)).toEqual(['断网时说的 failed'])
})
