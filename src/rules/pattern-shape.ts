import { addSet, bytesOfSet, emptySet, fullSet, setHas, type ByteSet } from '../text/byte-set.ts'
import type { PatternNode } from './pattern-syntax.ts'

/** Shortest and longest match in bytes; `max` is `Infinity` for an unbounded pattern. */
export interface LengthRange {
  readonly min: number
  readonly max: number
}

export function lengthOf(node: PatternNode): LengthRange {
  switch (node.kind) {
    case 'empty':
      return { min: 0, max: 0 }
    case 'set':
      return { min: 1, max: 1 }
    case 'group':
      return lengthOf(node.node)
    case 'concat': {
      const parts = node.parts.map(lengthOf)
      return { min: sum(parts.map((part) => part.min)), max: sum(parts.map((part) => part.max)) }
    }
    case 'choice': {
      const options = node.options.map(lengthOf)
      return {
        min: Math.min(...options.map((option) => option.min)),
        max: Math.max(...options.map((option) => option.max)),
      }
    }
    case 'repeat': {
      const inner = lengthOf(node.node)
      return { min: inner.min * node.min, max: node.max === 0 ? 0 : inner.max * node.max || 0 }
    }
  }
}

/** All bytes that can stand anywhere in a match. */
export function alphabetOf(node: PatternNode): ByteSet {
  const alphabet = emptySet()
  const add = (part: PatternNode): void => {
    if (part.kind === 'set') addSet(alphabet, part.set)
    else if (part.kind === 'group' || part.kind === 'repeat') add(part.node)
    else if (part.kind === 'concat') part.parts.forEach(add)
    else if (part.kind === 'choice') part.options.forEach(add)
  }
  add(node)
  return alphabet
}

/** States that RE2 needs about: counted repetitions are written out. Its compile time grows with it. */
export function statesOf(node: PatternNode): number {
  switch (node.kind) {
    case 'empty':
      return 0
    case 'set':
      return 1
    case 'group':
      return statesOf(node.node)
    case 'concat':
      return sum(node.parts.map(statesOf))
    case 'choice':
      return sum(node.options.map(statesOf))
    case 'repeat':
      return statesOf(node.node) * (node.max === Infinity ? node.min + 1 : node.max)
  }
}

/** The group named `secret`, else group 1 where it is the only one, else nothing: that depends on the match. */
export function secretGroupOf(node: PatternNode): { index: number; node: PatternNode } | undefined {
  const groups = groupsOf(node)
  const found = groups.find((group) => group.name === 'secret') ?? (groups.length > 1 ? undefined : groups[0])
  return found && { index: found.index, node: found.node }
}

export function hasGroups(node: PatternNode): boolean {
  return groupsOf(node).length > 0
}

function groupsOf(node: PatternNode): Extract<PatternNode, { kind: 'group' }>[] {
  switch (node.kind) {
    case 'group':
      return [node, ...groupsOf(node.node)]
    case 'concat':
      return node.parts.flatMap(groupsOf)
    case 'choice':
      return node.options.flatMap(groupsOf)
    case 'repeat':
      return groupsOf(node.node)
    default:
      return []
  }
}

/**
 * For each of the first `count` positions of a match the bytes that can stand there. A position past the
 * shortest match is the full set, since anything may follow.
 */
export function leadingSets(node: PatternNode, count: number): ByteSet[] {
  const known = Math.min(count, lengthOf(node).min)
  const sets = Array.from({ length: known }, emptySet)
  walk(node, new Set([0]), sets)
  return [...sets, ...Array.from({ length: count - known }, fullSet)]
}

/** The bytes a match can end with. */
export function lastSet(node: PatternNode): ByteSet {
  const [set] = leadingSets(reversed(node), 1)
  return set!
}

/** Follows `node` from each offset in `starts`, notes what its bytes can be, and returns where it can end. */
function walk(node: PatternNode, starts: ReadonlySet<number>, sets: readonly ByteSet[]): Set<number> {
  switch (node.kind) {
    case 'empty':
      return new Set(starts)
    case 'set':
      for (const start of starts) addSet(sets[start]!, node.set)
      return new Set([...starts].map((start) => start + 1).filter((end) => end < sets.length))
    case 'group':
      return walk(node.node, starts, sets)
    case 'concat':
      return node.parts.reduce((ends, part) => walk(part, ends, sets), new Set(starts))
    case 'choice':
      return new Set(node.options.flatMap((option) => [...walk(option, starts, sets)]))
    case 'repeat': {
      const ends = new Set(node.min === 0 ? starts : [])
      let from: ReadonlySet<number> = starts
      for (let round = 1; round <= node.max && from.size > 0; round++) {
        const next = walk(node.node, from, sets)
        if (round >= node.min) {
          if ([...next].every((end) => ends.has(end))) break
          for (const end of next) ends.add(end)
        }
        from = next
      }
      return ends
    }
  }
}

function reversed(node: PatternNode): PatternNode {
  switch (node.kind) {
    case 'concat':
      return { kind: 'concat', parts: node.parts.map(reversed).toReversed() }
    case 'choice':
      return { kind: 'choice', options: node.options.map(reversed) }
    case 'repeat':
    case 'group':
      return { ...node, node: reversed(node.node) }
    default:
      return node
  }
}

