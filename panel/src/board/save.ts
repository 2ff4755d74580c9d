/** Files to the reader's disk, and pages into a tab of their own. */

/** How long a browser may take to read what it was given, in milliseconds. */
const READ = 60_000

export function saveAs({ name, blob }: { name: string; blob: Blob }): void {
  const url = URL.createObjectURL(blob)
  saveUrl(name, url)
  setTimeout(() => URL.revokeObjectURL(url), READ)
}

export function saveUrl(name: string, url: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}

/**
 * Shows a document the token is needed for. The tab is opened at once, while the click still counts as one, and filled
 * when the document is there. Raises what `fetched` raises, after closing the tab.
 */
export async function showPage(fetched: () => Promise<{ blob: Blob }>): Promise<void> {
  const tab = window.open('', '_blank')
  try {
    const { blob } = await fetched()
    const url = URL.createObjectURL(blob)
    if (tab) tab.location.href = url
    else saveUrl('anfu.html', url)
    setTimeout(() => URL.revokeObjectURL(url), READ)
  } catch (error) {
    tab?.close()
    throw error
  }
}
