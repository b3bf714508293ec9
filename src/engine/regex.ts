import type { Span } from '../text/span.ts'

/** A linear-time regular expression library, injected: RE2 itself or a port of it. */
export interface RegexEngine {
  /** Name and version for logs and benchmarks. */
  readonly name: string
  compile(pattern: string): Regex
}

/** Texts are one character per byte (`latin1Of`), so spans are byte offsets. */
export interface Regex {
  /** The match that starts exactly at `at`: the whole, then each group. */
  matchAt(text: string, at: number): RegexMatch | undefined
  /** The leftmost match at or after `from`. */
  search(text: string, from: number): RegexMatch | undefined
  /** Whether it matches anywhere; cheaper than to say where. */
  isIn(text: string): boolean
}

export type RegexMatch = readonly (Span | undefined)[]
