import type { CompiledRule, RulePack, StoredRules } from '../rules/rule-pack.ts'
import { letters, addSet, complementOf, setOf, type ByteSet } from '../text/byte-set.ts'
import { isAllowed, isPathIn, PatternCache } from './allow.ts'
import { endsShortWord } from './borders.ts'
import type { RuleMatch, Text } from './candidate.ts'
import { conditionOf, rankOf, withCondition } from './literal-condition.ts'
import { gramBytes } from './literal-layout.ts'
import type { Literal } from './literal-table.ts'
import { makeNearTest } from './match-near.ts'
import type { ReadyRule } from './match-rules.ts'
import type { PatternDfa } from './pattern-dfa.ts'
import { reachOf, type Reach } from './reach.ts'
import type { Regex, RegexEngine } from './regex.ts'

/** A rule ready to run, with its exceptions. */
export interface AnchoredRule {
  readonly ready: ReadyRule
  readonly except: (secret: string) => boolean
  /** Whether a list of the rule's allows the match; `undefined`: it has none. */
  readonly isAllowed: ((match: RuleMatch, secret: string, text: Text) => boolean) | undefined
  /** Whether the rule takes part in a document of this path; `undefined`: in all. */
  readonly takesPath: ((path: string | undefined) => boolean) | undefined
  /** Worked out when first asked for: only a probe does. */
  readonly reach: () => Reach
  /** Of the rule's confidence among all; a probe does not pass over identifiers. */
  readonly rank: number
}

/** The texts the prefilter looks for, and for each the places in the pack of the rules that are tried there. */
export interface AnchorIndex {
  readonly literals: readonly Literal[]
  readonly places: readonly (readonly number[])[]
  /** How many of the literals are those of the pack's base. */
  readonly baseCount: number
}

/** The literals of all rules, disabled ones too, so that a table made for the whole pack fits. */
export function literalsOf(pack: RulePack): readonly Literal[] {
  return indexAnchors(pack, true).literals
}

/** Literals by their numbers in a table, and the rules that are tried where they stand. */
export interface ReadyAnchors {
  readonly lengthOf: (literal: number) => number
  readonly rulesOf: (literal: number) => readonly AnchoredRule[]
}

/** @param regex what rules are compiled with when they are first needed */
export function readyAnchors(
  pack: RulePack,
  regex: RegexEngine,
  disabledRules: readonly string[],
): ReadyAnchors {
  const { stored } = pack
  const patterns = new PatternCache(regex)
  const ready = (rule: CompiledRule) => readyRule(rule, regex, patterns)
  const isOn = ({ id }: CompiledRule) => !disabledRules.includes(id)
  if (!stored) {
    const { literals, places } = indexAnchors(pack)
    const rules = pack.rules.map((rule) => (isOn(rule) ? [ready(rule)] : []))
    const rulesOf = places.map((all) => all.flatMap((place) => rules[place]!))
    return { lengthOf: (id) => literals[id]!.text.length, rulesOf: (id) => rulesOf[id]! }
  }
  const rules: (readonly AnchoredRule[] | undefined)[] = []
  const rulesOf: (readonly AnchoredRule[] | undefined)[] = []
  const rulesAt = (place: number) => {
    const rule = stored.ruleAt(place)
    return (rules[place] ??= isOn(rule) ? [ready(rule)] : [])
  }
  return {
    lengthOf: (id) => stored.lengths[id]!,
    rulesOf: (id) => (rulesOf[id] ??= stored.rulesOf[id]!.flatMap(rulesAt)),
  }
}

/** What is stored of a pack's anchors. */
export function numberedAnchors(pack: RulePack): Pick<StoredRules, 'lengths' | 'rulesOf'> {
  const { literals, places } = indexAnchors(pack)
  return { lengths: literals.map(({ text }) => text.length), rulesOf: places }
}

/**
 * All anchors of a pack: each text once, with the places of the rules that go by it. Those of its base come first,
 * whatever became of the rules there.
 *
 * @param isForTable whether what must stand around the literals is asked for; a table that is made knows it
 */
