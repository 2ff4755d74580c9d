/** From a table to what ECharts draws. Patterns carry the difference as well as colours. */

import type { EChartsCoreOption } from 'echarts/core'
import type { Sheet, Tone } from './sheets'

export type Palette = Record<Tone | 'ink' | 'edge' | 'sheet' | 'font', string>
const TONES = ['alarm', 'warn', 'note', 'calm', 'accent', 'soft', 'ink', 'edge', 'sheet', 'font'] as const

/** The page's colours as they are now, light or dark. */
export function paletteNow(): Palette {
  const style = getComputedStyle(document.documentElement)
  return Object.fromEntries(TONES.map((tone) => [tone, style.getPropertyValue(`--${tone}`).trim()])) as Palette
}

const ROW = 30
const LONGEST = 16
const SIZE = 13

/** Pixels a chart needs to show every name of its rows. */
export const heightOf = ({ shape, rows }: Sheet): number => (shape === 'columns' ? 280 : Math.max(150, rows.length * ROW + 70))

/** How long names are cut for the axis; the tooltip and the table have them whole. */
export const cut = (name: string): string => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name)

export function optionOf(sheet: Sheet, palette: Palette, said: string, still: boolean): EChartsCoreOption {
  const names = {
    type: 'category',
    data: sheet.rows.map(({ name }) => name),
    inverse: sheet.shape === 'bars',
    axisLabel: { color: palette.ink, fontSize: SIZE, formatter: cut, hideOverlap: sheet.shape === 'columns', interval: sheet.shape === 'bars' ? 0 : 'auto' },
    axisLine: { lineStyle: { color: palette.edge } },
    axisTick: { show: false },
  }
  const numbers = {
    type: 'value',
    minInterval: 1,
    axisLabel: { color: palette.ink, fontSize: SIZE },
    splitLine: { lineStyle: { color: palette.edge } },
  }
  return {
    animation: !still,
    aria: { enabled: true, label: { description: said }, decal: { show: sheet.series.length > 1 } },
    textStyle: { color: palette.ink, fontFamily: palette.font },
    tooltip: {
      trigger: 'axis', axisPointer: { type: 'shadow' }, confine: true, renderMode: 'richText', valueFormatter: (value: unknown) => (typeof value === 'number' ? String(value) : '0'),
      backgroundColor: palette.sheet, borderColor: palette.edge, textStyle: { color: palette.ink },
    },
    legend: sheet.series.length > 1 ? { bottom: 0, textStyle: { color: palette.ink, fontSize: SIZE }, itemWidth: 22, itemHeight: 12 } : undefined,
    grid: { left: 8, right: 20, top: 12, bottom: sheet.series.length > 1 ? 36 : 8, containLabel: true },
    xAxis: sheet.shape === 'columns' ? names : numbers,
    yAxis: sheet.shape === 'columns' ? numbers : names,
    series: sheet.series.map(({ name, tone }, index) => ({
      name,
      type: 'bar',
      stack: 'all',
      barMaxWidth: sheet.shape === 'columns' ? 36 : 18,
      itemStyle: { color: palette[tone], borderColor: palette.sheet, borderWidth: 1 },
      // Nothing is drawn for nothing: a bar of no height would still cut the axis with its edge.
      data: sheet.rows.map(({ values }) => values[index] || '-'),
    })),
  }
}
