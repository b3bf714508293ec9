import { reasonOf } from '../../text/error.ts'
import { anchorOn, bestAnchoring, costOf } from '../anchor-words.ts'
import { beforeMax } from '../compile-rule.ts'
import { withDistance } from '../parse-rules.ts'
import { importedStatesMax } from '../rule-faults.ts'
import { alphabetOf, lengthOf, statesOf } from '../pattern-shape.ts'
import { parsePattern, type PatternNode } from '../pattern-syntax.ts'
import { matchLengthLimit, type AllowInFile, type RuleInFile } from '../schema.ts'
import { setHas } from '../../text/byte-set.ts'
import type { ForeignRule, ImportNote } from './foreign-rule.ts'
import { PatternRefused } from './pattern-pieces.ts'
import { rewritePattern, type Dialect } from './rewrite-pattern.ts'

/** Bytes a match without bound may have where it stays within a line. */
const lineMatchMax = 4096
/** Bytes between a match and its keyword where that is all there is to go by. */
const outsideDistance = 256
/** Counted repetitions that stay as they are in a pattern that would be too large otherwise. */
const smallRepeatMax = 100
/** A keyword in the pattern is taken unless another piece of it is so much rarer. */
const keywordBonus = 8

type Note = (kind: ImportNote['kind'], field: string, reason: string) => void

/** A rule as it stands in a rule file, keys in the order in which they are written. */
export type TranslatedRule = RuleInFile

/**
 * @param id of the rule here; `idOf` gives those of others
 * @returns `undefined` where nothing of the rule can be run; a note says why
 */
export function translateRule(
  foreign: ForeignRule,
  id: string,
  idOf: (foreignId: string) => string | undefined,
): { rule: TranslatedRule | undefined; notes: ImportNote[] } {
  const notes: ImportNote[] = []
  const note: Note = (kind, field, reason) =>
    notes.push({ where: foreign.where, rule: foreign.id, field, reason, kind })
  const pattern = portablePattern(foreign, note)
  const anchors = pattern && anchorsFor(foreign, pattern.node, note)
  if (!pattern || !anchors) return { rule: undefined, notes }
  const components = (foreign.components ?? []).flatMap(({ rule, ...rest }) => {
    const component = idOf(rule)
    if (component !== undefined) return [{ rule: component, ...rest }]
    note('not carried', 'components', `${rule} is not among the rules`)
    return []
  })
  const isLost = (foreign.components ?? []).length > components.length
  if (isLost && foreign.components!.some(({ required, rule }) => required && idOf(rule) === undefined)) {
    note('left out', 'components', 'without a part that it requires it would find too much')
    return { rule: undefined, notes }
  }
  const { dialect } = foreign
  const portable = (field: string) => (list: readonly string[]) => portableList(list, dialect, field, note)
  const rule: TranslatedRule = {
    id,
    name: foreign.name,
    ...(foreign.reference === undefined ? {} : { reference: foreign.reference }),
    confidence: foreign.names && foreign.confidence === 'high' ? 'medium' : foreign.confidence,
    severity: foreign.severity,
    ...(foreign.isGeneric ? { generic: true } : {}),
    ...(foreign.isHidden ? { hidden: true } : {}),
    anchors,
    pattern: pattern.text,
    ...matchLengthOf(pattern.node, note),
    ...(foreign.entropy === undefined ? {} : { entropy: foreign.entropy }),
    ...(foreign.entropyAbove === undefined ? {} : { entropyAbove: foreign.entropyAbove }),
    ...(foreign.tokenEfficiency === undefined ? {} : { tokenEfficiency: foreign.tokenEfficiency }),
    ...listKey('require', portable('require')(foreign.require ?? [])),
    ...listKey('paths', portable('path')(foreign.paths ?? [])),
    ...listKey('allow', translateAllow(foreign.allow ?? [], dialect, note)),
    ...listKey('components', components),
    ...examplesOf(foreign),
  }
  if (foreign.paths && rule.paths === undefined && foreign.paths.length > 0) {
    return { rule: undefined, notes: [...notes, { ...notes.at(-1)!, kind: 'left out' }] }
  }
  return { rule, notes }
}

function listKey<K extends string, T>(key: K, list: readonly T[]): { [P in K]?: T[] } {
  return (list.length === 0 ? {} : { [key]: list }) as { [P in K]?: T[] }
}

/** Lists of what is allowed, their patterns in RE2 syntax; what cannot be said is left out and noted. */
export function translateAllow(
  lists: readonly AllowInFile[],
  dialect: Dialect,
  note: Note,
): AllowInFile[] {
  return lists.flatMap((list) => {
    const { all, stopwords, ...patterns } = list
    const kept: AllowInFile = { ...(all ? { all } : {}), ...(stopwords ? { stopwords } : {}) }
    for (const key of ['secret', 'match', 'line', 'paths'] as const) {
      const given = patterns[key] ?? []
      const portable = portableList(given, dialect, `allowlist ${key}`, note)
      if (portable.length > 0) kept[key] = portable
      // Without one of its conditions a list of which all must hold would allow too much.
      else if (given.length > 0 && all) return []
    }
    return Object.keys(kept).some((key) => key !== 'all') ? [kept] : []
  })
}

