import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { i18n } from '@/i18n'
import { gone, serve } from '@/testing/server'
import AskBox from './AskBox.vue'

const ASK = 'POST /calls/c-1/ask'
let box: VueWrapper
const answer = (text: string) => () => ({ answers: [{ text }] })

beforeEach(() => sessionStorage.clear())
afterEach(() => {
  box.unmount()
  vi.unstubAllGlobals()
})

function open(callId: string | null = 'c-1'): void {
  box = mount(AskBox, { props: { callId }, global: { plugins: [i18n] }, attachTo: document.body })
}
async function say(words: string): Promise<void> {
  await box.find('input').setValue(words)
  await box.find('form').trigger('submit')
  await flushPromises()
}
/** Oldest first, though the newest question stands on top. */
const bubbles = () =>
  box.findAll('.exchange').reverse().flatMap((one) => one.findAll('.text').map((part) => part.text()))
const chips = () => box.findAll('.chip').map((one) => one.text())

test('a suggested question is asked with one press, and the answer stands under it', async () => {
  const server = serve({ [ASK]: answer('先接住感受，再道歉。') })
  open()
  await box.findAll('.chip')[1]?.trigger('click')
  await flushPromises()
  expect(server.asked[0]?.body).toEqual({ text: '怎么道歉' })
  expect(bubbles()).toEqual(['怎么道歉', '先接住感受，再道歉。'])
})

test('what the assistant says is text, whatever it looks like', async () => {
  serve({ [ASK]: answer('<img src=x onerror=alert(1)>') })
  open()
  await say('<b>怎么办</b>')
  expect(bubbles()).toEqual(['<b>怎么办</b>', '<img src=x onerror=alert(1)>'])
  expect(box.find('img').exists()).toBe(false)
})

test('the form asks one thing at a time, and offers to skip or to leave it', async () => {
  const replies = ['客户最想要的结果是什么？（说“取消”可以不填）', '怎么联系到客户？（说“跳过”可以不填）', '好，先不填了。']
  serve({ [ASK]: () => ({ answers: [{ text: replies.shift() }] }) })
  open()
  await say('建单')
  expect(chips()).toEqual(['取消'])
  await say('退货退款')
  expect(chips()).toEqual(['跳过', '取消'])
  await box.findAll('.chip')[1]?.trigger('click')
  await flushPromises()
  expect(bubbles()).toEqual([
    '建单', '客户最想要的结果是什么？（说“取消”可以不填）', '退货退款', '怎么联系到客户？（说“跳过”可以不填）', '取消',
    '好，先不填了。',
  ])
  expect(chips()).toContain('下一步说什么')
})

test('a question that did not arrive stays, says so, and can be sent again', async () => {
  const server = serve({ [ASK]: gone })
  open()
  await say('要升级吗')
  expect(box.find('[role=alert]').text()).toContain('没送到')
  server.routes[ASK] = answer('一级。')
  await box.find('[role=alert] button').trigger('click')
  await flushPromises()
  expect(bubbles()).toEqual(['要升级吗', '一级。'])
  expect(box.find('[role=alert]').exists()).toBe(false)
})

test('Enter that ends a composed word asks nothing', async () => {
  const server = serve({ [ASK]: answer('好') })
  open()
  const input = box.find('input')
  await input.trigger('compositionstart')
  await input.setValue('zenme')
  await input.trigger('keydown', { key: 'Enter' })
  expect(server.asked).toHaveLength(0)
  await input.trigger('compositionend')
  await input.setValue('怎么办')
  await input.trigger('keydown', { key: 'Enter' })
  await flushPromises()
  expect(server.asked.map(({ body }) => body)).toEqual([{ text: '怎么办' }])
})

test('each call has its own talk, and a new page shows it again', async () => {
  serve({ [ASK]: answer('好') })
  open()
  await say('还差什么')
  await box.setProps({ callId: 'c-2' })
  expect(bubbles()).toEqual([])
  box.unmount()
  open('c-1')
  expect(bubbles()).toEqual(['还差什么', '好'])
})

test('without a call it says when it can be asked', () => {
  open(null)
  expect(box.text()).toContain('接通电话之后')
  expect(box.find('input').exists()).toBe(false)
})
