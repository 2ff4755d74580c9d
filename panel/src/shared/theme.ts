/** Light or dark: as chosen, else as the system is. Every tab of the same browser follows. */

import { useDark, useToggle } from '@vueuse/core'

export const dark = useDark({ storageKey: 'anfu.theme' })
export const toggleDark = useToggle(dark)
