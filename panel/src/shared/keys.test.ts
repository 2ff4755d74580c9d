import { afterEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import zh from '@/i18n/zh-CN/help.json'
import en from '@/i18n/en/help.json'
import { caps, KEYS, linesOf, plainKeys, presses, useKeys } from './keys'

const scope = effectScope()
const scopes = [scope]
afterEach(() => {
  scopes.splice(0).forEach((one) => one.stop())
  plainKeys.value = true
  document.body.innerHTML = ''
  vi.useRealTimers()
})

function listen(handlers: Parameters<typeof useKeys>[0]): void {
  const mine = effectScope()
  scopes.push(mine)
  mine.run(() => useKeys(handlers))
}
function press(key: string, more: KeyboardEventInit = {}, at: EventTarget = document.body): boolean {
  return at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
}

test('every key has words in both languages, and no two share a stroke in the same place', () => {
  const words = (told: { keys: Record<string, string> }) => Object.keys(told.keys).sort()
  expect(words(zh)).toEqual([...new Set(KEYS.map(({ id }) => id.replace(/\d$/, '')))].sort())
  expect(words(en)).toEqual(words(zh))
  const strokes = KEYS.flatMap(({ place, keys }) => keys.map((stroke) => `${place} ${stroke}`))
  expect(new Set(strokes).size).toBe(strokes.length)
})

test('a number uses a suggestion; E and the number edits it', () => {
  const say = vi.fn()
  const edit = vi.fn()
  listen({ say1: say, edit1: edit })
  press('1')
  press('e')
  press('1')
  expect([say.mock.calls.length, edit.mock.calls.length]).toEqual([1, 1])
})

test('the second stroke must follow soon', () => {
  vi.useFakeTimers()
  const say = vi.fn()
  const edit = vi.fn()
  listen({ say1: say, edit1: edit })
  press('e')
  vi.setSystemTime(Date.now() + 3000)
  press('1')
  expect([say.mock.calls.length, edit.mock.calls.length]).toEqual([1, 0])
})

test('keys are text where somebody types, composes, or answers a dialog', () => {
  const say = vi.fn()
  listen({ say1: say })
  document.body.innerHTML = '<input /><div contenteditable="true"><p></p></div>'
  press('1', {}, document.querySelector('input') ?? document)
  press('1', {}, document.querySelector('p') ?? document)
  press('1', { isComposing: true })
  press('1', { ctrlKey: true })
  document.body.innerHTML = '<dialog open></dialog>'
  press('1')
  expect(say).not.toHaveBeenCalled()
})

test('single keys can be turned off', () => {
  const say = vi.fn()
  listen({ say1: say })
  plainKeys.value = false
  press('1')
  expect(say).not.toHaveBeenCalled()
})

test('a stroke is told by its sign, with Alt also by its place on the keyboard', () => {
  const key = (given: KeyboardEventInit) => new KeyboardEvent('keydown', given)
  expect(presses(key({ key: '?', shiftKey: true }), '?')).toBe(true)
  expect(presses(key({ key: '¡', code: 'Digit1', altKey: true }), 'Alt-1')).toBe(true)
  expect(presses(key({ key: 'Enter', ctrlKey: true, shiftKey: true }), 'Mod-Enter')).toBe(false)
  expect(caps('Mod-Shift-Enter')).toEqual(['Ctrl', '⇧', '⏎'])
  expect(caps('e 1')).toEqual(['E', '1'])
})

test('numbered keys stand on one line of the sheet', () => {
  const say = linesOf('call').filter(({ words }) => words === 'say')
  expect(say).toEqual([{ words: 'say', keys: ['1'], last: '3' }])
})
