/** The one way to the server: signed, with keys for retries, and errors that say what to do. */

import type {
  Board, CallRecord, CallView, Card, Case, Config, Confirmation, DraftCheck, Example, Figures, Guidance, Me, Ticket,
  TicketList, Whisper,
} from './types'

const BASE = '/api/v1'
const TOKEN = 'anfu.token'

/**
 * What the server refused, or that it could not be reached (`status` 0). `remedy` says what to do, `kind` is the
 * last part of the problem's type: `gate`, `taken`, `needs-reason`, …
 */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly remedy: string,
    readonly kind = '',
  ) {
    super(detail || title)
  }

  get offline(): boolean {
    return this.status === 0
  }

  get signedOut(): boolean {
    return this.status === 401
  }
}

/** The token lives as long as the tab: a shared work station keeps nobody signed in. */
export const token = {
  get: () => sessionStorage.getItem(TOKEN),
  set: (value: string | null) =>
    value === null ? sessionStorage.removeItem(TOKEN) : sessionStorage.setItem(TOKEN, value),
}

export function headers(more: Record<string, string> = {}): Record<string, string> {
  const held = token.get()
  return held === null ? more : { Authorization: `Bearer ${held}`, ...more }
}

interface Sent { body?: unknown; key?: string; signal?: AbortSignal }

export async function request<T>(method: string, path: string, { body, key, signal }: Sent = {}): Promise<T> {
  const response = await reach(method, path, { body, key, signal })
  if (!response.ok) throw await problem(response)
  return (await response.json()) as T
}

/** A document to save. */
export async function download(path: string): Promise<{ name: string; blob: Blob }> {
  const response = await reach('GET', path, {})
  if (!response.ok) throw await problem(response)
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')
  return { name: named?.[1] ? decodeURIComponent(named[1]) : 'anfu', blob: await response.blob() }
}

export async function problem(response: Response): Promise<Problem> {
  const told = (await response.json().catch(() => ({}))) as Partial<Record<string, string>>
  const kind = told.type?.split('#problem-').at(1)
  return new Problem(response.status, told.title ?? response.statusText, told.detail ?? '', told.remedy ?? '', kind)
}

async function reach(method: string, path: string, { body, key, signal }: Sent): Promise<Response> {
  const more: Record<string, string> = {}
  if (body !== undefined) more['Content-Type'] = 'application/json'
  if (key !== undefined) more['Idempotency-Key'] = key
  try {
    return await fetch(BASE + path, {
      method,
      headers: headers(more),
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(0, 'offline', '', '')
  }
}

function query(given: Record<string, string | number | boolean | null | undefined>): string {
  const used = Object.entries(given).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return used.length ? `?${new URLSearchParams(used.map(([name, value]) => [name, String(value)]))}` : ''
}

/** A key that makes sending the same thing twice harmless. */
export const newKey = (): string => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`

const call = (id: string) => `/calls/${encodeURIComponent(id)}`
const ticket = (id: string) => `/tickets/${encodeURIComponent(id)}`

export const api = {
  config: () => request<Config>('GET', '/panel/config'),
  me: () => request<Me>('GET', '/me'),
  signIn: (link: string) =>
    request<{ token: string; name: string; role: string; expires_at: string }>('POST', '/sign-in', { body: { link } }),
  signOut: () => request<unknown>('POST', '/sign-out'),
  examples: () => request<{ items: Example[] }>('GET', '/examples'),

  calls: (given: { limit?: number; active?: boolean; mine?: boolean } = {}) =>
    request<{ items: CallRecord[] }>('GET', `/calls${query(given)}`),
  beginCall: (given: Partial<CallRecord> = {}, key = newKey()) =>
    request<CallRecord>('POST', '/calls', { body: given, key }),
  call: (id: string) => request<CallView>('GET', call(id)),
  hear: (id: string, said: { speaker: 'customer' | 'agent'; text: string }, key = newKey()) =>
    request<Guidance>('POST', `${call(id)}/utterances`, { body: said, key }),
  ask: (id: string, text: string) =>
    request<{ answers: { text?: string; custom?: unknown }[] }>('POST', `${call(id)}/ask`, { body: { text } }),
  setStep: (id: string, step: string) => request<Guidance>('POST', `${call(id)}/step`, { body: { step } }),
  undoStep: (id: string) => request<Guidance>('POST', `${call(id)}/step/undo`),
  feedback: (
    id: string,
    given: { turn: number; script: string; outcome: 'used' | 'edited' | 'dismissed'; text?: string },
  ) => request<unknown>('POST', `${call(id)}/feedback`, { body: given }),
  card: (id: string) => request<Card>('GET', `${call(id)}/card`),
  confirmation: (id: string) => request<Confirmation>('GET', `${call(id)}/confirmation`),
  endCall: (id: string) => request<{ call_id: string; summary: string }>('POST', `${call(id)}/end`),
  whisper: (id: string, text: string, key = newKey()) =>
    request<Whisper>('POST', `${call(id)}/whispers`, { body: { text }, key }),

  check: (text: string, callId: string | null, signal?: AbortSignal) =>
    request<DraftCheck>('POST', '/drafts/check', { body: { text, call_id: callId, positions: 'utf16' }, signal }),
  override: (text: string, reason: string, callId: string | null) =>
    request<{ id: string }>('POST', '/overrides', { body: { text, reason, call_id: callId } }),

  tickets: (given: Record<string, string | number | boolean | null | undefined>) =>
    request<TicketList>('GET', `/tickets${query(given)}`),
  ticket: (id: string) => request<Case>('GET', ticket(id)),
  fileTicket: (given: { call_id: string; matter?: string; summary?: string }, key = newKey()) =>
    request<Ticket>('POST', '/tickets', { body: given, key }),
  act: (id: string, transition: string, given: Record<string, unknown> = {}, key = newKey()) =>
    request<Ticket>('POST', `${ticket(id)}/${encodeURIComponent(transition)}`, { body: given, key }),

  split: (id: string, given: { matter: string; summary: string; note: string }, key = newKey()) =>
    request<Ticket>('POST', `${ticket(id)}/split`, { body: given, key }),
  merge: (id: string, given: { into: string; note: string }, key = newKey()) =>
    request<Ticket>('POST', `${ticket(id)}/merge`, { body: given, key }),
  gather: (id: string, given: { children: string[]; note: string }, key = newKey()) =>
    request<Ticket>('POST', `${ticket(id)}/children`, { body: given, key }),
  /** A document about one ticket: `quick` or `retrospective`. */
  report: (kind: 'quick' | 'retrospective', id: string, format: 'html' | 'xlsx') =>
    download(`/reports/${kind}/${encodeURIComponent(id)}${query({ format })}`),
  /** A table of a period, both days included. */
  table: (kind: 'tracking' | 'analysis' | 'dissatisfied', from: string, to: string) =>
    download(`/reports/${kind}${query({ from, to, format: 'xlsx' })}`),
  csv: (what: 'tickets' | 'calls', from: string, to: string) =>
    download(`/reports/export/${what}${query({ from, to })}`),

  board: () => request<Board>('GET', '/board'),
  figures: (given: { from?: string; to?: string; by?: 'day' | 'month' }) =>
    request<Figures>('GET', `/board/figures${query(given)}`),
}
