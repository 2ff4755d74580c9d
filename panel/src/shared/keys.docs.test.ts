import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { caps, linesOf, type Place } from './keys'

// As a file: imported, messages come compiled.
const { keys: words, places } = JSON.parse(readFileSync('src/i18n/en/help.json', 'utf8')) as Record<string, Record<string, string>>

/** The keys as a table of docs/panel.md. */
function table(): string[] {
  const rows = (['page', 'call', 'draft', 'customer', 'board'] satisfies Place[]).flatMap((place) =>
    linesOf(place).map(({ words: id, keys, last }) => {
      const told = keys.map((stroke) => `\`${caps(stroke).join(' ')}\``).join(' or ')
      return `| ${places?.[place]} | ${told}${last ? ` to \`${caps(last).at(-1)}\`` : ''} | ${words?.[id]} |`
    }),
  )
  return ['| where | key | what it does |', '|---|---|---|', ...rows]
}

test('docs/panel.md lists the keys there are', () => {
  const docs = readFileSync('../docs/panel.md', 'utf8')
  const listed = docs.split('\n').filter((line) => line.startsWith('|'))
  expect(listed).toEqual(expect.arrayContaining(table()))
})
