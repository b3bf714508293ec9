import type { ChecksumName } from './checksum.ts'
import type { DetailsName } from './details.ts'

export const confidences = ['low', 'medium', 'high'] as const
export type Confidence = (typeof confidences)[number]

export const maturities = ['trial', 'stable'] as const
export type Maturity = (typeof maturities)[number]

export const severities = ['low', 'medium', 'high', 'critical'] as const
export type Severity = (typeof severities)[number]

/** Where the engine looks for a rule at all. No rule runs anywhere else. */
export type Anchors = LiteralAnchors | KeywordAnchors | NameAnchors | NearAnchors

/** The secret's own text holds a fixed piece, compared exactly: `ghp_`. */
export interface LiteralAnchors {
  readonly kind: 'literals'
  readonly literals: readonly string[]
  /** How many bytes before the literal a match may start; 0 when the literal is the pattern's start. */
  readonly before: number
}

/** A word, in any case and at the start of a word, stands shortly before the secret: `heroku`. */
export interface KeywordAnchors {
  readonly kind: 'keywords'
  readonly keywords: readonly string[]
  /** One of these, in any case, must also stand between 24 bytes before the keyword and the secret; none needed when empty. */
  readonly with: readonly string[]
  /** The secret starts at most this many bytes after the keyword's end. */
  readonly distance: number
}

/** The secret is the value assigned to a name that holds one of these in any case: `password = "…"`. */
export interface NameAnchors {
  readonly kind: 'names'
  readonly names: readonly string[]
  /** Names holding one of these are passed over. */
  readonly except: readonly string[]
  /** The name's last word must end in one of them. */
  readonly last: boolean
}

/**
 * Words in any case, also inside of longer ones. The pattern describes the whole match and brings its own borders:
 * the form of rules that were written for scanners which run over whole text.
 */
export interface NearAnchors {
  readonly kind: 'near'
  /** Every match holds one of these; or, without `with` and with a distance, stands near one of them. */
  readonly words: readonly string[]
  /** One of these must stand near the match; none needed when empty. */
  readonly with: readonly string[]
  /** Most bytes between the match and a word that stands near it; 0: the match holds the word. */
  readonly distance: number
}

/** When a match is no finding after all. */
export interface AllowList {
  /** True: each of the lists below that is not empty must hold; false: one of them is enough. */
  readonly all: boolean
  /** RE2 patterns searched in the secret; in the whole match, without line feeds around it; in its lines. */
  readonly secret: readonly string[]
  readonly match: readonly string[]
  readonly line: readonly string[]
  /** Pieces of the secret in any case; lower case here. */
  readonly stopwords: readonly string[]
  /** RE2 patterns searched in the document's path. */
  readonly paths: readonly string[]
}

/** Another rule's secret that belongs to this one's, such as the key id of a secret key. */
export interface Component {
  readonly rule: string
  /** Most lines between the two, either way. */
  readonly withinLines: number
  /** Without it there is no finding. */
  readonly required: boolean
}

/** One kind of secret, as data, already validated. */
export interface Rule {
  /** Lower case, digits and hyphens; stable: suppressions and dashboards refer to it. */
  readonly id: string
  readonly name: string
  readonly provider: string
  /**
   * RE2 syntax. The group named `secret`, else the first group that is not empty, else the whole match is the
   * secret. Under `keywords` and `names` it describes the value only.
   */
  readonly pattern: string
  /** Bytes of the window the pattern sees, from the match's start on; needed where the pattern is unbounded. */
  readonly matchLengthMax: number | undefined
  readonly anchors: Anchors
  /** Says what kind of place holds a secret, not whose it is: a provider's rule at the same place goes first. */
  readonly generic: boolean
  /** A rule whose findings this one names more precisely. */
  readonly refines: string | undefined
  /** Least Shannon entropy of the secret, in bits per character. */
  readonly entropyMin: number
  /** Most characters per token of the secret: random text has few (2–3), words have many. */
  readonly tokenEfficiencyMax: number | undefined
  /**
   * Least surprisal of the secret's letters, in bits per letter: words have 2 to 4, random letters 6 and more. With
   * less it is of low confidence.
   */
  readonly surprisalMin: number | undefined
  readonly checksum: ChecksumName | undefined
  /** Who reads what the secret tells of itself. */
  readonly details: DetailsName | undefined
  readonly confidence: Confidence
  readonly severity: Severity
  readonly components: readonly Component[]
  /** RE2 patterns; a secret that one of them matches anywhere is no finding. */
  readonly except: readonly string[]
  /** RE2 patterns; a secret that one of them does not match is no finding. */
  readonly require: readonly string[] | undefined
  readonly allow: readonly AllowList[] | undefined
  /** RE2 patterns; the rule is silent in documents whose path none of them matches. */
  readonly paths: readonly string[] | undefined
  /** Found only as a component of another rule. */
  readonly isHidden: boolean | undefined
  /** Names a credential without being one: of low confidence as a finding, but masked by the filter. */
  readonly isIdentifier: boolean | undefined
  /** Being tried: what it alone finds is told of, and fails nothing. */
  readonly isTrial: boolean | undefined
  /** Written for another scanner: what it matches is not taken for a placeholder. */
  readonly isImported: boolean | undefined
  /** File names (`.npmrc`, `*.tfstate`) outside which the rule is silent; empty: everywhere. */
  readonly files: readonly string[]
  /** Leading bytes of the secret that reports may show: its public prefix. */
  readonly visiblePrefix: number
  /** Where the provider documents the format. */
  readonly reference: string
  /** Where one revokes it at the provider. */
  readonly revoke: string | undefined
}

/** A rule with its examples, as a rule file holds it. */
export interface RuleSource extends Rule {
  /** File and 1-based line of the rule, for messages. */
  readonly where: string
  readonly examples: {
    readonly positive: readonly string[]
    readonly negative: readonly string[]
  }
}

/** Whether `confidence` is at least `min`. */
export function isConfident(confidence: Confidence, min: Confidence): boolean {
  return confidences.indexOf(confidence) >= confidences.indexOf(min)
}
