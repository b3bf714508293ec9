import { setOf } from '../text/byte-set.ts'
import { leadingSets, lengthOf } from './pattern-shape.ts'
import { parsePattern, type PatternNode } from './pattern-syntax.ts'
import {
  firstOf,
  lowerCaseOf,
  textLengthMax,
  textsAt,
  withoutExtensions,
  type PatternPlace,
} from './pattern-texts.ts'
import type { NearAnchors } from './rule.ts'

/** Where in every match one of some texts stands. */
export interface Anchoring {
  /** Every match passes through one of them. */
  readonly places: readonly PatternPlace[]
  /** Lower case; one of them stands at the place, in any case. None starts with another. */
  readonly texts: readonly string[]
  /** Most bytes of a match before the place. */
  readonly before: number
  /** Lower-case characters that can follow a text of three; `undefined`: any. Narrows the search for such. */
  readonly next: string | undefined
}

/** How many texts a place may begin with: few that are short, or more that are longer. */
const countsMax = [1, 16, 256]
/** The prefilter looks for no shorter ones. */
const textLengthMin = 3
/** Texts that are to be read. */
const shownCountsMax = [1, 24]
const wordLengthMin = 2

/** Whether the words stand outside of the match. */
export function isOutside(anchors: NearAnchors): boolean {
  return anchors.with.length === 0 && anchors.distance > 0
}

const anchored = new Map<string, { node: PatternNode; anchoring: Anchoring | undefined }>()

/** {@link anchorOn} of a pattern's text, worked out once: the same is asked for when a rule is checked, compiled and run. */
export function anchorPattern(
  pattern: string,
  words: readonly string[],
): { readonly node: PatternNode; readonly anchoring: Anchoring | undefined } {
  const key = `${words.join('\0')}\0${pattern}`
  let known = anchored.get(key)
  if (!known) {
    const node = parsePattern(pattern)
    known = { node, anchoring: anchorOn(node, words) }
    anchored.set(key, known)
  }
  return known
}

/**
 * The place of a pattern at which one of `words` always stands.
 *
 * @param words lower case
 * @returns what the engine is to look for there: the words, or longer texts that start with them; `undefined` when the
 *   pattern can match without any of the words
 */
export function anchorOn(node: PatternNode, words: readonly string[]): Anchoring | undefined {
  const firsts = setOf(words.map((word) => word[0]! + word[0]!.toUpperCase()).join(''))
  const mayBeOn = (place: PatternPlace) => firstOf(place).every((word, at) => (word & ~firsts[at]!) === 0)
  const isOn = (texts: readonly string[]) =>
    texts.every((text) => words.some((word) => text.startsWith(word.slice(0, textLengthMax))))
  const found = findAnchoring(node, (place) => {
    if (!mayBeOn(place)) return undefined
    const [only] = textsAt(place, 1)
    if (only!.length > textLengthMin && isOn([only!])) return [only!]
    if (!isOn(textsAt(place, 64))) return undefined
    return cheapestAt(place, countsMax, textLengthMin)
  })
  return found && { ...found, next: nextOf(found.places) }
}

function nextOf(places: readonly PatternPlace[]): string | undefined {
  const all = new Set<string>()
  for (const { node, from } of places) {
    const tail: PatternNode =
      node.kind === 'concat' ? { kind: 'concat', parts: node.parts.slice(from) } : node
    if (lengthOf(tail).min <= textLengthMin) return undefined
    const set = leadingSets(tail, textLengthMin + 1)[textLengthMin]!
    for (const text of lowerCaseOf({ kind: 'set', set })) all.add(text)
  }
  return [...all].join('')
}

/** The texts of a pattern that stand in ordinary text least often, and are few enough to be listed in a rule. */
export function bestAnchoring(node: PatternNode): Anchoring | undefined {
  return findAnchoring(node, (place) => cheapestAt(place, shownCountsMax, wordLengthMin))
}

/** Estimated places in a million bytes of source text at which one of the texts stands. */
export function costOf(texts: readonly string[]): number {
  return texts.reduce((total, text) => total + frequencyOf(text), 0)
}

/** Letters, digits and signs of words are about so many of a hundred characters each; other bytes are rarer. */
function frequencyOf(text: string): number {
  if (text.length < 2) return 1e6
  let frequency = 1e6
  for (const character of text) {
    frequency *= 'etaoinsrl'.includes(character) ? 0.07 : /[a-z ]/.test(character) ? 0.025 : /[0-9_.:=/"'-]/.test(character) ? 0.015 : 0.005
  }
  // Words are no accident.
  return Math.max(frequency, 0.5) * (frequentWord.test(text) ? 40 : 1)
}

const frequentWord =
  /^[^a-z]*(?:key|token|secret|pass|auth|api|access|client|user|http|name|account|private|public|org|com|config|test|data)/

/** What one place offers, by itself. */
type AnchorAt = (place: PatternPlace) => readonly string[] | undefined

function findAnchoring(node: PatternNode, anchorAt: AnchorAt): Anchoring | undefined {
  const folded = anchorAt({ node, from: 0 })
  const here = folded && { places: [{ node, from: 0 }], texts: folded, before: 0, next: undefined }
  return cheaper(here, insideOf(node, anchorAt))
}

function insideOf(node: PatternNode, anchorAt: AnchorAt): Anchoring | undefined {
  switch (node.kind) {
    case 'group':
      return findAnchoring(node.node, anchorAt)
    case 'repeat':
      return node.min > 0 ? findAnchoring(node.node, anchorAt) : undefined
    case 'choice': {
      const options = node.options.map((option) => findAnchoring(option, anchorAt))
      return options.every((option) => option !== undefined) ? joined(options) : undefined
    }
    case 'concat': {
      let best: Anchoring | undefined
      const offsetOf = (from: number) => lengthOf({ ...node, parts: node.parts.slice(0, from) }).max
      node.parts.forEach((part, from) => {
        const texts = from > 0 ? anchorAt({ node, from }) : undefined
        const inner = part.kind === 'set' ? undefined : findAnchoring(part, anchorAt)
        if (!texts && !inner) return
        const before = offsetOf(from)
        best = cheaper(best, texts && { places: [{ node, from }], texts, before, next: undefined })
        best = cheaper(best, inner && { ...inner, before: inner.before + before })
      })
      return best
    }
    default:
      return undefined
  }
}

function joined(options: readonly Anchoring[]): Anchoring {
  return {
    places: options.flatMap((option) => option.places),
    texts: withoutExtensions(options.flatMap((option) => option.texts)),
    before: Math.max(...options.map((option) => option.before)),
    next: undefined,
  }
}

/** A place that has no bound before it is taken only where there is no other. */
function cheaper(left: Anchoring | undefined, right: Anchoring | undefined): Anchoring | undefined {
  if (!left || !right) return left ?? right
  const cost = ({ texts, before }: Anchoring) =>
    costOf(texts) * (before === Infinity ? 1000 : 1 + before / 1000)
  return cost(right) < cost(left) ? right : left
}

function cheapestAt(
  place: PatternPlace,
  counts: readonly number[],
  lengthMin: number,
): readonly string[] | undefined {
  let best: readonly string[] | undefined
  for (const countMax of counts.toReversed()) {
    const texts = textsAt(place, countMax)
    // Fewer texts are shorter.
    if (texts.some((text) => text.length < lengthMin)) break
    if (texts.length === 1) return texts
    if (!best || costOf(texts) <= 2 * costOf(best)) best = texts
  }
  return best
}
