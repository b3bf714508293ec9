import { addSet, emptySet, fullSet, setHas, type ByteSet } from '../text/byte-set.ts'
import type { PatternNode } from './pattern-syntax.ts'

/** A place in a pattern: a node, or what a concatenation has from its part `from` on. */
export interface PatternPlace {
  readonly node: PatternNode
  readonly from: number
}

/** Bytes of a text that are worth looking for. */
export const textLengthMax = 12

/** The texts, lower case, with which the place begins. One of them is empty where they are more than `countMax`. */
export function textsAt(
  { node, from }: PatternPlace,
  countMax: number,
  lengthMax = textLengthMax,
): readonly string[] {
  const parts = node.kind === 'concat' ? node.parts.slice(from) : [node]
  return withoutExtensions(textsOf(parts, countMax, lengthMax).texts)
}

interface Texts {
  readonly texts: readonly string[]
  /** False when they were cut before the end. */
  readonly complete: boolean
}

const nothing: Texts = { texts: [''], complete: true }
const anything: Texts = { texts: [''], complete: false }

function textsOf(parts: Iterable<PatternNode>, countMax: number, lengthMax: number): Texts {
  let head = nothing
  for (const part of parts) {
    if (!head.complete) return head
    const shortest = head.texts.reduce((least, text) => Math.min(least, text.length), Infinity)
    if (shortest >= lengthMax) return { texts: head.texts, complete: false }
    head = append(head, textsOfNode(part, countMax, lengthMax), countMax)
  }
  return head
}

function textsOfNode(node: PatternNode, countMax: number, lengthMax: number): Texts {
  switch (node.kind) {
    case 'empty':
      return nothing
    case 'set': {
      const texts = lowerCaseOf(node)
      return texts.length > countMax ? anything : { texts, complete: true }
    }
    case 'group':
      return textsOfNode(node.node, countMax, lengthMax)
    case 'concat':
      return textsOf(node.parts, countMax, lengthMax)
    case 'choice': {
      const options = node.options.map((option) => textsOfNode(option, countMax, lengthMax))
      const texts = [...new Set(options.flatMap((option) => option.texts))]
      if (texts.length > countMax) return anything
      return { texts, complete: options.every((option) => option.complete) }
    }
    case 'repeat': {
      if (node.min === 0) {
        const inner = node.max === 1 ? textsOfNode(node.node, countMax - 1, lengthMax) : anything
        return inner.complete ? { texts: ['', ...inner.texts], complete: true } : anything
      }
      const rounds = Math.min(node.min, lengthMax)
      const head = textsOf(Array.from({ length: rounds }, () => node.node), countMax, lengthMax)
      return { texts: head.texts, complete: head.complete && node.max === rounds }
    }
  }
}

function append(head: Texts, tail: Texts, countMax: number): Texts {
  if (head.texts.length * tail.texts.length > countMax) {
    return { texts: head.texts, complete: false }
  }
  if (head.texts.length === 1 && head.texts[0] === '') return tail
  const texts = head.texts.flatMap((left) => tail.texts.map((right) => left + right))
  const isPlain = head.texts.length === 1 || tail.texts.length === 1
  return { texts: isPlain ? texts : [...new Set(texts)], complete: tail.complete }
}

const textsOfNodes = new WeakMap<PatternNode, readonly string[]>()

/** The members of a set, capital letters made small. */
export function lowerCaseOf(node: Extract<PatternNode, { kind: 'set' }>): readonly string[] {
  let texts = textsOfNodes.get(node)
  if (!texts) {
    const found: string[] = []
    for (let byte = 0; byte < 256; byte++) {
      const isCapital = byte >= 65 && byte <= 90
      if (isCapital ? setHas(node.set, byte) && !setHas(node.set, byte + 32) : setHas(node.set, byte)) {
        found.push(String.fromCharCode(isCapital ? byte + 32 : byte))
      }
    }
    texts = found
    textsOfNodes.set(node, texts)
  }
  return texts
}

/** Texts that start with another one of them say no more than it does. */
export function withoutExtensions(texts: readonly string[]): readonly string[] {
  const sorted = [...new Set(texts)].toSorted()
  const kept: string[] = []
  for (const text of sorted) {
    const last = kept.at(-1)
    if (last === undefined || !text.startsWith(last)) kept.push(text)
  }
  return kept
}

/** The bytes that what matches from the place on can start with; all where it may be empty. */
export function firstOf({ node, from }: PatternPlace): ByteSet {
  const parts = node.kind === 'concat' ? node.parts.slice(from) : [node]
  const { set, isNullable } = startOf(parts)
  return isNullable ? fullSet() : set
}

interface Start {
  readonly set: ByteSet
  readonly isNullable: boolean
}

const starts = new WeakMap<PatternNode, Start>()

function startOf(parts: readonly PatternNode[]): Start {
  const set = emptySet()
  for (const part of parts) {
    const start = startOfNode(part)
    addSet(set, start.set)
    if (!start.isNullable) return { set, isNullable: false }
  }
  return { set, isNullable: true }
}

function startOfNode(node: PatternNode): Start {
  const known = starts.get(node)
  if (known) return known
  const start = computeStart(node)
  starts.set(node, start)
  return start
}

function computeStart(node: PatternNode): Start {
  switch (node.kind) {
    case 'empty':
      return { set: emptySet(), isNullable: true }
    case 'set':
      return { set: node.set, isNullable: false }
    case 'group':
      return startOfNode(node.node)
    case 'repeat': {
      const { set, isNullable } = startOfNode(node.node)
      return { set, isNullable: isNullable || node.min === 0 }
    }
    case 'choice': {
      const options = node.options.map(startOfNode)
      const set = emptySet()
      for (const option of options) addSet(set, option.set)
      return { set, isNullable: options.some((option) => option.isNullable) }
    }
    case 'concat':
      return startOf(node.parts)
  }
}
