/** The one way a text leaves the draft: checked, then inserted into the host system or copied. */

import type { Problem } from '@/api/client'
import { insert } from '@/embed/host'
import { copy } from '@/shared/clipboard'
import { asProblem } from '@/shared/session'
import { checkOnce, rulingOf, type Ruling } from './check'
import type { Script } from './types'

/** The ruling on a text that is not in the editor, with what kept it from being checked. */
export async function judge(text: string, callId: string | null): Promise<{ ruling: Ruling; problem: Problem | null }> {
  try {
    return { ruling: rulingOf(await checkOnce(text, callId)), problem: null }
  } catch (error) {
    return { ruling: 'unchecked', problem: asProblem(error) }
  }
}

/** Puts a text into the host's reply field, or where there is none, onto the clipboard. */
export async function deliver(text: string, script: Script | null): Promise<'inserted' | 'copied' | 'closed'> {
  if (insert(text, script)) return 'inserted'
  return (await copy(text)) ? 'copied' : 'closed'
}
