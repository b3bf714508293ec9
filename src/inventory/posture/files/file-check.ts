import type { Severity } from '../../../rules/rule.ts'
import type { PostureCheck } from '../posture-check.ts'
import type { ConfigurationTree } from './configuration-tree.ts'

/** A secret that the engine has found in a file. */
export interface PlacedSecret {
  /** Offsets in bytes, half-open. */
  readonly start: number
  readonly end: number
  readonly line: number
  /** Of the rule: `GitHub token`. */
  readonly name: string
  /** Records that have its fingerprint, ascending by id. */
  readonly records: readonly string[]
}

/** A configuration file, as checks see it. */
export interface AuditedFile {
  readonly path: string
  /** One character per byte. */
  readonly text: string
  readonly tree: ConfigurationTree
  /** In the file's order. */
  readonly secrets: readonly PlacedSecret[]
}

/** What a check has seen in a file; never holds what stands there. */
export interface FileSign {
  readonly line: number
  readonly evidence: readonly string[]
  readonly severity?: Severity
  readonly remedy?: string
  readonly records?: readonly string[]
}

/** Looks at configuration files of one kind. */
export interface FileCheck extends PostureCheck {
  readonly find: (file: AuditedFile) => readonly FileSign[]
}
