import { afterEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { guidance, ticket, turn } from '@/testing/call'
import { useCall } from './call'
import { listen, type StreamOptions } from './stream'

vi.mock('./stream', () => ({ listen: vi.fn(() => vi.fn()) }))

let scope = effectScope()
function open() {
  scope = effectScope()
  const call = scope.run(() => useCall('C-1'))!
  const stream = vi.mocked(listen).mock.lastCall![0] as StreamOptions
  const tell = (event: string | undefined, data: unknown) =>
    stream.onEvent({ event, data: JSON.stringify(data), id: undefined })
  const say = (number: number, text: string) => {
    const { line, guidance: advice } = turn(number, text)
    tell('line', line)
    tell(undefined, advice)
  }
  return { call, stream, tell, say }
}
afterEach(() => scope.stop())

test('grows line by line, and asks for the rest from where it is', () => {
  const { call, stream, say, tell } = open()
  expect(stream.url()).toContain('after=0')
  say(1, '第三次了')
  say(2, '还不修')
  tell('whisper', { number: 1, by: '王', at: '', text: '先听' })
  expect(call.turns.map(({ line }) => line.text)).toEqual(['第三次了', '还不修'])
  expect(stream.url()).toContain('after=2')
  expect(stream.url()).toContain('whispers=1')
})

test('what comes twice after a gap is taken once', () => {
  const { call, say, tell } = open()
  say(1, '一')
  say(2, '二')
  say(2, '二')
  say(1, '一')
  say(3, '三')
  tell('whisper', { number: 1, by: '王', at: '', text: '先听' })
  tell('whisper', { number: 1, by: '王', at: '', text: '先听' })
  expect(call.turns.map(({ line }) => line.text)).toEqual(['一', '二', '三'])
  expect(call.whispers).toHaveLength(1)
})

test('a step set by hand is the advice until somebody speaks again', () => {
  const { call, say, tell } = open()
  say(1, '一')
  const logic = { id: 'logic', name: '逻辑表达', index: 4, of: 5, why: '你自己设的' }
  tell('move', { number: 1, after_turn: 1, step: 'logic', by: '李', at: '', guidance: guidance({ turn: 1, step: logic }) })
  expect(call.guidance.value?.step.id).toBe('logic')
  expect(call.byHand.value).toBe(true)
  say(2, '二')
  expect(call.guidance.value?.step.id).toBe('empathize')
  expect(call.byHand.value).toBe(false)
})

test('the ticket is the last one told, and the end closes the line', () => {
  const { call, tell } = open()
  tell('ticket', ticket({ version: 1 }))
  tell('ticket', ticket({ version: 2, status: 'confirmed' }))
  tell('ended', { type: 'ended' })
  expect(call.ticket.value?.status).toBe('confirmed')
  expect(call.ended.value).toBe(true)
  expect(call.close).toHaveBeenCalled()
})
