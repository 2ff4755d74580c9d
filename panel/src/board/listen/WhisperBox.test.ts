import { beforeEach, expect, test } from 'vitest'
import { serve, settled, show, type Answer } from '../testing'
import WhisperBox from './WhisperBox.vue'

beforeEach(() => {
  document.body.innerHTML = ''
  localStorage.clear()
})
const box = (given: Record<string, unknown> = {}) =>
  show(WhisperBox, { callId: 'C-1', told: [], ended: false, allowed: true, ...given })

test('a whisper that failed stays, and is sent again under the same key until the stream has it', async () => {
  const answers: Answer[] = ['offline', { status: 201, body: { number: 4, by: '老周', at: '', text: '先道歉' } }]
  const asked = serve({ 'POST /calls/C-1/whispers': () => answers.shift() ?? 'offline' })
  const page = box()
  await page.get('textarea').setValue('先道歉')
  await page.get('textarea').trigger('keydown', { key: 'Enter' })
  await settled()
  expect(page.text()).toContain('先道歉')
  expect(page.text()).toContain('没发出去')
  await page.findAll('button').find((one) => one.text().includes('再试一次'))?.trigger('click')
  await settled()
  expect(page.text()).not.toContain('没发出去')
  expect(asked.map(({ body }) => body)).toEqual([{ text: '先道歉' }, { text: '先道歉' }])
  expect(asked[0]?.key).toBeTruthy()
  expect(asked[1]?.key).toBe(asked[0]?.key)
  await page.setProps({ told: [{ number: 4, by: '老周', at: '2026-11-22T03:00:00Z', text: '先道歉' }] })
  expect(page.findAll('li')).toHaveLength(1)
  expect(localStorage.getItem('anfu.board.whisper.C-1')).toBeNull()
})

test('Enter while composing sends nothing, and what is typed is there again after a reload', async () => {
  const asked = serve({})
  const page = box()
  await page.get('textarea').setValue('xiandaoqian')
  await page.get('textarea').trigger('keydown', { key: 'Enter', isComposing: true })
  expect(asked).toEqual([])
  page.unmount()
  expect(box().get<HTMLTextAreaElement>('textarea').element.value).toBe('xiandaoqian')
})

test('who only looks on cannot whisper', () => {
  const page = box({ allowed: false })
  expect(page.find('textarea').exists()).toBe(false)
  expect(page.text()).toContain('耳语由主管发送')
})
