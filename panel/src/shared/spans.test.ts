import { expect, test } from 'vitest'
import { pieces } from './spans'

test('cuts at the marks and counts a character beyond the basic plane as one', () => {
  expect(pieces('😤我要起诉你', [{ span: [3, 5], mark: 'legal' }])).toEqual([
    { text: '😤我要', marks: [] },
    { text: '起诉', marks: ['legal'] },
    { text: '你', marks: [] },
  ])
})

test('overlapping marks both show, marks beyond the end are cut to it', () => {
  expect(pieces('第三次了', [{ span: [0, 3], mark: 'repeat' }, { span: [2, 99], mark: 'x' }])).toEqual([
    { text: '第三', marks: ['repeat'] },
    { text: '次', marks: ['repeat', 'x'] },
    { text: '了', marks: ['x'] },
  ])
})
