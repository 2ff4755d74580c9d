/** Names of labels for the board; what the playbook does not know keeps the words it came with. */

import { name } from '@/i18n'
import { clockId } from './time'

export function called(group: string, id: string | null | undefined, otherwise = ''): string {
  if (!id) return otherwise
  const known = name(group, id)
  return known === id && otherwise ? otherwise : known
}

export const levelName = (id: number, otherwise = ''): string => called('levels', String(id), otherwise)
/** A promise keeps its own words: there may be several. */
export const clockName = (clock: string, otherwise = ''): string =>
  clock.includes('#') && otherwise ? otherwise : called('clocks', clockId(clock), otherwise)
/** Where a ticket stands; how it ended says more than that it did. */
export const statusName = (status: string, outcome: string | null = null): string =>
  called('statuses', outcome && outcome !== 'solved' ? outcome : status)
/** A person by name; what the machine did by its own is named by the playbook. */
export const personName = (by: string): string => called('people', by, by)
/** A mark in the transcript: a signal, a slip, an act, or a fact. Empty when it has no name: ids are not for people. */
export function markName(label: string): string {
  for (const group of ['signals', 'taboos', 'acts', 'fields']) {
    const known = name(group, label)
    if (known !== label) return known
  }
  return ''
}