/**
 * Texts of which one must stand at the start of every match, or `undefined` where they are more than
 * `countMax`. A text may be cut short where the pattern becomes too wide to list.
 */
export function prefixesOf(node: PatternNode, countMax: number): string[] {
  return enumerate(node, countMax).texts
}

interface Enumeration {
  readonly texts: string[]
  /** False when the texts were cut before the node's end. */
  readonly complete: boolean
}

function enumerate(node: PatternNode, countMax: number): Enumeration {
  const open: Enumeration = { texts: [''], complete: false }
  switch (node.kind) {
    case 'empty':
      return { texts: [''], complete: true }
    case 'set': {
      const bytes = bytesOfSet(node.set)
      if (bytes.length > countMax) return open
      return { texts: bytes.map((byte) => String.fromCharCode(byte)), complete: true }
    }
    case 'group':
      return enumerate(node.node, countMax)
    case 'concat':
      return node.parts.reduce<Enumeration>(
        (head, part) => (head.complete ? join(head, enumerate(part, countMax), countMax) : head),
        { texts: [''], complete: true },
      )
    case 'choice': {
      const options = node.options.map((option) => enumerate(option, countMax))
      const texts = [...new Set(options.flatMap((option) => option.texts))]
      if (texts.length > countMax) return open
      return { texts, complete: options.every((option) => option.complete) }
    }
    case 'repeat': {
      if (node.max <= 1 && node.min === 0) {
        const inner = enumerate(node.node, countMax)
        return inner.complete ? { texts: ['', ...inner.texts], complete: true } : open
      }
      let head: Enumeration = { texts: [''], complete: true }
      for (let round = 0; round < node.min && head.complete; round++) {
        head = join(head, enumerate(node.node, countMax), countMax)
      }
      return { texts: head.texts, complete: head.complete && node.max === node.min }
    }
  }
}

function join(head: Enumeration, tail: Enumeration, countMax: number): Enumeration {
  const texts = new Set<string>()
  for (const left of head.texts) {
    for (const right of tail.texts) texts.add(left + right)
    if (texts.size > countMax) return { texts: head.texts, complete: false }
  }
  return { texts: [...texts], complete: tail.complete }
}

/** Whether some listable part of the pattern, through which every match passes, always holds one of `literals`. */
export function alwaysHolds(node: PatternNode, literals: readonly string[]): boolean {
  const countMax = 256
  const holds = (texts: readonly string[]) =>
    texts.every((text) => literals.some((literal) => text.includes(literal)))
  if (holds(prefixesOf(node, countMax))) return true
  switch (node.kind) {
    case 'group':
      return alwaysHolds(node.node, literals)
    case 'repeat':
      return node.min > 0 && alwaysHolds(node.node, literals)
    case 'choice':
      return node.options.every((option) => alwaysHolds(option, literals))
    case 'concat':
      return node.parts.some(
        (part, at) =>
          alwaysHolds(part, literals) ||
          (at > 0 &&
            holds(prefixesOf({ kind: 'concat', parts: node.parts.slice(at) }, countMax))),
      )
    default:
      return false
  }
}

/** Texts of at least three bytes that every match must hold and that are no part of each of `known`. */
export function requiredTexts(node: PatternNode, known: readonly string[]): string[] {
  const isKnown = (text: string) => known.length > 0 && known.every((other) => other.includes(text))
  const texts = textsOf(node).filter((text) => text.length >= 3 && !isKnown(text))
  return [...new Set(texts)]
}

function textsOf(node: PatternNode): string[] {
  if (node.kind === 'group') return textsOf(node.node)
  if (node.kind === 'repeat') return node.min > 0 ? textsOf(node.node) : []
  if (node.kind !== 'concat') return []
  const texts: string[] = []
  let run = ''
  for (const part of node.parts) {
    const bytes = part.kind === 'set' ? bytesOfSet(part.set) : []
    if (bytes.length === 1) {
      run += String.fromCharCode(bytes[0]!)
      continue
    }
    texts.push(run, ...textsOf(part))
    run = ''
  }
  return [...texts, run]
}

/** Whether a quote, or a class that names one, is a piece of the pattern; a negated class names none. */
export function hasQuotes(node: PatternNode): boolean {
  if (node.kind === 'set') return setHas(node.set, 0x22) && bytesOfSet(node.set).length < 128
  if (node.kind === 'group' || node.kind === 'repeat') return hasQuotes(node.node)
  if (node.kind === 'concat') return node.parts.some(hasQuotes)
  return node.kind === 'choice' && node.options.some(hasQuotes)
}

/** Bytes that every match must hold, since they stand alone in the pattern. */
export function requiredBytes(node: PatternNode): number[] {
  switch (node.kind) {
    case 'set': {
      const bytes = bytesOfSet(node.set)
      return bytes.length === 1 ? bytes : []
    }
    case 'group':
      return requiredBytes(node.node)
    case 'concat':
      return [...new Set(node.parts.flatMap(requiredBytes))]
    case 'repeat':
      return node.min > 0 ? requiredBytes(node.node) : []
    default:
      return []
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
