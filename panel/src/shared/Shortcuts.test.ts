import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { i18n } from '@/i18n'
import { startTour, tourSeen } from '@/agent/tour'
import { linesOf, plainKeys } from './keys'
import Shortcuts from './Shortcuts.vue'

afterEach(() => {
  document.body.innerHTML = ''
  localStorage.clear()
  vi.restoreAllMocks()
})
const steps = () => document.querySelector('.driver-popover')?.textContent ?? ''
const click = async (selector: string) => {
  document.querySelector<HTMLElement>(selector)?.click()
  await flushPromises()
}

test('the sheet shows every key of the agent page, and the switch for single keys', async () => {
  const sheet = mount(Shortcuts, { props: { open: true }, global: { plugins: [i18n] }, attachTo: document.body })
  await flushPromises()
  const told = sheet.findAll('.row').map((row) => row.text())
  const lines = (['page', 'call', 'draft', 'customer'] as const).flatMap((place) => linesOf(place))
  expect(told).toHaveLength(lines.length)
  expect(told.find((line) => line.startsWith('用第几句推荐'))).toBe('用第几句推荐1到3')
  expect(told.find((line) => line.startsWith('复制或插入'))).toBe('复制或插入Ctrl⏎')
  await sheet.find('input[type=checkbox]').setValue(false)
  expect(plainKeys.value).toBe(false)
  plainKeys.value = true
  sheet.unmount()
})

test('the tour has four steps, and comes only once by itself', async () => {
  await startTour()
  expect(steps()).toContain('第 1 步，共 4 步')
  for (let step = 1; step < 4; step += 1) await click('.driver-popover-next-btn')
  expect(steps()).toContain('第 4 步，共 4 步')
  await click('.driver-popover-next-btn')
  expect(tourSeen()).toBe(true)
  await startTour()
  expect(document.querySelector('.driver-popover')).toBeNull()
})

test('the tour can be skipped, and shown again', async () => {
  await startTour()
  await click('.anfu-tour-skip')
  expect(document.querySelector('.driver-popover')).toBeNull()
  expect(tourSeen()).toBe(true)
  await startTour({ again: true })
  expect(steps()).toContain('从这里开始')
  await click('.anfu-tour-skip')
})
