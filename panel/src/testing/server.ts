/** A server for tests: answers by `METHOD /path`, and keeps what was asked. */

import { vi } from 'vitest'

export interface Asked { route: string; body: unknown; signal: AbortSignal | null | undefined }
type Answer = (asked: Asked) => unknown

/** Answers with status and body; a plain value is answered with 200. */
export class Reply {
  constructor(readonly status: number, readonly body: unknown = {}) {}
}

/** Stands for a network that is gone. */
export const gone = (): never => {
  throw new TypeError('Failed to fetch')
}

/** Puts itself in place of `fetch`. Routes may be changed while the test runs. */
export function serve(routes: Record<string, Answer>) {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', body, signal }: RequestInit = {}) => {
    const route = `${method} ${url.replace('/api/v1', '').split('?')[0]}`
    const mine: Asked = { route, body: typeof body === 'string' ? JSON.parse(body) : undefined, signal }
    asked.push(mine)
    const answer = routes[route]
    if (!answer) throw new Error(`no answer for ${route}`)
    const told = await new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error))
      Promise.resolve().then(() => answer(mine)).then(resolve, reject)
    })
    const { status, body: text } = told instanceof Reply ? told : new Reply(200, told)
    return new Response(JSON.stringify(text), { status, headers: { 'Content-Type': 'application/json' } })
  })
  return { asked, routes, count: (route: string) => asked.filter((one) => one.route === route).length }
}
