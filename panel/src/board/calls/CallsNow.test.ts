import { beforeEach, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { aBoard, aCall, serve, show, withNames } from '../testing'
import CallsNow from './CallsNow.vue'

const level = (id: 1 | 2 | 3) => ({ id, cr: `CR${id}`, priority: `P${id - 1}`, name: '', duty: '', reasons: [] })
beforeEach(() => {
  document.body.innerHTML = ''
  withNames()
  serve({})
})

async function board(...calls: ReturnType<typeof aCall>[]) {
  const { live, tell } = aBoard(calls)
  const page = show(CallsNow, { live, open: null })
  await nextTick()
  return { page, tell, names: () => page.findAll('[data-row]').map((row) => row.text()) }
}

test('a row says in words what a supervisor needs to decide', async () => {
  const due = { clock: 'first_report', name: '首次上报', at: new Date(Date.now() - 61_000).toISOString() }
  const { page } = await board(aCall('1', { level: level(2), due, why: ['同一件事第三次来电'] }))
  const row = page.get('li').text()
  for (const words of ['CR2', '二级', '坐席1', '客户1', '生气 2/3', '在升', '接受信息', '首次上报', '超时 1:0', '同一件事第三次来电', '1:05'])
    expect(row).toContain(words)
  expect(page.get('svg[role=img]').attributes('aria-label')).toContain('1 2')
})

test('no row moves under the pointer; the button shows the new order', async () => {
  const { page, tell, names } = await board(aCall('1'), aCall('2'))
  page.get('ul').element.parentElement?.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }))
  tell([aCall('3', { level: level(1) }), aCall('2'), aCall('1')])
  await nextTick()
  await nextTick()
  expect(names()).toEqual(['坐席1', '坐席2'])
  const button = page.findAll('button').find((one) => one.text().includes('有 1 通新来电'))
  await button?.trigger('click')
  expect(names()).toEqual(['坐席3', '坐席2', '坐席1'])
})

test('the order waits while a row has the focus, and follows when the focus leaves', async () => {
  const { page, tell, names } = await board(aCall('1'), aCall('2'))
  const row = page.get<HTMLElement>('[data-row]').element
  row.focus()
  await nextTick()
  tell([aCall('2'), aCall('1')])
  await nextTick()
  expect(names()).toEqual(['坐席1', '坐席2'])
  row.blur()
  await nextTick()
  await nextTick()
  expect(names()).toEqual(['坐席2', '坐席1'])
})

test('filters by level, agent and text, and says so when nothing fits', async () => {
  const { page, names } = await board(aCall('1', { level: level(1) }), aCall('2', { why: ['要曝光'] }), aCall('3'))
  await page.findAll('select')[0]?.setValue('1')
  expect(names()).toEqual(['坐席1'])
  await page.findAll('select')[0]?.setValue('')
  await page.findAll('select')[1]?.setValue('坐席3')
  expect(names()).toEqual(['坐席3'])
  await page.findAll('select')[1]?.setValue('')
  await page.get('input[type=search]').setValue('曝光')
  expect(names()).toEqual(['坐席2'])
  await page.get('input[type=search]').setValue('没有的词')
  expect(page.text()).toContain('没有符合条件的通话')
})

test('what customers are called stays text', async () => {
  const { page } = await board(aCall('1', { customer_ref: '<img src=x onerror=alert(1)>', why: ['<b>x</b>'] }))
  expect(page.find('img').exists()).toBe(false)
  expect(page.text()).toContain('<img src=x onerror=alert(1)>')
})

test('a row opens its call', async () => {
  const { page } = await board(aCall('1'))
  await page.get('[data-row]').trigger('click')
  expect(page.emitted('open')).toEqual([['1']])
})
