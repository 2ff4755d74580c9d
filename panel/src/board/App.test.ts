import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Role } from '@/api/types'
import { token } from '@/api/client'
import App from './App.vue'
import { refusal, serve, settled, show, withNames, type Answer } from './testing'

let page: ReturnType<typeof show> | null = null
beforeEach(() => {
  document.body.innerHTML = ''
  sessionStorage.clear()
  history.replaceState(null, '', '#calls')
  withNames()
})
afterEach(() => page?.unmount())

async function arrive(me: () => Answer, more: Record<string, () => Answer> = {}) {
  const asked = serve({ 'GET /me': me, 'GET /panel/config': () => refusal(503, 'not-ready', 'x'), ...more })
  page = show(App, {})
  await settled()
  return { asked, screen: page }
}
const as = (role: Role): Answer => ({ body: { name: '老周', role, signed_in: true } })
const shut = refusal(401, 'not-signed-in', 'Sign in first')

test('who is not signed in is asked for a token, and comes in with it', async () => {
  const { screen } = await arrive(() => (token.get() === 'good' ? as('supervisor') : shut))
  await screen.get('input').setValue('good')
  await screen.get('form').trigger('submit')
  await settled()
  await settled()
  expect(screen.get('nav').text()).toContain('正在通话')
})

test('an agent is led to the panel instead, and no board is asked for', async () => {
  const { asked, screen } = await arrive(() => as('agent'))
  expect(screen.text()).toContain('看板给主管和培训师用')
  expect(screen.get('a').attributes('href')).toBe('./')
  expect(asked.some(({ path }) => path.startsWith('/board'))).toBe(false)
})

test('a token that ends while the board is open leads back to the door', async () => {
  let good = true
  const { screen } = await arrive(() => (good ? as('supervisor') : shut), {
    'GET /board/events': () => {
      good = false
      return shut
    },
  })
  await settled()
  await settled()
  expect(screen.find('nav').exists()).toBe(false)
  expect(screen.find('input').exists()).toBe(true)
})

test('a server that cannot be reached is said, and asked again', async () => {
  let down = true
  const { screen } = await arrive(() => (down ? 'offline' : as('trainer')))
  expect(screen.text()).toContain('连不上服务器')
  down = false
  await screen.findAll('button').find((one) => one.text() === '再试一次')?.trigger('click')
  await settled()
  expect(screen.find('nav').exists()).toBe(true)
})
