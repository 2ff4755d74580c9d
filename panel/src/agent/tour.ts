/** Four steps for somebody who sees the panel for the first time. What a step points at carries `data-tour`. */

import { i18n } from '@/i18n'

const SEEN = 'anfu.tour'
const STEPS = ['start', 'say', 'draft', 'help'] as const

let showing: { destroy: () => void } | null = null

export const tourSeen = (): boolean => localStorage.getItem(SEEN) !== null

/**
 * Shows the tour, the first time only unless asked for `again`. A step whose place is not on the screen stands in
 * the middle of it. Left at any time with Esc; begun, it counts as seen.
 */
export async function startTour({ again = false } = {}): Promise<void> {
  if (!again && tourSeen()) return
  const [{ driver }] = await Promise.all([import('driver.js'), import('driver.js/dist/driver.css'), import('./tour.css')])
  // The full type of `t` is too deep for the compiler to follow with keys made up here.
  const { t } = i18n.global as unknown as { t: (key: string, given?: Record<string, string>) => string }
  const tour = driver({
    showProgress: true,
    animate: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    allowClose: true,
    overlayOpacity: 0.5,
    stagePadding: 6,
    stageRadius: 12,
    popoverClass: 'anfu-tour',
    progressText: t('help.tour.progress', { at: '{{current}}', of: '{{total}}' }),
    nextBtnText: t('help.tour.next'),
    prevBtnText: t('help.tour.back'),
    doneBtnText: t('help.tour.done'),
    steps: STEPS.map((step) => ({
      element: document.querySelector(`[data-tour="${step}"]`) ?? undefined,
      popover: { title: t(`help.tour.${step}.title`), description: t(`help.tour.${step}.text`) },
    })),
    onPopoverRender: (popover) => {
      const skip = document.createElement('button')
      skip.type = 'button'
      skip.className = 'anfu-tour-skip'
      skip.textContent = t('help.tour.skip')
      skip.addEventListener('click', () => tour.destroy())
      if (!tour.isLastStep()) popover.footer.prepend(skip)
      popover.closeButton.setAttribute('aria-label', t('common.close'))
    },
  })
  showing = tour
  tour.drive()
  localStorage.setItem(SEEN, new Date().toISOString())
}

/** Takes the tour away: what it points at is leaving the screen. */
export function endTour(): void {
  showing?.destroy()
  showing = null
}
