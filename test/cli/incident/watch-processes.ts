import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessWatch {
  /** Arguments and environments of all that were seen. */
  readonly seen: ReadonlySet<string>
  stop(): void
}

/** Reads, every few milliseconds, what every process of this user is started with from now on. @param mark only those with it in their environment */
export function watchProcesses(mark: string): ProcessWatch {
  const seen = new Set<string>()
  const running = () => new Set(readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
  const known = running()
  const look = () => {
    const now = running()
    // Its number may be given anew.
    for (const pid of known) if (!now.has(pid)) known.delete(pid)
    for (const pid of now) {
      if (known.has(pid)) continue
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'latin1')
        if (!environment.includes(mark)) continue
        const text = `${readFileSync(`/proc/${pid}/cmdline`, 'latin1')}\n${environment}`
        // What a fork becomes is seen at the next look.
        if (seen.has(text)) known.add(pid)
        seen.add(text)
      } catch {
        // It has ended.
      }
    }
  }
  const timer = setInterval(look, 5)
  return { seen, stop: () => clearInterval(timer) }
}
