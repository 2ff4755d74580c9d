/** The keys of a live call; their table is `shared/keys.ts`. */

import { useKeys } from '@/shared/keys'

export interface CallActions {
  pick: (number: number, what: 'hand' | 'take' | 'dismiss') => void
  step: (number: number) => void
  undoStep: () => void
  box: (id: 'customer' | 'draft' | 'ask') => void
  pane: (id: 'transcript' | 'notes' | 'ticket') => void
  whispersSeen: () => void
  play: () => void
}

export function useCallKeys(act: CallActions): void {
  useKeys({
    say1: () => act.pick(1, 'hand'),
    say2: () => act.pick(2, 'hand'),
    say3: () => act.pick(3, 'hand'),
    edit1: () => act.pick(1, 'take'),
    edit2: () => act.pick(2, 'take'),
    edit3: () => act.pick(3, 'take'),
    not1: () => act.pick(1, 'dismiss'),
    not2: () => act.pick(2, 'dismiss'),
    not3: () => act.pick(3, 'dismiss'),
    toCustomer: () => act.box('customer'),
    toDraft: () => act.box('draft'),
    toAsk: () => act.box('ask'),
    step1: () => act.step(1),
    step2: () => act.step(2),
    step3: () => act.step(3),
    step4: () => act.step(4),
    step5: () => act.step(5),
    stepUndo: act.undoStep,
    transcript: () => act.pane('transcript'),
    notes: () => act.pane('notes'),
    ticket: () => act.pane('ticket'),
    whisperSeen: act.whispersSeen,
    play: act.play,
  })
}
