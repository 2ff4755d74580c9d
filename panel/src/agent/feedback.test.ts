import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { api } from '@/api/client'
import { REGRET, useFeedback } from './feedback'

let scope = effectScope()
const open = () => scope.run(() => useFeedback('C-1'))!
const told = () => vi.mocked(api.feedback).mock.calls.map(([, given]) => [given.script, given.outcome, given.text])

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(api, 'feedback').mockResolvedValue({})
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('tells used from edited by the words that went out', () => {
  const feedback = open()
  feedback.offer({ id: 'a', turn: 3 }, '换我也急。')
  feedback.handed('换我也急。 ', { id: 'a', turn: 3 })
  feedback.handed('换谁都急。', { id: 'a', turn: 3 })
  feedback.handed('我自己写的', null)
  expect(told()).toEqual([['a', 'used', undefined], ['a', 'edited', '换谁都急。']])
})

test('「not this one」 counts after a moment, and not at all when taken back', () => {
  const feedback = open()
  feedback.dismiss({ id: 'a', turn: 3 })
  feedback.dismiss({ id: 'b', turn: 3 })
  expect([...feedback.dismissed]).toEqual(['a', 'b'])
  feedback.restore('b')
  expect(feedback.dismissed.has('b')).toBe(false)
  vi.advanceTimersByTime(REGRET + 1)
  expect(told()).toEqual([['a', 'dismissed', undefined]])
})

test('leaving the call does not lose what was dismissed', () => {
  open().dismiss({ id: 'a', turn: 3 })
  scope.stop()
  expect(told()).toEqual([['a', 'dismissed', undefined]])
})