function portableList(
  list: readonly string[],
  dialect: Dialect,
  field: string,
  note: Note,
): string[] {
  return list.flatMap((source) => {
    try {
      const { pattern, changes } = rewritePattern(source, dialect, 'first')
      parsePattern(pattern)
      for (const change of changes) note('changed', field, change)
      return [pattern]
    } catch (error) {
      note('not carried', field, `${reasonOf(error)}: ${shortened(source)}`)
      return []
    }
  })
}

function portablePattern(
  { pattern, dialect, secret }: ForeignRule,
  note: Note,
): { text: string; node: PatternNode } | undefined {
  try {
    let rewritten = rewritePattern(pattern, dialect, secret)
    let node = parsePattern(rewritten.pattern)
    if (statesOf(node) > importedStatesMax) {
      rewritten = rewritePattern(pattern, dialect, secret, smallRepeatMax)
      node = parsePattern(rewritten.pattern)
    }
    if (statesOf(node) > importedStatesMax) {
      throw new PatternRefused(`it expands to ${statesOf(node)} states, more than ${importedStatesMax}`)
    }
    if (lengthOf(node).min === 0) throw new PatternRefused('it matches nothing at all, too')
    for (const change of rewritten.changes) note('changed', 'pattern', change)
    return { text: rewritten.pattern, node }
  } catch (error) {
    note('left out', 'pattern', reasonOf(error))
    return undefined
  }
}

function matchLengthOf(node: PatternNode, note: Note): { matchLengthMax?: number } {
  const { max } = lengthOf(node)
  if (max <= matchLengthLimit) return {}
  const isInLine = !setHas(alphabetOf(node), 10)
  const length = isInLine && lengthOf(node).min < lineMatchMax / 2 ? lineMatchMax : matchLengthLimit
  note('changed', 'pattern', `a match has no bound; here it is at most ${length} bytes long`)
  return { matchLengthMax: length }
}

function anchorsFor(
  foreign: ForeignRule,
  node: PatternNode,
  note: Note,
): RuleInFile['anchors'] | undefined {
  if (foreign.names) return { names: [...foreign.names] }
  const keywords = [...new Set(foreign.keywords.map((word) => word.toLowerCase()))]
  const usable = keywords.filter((word) => word.length >= 2)
  const inside = usable.length > 0 ? anchorOn(node, usable) : undefined
  const best = bestAnchoring(node)
  const chosen = best && anchorOn(node, best.texts)
  const words = chosen && best.texts
  if (inside && (!words || costOf(inside.texts) <= keywordBonus * costOf(words))) {
    noteBefore(inside.before, note)
    const isMet = (word: string) => inside.texts.some((text) => text.startsWith(word) || word.startsWith(text))
    return { near: usable.filter(isMet) }
  }
  const isImplied = keywords.length === 0 || inside !== undefined || holdsKeyword(words ?? [], keywords)
  if (words) {
    noteBefore(chosen.before, note)
    if (isImplied) return { near: [...words] }
    note('changed', 'keywords', `one must stand within ${withDistance} bytes of the match`)
    return { near: [...words], with: keywords.filter((word) => word !== '') }
  }
  const long = keywords.filter((word) => word.length >= 3)
  if (long.length > 0 && long.length === keywords.length) {
    note('changed', 'keywords', `one must stand within ${outsideDistance} bytes of the match`)
    return { near: long, distance: outsideDistance }
  }
  note('left out', 'pattern', 'no fixed text of three characters stands in every match, and no keyword says where to look')
  return undefined
}

/** Then the match itself brings the keyword along. */
function holdsKeyword(texts: readonly string[], keywords: readonly string[]): boolean {
  return texts.length > 0 && texts.every((text) => keywords.some((word) => text.includes(word)))
}

function noteBefore(before: number, note: Note): void {
  if (before <= beforeMax) return
  note('changed', 'pattern', `at most ${beforeMax} bytes of the match may stand before its fixed text`)
}

/** In a rule file `<` starts something that is assembled. */
function examplesOf({ positive, negative }: ForeignRule): { examples?: RuleInFile['examples'] } {
  const escaped = (list: readonly string[] = []) =>
    list.filter((text) => text.trim() !== '').map((text) => text.replaceAll('<', '<<'))
  const examples = { positive: escaped(positive), negative: escaped(negative) }
  if (examples.positive.length + examples.negative.length === 0) return {}
  return {
    examples: {
      positive: examples.positive,
      ...(examples.negative.length > 0 ? { negative: examples.negative } : {}),
    },
  }
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
