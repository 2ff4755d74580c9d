import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import BoardPage from './BoardPage.vue'
import { aBoard, aCall, aTicket, serve, settled, show, withNames } from './testing'

const { live } = aBoard([aCall('1'), aCall('2')])
vi.mock('./live', () => ({ useBoard: () => live }))
vi.mock('@/live/call', () => ({
  useCall: () => {
    const nothing = shallowRef(null)
    return {
      turns: [], moves: [], whispers: [], ticket: nothing, refused: nothing, guidance: nothing,
      ended: shallowRef(false), link: shallowRef('live'), curve: shallowRef([]),
    }
  },
}))

let page: ReturnType<typeof show> | null = null
beforeEach(async () => {
  document.body.innerHTML = ''
  history.replaceState(null, '', '#calls')
  withNames()
  serve({
    'GET /tickets': () => ({ body: { items: [aTicket('T-1')], next: null } }),
    'GET /board/figures': () => ({
      body: { from: '', to: '', by: 'day', levels: [], kinds: [], clocks: [], taboos: [], scripts: { used: 0, edited: 0, dismissed: 0, top: [] } },
    }),
  })
  page = show(BoardPage, { me: { name: '老周', role: 'supervisor', signed_in: false } })
  await settled()
})
afterEach(() => page?.unmount())

async function press(key: string, on: EventTarget = window): Promise<void> {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await nextTick()
  await settled()
}
const current = () => page?.get('nav [aria-current]').text()
const focused = () => document.activeElement?.textContent?.trim()

test('1, 2 and 3 turn to the tabs, and the address says which', async () => {
  await press('2')
  expect(current()).toContain('工单')
  expect(location.hash).toBe('#tickets')
  await press('3')
  expect(current()).toContain('数据')
  expect(page?.text()).toContain('这段时间没有来电')
  await press('1')
  expect(current()).toContain('正在通话')
})

test('j and k go from row to row, Enter opens, Esc closes and gives the focus back', async () => {
  await press('j')
  expect(focused()).toBe('坐席1')
  await press('j')
  expect(focused()).toBe('坐席2')
  await press('k')
  expect(focused()).toBe('坐席1')
  ;(document.activeElement as HTMLElement).click()
  await settled()
  expect(location.hash).toBe('#calls/1')
  expect(page?.find('[aria-label="旁听"]').exists()).toBe(true)
  await press('Escape')
  expect(page?.find('[aria-label="旁听"]').exists()).toBe(false)
  expect(focused()).toBe('坐席1')
})

test('the slash goes to the search, and keys typed there are text', async () => {
  await press('/')
  const field = document.activeElement as HTMLInputElement
  expect(field.type).toBe('search')
  await press('2', field)
  expect(current()).toContain('正在通话')
})

test('what was open on a tab is open when one comes back to it', async () => {
  await page?.get('[data-row]').trigger('click')
  await settled()
  await press('2')
  await press('1')
  expect(location.hash).toBe('#calls/1')
})
