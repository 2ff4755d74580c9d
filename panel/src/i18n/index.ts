/** Words in Chinese and English, and the choice between them. Names of labels come from the playbook (`names`). */

import { computed, shallowRef } from 'vue'
import { createI18n } from 'vue-i18n'
import type { Config, Names } from '@/api/types'

export type Language = 'zh-CN' | 'en'
const KEPT = 'anfu.language'

const files = import.meta.glob<Record<string, unknown>>('./*/*.json', { eager: true, import: 'default' })

/** `zh-CN/call.json` is found under `call.` in Chinese. */
function messages(language: Language): Record<string, unknown> {
  const mine = Object.entries(files).filter(([path]) => path.startsWith(`./${language}/`))
  return Object.fromEntries(mine.map(([path, words]) => [path.split('/').at(-1)?.replace('.json', '') ?? '', words]))
}

function preferred(): Language {
  const kept = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(KEPT)
  return kept?.startsWith('en') ? 'en' : 'zh-CN'
}

export const i18n = createI18n({
  legacy: false,
  locale: preferred(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': messages('zh-CN'), en: messages('en') } as Record<Language, Record<string, string>>,
})

export const language = computed<Language>({
  get: () => i18n.global.locale.value as Language,
  set: (chosen) => {
    i18n.global.locale.value = chosen
    localStorage.setItem(KEPT, chosen)
    document.documentElement.lang = chosen
  },
})
document.documentElement.lang = language.value

/** What the server says of itself, once it is known. */
export const config = shallowRef<Config | null>(null)
export const setConfig = (given: Config): void => {
  config.value = given
}

/** What people call a label of the playbook: `name('taboos', 'blame_shift')`. */
export function name(group: string, id: string): string {
  const names: Names | undefined = config.value?.names[language.value === 'en' ? 'en' : 'zh']
  return names?.[group]?.[id] ?? id
}

/** Every label of a group with what people call it, in the playbook's order. */
export function labels(group: string): { id: string; name: string }[] {
  const names: Names | undefined = config.value?.names[language.value === 'en' ? 'en' : 'zh']
  return Object.entries(names?.[group] ?? {}).map(([id, told]) => ({ id, name: told }))
}

/** What the playbook calls a label in the chosen language; where it has no name, what the server called it. */
export function named(group: string, id: string | number, told: string | null): string {
  const found = name(group, String(id))
  return found === String(id) ? (told ?? found) : found
}
