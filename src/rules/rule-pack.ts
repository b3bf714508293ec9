import type { ByteSet } from '../text/byte-set.ts'
import { bytesOfUtf8, concatBytes } from '../text/bytes.ts'
import type { Rule } from './rule.ts'

/** A rule with what the engine needs to know of its pattern, worked out when Stanch is built. */
export interface CompiledRule extends Rule {
  /** Shortest and longest match in bytes. */
  readonly lengthMin: number
  readonly lengthMax: number
  /** Number of the capture group that is the secret; 0: the first that is not empty, else the whole match. */
  readonly secretGroup: number
  /** Without them the secret is the whole match. */
  readonly hasGroups: boolean
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
  /** Of a pack that is read from where Stanch was built. */
  readonly stored?: StoredRules
}

/** What a scan needs of a pack before it meets an anchor; what it does not meet is never parsed. */
export interface StoredRules {
  readonly count: number
  /** Names that some rule asks of a file. */
  readonly fileNames: readonly string[]
  /** Of each literal of the table: its length, and the places of its rules in the pack. */
  readonly lengths: readonly number[]
  readonly rulesOf: readonly (readonly number[])[]
  readonly ruleAt: (place: number) => CompiledRule
}

/** A pack as it is stored: each byte set once, rules refer to it by number. */
export interface PackHead extends Omit<StoredRules, 'ruleAt'> {
  readonly digest: string
  readonly sets: readonly (readonly number[])[]
  /** Bytes of each rule's JSON, one behind the other. */
  readonly sizes: readonly number[]
}

type SetName = 'alphabet' | 'first' | 'before' | 'behind'

type PackedRule = Omit<CompiledRule, SetName | 'gate'> &
  Readonly<Record<SetName, number>> & {
    readonly gate: Omit<CompiledRule['gate'], 'set'> & { readonly set: number }
  }

/**
 * @param anchors of the pack, as {@link StoredRules} has them
 * @returns the head, and the rules as JSON, a line each
 */
export function packRules(
  pack: RulePack,
  anchors: Pick<StoredRules, 'lengths' | 'rulesOf'>,
): { head: PackHead; lines: Uint8Array } {
  const numbers = new Map<string, number>()
  const numberOf = (set: ByteSet): number => {
    const key = set.join()
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, numbers.size)
    return numbers.size - 1
  }
  const lines = pack.rules.map((rule) => {
    const packed: PackedRule = {
      ...rule,
      gate: { ...rule.gate, set: numberOf(rule.gate.set) },
      alphabet: numberOf(rule.alphabet),
      first: numberOf(rule.first),
      before: numberOf(rule.before),
      behind: numberOf(rule.behind),
    }
    return bytesOfUtf8(`${JSON.stringify(packed)}\n`)
  })
  const head = {
    digest: pack.digest,
    count: pack.rules.length,
    fileNames: pack.rules.flatMap(({ files }) => files),
    ...anchors,
    sizes: lines.map(({ length }) => length),
    sets: Array.from(numbers.keys(), (key) => key.split(',').map(Number)),
  }
  return { head, lines: concatBytes(lines) }
}

/** The inverse of {@link packRules}: each rule is parsed when it is first asked for. */
export class StoredPack implements RulePack {
  readonly version = 1
  readonly digest: string
  readonly stored: StoredRules
  #rules: readonly CompiledRule[] | undefined

  constructor({ sets, sizes, digest, ...head }: PackHead, lines: Uint8Array) {
    this.digest = digest
    const ends: number[] = []
    let end = 0
    for (const size of sizes) ends.push((end += size))
    const decoder = new TextDecoder()
    const lineAt = (place: number) =>
      decoder.decode(lines.subarray(ends[place]! - sizes[place]!, ends[place]))
    const parsed: (CompiledRule | undefined)[] = []
    const byteSets: ByteSet[] = []
    const setAt = (number: number) => (byteSets[number] ??= Uint32Array.from(sets[number]!))
    const ruleAt = (place: number) => (parsed[place] ??= unpackRule(lineAt(place), setAt))
    this.stored = { ...head, ruleAt }
  }

  /** All of them: takes longer than a scan of a small file. */
  get rules(): readonly CompiledRule[] {
    const { count, ruleAt } = this.stored
    return (this.#rules ??= Array.from({ length: count }, (_, place) => ruleAt(place)))
  }
}

function unpackRule(line: string, setAt: (number: number) => ByteSet): CompiledRule {
  const packed = JSON.parse(line) as PackedRule
  return {
    ...packed,
    gate: { ...packed.gate, set: setAt(packed.gate.set) },
    alphabet: setAt(packed.alphabet),
    first: setAt(packed.first),
    before: setAt(packed.before),
    behind: setAt(packed.behind),
  }
}

/** How many rules a pack has, without parsing them. */
export function countRules(pack: RulePack): number {
  return pack.stored?.count ?? pack.rules.length
}
