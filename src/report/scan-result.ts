import type { Origin } from '../engine/document.ts'
import type { Finding, InventoryMatch, Status } from '../engine/finding.ts'
import type { Confidence, Severity } from '../rules/rule.ts'

/** One secret with all its places. */
export interface Exposure {
  readonly type: 'exposure'
  readonly fingerprint: string
  readonly rule: string
  readonly name: string
  readonly provider: string
  readonly confidence: Confidence
  readonly severity: Severity
  readonly status: Status
  readonly redacted: string
  readonly inventory: InventoryMatch | null
  readonly occurrences: readonly Occurrence[]
}

export interface Occurrence {
  readonly origin: Origin
  readonly line: number
  readonly column: number
}

/** What was looked at, what was not, and why. Every scan ends with one. */
export interface Coverage {
  readonly type: 'coverage'
  readonly documents: number
  readonly bytes: number
  /** By policy: binary, ignored, device, over a limit. */
  readonly skipped: readonly SkippedDocument[]
  /** Trouble: unreadable, vanished, damaged, bomb limit. One is enough to make `complete` false. */
  readonly problems: readonly Problem[]
  readonly complete: boolean
  /** True when an interrupt or a signal ended the scan early. */
  readonly interrupted: boolean
  /** Rules that took part. */
  readonly rules: number
  /** `sha256:…` of the rule pack. */
  readonly rulePack: string
  /** Name of the fingerprint key; `ephemeral` when it was made for this run and will not match another's. */
  readonly key: { readonly kid: string; readonly ephemeral: boolean }
  readonly suppressions: SuppressionUse
  /** Wall time in milliseconds. */
  readonly durationMs: number
  /** Set when a change was scanned: a pull request, a push, a merge group. */
  readonly change?: ChangeCoverage
  /** Set when texts of a forge were scanned: of one repository, or of all that an account has. */
  readonly estate?: EstateCoverage
  /** Set when only a part of the scan was to be done: the `index`th of `count`, from 1. */
  readonly shard?: {
    readonly index: number
    readonly count: number
    /** `sha256:…` over what the whole scan is of: references, options, configuration. */
    readonly of: string
  }
}

/** What is known of each repository of an account. */
export interface EstateCoverage {
  readonly host: string
  readonly repositories: readonly RepositoryCoverage[]
  /** Secrets that were met and stand in the baseline, so that they are not told again; set when there is one. */
  readonly known?: number
}

export interface RepositoryCoverage {
  /** `OWNER/REPO`; `gist/LOGIN` for what a person has of these. */
  readonly repository: string
  readonly status: 'complete' | 'incomplete' | 'never scanned'
  readonly why?: string
  readonly documents: number
  readonly bytes: number
}

/** What a change consists of, and by whose policy it was judged. */
export interface ChangeCoverage {
  /** Scanned, of those that it brings; fewer make the scan incomplete. */
  readonly commits: { readonly scanned: number; readonly total: number }
  /** Versions of files that were read. */
  readonly files?: number
  /** Bytes of files, each version counted once. */
  readonly fileBytes: number
  /** Titles, bodies, comments and names. */
  readonly texts: number
  /** What had to be fetched because the clone was too short; left out: nothing. */
  readonly fetched?: { readonly commits: number; readonly deepened: boolean }
  readonly policy: PolicySource
}

/** Where configuration, ignores, suppressions and rules were read. */
export interface PolicySource {
  /** `OWNER/REPO@COMMIT`, or the base's commit; `undefined`: there is none, the defaults hold. */
  readonly at: string | undefined
  /** Paths by which the change itself would alter the policy; they count once it is merged. */
  readonly edits: readonly string[]
}

export interface SkippedDocument {
  readonly path: string
  /** Short and stable: `binary`, `ignored`, `device`, `symlink loop`, … */
  readonly reason: string
}

export interface Problem {
  readonly path: string
  readonly reason: string
}

export interface SuppressionUse {
  /** Findings that a valid entry hid. */
  readonly suppressed: number
  /** Entries past their date: they hide nothing. */
  readonly expired: readonly SuppressionNote[]
  /** Entries whose secret was not met although the scan was complete. */
  readonly dead: readonly SuppressionNote[]
}

export interface SuppressionNote {
  readonly rule: string
  readonly owner: string
  readonly reason: string
  readonly expires: string
  /** File and line of the entry. */
  readonly where: string
}

/** A finished scan, as every report sees it. */
export interface ScanResult {
  readonly findings: readonly Finding[]
  readonly exposures: readonly Exposure[]
  readonly coverage: Coverage
}

/** One output format. Both calls return text to be written at once; neither throws. */
export interface Report {
  /** Called for each finding as it comes; most formats answer `''` and speak at the end. */
  onFinding(finding: Finding): string
  onEnd(result: ScanResult): string
}
