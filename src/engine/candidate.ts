import type { CompiledRule } from '../rules/rule-pack.ts'
import type { SecretDetails } from '../rules/details.ts'
import type { Confidence } from '../rules/rule.ts'
import type { Span } from '../text/span.ts'
import type { Surroundings } from './reach.ts'
import type { Decoding, Status } from './finding.ts'
import type { TextFinder } from './text-finder.ts'

/** Bytes in which rules are tried, with offsets from 0. What stands outside `[0, length)` is not the text. */
export interface Text {
  readonly bytes: Uint8Array
  /** What the document's name says about it. */
  readonly kind: DocumentKind
  /** Last part of the document's path, empty when it has none; `undefined`: not known, rules for some files only are silent. */
  readonly fileName: string | undefined
  /** As the document's origin has it; `undefined`: not known, rules for some paths take part and no path is allowed. */
  readonly path?: string | undefined
  readonly finder: TextFinder
  /** Searched for what may matter, wherever it is: lists of what is allowed do not count. */
  readonly isProbed: boolean
}

/**
 * `code`: an unquoted value is an expression; `config`: it is a value; `lock`: generated, full of digests;
 * `text`: logs, chats, prose, standard input.
 */
export type DocumentKind = 'code' | 'config' | 'lock' | 'text'

/**
 * Where something counts that has no name; a value in quotes; one without; a short one without; and what logs use for
 * something else.
 */
export const anyKind: readonly DocumentKind[] = ['text', 'config', 'code', 'lock']
export const writtenKinds: readonly DocumentKind[] = ['text', 'config', 'code']
export const plainKinds: readonly DocumentKind[] = ['text', 'config']
export const configKinds: readonly DocumentKind[] = ['config']
export const fileKinds: readonly DocumentKind[] = ['config', 'code']

/** A rule's pattern at a place, before its checks. */
export interface RuleMatch {
  readonly rule: CompiledRule
  /** The secret, not the whole match. */
  readonly span: Span
  readonly whole: Span
}

/** A match that survived its checks. */
export interface Candidate {
  readonly rule: CompiledRule
  /** Of the smallest run of the document's own bytes that holds the secret. */
  readonly span: Span
  /** Fully decoded. Raw: never leaves the process. */
  readonly secret: Uint8Array
  readonly confidence: Confidence
  readonly status: Status
  /** What the secret tells of itself. */
  readonly details?: SecretDetails
  /** Outermost first. */
  readonly decoded: readonly Decoding[]
  /** Kinds of documents in which it is one. */
  readonly kinds: readonly DocumentKind[]
  /** Names of the known value that it is, or that stands in it. */
  readonly known?: readonly string[]
}

/** A search for what may matter, not for findings. */
export interface Probing {
  /** Rules below it are passed over. */
  readonly minConfidence: Confidence
  /**
   * Whether what is within `reach` of `[start, end)` can differ from a text that was searched before; what depends on
   * nothing that can is passed over. All of it can when undefined.
   */
  readonly touches: ((start: number, end: number, reach: Surroundings) => boolean) | undefined
  /** Told of anchors that a change can make a match of, however far it is, within `reach`. */
  readonly onFar: (anchor: Span, reach: Surroundings) => void
  /** Told of marks in the text itself, by their place among them. */
  readonly onMark?: (mark: number, start: number) => void
  /**
   * Whether nothing more need be known of what begins in `[start, end)` of the text itself.
   *
   * @param found candidates so far; only grows
   */
  readonly isSettled?: (found: readonly Candidate[], start: number, end: number) => boolean
}

/** A candidate that stands for its place, with what belongs to it. */
export interface Match extends Candidate {
  readonly components: readonly Candidate[]
}
