import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { token } from '@/api/client'
import { i18n } from '@/i18n'
import { gone, Reply, serve } from '@/testing/server'
import { arrive, followLinks, leave, linkProblem } from './session'
import SignIn from './SignIn.vue'
import SignOut from './SignOut.vue'

const ME = { name: '王芳', role: 'agent', signed_in: true }
const session = { token: 't-link', name: '王芳', role: 'agent', expires_at: '2026-11-22T18:00:00+08:00' }

beforeEach(() => {
  sessionStorage.clear()
  linkProblem.value = null
  history.replaceState(null, '', '/panel/?call=c-1')
})
afterEach(() => vi.unstubAllGlobals())

const open = () => mount(SignIn, { global: { plugins: [i18n] }, attachTo: document.body })

test('a link is exchanged at once and leaves the address; the rest of the address stays', async () => {
  history.replaceState(null, '', '/panel/?call=c-1#link=abc.def.ghi&tab=2')
  const before = history.length
  const addresses: string[] = []
  const server = serve({
    'POST /sign-in': () => {
      addresses.push(location.href)
      return session
    },
  })
  await arrive()
  expect(server.asked[0]?.body).toEqual({ link: 'abc.def.ghi' })
  expect(addresses[0]).not.toContain('abc.def.ghi')
  expect(location.pathname + location.search + location.hash).toBe('/panel/?call=c-1#tab=2')
  expect(history.length).toBe(before)
  expect(token.get()).toBe('t-link')
})

test('a link that is no good signs nobody in, not even who was here before', async () => {
  token.set('somebody-else')
  history.replaceState(null, '', '/panel/#link=used')
  serve({ 'POST /sign-in': () => new Reply(401, { title: 'link', detail: '', remedy: 'send Authorization: Bearer' }) })
  await arrive()
  expect(token.get()).toBeNull()
  expect(location.hash).toBe('')
  const door = open()
  await flushPromises()
  expect(door.find('[role=alert]').text()).toContain('过期了，或者已经用过')
  expect(door.find('[role=alert]').text()).toContain('回到业务系统重新点一次')
  door.unmount()
})

test('a link that comes while the page is open begins it anew; other changes behind the # do not', () => {
  const begin = vi.fn()
  const stop = followLinks(begin)
  history.replaceState(null, '', '/panel/#tab=2')
  window.dispatchEvent(new HashChangeEvent('hashchange'))
  expect(begin).not.toHaveBeenCalled()
  history.replaceState(null, '', '/panel/#link=next')
  window.dispatchEvent(new HashChangeEvent('hashchange'))
  expect(begin).toHaveBeenCalledTimes(1)
  stop()
})

test('without a link the server is asked nothing before somebody types', async () => {
  const server = serve({})
  await arrive()
  const door = open()
  await flushPromises()
  expect(server.asked).toEqual([])
  expect(document.activeElement).toBe(door.find('input').element)
  door.unmount()
})

test('a token that the server knows opens the door', async () => {
  serve({ 'GET /me': () => ME })
  const door = open()
  await flushPromises()
  await door.find('input').setValue(' t-1 ')
  await door.find('form').trigger('submit')
  await flushPromises()
  expect(door.emitted('done')).toEqual([[ME]])
  expect(token.get()).toBe('t-1')
  door.unmount()
})

test('an unknown token says what to do, is not kept, and stays written', async () => {
  serve({ 'GET /me': () => new Reply(401, { title: 'no', detail: 'no', remedy: 'no' }) })
  const door = open()
  await flushPromises()
  await door.find('input').setValue('t-2')
  await door.find('form').trigger('submit')
  await flushPromises()
  expect(door.find('[role=alert]').text()).toContain('没有这个令牌。 核对有没有漏掉字符')
  expect(door.find('input').element.value).toBe('t-2')
  expect(token.get()).toBeNull()
  expect(door.emitted('done')).toBeUndefined()
  door.unmount()
})

test('a server that cannot be reached is told apart from a wrong token', async () => {
  serve({ 'GET /me': gone })
  const door = open()
  await flushPromises()
  await door.find('input').setValue('t-3')
  await door.find('form').trigger('submit')
  await flushPromises()
  expect(door.find('[role=alert]').text()).toContain('连不上服务器')
  door.unmount()
})

test('the token is hidden until somebody wants to see it', async () => {
  const door = open()
  await flushPromises()
  expect(door.find('input').attributes('type')).toBe('password')
  await door.find('button[aria-pressed]').trigger('click')
  expect(door.find('input').attributes('type')).toBe('text')
  door.unmount()
})

test('who leaves is signed out here even when the server cannot be told', async () => {
  token.set('t-4')
  serve({ 'POST /sign-out': gone })
  const way = mount(SignOut, { props: { name: '王芳' }, global: { plugins: [i18n] } })
  await way.find('button').trigger('click')
  await flushPromises()
  expect(token.get()).toBeNull()
  expect(way.emitted('done')).toHaveLength(1)
  await leave()
})
