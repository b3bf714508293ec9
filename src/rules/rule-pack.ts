import type { ByteSet } from '../text/byte-set.ts'
import type { Rule } from './rule.ts'

/** A rule with what the engine needs to know of its pattern, worked out when Stanch is built. */
export interface CompiledRule extends Rule {
  /** Shortest and longest match in bytes. */
  readonly lengthMin: number
  readonly lengthMax: number
  /** Number of the capture group that is the secret; 0: the first that is not empty, else the whole match. */
  readonly secretGroup: number
  /** The bytes at `gate.from` up to `gate.to` of every match all belong to `gate.set`. */
  readonly gate: { readonly from: number; readonly to: number; readonly set: ByteSet }
  /** Bytes that can stand in a match: it ends before the first other one. */
  readonly alphabet: ByteSet
  /** Bytes a match can start with. */
  readonly first: ByteSet
  /** Bytes that may not stand right before a keyword's match: word bytes and what it can start with, but `=`. */
  readonly before: ByteSet
  /** Bytes that may not stand right behind it: word bytes and what it can end with. */
  readonly behind: ByteSet
  /** The pattern is one set, repeated {@link lengthMin} to {@link lengthMax} times: no regex is needed to match it. */
  readonly isRun: boolean
  /** Texts that every match holds besides its literal. */
  readonly requiredTexts: readonly string[]
  /** The pattern has quotes of its own, so that it cannot match where they are escaped. */
  readonly quotes: boolean
  /** Under `near`: what is looked for. */
  readonly near: NearTexts | undefined
  /** Bytes that every match holds besides its literal: a cheap test before the regex runs. */
  readonly required: readonly number[]
}

/** Texts of which one stands in every match, or near it, in any case; lower case here. */
export interface NearTexts {
  readonly texts: readonly string[]
  /** Most bytes of a match before them. */
  readonly before: number
  /** Lower-case characters that can follow a text of three; `undefined`: any. */
  readonly next: string | undefined
}

/** All rules of a build. */
export interface RulePack {
  readonly version: 1
  /** `sha256:…` over the rules. */
  readonly digest: string
  readonly rules: readonly CompiledRule[]
  /** The pack that this one was made of: its anchors keep their numbers, so that its tables are only added to. */
  readonly base?: RulePack
}

/** A pack as it is stored: each byte set once, rules refer to it by number. */
export interface PackedRules {
  readonly digest: string
  readonly sets: readonly (readonly number[])[]
  readonly rules: readonly PackedRule[]
}

type SetName = 'alphabet' | 'first' | 'before' | 'behind'

type PackedRule = Omit<CompiledRule, SetName | 'gate'> &
  Readonly<Record<SetName, number>> & {
    readonly gate: Omit<CompiledRule['gate'], 'set'> & { readonly set: number }
  }

export function packRules(pack: RulePack): PackedRules {
  const numbers = new Map<string, number>()
  const numberOf = (set: ByteSet): number => {
    const key = set.join()
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, numbers.size)
    return numbers.size - 1
  }
  const rules = pack.rules.map((rule) => ({
    ...rule,
    gate: { ...rule.gate, set: numberOf(rule.gate.set) },
    alphabet: numberOf(rule.alphabet),
    first: numberOf(rule.first),
    before: numberOf(rule.before),
    behind: numberOf(rule.behind),
  }))
  const sets = Array.from(numbers.keys(), (key) => key.split(',').map(Number))
  return { digest: pack.digest, sets, rules }
}

/**
 * The inverse of {@link packRules}.
 *
 * @param packed its rules become those of the pack: not to be used any more, since copies would cost start-up time
 */
export function unpackRules(packed: PackedRules): RulePack {
  const sets = packed.sets.map((words) => Uint32Array.from(words))
  for (const rule of packed.rules) {
    Object.assign(rule.gate, { set: sets[rule.gate.set] })
    Object.assign(rule, {
      alphabet: sets[rule.alphabet],
      first: sets[rule.first],
      before: sets[rule.before],
      behind: sets[rule.behind],
    })
  }
  return { version: 1, digest: packed.digest, rules: packed.rules as unknown as CompiledRule[] }
}
