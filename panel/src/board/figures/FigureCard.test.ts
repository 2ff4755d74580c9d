import { beforeEach, expect, test, vi } from 'vitest'
import type { Figures } from '@/api/types'
import { show } from '../testing'
import FigureCard from './FigureCard.vue'
import { optionOf, type Palette } from './option'
import { isEmpty, sheetsOf, totals, type Sheet } from './sheets'

const saved: { name: string; url: string }[] = []
// Where nothing is laid out nothing can be drawn: the canvas is stood in for, all around it is real.
vi.mock('vue-echarts', async () => {
  const { defineComponent, h } = await import('vue')
  return {
    default: defineComponent({
      props: { option: { type: Object, required: true } },
      setup: ({ option }, { expose }) => {
        expose({ getDataURL: ({ type }: { type: string }) => `data:image/${type};base64,AA==` })
        return () => h('div', { role: 'img', 'aria-label': option.aria.label.description })
      },
    }),
  }
})
vi.mock('../save', () => ({ saveUrl: (name: string, url: string) => saved.push({ name, url }) }))
beforeEach(() => {
  document.body.innerHTML = ''
})

const sheet: Sheet = {
  head: '时限',
  shape: 'bars',
  series: [{ name: '按时', tone: 'calm' }, { name: '超时', tone: 'alarm' }],
  rows: [{ name: '首次上报', values: [7, 2] }],
}
const card = (given: Sheet) => show(FigureCard, { title: '时限完成情况', hint: '', sheet: given, file: 'anfu-clocks' })

test('every chart has a table of the same numbers', async () => {
  const page = card(sheet)
  await page.findAll('button').find((one) => one.text().includes('表格'))?.trigger('click')
  expect(page.findAll('th').map((one) => one.text())).toEqual(['时限', '按时', '超时', '首次上报'])
  expect(page.findAll('td').map((one) => one.text())).toEqual(['7', '2'])
})

test('a chart says its numbers to who cannot see it, and is saved as a picture', async () => {
  const page = card(sheet)
  await vi.waitFor(() => page.get('[role=img]'), 10_000)
  expect(page.get('[role=img]').attributes('aria-label')).toContain('首次上报 7/2')
  await page.findAll('button').find((one) => one.text().includes('PNG'))?.trigger('click')
  expect(saved).toEqual([{ name: 'anfu-clocks.png', url: 'data:image/png;base64,AA==' }])
})

test('nothing to show is said, not drawn', () => {
  const page = card({ ...sheet, rows: [{ name: '首次上报', values: [0, 0] }] })
  expect(page.text()).toContain('这段时间没有数据')
  expect(page.findAll('button')).toHaveLength(0)
})

const figures: Figures = {
  from: '2026-11-20', to: '2026-11-21', by: 'day',
  levels: [{ at: '2026-11-20', level1: 1, level2: 2, level3: 3, level4: 4, calls: 11 }],
  kinds: [{ id: 'refund', name: '退款', count: 3 }],
  clocks: [{ clock: 'team', name: '小组', kept: 3, missed: 1 }],
  taboos: [],
  scripts: { used: 2, edited: 1, dismissed: 1, top: [{ id: 's', text: '您慢慢说', used: 2, edited: 1, dismissed: 1 }] },
}

test('the totals are shares of what there was; a share of nothing is a dash', () => {
  expect(totals(figures).map(({ value }) => value)).toEqual(['11', '3', '75%', '75%'])
  expect(totals({ ...figures, clocks: [] })[2]?.value).toBe('–')
})

test('the levels are stacked with a pattern each, so that colour is not the only sign', () => {
  const { levels, taboos } = sheetsOf(figures, (key) => key, (_, id) => id)
  expect(isEmpty(taboos)).toBe(true)
  const option = optionOf(levels, { alarm: '#f00' } as Palette, '说明', true) as {
    aria: { decal: { show: boolean } }
    series: { stack: string; data: unknown[]; itemStyle: { color: string } }[]
  }
  expect(option.aria.decal.show).toBe(true)
  expect(option.series.map(({ data }) => data)).toEqual([[1], [2], [3], [4]])
  expect(new Set(option.series.map(({ stack }) => stack)).size).toBe(1)
  expect(option.series[0]?.itemStyle.color).toBe('#f00')
})
