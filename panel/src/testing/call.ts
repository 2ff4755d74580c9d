/** A call's pieces for tests: what the server would send, with what a test wants changed. */

import { mount } from '@vue/test-utils'
import type { Component } from 'vue'
import type { AgentReading, CallRecord, Config, CustomerReading, Guidance, Line, Ticket } from '@/api/types'
import { i18n, setConfig } from '@/i18n'
import type { Turn } from '@/live/call'

export const names: Config['names']['zh'] = {
  steps: { receive: '接受信息', empathize: '同理心', expectations: '分析客户期望值', logic: '逻辑表达', summarize: '总结归纳' },
  beats: { understand: '理解感受', apologize: '道歉', urgency: '急切感', apologize_again: '再次道歉', fix: '一步到位' },
  nodes: { verify_identity: '身份验证', restate: '问题复述', confirm_solution: '解决方案确认', confirm_satisfaction: '满意度确认' },
  emotions: { calm: '平静', anxious: '焦虑', disappointed: '失望', angry: '生气' },
  signals: { legal: '法律诉求', repeat: '重复来电' },
  acts: { empathize: '共情' },
  taboos: { brush_off: '推诿' },
  purposes: { empathize: '同理心', receive: '接住' },
  kinds: { quality: '产品质量', none: '不是投诉' },
  levels: { 0: '咨询', 2: '二级（严重）' },
  industries: { general: '通用', telecom: '电信' },
  statuses: { open: '处理中' },
  roles: { duty_manager: '值班经理' },
}

export const config: Config = { version: '0', language: 'zh', names: { zh: names, en: {} }, origins: [], sign_in: false }

export const heard = (given: Partial<CustomerReading> = {}): CustomerReading => ({
  speaker: 'customer',
  kind: 'quality',
  act: 'describe',
  emotion: { label: 'angry', intensity: 2 },
  signals: [],
  facts: {},
  complaint: 0.9,
  ...given,
})

export const spoken = (given: Partial<AgentReading> = {}): AgentReading => ({
  speaker: 'agent',
  agent_acts: [],
  taboos: [],
  facts: {},
  ...given,
})

export const guidance = (given: Partial<Guidance> = {}): Guidance => ({
  type: 'guidance',
  call_id: 'C-1',
  turn: 3,
  step: { id: 'empathize', name: '同理心', index: 2, of: 5, why: '客户的感受还没有人接住' },
  repair: { stage: 'apologize', name: '道歉', index: 2, of: 5, done: ['understand'], note: null },
  reading: heard(),
  level: {
    id: 2,
    cr: 'CR2',
    priority: 'P1',
    name: '二级（严重）',
    duty: '30分钟内组建专项小组，法务备案',
    reasons: [{ rule: 'repeat', source: 'F46', evidence: '第三次' }],
  },
  say: [
    { id: 'a', purpose: 'empathize', text: '等了五天，换我也急。' },
    { id: 'b', purpose: 'empathize', text: '一边等消息一边上班，心是揪着的。' },
    { id: 'c', purpose: 'receive', text: '您慢慢说，我边听边记。' },
  ],
  avoid: [{ taboo: 'brush_off', text: '这是规定', instead: '我换个办法' }],
  ask: null,
  checklist: [
    { id: 'verify_identity', done: true },
    { id: 'restate', done: false },
  ],
  promises: [],
  ticket: { action: 'none', id: null, due: [] },
  plans: [],
  notes: null,
  remind: [],
  ...given,
})

export const ticket = (given: Partial<Ticket> = {}): Ticket => ({
  id: 'T-9',
  call_id: 'C-1',
  matter: 'quality',
  status: 'open',
  level: 2,
  cr: 'CR2',
  priority: 'P1',
  summary: '洗衣机第三次坏了',
  reasons: [],
  filed_at: '2026-11-06T18:20:00+08:00',
  filed_by: 'anfu',
  updated_at: '2026-11-06T18:20:00+08:00',
  due: [],
  fields: {},
  customer_ref: null,
  demand: '',
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
})

export const record = (given: Partial<CallRecord> = {}): CallRecord => ({
  id: 'C-1',
  started_at: new Date().toISOString(),
  ended_at: null,
  industry: 'general',
  channel: 'panel',
  role: 'agent',
  agent: null,
  customer_ref: null,
  matter: null,
  ...given,
})

export const turn = (number: number, text: string, given: Partial<Guidance> = {}): Turn => {
  const advice = guidance({ turn: number, ...given })
  const line: Line = { turn: number, speaker: advice.reading.speaker, text, at: '2026-11-06T18:20:00+08:00' }
  return { line, guidance: advice }
}

/** Mounts a component in Chinese, with the playbook's names known, on the page itself. */
export function show<C extends Component>(component: C, props: Record<string, unknown> = {}) {
  setConfig(config)
  i18n.global.locale.value = 'zh-CN'
  return mount(component as Component, { props, global: { plugins: [i18n] }, attachTo: document.body })
}
