import type { CompiledRule, RulePack } from '../rules/rule-pack.ts'
import { confidences, type Anchors } from '../rules/rule.ts'
import { letters, addSet, complementOf, setOf, type ByteSet } from '../text/byte-set.ts'
import type { Condition, Literal } from './literal-table.ts'
import type { ReadyRule } from './match-rules.ts'
import { reachOf, type Reach } from './reach.ts'
import type { Regex, RegexEngine } from './regex.ts'

/** A rule ready to run, with its exceptions. */
export interface AnchoredRule {
  readonly ready: ReadyRule
  readonly except: (secret: string) => boolean
  /** Worked out when first asked for: only a probe does. */
  readonly reach: () => Reach
  /** Of the rule's confidence among all. */
  readonly rank: number
}

/** The texts the prefilter looks for, and for each the rules that are tried where it stands. */
export interface AnchorIndex {
  readonly literals: readonly Literal[]
  readonly rulesOf: readonly (readonly AnchoredRule[])[]
  /** How many of the literals are those of the pack's base. */
  readonly baseCount: number
}

/** The literals of all rules, disabled ones too, so that a table made for the whole pack fits. */
export function literalsOf(pack: RulePack): readonly Literal[] {
  return indexAnchors(pack, undefined, []).literals
}

/**
 * All anchors of a pack: each text once, with the rules that go by it. Those of its base come first, whatever became
 * of the rules there.
 *
 * @param regex what rules are compiled with when they are first needed; without it no rule is indexed
 */
export function indexAnchors(
  pack: RulePack,
  regex: RegexEngine | undefined,
  disabledRules: readonly string[],
): AnchorIndex {
  const index = new GrowingIndex(regex === undefined)
  const base = new Set(pack.base?.rules)
  for (const rule of base) index.add(rule, undefined, 'base')
  const baseCount = index.literals.length
  for (const rule of pack.rules) {
    const anchored = regex && !disabledRules.includes(rule.id) ? readyRule(rule, regex) : undefined
    if (!base.has(rule)) index.add(rule, anchored, 'own')
    else if (anchored) index.add(rule, anchored, 'base')
  }
  return { literals: index.literals, rulesOf: index.rulesOf, baseCount }
}

class GrowingIndex {
  readonly literals: Literal[] = []
  readonly rulesOf: AnchoredRule[][] = []
  readonly #idOf = new Map<string, number>()
  readonly #isForTable: boolean
  readonly #surrounded = new Set<number>()

  /** @param isForTable whether what must stand around the literals is asked for; a table that is made knows it */
  constructor(isForTable: boolean) {
    this.#isForTable = isForTable
  }

  /** @param part what must stand around a text of the base is fixed; own rules have their own literals */
  add(rule: CompiledRule, anchored: AnchoredRule | undefined, part: 'base' | 'own'): void {
    const ignoreCase = rule.anchors.kind !== 'literals'
    for (const text of anchorTexts(rule.anchors)) {
      const key = `${part}${ignoreCase ? 'i' : 'c'}${text}`
      const id = this.#idFor(key, { text, ignoreCase, next: undefined, condition: undefined })
      if (this.#isForTable) this.#surround(id, rule)
      if (anchored) this.rulesOf[id]!.push(anchored)
    }
  }

  /** Adds what one more rule admits around a literal. */
  #surround(id: number, rule: CompiledRule): void {
    const literal = this.literals[id]!
    const next = bytesBehind(rule, literal.text)
    const condition = conditionOf(rule)
    const isFirst = !this.#surrounded.has(id)
    this.#surrounded.add(id)
    this.literals[id] = {
      ...literal,
      next: isFirst ? next : unionOf(literal.next, next),
      condition: isFirst ? condition : eitherOf(literal.condition, condition),
    }
  }

  #idFor(key: string, literal: Literal): number {
    const known = this.#idOf.get(key)
    if (known !== undefined) return known
    const id = this.literals.length
    this.#idOf.set(key, id)
    this.literals.push(literal)
    this.rulesOf.push([])
    return id
  }
}

function anchorTexts(anchors: Anchors): readonly string[] {
  if (anchors.kind === 'literals') return anchors.literals
  return anchors.kind === 'keywords' ? anchors.keywords : anchors.names
}

/** Without it the rule finds nothing at its anchor; none for a far rule, whose anchors count as they are. */
function conditionOf(rule: CompiledRule): Condition | undefined {
  const { anchors, lengthMin, alphabet } = rule
  if (reachOf(rule).isFar) return undefined
  if (anchors.kind === 'names') return { kind: 'assigned' }
  const isAscii = alphabet.subarray(4).every((word) => word === 0)
  if (anchors.kind === 'literals' || !isAscii) return undefined
  return { kind: 'run', distance: anchors.distance, length: lengthMin, set: alphabet }
}

function eitherOf(
  left: Condition | undefined,
  right: Condition | undefined,
): Condition | undefined {
  if (left?.kind === 'assigned' && right?.kind === 'assigned') return left
  if (left?.kind !== 'run' || right?.kind !== 'run') return undefined
  return {
    kind: 'run',
    distance: Math.max(left.distance, right.distance),
    length: Math.min(left.length, right.length),
    set: unionOf(left.set, right.set)!,
  }
}

/** Letters: a name's last word goes on with none. */
const letterBytes = setOf(letters)

/** The bytes that can follow a literal, where the rule's gate starts right behind it. */
function bytesBehind({ anchors, gate }: CompiledRule, text: string): ByteSet | undefined {
  if (anchors.kind === 'names' && anchors.last) return complementOf(letterBytes)
  const isKnown = anchors.kind === 'literals' && gate.from <= text.length && text.length < gate.to
  return isKnown ? gate.set : undefined
}

function unionOf(left: ByteSet | undefined, right: ByteSet | undefined): ByteSet | undefined {
  if (left === undefined || right === undefined) return undefined
  const union = left.slice()
  addSet(union, right)
  return union
}

function readyRule(rule: CompiledRule, engine: RegexEngine): AnchoredRule {
  let regex: Regex | undefined
  let excepts: Regex[] | undefined
  let reach: Reach | undefined
  return {
    reach: () => (reach ??= reachOf(rule)),
    rank: confidences.indexOf(rule.confidence),
    ready: {
      rule,
      regex: () => (regex ??= engine.compile(rule.pattern)),
    },
    except: (secret) => {
      excepts ??= rule.except.map((pattern) => engine.compile(pattern))
      return excepts.some((pattern) => pattern.search(secret, 0) !== undefined)
    },
  }
}
