/** Drafts and what the guard says of them, for tests. */

import type { DraftCheck, Finding, Severity } from '@/api/types'

/** A finding on the first place where the words stand. Counts UTF-16, as the panel asks for. */
export function finding(text: string, words: string, severity: Severity = 'block', instead = ['我换个办法', '我来想办法']): Finding {
  const from = text.indexOf(words)
  return {
    taboo: 'brush_off', severity, span: [from, from + words.length], text: words, why: '听着像把人推开。', instead,
    source: 'F24', entry: `entry-${words}`, by: 'lexicon', confidence: 1,
  }
}

export function judged(text: string, findings: Finding[], rewrite: string | null = null): DraftCheck {
  const worst = (['block', 'warn', 'hint'] as const).find((one) => findings.some(({ severity }) => severity === one))
  return { text, findings, verdict: worst ?? 'ok', rewrite }
}

/** A guard that blocks 「没办法」, warns of 「可能」 and lets the rest pass. */
export function guard(text: string): DraftCheck {
  const found: Finding[] = []
  if (text.includes('没办法')) found.push(finding(text, '没办法'))
  if (text.includes('可能')) found.push(finding(text, '可能', 'warn', ['我核实后告诉您']))
  return judged(text, found, found.length ? '这件事我接着办。' : null)
}
