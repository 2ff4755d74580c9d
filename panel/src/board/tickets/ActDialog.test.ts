import { beforeEach, expect, test } from 'vitest'
import { ref } from 'vue'
import { aCase, refusal, serve, settled, show, withNames, type Answer } from '../testing'
import ActDialog from './ActDialog.vue'

beforeEach(() => {
  document.body.innerHTML = ''
  localStorage.clear()
  withNames()
})

function dialog(transition: string, answers: Answer[], after = aCase('T-1', { version: 2 }), me = {}) {
  const asked = serve({ [`POST /tickets/T-1/${transition}`]: () => answers.shift() ?? { body: {} } })
  const found = ref(aCase('T-1'))
  const page = show(ActDialog, { found: found.value, transition, reload: () => page.setProps({ found: after }) }, me)
  const button = () => page.get('button[type=submit]')
  return { page, asked, button, submit: async () => { await page.get('form').trigger('submit'); await settled() } }
}

test('a shut gate is explained, and a supervisor passes it with a reason', async () => {
  const gate = refusal(409, 'gate', 'not approved yet', '方案还没批准，先别告诉客户。先做“批准方案”')
  const { page, asked, button, submit } = dialog('solution_given', [gate, { body: {} }])
  await settled()
  await submit()
  expect(page.text()).toContain('方案还没批准，先别告诉客户。先做“批准方案”')
  await page.get('input[type=checkbox]').setValue(true)
  expect(button().attributes('disabled')).toBeDefined()
  await page.get('textarea').setValue('经理口头同意')
  await submit()
  expect(asked[1]?.body).toEqual({ note: '经理口头同意', override: true, version: 1 })
  expect(page.emitted('done')).toHaveLength(1)
})

test('an agent is not offered to pass a gate', async () => {
  const { page, submit } = dialog('solution_given', [refusal(409, 'gate', 'x', '先做“批准方案”')], undefined, { role: 'trainer' })
  await settled()
  await submit()
  expect(page.find('input[type=checkbox]').exists()).toBe(false)
})

test('when someone was first, it shows what changed and keeps what was typed', async () => {
  const event = { ticket_id: 'T-1', number: 5, event: 'downgraded', at: '2026-11-22T03:00:00Z', by: '老王', note: '客户说的是气话', changes: { level: '3' } }
  const after = aCase('T-1', { version: 2, level: 3, events: [event] })
  const { page, asked, button, submit } = dialog('confirmed', [refusal(409, 'taken', 'ticket T-1 is of version 2'), { body: {} }], after)
  await settled()
  await page.get('textarea').setValue('核过录音')
  await submit()
  for (const words of ['有人动过', '老王', '客户说的是气话', '三级']) expect(page.text()).toContain(words)
  expect(page.get<HTMLTextAreaElement>('textarea').element.value).toBe('核过录音')
  expect(button().text()).toBe('看过了，仍然要做')
  await submit()
  expect(asked.map(({ body }) => (body as { version: number }).version)).toEqual([1, 2])
  expect(asked[1]?.key).not.toBe(asked[0]?.key)
})

test('after a lost answer the same thing goes out under the same key', async () => {
  const { page, asked, submit } = dialog('confirmed', ['offline', { body: {} }])
  await settled()
  await submit()
  expect(page.text()).toContain('连不上服务器')
  await submit()
  expect(asked[1]?.key).toBe(asked[0]?.key)
})

test('downgrading asks for a lower level and a reason', async () => {
  const { page, asked, button, submit } = dialog('downgraded', [{ body: {} }])
  await settled()
  expect(page.findAll('input[type=radio]').map((one) => one.attributes('value'))).toEqual(['3'])
  expect(button().attributes('disabled')).toBeDefined()
  await page.get('textarea').setValue('气话')
  await submit()
  expect(asked[0]?.body).toEqual({ note: '气话', level: 3, version: 1 })
})

test('assigning asks for a person or a role', async () => {
  const { page, asked, submit } = dialog('assigned', [{ body: {} }])
  await settled()
  await page.get('input').setValue('小李')
  await page.get('select').setValue('legal')
  await submit()
  expect(asked[0]?.body).toEqual({ note: '', owner: '小李', owner_role: 'legal', version: 1 })
})
