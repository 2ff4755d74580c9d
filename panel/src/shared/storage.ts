/**
 * The browser's storage, or where it is closed to us, a memory that lasts as long as the page.
 *
 * In a frame of another site many browsers close it and raise at the first look. Imported before everything else.
 */

class Memory implements Storage {
  private readonly kept = new Map<string, string>()

  get length(): number {
    return this.kept.size
  }
  clear(): void {
    this.kept.clear()
  }
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null
  }
  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null
  }
  removeItem(key: string): void {
    this.kept.delete(key)
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, value)
  }
}

/** Puts a memory in place of each storage that cannot be used. Returns which those were. */
export function provideStorage(): string[] {
  return (['localStorage', 'sessionStorage'] as const).filter((name) => {
    try {
      return window[name] === null
    } catch {
      return true
    }
  }).map((name) => {
    Object.defineProperty(window, name, { value: new Memory(), configurable: true })
    return name
  })
}

/** The keys of the browser's storage. */
export const storedKeys = (storage: Storage): string[] =>
  Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '')

provideStorage()
