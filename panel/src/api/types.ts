/** What the server gives and takes, as far as the panel uses it. Times are ISO 8601; spans count code points. */

export type Speaker = 'customer' | 'agent'
export type Role = 'agent' | 'supervisor' | 'trainer' | 'admin'
export type Severity = 'hint' | 'warn' | 'block'
export type Verdict = 'ok' | Severity
export type Span = [number, number]
export type StepId = string

export interface Reason { rule: string; source: string; evidence: string }
export interface StepNow { id: StepId; name: string; index: number; of: number; why: string }
export interface RepairNow {
  stage: string | null
  name: string | null
  index: number
  of: number
  done: string[]
  note: string | null
}
export interface LevelNow {
  id: 0 | 1 | 2 | 3
  cr: string | null
  priority: string
  name: string
  duty: string
  reasons: Reason[]
}
export interface Say { id: string; purpose: string; text: string }
export interface AvoidNow { taboo: string; text: string; instead: string }
export interface Check { id: string; done: boolean }
export interface PromiseNow {
  text: string
  due: string
  within_authority: boolean
  turn: number
  confirmed: boolean
}
export interface Due {
  clock: string
  name: string
  due: string
  started?: string
  stopped?: string
  paused?: string
  seconds?: number
  repeats?: boolean
  acknowledged?: string
  dropped?: boolean
}
export interface TicketNow { action: 'none' | 'proposed' | 'filed' | 'upgraded'; id: string | null; due: Due[] }
export interface Emotion { label: string; intensity: number }
export interface Heard { id: string; evidence: string; span: Span; confidence: number }
export interface CustomerReading {
  speaker: 'customer'
  kind: string
  act: string
  emotion: Emotion
  signals: Heard[]
  facts: Record<string, unknown> & { spans?: Record<string, Span> }
  complaint: number
}
export interface AgentReading {
  speaker: 'agent'
  agent_acts: Heard[]
  taboos: Heard[]
  facts: Record<string, unknown> & { spans?: Record<string, Span> }
}
export type Reading = CustomerReading | AgentReading
export interface Notes {
  emotion: { label: string; intensity: number; peak: number; trend: 'rising' | 'steady' | 'falling' }
  facts: { fact: string; name: string; text: string }[]
  wants: { turn: number; text: string; answered: boolean }[]
  dispute: { id: string; name: string; advice: string } | null
  goal: string | null
}
export interface Remind { id: string; text: string; source: string }
export interface Guidance {
  type: 'guidance'
  call_id: string
  turn: number
  step: StepNow
  repair: RepairNow
  reading: Reading
  level: LevelNow
  say: Say[]
  avoid: AvoidNow[]
  ask: string | null
  checklist: Check[]
  promises: PromiseNow[]
  ticket: TicketNow
  plans: string[]
  notes: Notes | null
  remind: Remind[]
}
export interface Line { turn: number; speaker: Speaker; text: string; at: string }
export interface Whisper { number: number; by: string; at: string; text: string }
export interface Move {
  number: number
  after_turn: number
  step: StepId | null
  by: string
  at: string
  guidance: Guidance
}
export interface CallRecord {
  id: string
  started_at: string
  ended_at: string | null
  industry: string
  channel: string
  role: Role
  agent: string | null
  customer_ref: string | null
  matter: string | null
}
export interface CallView extends CallRecord {
  step: StepNow | null
  repair: RepairNow | null
  level: LevelNow | null
  checklist: Check[]
  promises: PromiseNow[]
  ticket: Ticket | null
  turns: Line[]
  whispers: Whisper[]
  moves: Omit<Move, 'guidance'>[]
  guidance: Guidance | null
}
export interface Ticket {
  id: string
  call_id: string
  matter: string
  status: 'open' | 'confirmed' | 'downgraded' | 'closed'
  level: 0 | 1 | 2 | 3
  cr: string | null
  priority: string
  summary: string
  reasons: Reason[]
  filed_at: string
  filed_by: string
  updated_at: string
  due: Due[]
  fields: Record<string, string>
  customer_ref: string | null
  demand: string
  promises: { text: string; due: string; turn: number; within_authority: boolean }[]
  owner_role: string
  owner: string | null
  node: string
  marks: Record<string, string>
  outcome: string | null
  parent: string | null
  merged_into: string | null
  version: number
}
export interface TicketEvent {
  ticket_id: string
  number: number
  event: string
  at: string
  by: string
  note: string
  changes: Record<string, string>
}
/** An utterance that counts, with the words in it that show it. */
export interface Evidence {
  call_id: string
  turn: number
  speaker: Speaker
  text: string
  at: string
  marks: { label: string; text: string; span: Span }[]
}
export interface Case extends Ticket {
  events: TicketEvent[]
  evidence: Evidence[]
  children: string[]
  possible: string[]
}
export interface TicketList { items: Ticket[]; next: string | null }
export interface Finding {
  taboo: string
  severity: Severity
  span: Span
  text: string
  why: string
  instead: string[]
  source: string
  entry: string
  by: 'lexicon' | 'authority' | 'model'
  confidence: number
}
export interface DraftCheck { text: string; findings: Finding[]; verdict: Verdict; rewrite: string | null }
export interface Card {
  background: string
  problem: string
  level: string
  speed: string
  cases: { id: string; matter: string; level: number; summary: string }[]
}
export interface Confirmation { sms: string[]; mail_subject: string; mail: string }
export interface Me { name: string; role: Role; signed_in: boolean }
export interface Example { name: string; title: { zh: string; en: string }; lines: { speaker: Speaker; text: string }[] }
export type Names = Record<string, Record<string, string>>
export interface Config {
  version: string
  language: 'zh' | 'en'
  names: { zh: Names; en: Names }
  origins: string[]
  sign_in: boolean
}
export interface BoardCall {
  id: string
  agent: string | null
  customer_ref: string | null
  industry: string
  channel: string
  started_at: string
  last_at: string
  turns: number
  step: StepNow
  level: LevelNow
  mood: { label: string; intensity: number; peak: number; trend: 'rising' | 'steady' | 'falling' }
  curve: number[]
  ticket_id: string | null
  due: { clock: string; name: string; at: string } | null
  why: string[]
}
export interface Board { at: string; calls: BoardCall[] }
export interface Figures {
  from: string
  to: string
  by: 'day' | 'month'
  levels: { at: string; level1: number; level2: number; level3: number; level4: number; calls: number }[]
  kinds: { id: string; name: string; count: number }[]
  clocks: { clock: string; name: string; kept: number; missed: number }[]
  taboos: { id: string; name: string; count: number }[]
  scripts: {
    used: number
    edited: number
    dismissed: number
    top: { id: string; text: string; used: number; edited: number; dismissed: number }[]
  }
}
