import type { LiteralAnchors, Rule } from './rule.ts'

/** A rule with what the engine needs to know of its pattern, worked out when Stanch is built. */
export interface CompiledRule extends Rule {
  /** Shortest and longest match in bytes. */
  readonly lengthMin: number
  readonly lengthMax: number
  /** Number of the capture group that is the secret; 0: the whole match. */
  readonly secretGroup: number
  /** The bytes at `gate.from` up to `gate.to` of every match all belong to `gate.set`. */
  readonly gate: { readonly from: number; readonly to: number; readonly set: readonly number[] }
  /** Bytes that can stand in a match: it ends before the first other one. */
  readonly alphabet: readonly number[]
  /** Bytes a match can start with. */
  readonly first: readonly number[]
  /** Bytes that may not stand right before a keyword's match: word bytes and what it can start with, but `=`. */
  readonly before: readonly number[]
  /** Bytes that may not stand right behind it: word bytes and what it can end with. */
  readonly behind: readonly number[]
  /** Bytes that every match holds besides its literal: a cheap test before the regex runs. */
  readonly required: readonly number[]
}

/** All rules of a build. */
export interface RulePack {
  readonly version: 1
  /** `sha256:…` over the rules. */
  readonly digest: string
  readonly rules: readonly CompiledRule[]
}

export type CompiledLiteralRule = CompiledRule & { readonly anchors: LiteralAnchors }
