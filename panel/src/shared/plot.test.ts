import { expect, test } from 'vitest'
import { plot, written } from './plot'

test('runs from edge to edge, calm at the bottom and beside oneself at the top', () => {
  expect(plot([0, 3], 100, 30, 5)).toEqual([{ x: 5, y: 25 }, { x: 95, y: 5 }])
  expect(written(plot([0, 3], 100, 30, 5))).toBe('5.0,25.0 95.0,5.0')
})

test('one turn is a point at the left', () => {
  expect(plot([3], 100, 30, 5)).toEqual([{ x: 5, y: 5 }])
  expect(plot([], 100, 30, 5)).toEqual([])
})
