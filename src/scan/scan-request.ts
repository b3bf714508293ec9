import type { SuppressionUse } from '../report/scan-result.ts'
import type { KnownTable } from '../engine/known-table.ts'
import type { FingerprintKey } from '../text/fingerprint.ts'
import type { Configuration } from './configuration.ts'
import type { FoundSecret } from './found-secret.ts'
import type { RuleSet } from './load-engine.ts'

/** What to scan, and how. */
export interface ScanRequest {
  /** Files and directories; `-` is standard input. */
  readonly paths: readonly string[]
  readonly configuration: Configuration
  /** Of `configuration.rules`; the built-in ones when undefined. */
  readonly rules?: RuleSet | undefined
  /** Values that are found wherever they stand, beside what the rules find. */
  readonly known?: KnownTable | undefined
  /** Absolute; what `configuration.ignore` is relative to. */
  readonly directory: string
  readonly key: FingerprintKey
  readonly isKeyEphemeral: boolean
  /** Worker threads at most; the machine's processors when undefined. */
  readonly threads: number | undefined
  readonly signal: AbortSignal
}

/** What a scan tells while it runs. */
export interface ScanListener {
  /** Whether the finding is reported; a suppressed one is not. Asked once per finding, in order. */
  onFound(found: FoundSecret): boolean
  onProgress(documents: number, bytes: number): void
  /** The native RE2 is missing; its port took over. */
  onRegexFallback(reason: string): void
  /** The index that a scan was given cannot be used; everything is scanned. */
  onIndexRefused(reason: string): void
  /** Whether {@link onFound} looks at the secrets themselves. */
  readonly needsValues: boolean
  suppressionUse(complete: boolean): SuppressionUse
}