export function indexAnchors(pack: RulePack, isForTable = false): AnchorIndex {
  const index = new GrowingIndex(isForTable)
  const base = new Set(pack.base?.rules)
  for (const rule of base) index.add(rule, 'base')
  const baseCount = index.literals.length
  pack.rules.forEach((rule, place) => {
    for (const id of index.add(rule, base.has(rule) ? 'base' : 'own')) index.places[id]!.push(place)
  })
  return { literals: index.literals, places: index.places, baseCount }
}

class GrowingIndex {
  readonly literals: Literal[] = []
  readonly places: number[][] = []
  readonly #idOf = new Map<string, number>()
  readonly #isForTable: boolean
  readonly #surrounded = new Set<number>()

  constructor(isForTable: boolean) {
    this.#isForTable = isForTable
  }

  /**
   * @param part what must stand around a text of the base is fixed; own rules have their own literals
   * @returns numbers of the rule's literals
   */
  add(rule: CompiledRule, part: 'base' | 'own'): number[] {
    const ignoreCase = rule.anchors.kind !== 'literals'
    return anchorTexts(rule).map((text) => {
      const key = `${part}${ignoreCase ? 'i' : 'c'}${text}`
      const id = this.#idFor(key, { text, ignoreCase, next: undefined, conditions: [] })
      if (this.#isForTable) this.#surround(id, rule)
      return id
    })
  }

  /** Adds what one more rule admits around a literal. */
  #surround(id: number, rule: CompiledRule): void {
    const literal = this.literals[id]!
    const next = bytesBehind(rule, literal.text)
    const isFirst = !this.#surrounded.has(id)
    this.#surrounded.add(id)
    this.literals[id] = {
      ...literal,
      next: isFirst ? next : unionOf(literal.next, next),
      conditions: withCondition(literal.conditions, conditionOf(rule)),
    }
  }

  #idFor(key: string, literal: Literal): number {
    const known = this.#idOf.get(key)
    if (known !== undefined) return known
    const id = this.literals.length
    this.#idOf.set(key, id)
    this.literals.push(literal)
    this.places.push([])
    return id
  }
}

function anchorTexts({ anchors, near }: CompiledRule): readonly string[] {
  if (near) return near.texts
  if (anchors.kind === 'near') return anchors.words
  if (anchors.kind === 'literals') return anchors.literals
  return anchors.kind === 'keywords' ? anchors.keywords : anchors.names
}

/** Letters: a name's last word goes on with none. */
const letterBytes = setOf(letters)

/** The bytes that can follow a literal, where the rule's gate starts right behind it. */
function bytesBehind(rule: CompiledRule, text: string): ByteSet | undefined {
  const { anchors, gate, near, quotes } = rule
  if (anchors.kind === 'names' && anchors.last) return complementOf(letterBytes)
  if (anchors.kind === 'keywords') return text.length < gramBytes ? endsShortWord : undefined
  if (near) return near.next === undefined || text.length > 3 ? undefined : setOf(near.next)
  // Where a quote may be escaped, what is there is looked at more closely; but three bytes stand everywhere.
  if (quotes && text.length >= gramBytes) return undefined
  const isKnown = anchors.kind === 'literals' && gate.from <= text.length && text.length < gate.to
  return isKnown ? gate.set : undefined
}

function unionOf(left: ByteSet | undefined, right: ByteSet | undefined): ByteSet | undefined {
  if (left === undefined || right === undefined) return undefined
  const union = left.slice()
  addSet(union, right)
  return union
}

function readyRule(rule: CompiledRule, engine: RegexEngine, patterns: PatternCache): AnchoredRule {
  const { allow, paths, require } = rule
  let regex: Regex | undefined
  let reach: Reach | undefined
  let nearTest: PatternDfa | undefined
  let hasTest = false
  return {
    reach: () => (reach ??= reachOf(rule)),
    rank: rankOf(rule),
    ready: {
      rule,
      regex: () => (regex ??= engine.compile(rule.pattern)),
      nearTest: () => {
        if (!hasTest) nearTest = makeNearTest(rule)
        hasTest = true
        return nearTest
      },
    },
    except: (secret) =>
      rule.except.some((pattern) => patterns.isIn(pattern, secret)) ||
      require?.every((pattern) => patterns.isIn(pattern, secret)) === false,
    isAllowed: allow && ((match, secret, text) => isAllowed(allow, match, secret, text, patterns)),
    takesPath: paths && ((path) => path === undefined || isPathIn(paths, path, patterns)),
  }
}
