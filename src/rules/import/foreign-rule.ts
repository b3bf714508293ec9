import type { Confidence, Severity } from '../rule.ts'
import type { AllowInFile } from '../schema.ts'
import type { Dialect, SecretGroup } from './rewrite-pattern.ts'

/** The formats that are read. */
export const foreignFormats = [
  'gitleaks',
  'betterleaks',
  'kingfisher',
  'noseyparker',
  'trufflehog',
  'credsweeper',
] as const
export type ForeignFormat = (typeof foreignFormats)[number]

/** A file whose text is at hand. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** Something that could not be carried over as it was. */
export interface ImportNote {
  /** `file:line`. */
  readonly where: string
  /** The foreign id or name; empty: of the file. */
  readonly rule: string
  readonly field: string
  readonly reason: string
  /** `left out`: there is no such rule now; `not carried`: the rule lacks the field; `changed`: it says it otherwise. */
  readonly kind: 'left out' | 'not carried' | 'changed'
}

/** A rule of another scanner, its fields as far as they mean something here. */
export interface ForeignRule {
  readonly id: string
  readonly name: string
  readonly where: string
  readonly pattern: string
  readonly dialect: Dialect
  readonly secret: SecretGroup
  /** One of these must occur, in any case. */
  readonly keywords: readonly string[]
  /** The value assigned to a name that holds one of these; the pattern describes the value. */
  readonly names?: readonly string[]
  /** Least entropy of the secret; `entropyAbove`: it must be more. */
  readonly entropy?: number
  readonly entropyAbove?: number
  readonly tokenEfficiency?: number
  readonly require?: readonly string[]
  readonly allow?: readonly AllowInFile[]
  readonly paths?: readonly string[]
  readonly confidence: Confidence
  readonly severity: Severity
  readonly isHidden?: boolean
  readonly isGeneric?: boolean
  readonly components?: readonly {
    readonly rule: string
    readonly withinLines: number
    readonly required: boolean
  }[]
  readonly positive?: readonly string[]
  readonly negative?: readonly string[]
  readonly reference?: string
}

/** What a foreign file holds. */
export interface ForeignFile {
  readonly rules: readonly ForeignRule[]
  /** Of all rules. */
  readonly allow: readonly AllowInFile[]
  readonly notes: readonly ImportNote[]
}

/** Lines between a secret and what belongs to it, where nothing is said of it. */
export const componentLines = 100
