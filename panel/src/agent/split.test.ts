import { expect, test } from 'vitest'
import { LONGEST, split } from './split'

test('gives each line to who said it, in order', () => {
  expect(split('客户：第三次坏了\n坐席: 您慢慢说\n[18:20:31] 客户：再不修我就起诉')).toEqual([
    { speaker: 'customer', text: '第三次坏了' },
    { speaker: 'agent', text: '您慢慢说' },
    { speaker: 'customer', text: '再不修我就起诉' },
  ])
})

test('a line without a speaker goes on with the line before; the first one is the customer', () => {
  expect(split('都第三次了\n还不修\n\n客服：对不起')).toEqual([
    { speaker: 'customer', text: '都第三次了\n还不修' },
    { speaker: 'agent', text: '对不起' },
  ])
  expect(split('我：\n客户：  ')).toEqual([])
})

test('a colon inside a sentence names nobody', () => {
  expect(split('他说：我们不管')).toEqual([{ speaker: 'customer', text: '他说：我们不管' }])
})

test('what is longer than the server takes is cut after a sentence, and nothing is lost', () => {
  const long = `${'很'.repeat(1500)}。${'气'.repeat(900)}`
  const said = split(long)
  expect(said.map(({ text }) => text.length)).toEqual([1501, 900])
  expect(said.map(({ text }) => text).join('')).toBe(long)
  expect(split('😤'.repeat(LONGEST + 1)).map(({ text }) => Array.from(text).length)).toEqual([LONGEST, 1])
})
