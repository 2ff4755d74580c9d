import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defineComponent } from 'vue'
import { api, Problem } from '@/api/client'
import type { CallView } from '@/api/types'
import { listen, type StreamOptions } from '@/live/stream'
import { guidance, record, show, turn } from '@/testing/call'
import CallScreen from './CallScreen.vue'

vi.mock('@/live/stream', () => ({ listen: vi.fn(() => vi.fn()) }))
const editor = { taken: [] as unknown[][], handed: [] as unknown[][], blocked: false }
vi.mock('@/draft/DraftBox.vue', () => ({
  default: defineComponent({
    emits: ['handed', 'said'],
    setup(_, { emit, expose }) {
      expose({
        take: (...given: unknown[]) => editor.taken.push(given),
        hand: async (...given: unknown[]) => {
          editor.handed.push(given)
          if (!editor.blocked) emit('handed', given[0], given[1])
        },
        focus: () => undefined,
      })
      return { say: () => emit('said', '我现在就查') }
    },
    template: '<div><button class="saying" @click="say" /></div>',
  }),
}))

let stream: StreamOptions
const tell = async (event: string | undefined, data: unknown) => {
  stream.onEvent({ event, data: JSON.stringify(data), id: undefined })
  await flushPromises()
}
const say = async (number: number, text: string) => {
  const { line, guidance: advice } = turn(number, text)
  await tell('line', line)
  await tell(undefined, advice)
}
async function open() {
  const screen = show(CallScreen, { callId: 'C-1' })
  stream = vi.mocked(listen).mock.lastCall![0]
  stream.onLink('live')
  await flushPromises()
  return screen
}
const press = async (...keys: string[]) => {
  for (const key of keys) window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  await flushPromises()
}

let screen: Awaited<ReturnType<typeof open>>
beforeEach(() => {
  // As narrow as beside a CRM.
  ;(window as unknown as { happyDOM: { setViewport: (size: { width: number }) => void } }).happyDOM.setViewport({ width: 400 })
  localStorage.clear()
  Object.assign(editor, { taken: [], handed: [], blocked: false })
  vi.spyOn(api, 'call').mockResolvedValue(record() as CallView)
  vi.spyOn(api, 'card').mockResolvedValue({ background: '近30天第一次来电', problem: '', level: '咨询', speed: '5分钟', cases: [] })
  vi.spyOn(api, 'confirmation').mockResolvedValue({ sms: [], mail_subject: '', mail: '' })
  vi.spyOn(api, 'feedback').mockResolvedValue({})
  vi.spyOn(api, 'hear').mockResolvedValue(guidance())
})
afterEach(() => {
  screen.unmount()
  vi.restoreAllMocks()
  document.body.innerHTML = ''
})

test('before the first word it shows who calls; afterwards what to say', async () => {
  screen = await open()
  expect(screen.text()).toContain('近30天第一次来电')
  await say(1, '第三次坏了')
  expect(screen.text()).not.toContain('近30天第一次来电')
  expect(screen.get('.say').text()).toContain('等了五天，换我也急。')
})

test('a number key hands the sentence on and tells the server it was used', async () => {
  screen = await open()
  await say(1, '第三次坏了')
  await press('2')
  expect(editor.handed).toEqual([['一边等消息一边上班，心是揪着的。', { id: 'b', turn: 1 }]])
  expect(api.feedback).toHaveBeenCalledWith('C-1', { turn: 1, script: 'b', outcome: 'used', text: undefined })
  expect(screen.get('.say').text()).toContain('已复制')
})

test('a sentence that may not go out is shown in the editor', async () => {
  editor.blocked = true
  screen = await open()
  await say(1, '第三次坏了')
  expect(screen.get('#pane-draft').isVisible()).toBe(false)
  await press('1')
  expect(api.feedback).not.toHaveBeenCalled()
  expect(screen.get('#pane-draft').isVisible()).toBe(true)
})

test('E and a number takes the sentence into the editor, X and a number puts it aside', async () => {
  screen = await open()
  await say(1, '第三次坏了')
  await press('e', '3')
  expect(editor.taken).toEqual([['您慢慢说，我边听边记。', { id: 'c', turn: 1 }]])
  await press('x', '1')
  expect(screen.findAll('.say li')[0]!.classes()).toContain('aside')
  await press('x', '1')
  expect(screen.findAll('.say li')[0]!.classes()).not.toContain('aside')
})

test('keys typed into the customer’s box are text', async () => {
  screen = await open()
  await say(1, '第三次坏了')
  screen.get('textarea').element.dispatchEvent(new KeyboardEvent('keydown', { key: '1', bubbles: true }))
  expect(editor.handed).toEqual([])
})

test('S and a number sets the step, Z takes it back', async () => {
  const set = vi.spyOn(api, 'setStep').mockResolvedValue(guidance())
  const undo = vi.spyOn(api, 'undoStep').mockResolvedValue(guidance())
  screen = await open()
  await say(1, '第三次坏了')
  await press('s', '4')
  expect(set).toHaveBeenCalledWith('C-1', 'logic')
  await press('z')
  expect(undo).toHaveBeenCalledWith('C-1')
})

test('what the agent marks as spoken joins the conversation', async () => {
  screen = await open()
  await screen.get('.saying').trigger('click')
  await flushPromises()
  expect(api.hear).toHaveBeenCalledWith('C-1', { speaker: 'agent', text: '我现在就查' }, expect.any(String))
})

test('says that the network is gone, and that nothing is lost', async () => {
  screen = await open()
  stream.onLink('offline')
  await flushPromises()
  expect(screen.get('.bars [role="status"]').text()).toContain('正在重连')
})

test('when the call ends, here or in another tab, the summary takes its place', async () => {
  screen = await open()
  await say(1, '第三次坏了')
  await tell('ended', { type: 'ended' })
  expect(screen.text()).toContain('通话小结')
  await screen.findAll('button').find((button) => button.text() === '下一通')!.trigger('click')
  expect(screen.emitted('leave')).toHaveLength(1)
})

test('a call that is not mine says so and leads back; a lost sign-in asks for it', async () => {
  screen = await open()
  stream.onRefused(new Problem(404, 'unknown', '没有这通电话', '回到我的电话'))
  await flushPromises()
  await screen.get('[role="alert"] button').trigger('click')
  expect(screen.emitted('leave')).toHaveLength(1)
  stream.onRefused(new Problem(401, '', '', ''))
  await flushPromises()
  expect(screen.emitted('signedOut')).toHaveLength(1)
})
