import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aCase, aTicket, refusal, serve, show, withNames, type Answer, type Asked } from '../testing'
import TicketsPage from './TicketsPage.vue'

beforeEach(() => {
  vi.useFakeTimers()
  document.body.innerHTML = ''
  withNames()
})
afterEach(() => {
  vi.useRealTimers()
})
const wait = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)

function page(answer: (asked: Asked) => Answer) {
  const asked = serve({ 'GET /tickets': answer, 'GET /tickets/T-1': () => ({ body: aCase('T-1') }) })
  const screen = show(TicketsPage, { open: null, active: true })
  return { asked, screen, rows: () => screen.findAll('[data-row]').length }
}

test('asks once after a pause in typing, and the newest question wins over a slower answer', async () => {
  const slow: ((answer: { body: unknown }) => void)[] = []
  const { asked, screen } = page(({ query }) =>
    query.get('text') === '退'
      ? new Promise((resolve) => slow.push(resolve))
      : { body: { items: [aTicket('T-2', { summary: query.get('text') ?? '全部' })], next: null } },
  )
  await wait(0)
  const field = screen.get('input[type=search]')
  for (const text of ['t', 'tu', '退']) {
    await field.setValue(text)
    await wait(80)
  }
  await wait(300)
  await field.setValue('退款')
  await wait(300)
  slow[0]?.({ body: { items: [aTicket('T-9', { summary: '旧的' })], next: null } })
  await wait(0)
  expect(asked.map(({ query }) => query.get('text'))).toEqual([null, '退', '退款'])
  expect(screen.text()).toContain('退款')
  expect(screen.text()).not.toContain('旧的')
})

test('filters go to the server, and can be cleared', async () => {
  const { asked, screen } = page(() => ({ body: { items: [], next: null } }))
  await wait(0)
  expect(asked[0]?.query.get('status')).toBe('active')
  expect(screen.text()).toContain('没有未结案的工单')
  const [status, level, matter] = screen.findAll('select')
  await status?.setValue('closed')
  await level?.setValue('2')
  await matter?.setValue('billing')
  await screen.get('input[type=checkbox]').setValue(true)
  await screen.findAll('input[type=date]')[1]?.setValue('2026-11-20')
  await wait(300)
  const told = asked.at(-1)?.query
  expect([told?.get('status'), told?.get('level'), told?.get('matter'), told?.get('overdue')]).toEqual(['closed', '2', 'billing', 'true'])
  // The last day counts whole: the server leaves the end out.
  expect(new Date(told?.get('to') ?? '').getTime()).toBe(new Date('2026-11-21T00:00').getTime())
  expect(screen.text()).toContain('没有找到')
  await screen.findAll('button').find((one) => one.text() === '清空筛选')?.trigger('click')
  await wait(300)
  expect(asked.at(-1)?.query.get('level')).toBeNull()
})

test('turns pages forward and back', async () => {
  const { asked, screen } = page(({ query }) => ({
    body: query.get('after') ? { items: [aTicket('T-2')], next: null } : { items: [aTicket('T-1')], next: 'two' },
  }))
  await wait(0)
  const button = (text: string) => screen.findAll('button').find((one) => one.text() === text)
  await button('下一页')?.trigger('click')
  await wait(0)
  expect(asked.at(-1)?.query.get('after')).toBe('two')
  expect(screen.text()).toContain('第 2 页')
  await button('上一页')?.trigger('click')
  await wait(0)
  expect(asked.at(-1)?.query.get('after')).toBeNull()
})

test('a list that cannot be had says what to do and can be asked for again', async () => {
  let down = true
  const { screen, rows } = page(() => (down ? refusal(503, 'store-unavailable', 'x') : { body: { items: [aTicket('T-1')], next: null } }))
  await wait(0)
  expect(screen.text()).toContain('数据库暂时没有回应')
  down = false
  await screen.findAll('button').find((one) => one.text() === '再试一次')?.trigger('click')
  await wait(0)
  expect(rows()).toBe(1)
})

test('an overdue clock is told in words', async () => {
  const due = [{ clock: 'first_report', name: '首次上报', due: new Date(Date.now() - 125_000).toISOString() }]
  const { screen } = page(() => ({ body: { items: [aTicket('T-1', { due })], next: null } }))
  await wait(0)
  expect(screen.text()).toContain('超时 2:05')
})
