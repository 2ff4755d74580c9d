/** How long there is still: in words and figures, never by colour alone. */

import { createSharedComposable, useNow } from '@vueuse/core'
import type { Due } from '@/api/types'

/** The time, each second; one ticking for the whole page. */
export const useTick = createSharedComposable(() => useNow({ interval: 1000 }))

/** left, soon: it runs. over: it ran out. kept, missed: it was stopped in time or late. */
export type ClockState = 'left' | 'soon' | 'over' | 'kept' | 'missed' | 'paused'

/** Soon: a quarter of the time is left, and for a time without a length a quarter of an hour. */
const SOON_SHARE = 0.25
const SOON_SECONDS = 900

export function clockState(clock: Pick<Due, 'due' | 'stopped' | 'paused' | 'seconds'>, now: Date): ClockState {
  const due = Date.parse(clock.due)
  if (clock.stopped) return Date.parse(clock.stopped) <= due ? 'kept' : 'missed'
  if (clock.paused) return 'paused'
  const left = (due - now.getTime()) / 1000
  if (left < 0) return 'over'
  return left <= (clock.seconds ? clock.seconds * SOON_SHARE : SOON_SECONDS) ? 'soon' : 'left'
}

/** Seconds until (or since) a time, as people write it: 04:09, 1:05:09. Above a day, days and hours. */
export function span(seconds: number): { days: number; text: string } {
  const whole = Math.floor(Math.abs(seconds))
  const days = Math.floor(whole / 86400)
  const [hours, minutes, rest] = [Math.floor((whole % 86400) / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  const two = (number: number) => String(number).padStart(2, '0')
  return { days, text: days || hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}` }
}

/** 18:30, and the day before it when it is not today. */
export function atTime(iso: string, locale: string, now = new Date()): string {
  const at = new Date(iso)
  const today = at.toDateString() === now.toDateString()
  return new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...(today ? {} : { month: 'numeric', day: 'numeric' }),
  }).format(at)
}
