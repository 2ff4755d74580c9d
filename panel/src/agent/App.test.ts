import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api, Problem } from '@/api/client'
import { config, show } from '@/testing/call'
import App from './App.vue'

vi.mock('./tour', () => ({ startTour: vi.fn(), endTour: vi.fn() }))
let page: ReturnType<typeof show>
const open = async () => {
  page = show(App)
  await flushPromises()
}
beforeEach(() => {
  localStorage.clear()
  vi.spyOn(api, 'config').mockResolvedValue(config)
  vi.spyOn(api, 'me').mockResolvedValue({ name: '李雷', role: 'agent', signed_in: true })
  vi.spyOn(api, 'calls').mockResolvedValue({ items: [] })
  vi.spyOn(api, 'examples').mockResolvedValue({ items: [] })
})
afterEach(() => {
  page.unmount()
  vi.useRealTimers()
  vi.restoreAllMocks()
  document.body.innerHTML = ''
})

test('who is known comes to the start', async () => {
  await open()
  expect(page.text()).toContain('开始一通电话')
  expect(page.text()).toContain('李雷')
})

test('who is not known is asked to sign in', async () => {
  vi.mocked(api.me).mockRejectedValue(new Problem(401, '', '', ''))
  await open()
  expect(page.text()).not.toContain('开始一通电话')
  expect(page.find('form input').exists()).toBe(true)
})

test('a server that is away is told, and the page comes up by itself when it is back', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.mocked(api.config).mockRejectedValueOnce(new Problem(0, 'offline', '', ''))
  await open()
  expect(page.get('[role="alert"]').text()).toContain('连不上服务器')
  await vi.advanceTimersByTimeAsync(5000)
  await flushPromises()
  expect(page.text()).toContain('开始一通电话')
})
