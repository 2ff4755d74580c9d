import { expect, test } from 'vitest'
import type { Due } from '@/api/types'
import { clockState, day, lasted, nextClock } from './time'

const at = (seconds: number) => new Date(seconds * 1000).toISOString()
const clock = (given: Partial<Due> = {}): Due => ({ clock: 'team', name: '', due: at(1000), ...given })

test.each([
  ['left', { seconds: 800 }, 500],
  ['soon', { seconds: 800 }, 800],
  ['over', {}, 1001],
  ['paused', { paused: at(900) }, 2000],
  ['kept', { stopped: at(1000) }, 2000],
  ['missed', { stopped: at(1001) }, 2000],
  ['dropped', { dropped: true }, 2000],
])('a clock is %s', (state, given, now) => {
  expect(clockState(clock(given), now * 1000).state).toBe(state)
})

test('the next clock is the one that runs out first among those that run', () => {
  const dues = [clock({ clock: 'a', due: at(30) }), clock({ clock: 'b', due: at(10), stopped: at(5) }), clock({ clock: 'c', due: at(20) })]
  expect(nextClock(dues)?.clock).toBe('c')
  expect(nextClock([clock({ repeats: true })])).toBeNull()
})

test('how long is told as people read it', () => {
  expect([65, 3725, 90_000, -5].map((seconds) => lasted(seconds * 1000))).toEqual(['1:05', '1:02:05', '1天1小时', '0:00'])
})

test('a day is the day where the reader is', () => {
  expect(day(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05')
})
