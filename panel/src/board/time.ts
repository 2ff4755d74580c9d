/** How long, until when, and what a clock says: words for times of the board. All moments in milliseconds. */

import { clockState as stateOf, useTick, type ClockState as Running } from '@/shared/clock'
import type { Due } from '@/api/types'
import { i18n, language } from '@/i18n'

/** One second hand for the whole page. */
export const useSecondHand = useTick

const { t } = i18n.global

/** `4:05`, `1:02:03`; from a day on in days and hours. Never negative. */
export function lasted(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3600)]
  if (days > 0) return t('board.time.days', { days, hours })
  const [minutes, rest] = [Math.floor((seconds % 3600) / 60), String(seconds % 60).padStart(2, '0')]
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** The day and the minute, the year only when it is another. */
export function moment(iso: string, now = new Date()): string {
  const at = new Date(iso)
  return new Intl.DateTimeFormat(language.value, {
    ...(at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
    ...(at.toDateString() === now.toDateString() ? {} : { month: 'numeric', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(at)
}

export type ClockState = Running | 'dropped'

/** What a clock says, and how much of its time is left: less than nothing when it ran out. */
export function clockState(due: Due, now: number): { state: ClockState; left: number } {
  const left = Date.parse(due.due) - (due.paused && !due.stopped ? Date.parse(due.paused) : now)
  return { state: due.dropped ? 'dropped' : stateOf(due, new Date(now)), left }
}

/** The clock that needs a hand first: late ones and those that run out soonest. Rounds of a repeating one do not count. */
export function nextClock(dues: readonly Due[]): Due | null {
  const running = dues.filter((due) => !due.stopped && !due.dropped && !due.paused && !due.repeats)
  return running.sort((a, b) => Date.parse(a.due) - Date.parse(b.due))[0] ?? null
}

/** What people call the clock; a second run or a promise carries a number behind `#`. */
export const clockId = (clock: string): string => clock.split('#')[0] ?? clock

/** A day as date fields and reports write it: 2026-11-30, where the reader is. */
export function day(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
