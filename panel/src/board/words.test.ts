import { expect, test } from 'vitest'
import enBoard from '@/i18n/en/board.json'
import enProblem from '@/i18n/en/problem.json'
import zhBoard from '@/i18n/zh-CN/board.json'
import zhProblem from '@/i18n/zh-CN/problem.json'

const sources = import.meta.glob<string>(['./**/*.vue', './**/*.ts', '!./**/*.test.ts'], { eager: true, query: '?raw', import: 'default' })

function keys(words: object, before = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !('type' in value) ? keys(value, `${before}${key}.`) : [`${before}${key}`],
  )
}

test('both languages say the same things', () => {
  expect(keys(enBoard)).toEqual(keys(zhBoard))
  expect(keys(enProblem)).toEqual(keys(zhProblem))
})

test('every word the board asks for is there, and none is there for nothing', () => {
  const text = Object.values(sources).join('\n')
  const known = keys(zhBoard)
  const asked = [...text.matchAll(/'board\.([\w.-]+)'/g)].map(([, key]) => key ?? '')
  expect(asked.filter((key) => !known.includes(key))).toEqual([])
  const begun = [...text.matchAll(/`board\.([\w.-]*?)\$\{/g)].map(([, key]) => key ?? '')
  expect(known.filter((key) => !asked.includes(key) && !begun.some((start) => key.startsWith(start)))).toEqual([])
})
