import { afterEach, expect, test } from 'vitest'
import { provideStorage, storedKeys } from './storage'

const real = Object.getOwnPropertyDescriptor(window, 'localStorage') ?? { value: window.localStorage, configurable: true }
afterEach(() => Object.defineProperty(window, 'localStorage', real))

test('a storage that is closed to the page is replaced by a memory that behaves alike', () => {
  Object.defineProperty(window, 'localStorage', {
    configurable: true,
    get: () => {
      throw new DOMException('Access is denied for this document.', 'SecurityError')
    },
  })
  expect(provideStorage()).toEqual(['localStorage'])
  localStorage.setItem('a', '1')
  localStorage.setItem('b', '2')
  localStorage.removeItem('a')
  expect([localStorage.getItem('a'), localStorage.getItem('b'), storedKeys(localStorage)]).toEqual([null, '2', ['b']])
})

test('a storage that works is left alone', () => {
  localStorage.setItem('a', '1')
  expect(provideStorage()).toEqual([])
  expect(localStorage.getItem('a')).toBe('1')
})
