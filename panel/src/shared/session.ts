/** Who is at this screen: comes in with a token or a one-time link, and leaves. */

import { shallowRef } from 'vue'
import { api, Problem, token } from '@/api/client'
import type { Me } from '@/api/types'

/** Why the link in the address did not open the door, until somebody signed in. */
export const linkProblem = shallowRef<Problem | null>(null)

/** A link of the address (`#link=…`), taken out of it at once: it must not stay in the history or be copied on. */
export function takeLink(): string | null {
  const told = new URLSearchParams(location.hash.slice(1))
  const link = told.get('link')
  if (link === null) return null
  told.delete('link')
  const rest = told.size ? `#${told}` : ''
  history.replaceState(history.state, '', location.pathname + location.search + rest)
  return link
}

/**
 * Exchanges the link of the address, if there is one, before anything else is asked of the server.
 * Whoever was signed in here before is not any more, whether the link is good or not.
 */
export async function arrive(): Promise<void> {
  const link = takeLink()
  if (link === null) return
  token.set(null)
  linkProblem.value = null
  try {
    token.set((await api.signIn(link)).token)
  } catch (error) {
    linkProblem.value = asProblem(error)
  }
}

/**
 * Follows a link that comes later: a host that changes only what is behind the `#` of its frame loads nothing anew.
 * Everything on the screen may belong to somebody else then, so the page begins again, with the link.
 */
export function followLinks(begin: () => void = () => location.reload()): () => void {
  const look = () => {
    if (new URLSearchParams(location.hash.slice(1)).has('link')) begin()
  }
  window.addEventListener('hashchange', look)
  return () => window.removeEventListener('hashchange', look)
}

/** Comes in with a token. Raises `Problem`, and keeps nothing, when the server does not know it. */
export async function enter(given: string): Promise<Me> {
  const before = token.get()
  token.set(given.trim())
  try {
    const me = await api.me()
    linkProblem.value = null
    return me
  } catch (error) {
    token.set(before)
    throw asProblem(error)
  }
}

/** Leaves: the token is forgotten here even when the server cannot be told. */
export async function leave(): Promise<void> {
  try {
    if (token.get() !== null) await api.signOut()
  } catch {
    // A token given out by hand is no session: there is nothing to end but its use here.
  } finally {
    token.set(null)
  }
}

export const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem(0, 'offline', '', '')
