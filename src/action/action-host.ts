import type { Forge } from './forge.ts'

/** Everything outside that the Action uses; tests lend another. */
export interface ActionHost {
  /** Of the step: what GitHub's runner sets, the inputs, keys. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly writeOut: (text: string) => void
  readonly writeError: (text: string) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly signal: AbortSignal
  readonly openForge: (options: ForgeOptions) => Promise<Forge>
}

export interface ForgeOptions {
  /** For people: what is waited for. */
  readonly onNote: (note: string) => void
  readonly token: string
  readonly env: ActionHost['env']
  readonly signal: AbortSignal
}
