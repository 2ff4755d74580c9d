/** Figures as tables: what a chart draws and what its table shows are the same numbers. */

import type { Figures } from '@/api/types'

/** `tone` names a colour of the panel's palette. */
export type Tone = 'alarm' | 'warn' | 'note' | 'calm' | 'accent' | 'soft'
export interface Series { name: string; tone: Tone }
export interface Sheet {
  /** What the rows are: days, matters, clocks … */
  head: string
  series: Series[]
  rows: { name: string; values: number[] }[]
  /** Columns over time, or bars beside long names. */
  shape: 'columns' | 'bars'
}

type Words = (key: string) => string
type Named = (group: string, id: string, otherwise?: string) => string

/** `11-22` for a day, `2026-11` for a month. */
export const tick = (at: string, by: Figures['by']): string => (by === 'month' ? at.slice(0, 7) : at.slice(5, 10))

export const isEmpty = ({ rows }: Sheet): boolean => rows.every(({ values }) => values.every((value) => value === 0))

export function sheetsOf(figures: Figures, t: Words, named: Named): Record<'levels' | 'kinds' | 'clocks' | 'taboos' | 'scripts', Sheet> {
  const count = (name: string): Series[] => [{ name, tone: 'accent' }]
  const usage = (one: { used: number; edited: number; dismissed: number }) => [one.used, one.edited, one.dismissed]
  return {
    levels: {
      head: t(`board.figures.${figures.by}`),
      shape: 'columns',
      series: [
        { name: t('board.level.1'), tone: 'alarm' },
        { name: t('board.level.2'), tone: 'warn' },
        { name: t('board.level.3'), tone: 'note' },
        { name: t('board.level.0'), tone: 'calm' },
      ],
      rows: figures.levels.map((one) => ({
        name: tick(one.at, figures.by),
        values: [one.level1, one.level2, one.level3, one.level4],
      })),
    },
    kinds: {
      head: t('board.filter.matter'),
      shape: 'bars',
      series: count(t('board.figures.calls')),
      rows: figures.kinds.map(({ id, name, count: times }) => ({ name: named('kinds', id, name), values: [times] })),
    },
    clocks: {
      head: t('board.tickets.clock'),
      shape: 'bars',
      series: [
        { name: t('board.figures.kept'), tone: 'calm' },
        { name: t('board.figures.missed'), tone: 'alarm' },
      ],
      rows: figures.clocks.map(({ clock, name, kept, missed }) => ({ name: named('clocks', clock, name), values: [kept, missed] })),
    },
    taboos: {
      head: t('board.figures.taboo'),
      shape: 'bars',
      series: [{ name: t('board.figures.times'), tone: 'warn' }],
      rows: figures.taboos.map(({ id, name, count: times }) => ({ name: named('taboos', id, name), values: [times] })),
    },
    scripts: {
      head: t('board.figures.script'),
      shape: 'bars',
      series: [
        { name: t('board.figures.used'), tone: 'accent' },
        { name: t('board.figures.edited'), tone: 'note' },
        { name: t('board.figures.dismissed'), tone: 'soft' },
      ],
      rows: figures.scripts.top.map((one) => ({ name: one.text || one.id, values: usage(one) })),
    },
  }
}

export interface Total { id: 'calls' | 'serious' | 'kept' | 'used'; value: string }

/** The figures one looks at first. A share of nothing is a dash. */
export function totals({ levels, clocks, scripts }: Figures): Total[] {
  const sum = <T>(list: readonly T[], of: (one: T) => number) => list.reduce((total, one) => total + of(one), 0)
  const share = (part: number, whole: number) => (whole ? `${Math.round((part / whole) * 100)}%` : '–')
  const [kept, missed] = [sum(clocks, (one) => one.kept), sum(clocks, (one) => one.missed)]
  const taken = scripts.used + scripts.edited
  return [
    { id: 'calls', value: String(sum(levels, (one) => one.calls)) },
    { id: 'serious', value: String(sum(levels, (one) => one.level1 + one.level2)) },
    { id: 'kept', value: share(kept, kept + missed) },
    { id: 'used', value: share(taken, taken + scripts.dismissed) },
  ]
}
