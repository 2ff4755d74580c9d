import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import { Problem } from '@/api/client'
import { show, turn } from '@/testing/call'
import type { Item } from './outbox'
import TranscriptPane from './TranscriptPane.vue'

/** A window 400 pixels high, in which every line is 50 high. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockImplementation(function (this: HTMLElement) {
    return this.classList.contains('scroll') ? 400 : 50
  })
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(360)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400)
})
afterEach(() => {
  vi.restoreAllMocks()
  document.body.innerHTML = ''
})
const many = (count: number) => Array.from({ length: count }, (_, at) => turn(at + 1, `第${at + 1}句`))
const settle = async () => {
  for (let at = 0; at < 6; at++) await nextTick()
}

test('of three hundred lines only those in view are drawn', async () => {
  const pane = show(TranscriptPane, { turns: many(300) })
  await settle()
  const drawn = pane.findAll('.row').length
  expect(drawn).toBeGreaterThan(4)
  expect(drawn).toBeLessThan(40)
})

test('who went back to read is left there, and told how much is new', async () => {
  const pane = show(TranscriptPane, { turns: many(300) })
  await settle()
  const box = pane.get('.scroll')
  vi.spyOn(box.element, 'scrollHeight', 'get').mockReturnValue(15_000)
  box.element.scrollTop = 2_000
  await box.trigger('scroll')
  await pane.setProps({ turns: many(302) })
  await settle()
  expect(box.element.scrollTop).toBe(2_000)
  expect(pane.get('.fresh').text()).toContain('新的 2 句')
  await pane.get('.fresh').trigger('click')
  await settle()
  expect(box.element.scrollTop).toBe(15_000)
  expect(pane.find('.fresh').exists()).toBe(false)
})

test('who is at the end stays at the end', async () => {
  const pane = show(TranscriptPane, { turns: many(3) })
  await settle()
  const box = pane.get('.scroll')
  vi.spyOn(box.element, 'scrollHeight', 'get').mockReturnValue(900)
  await pane.setProps({ turns: many(4) })
  await settle()
  expect(box.element.scrollTop).toBe(900)
  expect(pane.find('.fresh').exists()).toBe(false)
})

test('an empty call says what to do; a line that failed offers to try again', async () => {
  const pane = show(TranscriptPane, { turns: [] })
  expect(pane.text()).toContain('还没有人说话')
  const item: Item = { key: 'k', speaker: 'customer', text: '断网时说的', stage: 'failed', turn: null, problem: new Problem(0, 'offline', '', '') }
  await pane.setProps({ pending: [item] })
  expect(pane.get('[role="alert"]').text()).toContain('没送出去')
  const [retry, drop] = pane.findAll('[role="alert"] button')
  await retry!.trigger('click')
  await drop!.trigger('click')
  expect(pane.emitted('retry')).toHaveLength(1)
  expect(pane.emitted('drop')).toEqual([['k']])
})
