import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api, Problem } from '@/api/client'
import { guidance, show, ticket, turn } from '@/testing/call'
import CallSummary from './CallSummary.vue'
import EndCall from './EndCall.vue'
import FileTicket from './FileTicket.vue'

beforeEach(() => localStorage.clear())
afterEach(() => {
  vi.restoreAllMocks()
  document.body.innerHTML = ''
})

const ending = (given = {}) => show(EndCall, { callId: 'C-1', guidance: guidance(), pending: 0, open: true, ...given })

test('before hanging up, what is missing is named; going back is the first choice', async () => {
  const end = vi.spyOn(api, 'endCall')
  const box = ending({
    pending: 2,
    guidance: guidance({
      promises: [{ text: '今晚八点回电', due: '2026-11-06T20:00:00+08:00', within_authority: true, turn: 4, confirmed: false }],
    }),
  })
  await flushPromises()
  expect(box.text()).toContain('问题复述')
  expect(box.text()).not.toContain('身份验证')
  expect(box.text()).toContain('今晚八点回电')
  expect(box.text()).toContain('还有 2 句没送到')
  const [back] = box.findAll('button')
  await back!.trigger('click')
  expect(box.emitted('update:open')).toEqual([[false]])
  expect(end).not.toHaveBeenCalled()
})

test('the call can be ended anyway, and hands over its summary', async () => {
  vi.spyOn(api, 'endCall').mockResolvedValue({ call_id: 'C-1', summary: '事由：产品质量' })
  const box = ending()
  await flushPromises()
  await box.findAll('button').at(-1)!.trigger('click')
  await flushPromises()
  expect(box.emitted('ended')).toEqual([['事由：产品质量']])
  expect(box.emitted('update:open')).toEqual([[false]])
})

test('when ending fails the question stays, with what to do', async () => {
  vi.spyOn(api, 'endCall').mockRejectedValue(new Problem(503, 'busy', '数据库正忙', '等几秒再试'))
  const box = ending()
  await flushPromises()
  await box.findAll('button').at(-1)!.trigger('click')
  await flushPromises()
  expect(box.get('[role="alert"]').text()).toContain('等几秒再试')
  expect(box.emitted('ended')).toBeUndefined()
})

const summary = (given = {}) =>
  show(CallSummary, {
    callId: 'C-1',
    summary: '事由：产品质量',
    guidance: guidance(),
    ticket: ticket(),
    curve: [{ turn: 1, label: 'angry', intensity: 3 }],
    turns: [turn(1, '第三次了')],
    ...given,
  })

test('the summary tells what was reached, and gives the message in parts to copy', async () => {
  vi.spyOn(api, 'confirmation').mockResolvedValue({ sms: ['(1/2)已登记', '(2/2)报单号'], mail_subject: '处理结果', mail: '您好' })
  const copied = vi.fn().mockResolvedValue(undefined)
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: copied } })
  const page = summary()
  await flushPromises()
  expect(page.text()).toContain('事由：产品质量')
  expect(page.text()).toMatch(/接受信息\s*走过了/)
  expect(page.text()).toMatch(/同理心\s*走到这里/)
  expect(page.text()).toMatch(/总结归纳\s*没走到/)
  expect(page.text()).toContain('T-9')
  const buttons = page.findAll('.copy button')
  expect(buttons).toHaveLength(4)
  await buttons[1]!.trigger('click')
  await flushPromises()
  expect(copied).toHaveBeenCalledWith('(2/2)报单号')
  expect(buttons[1]!.text()).toContain('已复制')
  vi.unstubAllGlobals()
})

test('a confirmation that cannot be had can be asked for again', async () => {
  const asked = vi.spyOn(api, 'confirmation').mockRejectedValueOnce(new Problem(0, 'offline', '', ''))
  const page = summary()
  await flushPromises()
  asked.mockResolvedValue({ sms: ['已登记'], mail_subject: '', mail: '' })
  await page.get('[role="alert"] button').trigger('click')
  await flushPromises()
  expect(page.text()).toContain('已登记')
})

test('a ticket filed by hand is filed once, however often the button is pressed', async () => {
  const file = vi.spyOn(api, 'fileTicket').mockRejectedValueOnce(new Problem(0, 'offline', '', '')).mockResolvedValue(ticket())
  const form = show(FileTicket, { callId: 'C-1', guidance: guidance(), open: true })
  await flushPromises()
  await form.get('textarea').setValue(' 第三次坏了 ')
  await form.get('form').trigger('submit')
  await flushPromises()
  expect(form.find('[role="alert"]').exists()).toBe(true)
  await form.get('form').trigger('submit')
  await flushPromises()
  expect(file.mock.calls[0]).toEqual(file.mock.calls[1])
  expect(file.mock.calls[1]![0]).toEqual({ call_id: 'C-1', matter: 'quality', summary: '第三次坏了' })
  expect(form.emitted('filed')).toHaveLength(1)
})
