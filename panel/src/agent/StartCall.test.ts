import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api, Problem } from '@/api/client'
import { guidance, record, show } from '@/testing/call'
import { player, stop } from './player'
import StartCall from './StartCall.vue'

const example = { name: 'washing', title: { zh: '洗衣机第三次坏了', en: 'Washing machine' }, lines: [{ speaker: 'agent' as const, text: '您好' }] }
beforeEach(() => {
  localStorage.clear()
  vi.spyOn(api, 'calls').mockResolvedValue({ items: [record({ id: 'C-5', customer_ref: 'M-1001' })] })
  vi.spyOn(api, 'examples').mockResolvedValue({ items: [example] })
})
afterEach(() => {
  stop()
  vi.restoreAllMocks()
  document.body.innerHTML = ''
})

test('begins a call with its industry and customer, and opens it', async () => {
  const begin = vi.spyOn(api, 'beginCall').mockResolvedValue(record({ id: 'C-9' }))
  const page = show(StartCall)
  await page.get('select').setValue('telecom')
  await page.get('input').setValue(' M-2002 ')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(begin.mock.calls[0]![0]).toEqual({ industry: 'telecom', channel: 'panel', customer_ref: 'M-2002' })
  expect(page.emitted('open')).toEqual([['C-9']])
})

test('a call that could not begin is begun with the same key on the next press', async () => {
  const begin = vi.spyOn(api, 'beginCall').mockRejectedValueOnce(new Problem(0, 'offline', '', '')).mockResolvedValue(record())
  const page = show(StartCall)
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(page.get('[role="alert"]').text()).toContain('连不上服务器')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(begin.mock.calls[1]![1]).toBe(begin.mock.calls[0]![1])
})

test('lists only my running calls, and opens one', async () => {
  const page = show(StartCall)
  expect(page.text()).toContain('正在打开')
  await flushPromises()
  expect(vi.mocked(api.calls)).toHaveBeenCalledWith(expect.objectContaining({ mine: true, active: true }))
  await page.get('.call').trigger('click')
  expect(page.emitted('open')).toEqual([['C-5']])
})

test('says so when there are none, and when they cannot be had', async () => {
  vi.mocked(api.calls).mockRejectedValueOnce(new Problem(503, 'busy', '正忙', '等几秒再试')).mockResolvedValue({ items: [] })
  const page = show(StartCall)
  await flushPromises()
  expect(page.text()).toContain('等几秒再试')
  await page.get('[role="alert"] button').trigger('click')
  await flushPromises()
  expect(page.text()).toContain('没有进行中的电话')
})

test('plays the example call into a call of its own', async () => {
  vi.spyOn(api, 'beginCall').mockResolvedValue(record({ id: 'C-8' }))
  vi.spyOn(api, 'hear').mockResolvedValue(guidance())
  const page = show(StartCall)
  await flushPromises()
  await page.findAll('button').find((button) => button.text() === '播放')!.trigger('click')
  await flushPromises()
  expect(page.emitted('open')).toEqual([['C-8']])
  expect(player.call).toBe('C-8')
  expect(api.hear).toHaveBeenCalledWith('C-8', { speaker: 'agent', text: '您好' }, expect.any(String))
})
