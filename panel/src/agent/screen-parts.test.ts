import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import { api, Problem } from '@/api/client'
import { guidance, heard, show, spoken, ticket, turn } from '@/testing/call'
import AdviceLines from './AdviceLines.vue'
import LevelBadge from './LevelBadge.vue'
import MoodCurve from './MoodCurve.vue'
import NotesPane from './NotesPane.vue'
import ProgressLine from './ProgressLine.vue'
import SayNow from './SayNow.vue'
import TicketPane from './TicketPane.vue'
import TranscriptLine from './TranscriptLine.vue'
import WhisperBar from './WhisperBar.vue'

const minutes = (number: number) => new Date(Date.now() + number * 60_000).toISOString()
beforeEach(() => localStorage.clear())
afterEach(() => {
  vi.restoreAllMocks()
  document.body.innerHTML = ''
})

test('the level says in words how serious it is, and on opening why, with the customer’s words', async () => {
  const badge = show(LevelBadge, { level: guidance().level })
  expect(badge.get('button').text()).toContain('二级')
  expect(badge.get('button').text()).toContain('CR2')
  expect(badge.text()).not.toContain('第三次')
  await badge.get('button').trigger('click')
  expect(badge.text()).toContain('重复来电')
  expect(badge.get('q').text()).toBe('第三次')
  expect(badge.text()).toContain('F46')
  await badge.get('button').trigger('keydown', { key: 'Escape' })
  expect(badge.text()).not.toContain('F46')
})

const progress = (given = {}) =>
  show(ProgressLine, { callId: 'C-1', guidance: guidance(), curve: [], byHand: false, ended: false, ...given })

test('the steps behind are done, the current one has its reason, the beats are counted', () => {
  const line = progress()
  const [steps, beats] = line.findAll('ol')
  expect(steps!.findAll('li').map((stop) => stop.classes()[0])).toEqual(['done', 'now', 'ahead', 'ahead', 'ahead'])
  expect(steps!.get('[aria-current="step"]').text()).toContain('同理心')
  expect(line.text()).toContain('客户的感受还没有人接住')
  expect(beats!.findAll('li').map((stop) => stop.classes()[0])).toEqual(['done', 'now', 'ahead', 'ahead', 'ahead'])
})

test('a step is set by hand and taken back; what went wrong is told with its remedy', async () => {
  const set = vi.spyOn(api, 'setStep').mockRejectedValueOnce(new Problem(409, 'ended', '通话已经结束', '开始下一通'))
  const undo = vi.spyOn(api, 'undoStep').mockResolvedValue(guidance())
  const line = progress({ byHand: true })
  await line.findAll('ol')[0]!.findAll('button')[3]!.trigger('click')
  await flushPromises()
  expect(set).toHaveBeenCalledWith('C-1', 'logic')
  expect(line.get('[role="alert"]').text()).toContain('开始下一通')
  await line.get('.undo').trigger('click')
  expect(undo).toHaveBeenCalledWith('C-1')
})

test('no step can be set once the call is over', async () => {
  const set = vi.spyOn(api, 'setStep')
  await progress({ ended: true }).findAll('button')[3]!.trigger('click')
  expect(set).not.toHaveBeenCalled()
})

test('the curve says in words what it draws', () => {
  const curve = [0, 3, 1].map((intensity, at) => ({ turn: at + 1, label: at ? 'angry' : 'calm', intensity }))
  const drawn = show(MoodCurve, { curve })
  expect(drawn.get('svg').attributes('aria-label')).toBe('客户情绪：现在生气 1/3，最高 3/3，共 3 句')
  const heights = drawn.get('polyline').attributes('points')!.split(' ').map((point) => Number(point.split(',')[1]))
  expect(heights[1]).toBeLessThan(heights[2]!)
  expect(heights[2]).toBeLessThan(heights[0]!)
})

const say = (given = {}) => show(SayNow, { guidance: guidance(), dismissed: new Set(), gone: '', ended: false, ...given })

test('three sentences with their numbers and what they are for', () => {
  const lines = say().findAll('li')
  expect(lines.map((line) => line.get('kbd').text())).toEqual(['1', '2', '3'])
  expect(lines[0]!.text()).toContain('等了五天，换我也急。')
  expect(lines[2]!.text()).toContain('接住')
})

test('using, editing and putting aside name the sentence and the turn it was offered at', async () => {
  const box = say()
  const first = box.findAll('li')[1]!
  await first.get('.line').trigger('click')
  await first.findAll('.tools button')[0]!.trigger('click')
  await first.findAll('.tools button')[1]!.trigger('click')
  for (const name of ['hand', 'take', 'dismiss']) expect(box.emitted(name)).toEqual([[guidance().say[1], 3]])
})

test('a sentence put aside is struck out, cannot be used by its key, and comes back', async () => {
  const box = say({ dismissed: new Set(['a']) })
  const aside = box.findAll('li')[0]!
  expect(aside.classes()).toContain('aside')
  ;(box.vm as unknown as { pick: (n: number, what: string) => void }).pick(1, 'hand')
  expect(box.emitted('hand')).toBeUndefined()
  await aside.get('button').trigger('click')
  expect(box.emitted('restore')).toEqual([['a']])
})

