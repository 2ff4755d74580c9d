/** For the tests of the board: a server of a few answers, and the values they start from. */

import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { vi } from 'vitest'
import { defineComponent, h, ref, shallowRef, type Component, type DefineComponent } from 'vue'
import type { Board, BoardCall, Case, Me, Ticket } from '@/api/types'
import { i18n, setConfig } from '@/i18n'
import type { LiveBoard } from './live'
import { WHO } from './who'

export interface Asked { method: string; path: string; query: URLSearchParams; body: unknown; key: string | null }
export type Answer = { status?: number; body: unknown } | 'offline' | Promise<{ status?: number; body: unknown }>

/** Answers requests by the first route that fits, `POST /calls/C-1/whispers`, and remembers what was asked. */
export function serve(routes: Record<string, (asked: Asked) => Answer>): Asked[] {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const { pathname, searchParams } = new URL(url, 'http://anfu.test')
    const one: Asked = {
      method: init.method ?? 'GET',
      path: pathname.replace('/api/v1', ''),
      query: searchParams,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      key: (init.headers as Record<string, string> | undefined)?.['Idempotency-Key'] ?? null,
    }
    asked.push(one)
    const answer = await routes[`${one.method} ${one.path}`]?.(one)
    if (answer === undefined) return new Promise(() => undefined)
    if (answer === 'offline') throw new TypeError('no network')
    return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200 })
  })
  return asked
}

export const refusal = (status: number, kind: string, detail: string, remedy = '') => ({
  status,
  body: { type: `/#problem-${kind}`, title: kind, status, detail, remedy },
})

/** A list that moves at once: there is no frame to animate in. */
const AtOnce = defineComponent({ setup: (_, { slots }) => () => h('ul', slots.default?.()) })

export function show(component: Component, props: Record<string, unknown>, me: Partial<Me> = {}): VueWrapper {
  const who: Me = { name: '老周', role: 'supervisor', signed_in: true, ...me }
  return mount(component as DefineComponent, {
    props,
    attachTo: document.body,
    global: { plugins: [i18n], stubs: { 'transition-group': AtOnce }, provide: { [WHO as symbol]: shallowRef(who) } },
  }) as VueWrapper
}

export const settled = flushPromises

export function withNames(): void {
  const zh = {
    emotions: { angry: '生气', calm: '平静' },
    transitions: { confirmed: '复核属实', approved: '批准方案', solution_given: '方案已告知客户', note: '备注', downgraded: '降级', assigned: '指派' },
    kinds: { refund: '退款', billing: '计费' },
    statuses: { open: '处理中' },
    clocks: { first_report: '首次上报' },
    levels: { 1: '一级（重大事故）', 2: '二级（严重）', 3: '三级（常规投诉）' },
    roles: { duty_manager: '值班经理', legal: '法务' },
  }
  setConfig({ version: '0', language: 'zh', names: { zh, en: zh }, origins: [], sign_in: false })
}

export function aCall(id: string, given: Partial<BoardCall> = {}): BoardCall {
  return {
    id,
    agent: `坐席${id}`,
    customer_ref: `客户${id}`,
    industry: 'general',
    channel: 'phone',
    started_at: new Date(Date.now() - 65_000).toISOString(),
    last_at: new Date().toISOString(),
    turns: 3,
    step: { id: 'receive', name: '接受信息', index: 1, of: 5, why: '' },
    level: { id: 3, cr: 'CR3', priority: 'P2', name: '三级', duty: '', reasons: [] },
    mood: { label: 'angry', intensity: 2, peak: 3, trend: 'rising' },
    curve: [1, 2],
    ticket_id: null,
    due: null,
    why: [],
    ...given,
  }
}

/** A board whose calls a test sets itself. */
export function aBoard(calls: BoardCall[]) {
  const board = shallowRef<Board | null>({ at: new Date().toISOString(), calls })
  const live: LiveBoard = { board, link: ref('live'), refused: shallowRef(null), ahead: ref(0) }
  return { live, tell: (now: BoardCall[]) => (board.value = { at: new Date().toISOString(), calls: now }) }
}

export function aTicket(id: string, given: Partial<Ticket> = {}): Ticket {
  return {
    id,
    call_id: 'C-1',
    matter: 'refund',
    status: 'open',
    level: 2,
    cr: 'CR2',
    priority: 'P1',
    summary: '押金一个月没退',
    reasons: [],
    filed_at: '2026-11-22T03:00:00Z',
    filed_by: 'anfu',
    updated_at: '2026-11-22T03:00:00Z',
    due: [],
    fields: {},
    customer_ref: '客户甲',
    demand: '退押金',
    promises: [],
    owner_role: 'duty_manager',
    owner: null,
    node: 'investigate',
    marks: {},
    outcome: null,
    parent: null,
    merged_into: null,
    version: 1,
    ...given,
  }
}

export function aCase(id: string, given: Partial<Case> = {}): Case {
  return { ...aTicket(id), events: [], evidence: [], children: [], possible: ['confirmed', 'note'], ...given }
}
