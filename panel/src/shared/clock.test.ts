import { expect, test } from 'vitest'
import { clockState, span } from './clock'

const now = new Date('2026-11-06T18:00:00+08:00')
const due = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString()

test('says soon when a quarter of the time is left, and over once it ran out', () => {
  expect(clockState({ due: due(16), seconds: 3600 }, now)).toBe('left')
  expect(clockState({ due: due(15), seconds: 3600 }, now)).toBe('soon')
  expect(clockState({ due: due(-0.1), seconds: 3600 }, now)).toBe('over')
})

test('a promise, which has no length, is soon a quarter of an hour before', () => {
  expect(clockState({ due: due(16) }, now)).toBe('left')
  expect(clockState({ due: due(14) }, now)).toBe('soon')
})

test('a stopped clock was kept or missed, whatever the time is now', () => {
  expect(clockState({ due: due(-60), stopped: due(-61) }, now)).toBe('kept')
  expect(clockState({ due: due(-60), stopped: due(-59) }, now)).toBe('missed')
  expect(clockState({ due: due(-60), paused: due(-90) }, now)).toBe('paused')
})

test('writes time as people read it', () => {
  expect(span(249)).toEqual({ days: 0, text: '04:09' })
  expect(span(-3909)).toEqual({ days: 0, text: '1:05:09' })
  expect(span(2 * 86400 + 60)).toEqual({ days: 2, text: '0:01:00' })
})