test('what went out is confirmed in words', () => {
  expect(say({ gone: 'b' }).findAll('li')[1]!.text()).toContain('已复制')
})

test('beside the sentences: the question, the reminder, and what hurts with better words', async () => {
  const lines = show(AdviceLines, {
    guidance: guidance({ ask: '单号方便报我一下吗？', remind: [{ id: 'r', text: '先问再给办法', source: 'F5' }], plans: ['法务备案'] }),
    ended: false,
  })
  for (const words of ['单号方便报我一下吗？', '先问再给办法', '法务备案', '这是规定', '我换个办法']) expect(lines.text()).toContain(words)
  await lines.get('.ask button').trigger('click')
  expect(lines.emitted('take')).toEqual([['单号方便报我一下吗？']])
})

test('the checklist ticks in words, and a promise beyond one’s authority is called so', () => {
  const pane = show(NotesPane, {
    guidance: guidance({
      promises: [
        { text: '今晚八点回电', due: minutes(5), within_authority: true, turn: 4, confirmed: true },
        { text: '赔您八百', due: minutes(-1), within_authority: false, turn: 6, confirmed: false },
      ],
      notes: {
        emotion: { label: 'angry', intensity: 2, peak: 3, trend: 'falling' },
        facts: [{ fact: 'contacts', name: '来电次数', text: '3' }],
        wants: [{ turn: 2, text: '换一台', answered: false }],
        dispute: { id: 'interest', name: '利益分歧', advice: '先摆清楚' },
        goal: '让东西能用上',
      },
    }),
  })
  const checks = pane.findAll('.checks li').map((node) => node.text())
  expect(checks).toEqual(['身份验证已做到', '问题复述还没有'])
  const [first, second] = pane.findAll('.marks').map((marks) => marks.text())
  expect(first).toContain('快到了')
  expect(first).toContain('客户已认可')
  expect(second).toContain('超时')
  expect(second).toContain('超出权限')
  for (const words of ['在缓和', '来电次数', '换一台', '还没回应', '利益分歧', '让东西能用上']) expect(pane.text()).toContain(words)
})

test('the ticket’s clocks stand in the order they run out, each with a word', () => {
  const clock = (name: string, due: string, more = {}) => ({ clock: name, name, due, ...more })
  const pane = show(TicketPane, {
    guidance: guidance(),
    ticket: ticket({
      due: [
        clock('危机响应', minutes(100), { seconds: 7200 }),
        clock('已上报', minutes(-9), { stopped: minutes(-10) }),
        clock('作废', minutes(1), { dropped: true }),
        clock('首次上报', minutes(-1), { seconds: 600 }),
      ],
    }),
  })
  const rows = pane.findAll('.clocks li').map((row) => row.text())
  expect(rows[0]).toMatch(/首次上报.*超时/)
  expect(rows[1]).toMatch(/危机响应.*还有/)
  expect(rows[2]).toMatch(/已上报.*按时完成/)
  expect(rows).toHaveLength(3)
})

test('where a ticket is advised, filing it is one press away', async () => {
  const pane = show(TicketPane, { ticket: null, guidance: guidance({ ticket: { action: 'proposed', id: null, due: [] } }) })
  expect(pane.text()).toContain('建议建单')
  await pane.get('button').trigger('click')
  expect(pane.emitted('file')).toHaveLength(1)
})

test('a whisper is announced, goes away when seen, and a new one comes', async () => {
  const first = { number: 1, by: '王主管', at: minutes(0), text: '先别解释' }
  const bar = show(WhisperBar, { callId: 'C-1', whispers: [first] })
  expect(bar.get('[aria-live]').text()).toContain('先别解释')
  expect(bar.text()).toContain('王主管')
  await bar.get('button').trigger('click')
  await nextTick()
  expect(bar.text()).toBe('')
  await bar.setProps({ whispers: [first, { ...first, number: 2, text: '问她何时在家' }] })
  expect(bar.text()).toContain('问她何时在家')
  expect(bar.text()).not.toContain('先别解释')
  bar.unmount()
  expect(show(WhisperBar, { callId: 'C-1', whispers: [first] }).text()).toBe('')
})

test('the words that showed something are marked, and named below', () => {
  const line = show(TranscriptLine, {
    turn: turn(4, '再不退我就起诉', { reading: heard({ signals: [{ id: 'legal', evidence: '起诉', span: [5, 7], confidence: 1 }] }) }),
  })
  expect(line.get('mark').text()).toBe('起诉')
  expect(line.get('mark').attributes('title')).toBe('法律诉求')
  expect(line.get('.marks').text()).toContain('法律诉求')
  expect(line.get('.marks').text()).toContain('生气 2/3')
  expect(line.get('.text').text()).toBe('再不退我就起诉')
})

test('what an agent said wrong is marked too; markup stays text', () => {
  const text = '<img src=x onerror=alert(1)>这是规定'
  const line = show(TranscriptLine, {
    turn: turn(5, text, { reading: spoken({ taboos: [{ id: 'brush_off', evidence: '这是规定', span: [28, 32], confidence: 1 }] }) }),
  })
  expect(line.find('img').exists()).toBe(false)
  expect(line.get('.text').text()).toBe(text)
  expect(line.get('mark.taboo').text()).toBe('这是规定')
  expect(line.get('.marks').text()).toContain('推诿')
})
