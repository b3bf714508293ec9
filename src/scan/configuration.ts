import type { Approver } from '../incident/approver.ts'
import type { NotifyChannel } from '../incident/notify/channel.ts'
import type { Confidence } from '../rules/rule.ts'
import type { OwnRule, RuleChange } from '../rules/schema.ts'
import type { PostureConfiguration } from './audit-configuration.ts'
import type { PlaybookChoices } from './playbooks-schema.ts'
import type { RotationChoice } from './rotation-schema.ts'

/** What `stanch.yaml` says, as built: every key present. The file's own form is `configurationSchema`. */
export interface Configuration extends PostureConfiguration {
  /** Findings of rules below it are not reported. */
  readonly minConfidence: Confidence
  readonly rules: RuleChoice
  /**
   * Paths that are not scanned, as in a `.gitignore` that lies beside the configuration file; a later
   * `!pattern` takes one back. Paths named on the command line are scanned nevertheless.
   */
  readonly ignore: readonly string[]
  /** True scans everything: neither what git ignores nor `ignore` is left out. */
  readonly noIgnore: boolean
  readonly limits: Limits
  readonly suppressions: SuppressionPolicy
  readonly inventory: InventoryChoice
  /** Who is told of incidents; left out: nobody. */
  readonly notify?: readonly NotifyChannel[]
  /** Own playbooks; left out: there are none. */
  readonly playbooks?: PlaybookChoices
  /** Commands that take new values; left out: there are none. */
  readonly rotation?: RotationChoice
  readonly incidents: IncidentsChoice
  /** Who may approve plans; no two share a name, an alias or a key. */
  readonly approvers: readonly Approver[]
}

export interface IncidentsChoice {
  /** A directory, relative to the configuration file, or `postgres://…`; `undefined`: the user's own one. */
  readonly store: string | undefined
}

export interface InventoryChoice {
  /** As `InventoryPlace` has it, a file relative to the configuration file; `undefined`: the default one. */
  readonly store: string | undefined
  readonly tenant: string | undefined
  /** Public keys of OpenSSH whose signatures count. */
  readonly signers: readonly string[]
  /** Whether an unkeyed column is written, for runs without a key. */
  readonly hmsl: boolean
}

export interface RuleChoice {
  /** Whether the rules that come with Stanch take part. */
  readonly builtIn: boolean
  /** Ids of rules that take no part. Whether they exist is for the caller to check. */
  readonly disable: readonly string[]
  /** Built-in rules by id, and what is to be different about them. */
  readonly override: Readonly<Record<string, RuleChange>>
  /** Globs of own rule files, relative to the configuration file, never outside its directory. */
  readonly files: readonly string[]
  /** Further rules, not yet checked but for their keys. */
  readonly own: readonly OwnRule[]
}

/**
 * Where scanning stops. A file over `fileBytes`, and any archive when `archiveDepth` is 0, is skipped by stated
 * policy. The other archive limits catch bombs: reaching one is a problem, and the scan incomplete.
 */
export interface Limits {
  /** Largest file in bytes. Without limit by default: files are read in pieces. */
  readonly fileBytes: number
  /** How many archives may lie in one another; 0 opens none. */
  readonly archiveDepth: number
  /** Most bytes unpacked from one file, all its archives together. */
  readonly archiveBytes: number
  /** Most unpacked bytes for one packed byte. */
  readonly archiveRatio: number
  /** Most unpacked bytes of one entry. */
  readonly entryBytes: number
  /** How many encodings (base64 in JSON in base64 …) are undone in one another; 0 undoes none. */
  readonly decodeDepth: number
}

export interface SuppressionPolicy {
  /** Relative to the configuration file, never outside its directory. */
  readonly file: string
  /** Whether `stanch:allow` comments count, and then only in files of the repository. */
  readonly inline: boolean
}

/** What holds where there is no configuration file, or where it leaves a key out. */
export const defaultConfiguration: Configuration = {
  minConfidence: 'medium',
  rules: { builtIn: true, disable: [], override: {}, files: [], own: [] },
  ignore: [],
  noIgnore: false,
  limits: {
    fileBytes: Number.MAX_SAFE_INTEGER,
    archiveDepth: 4,
    archiveBytes: 2 ** 30,
    archiveRatio: 200,
    entryBytes: 2 ** 28,
    decodeDepth: 3,
  },
  suppressions: { file: '.stanch-suppressions.yaml', inline: false },
  inventory: { store: undefined, tenant: undefined, signers: [], hmsl: false },
  incidents: { store: undefined },
  approvers: [],
}
