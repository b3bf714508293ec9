import type { HistoryPart } from '../../../git/history-pass.ts'
import type { ObjectCatalogue } from '../../../git/object-catalogue.ts'
import { compareNames } from '../../../git/pack-index.ts'
import type { TreePart } from '../../../git/tree-pass.ts'

/** What is known of an object without looking at it again. */
export const objectStates = {
  unknown: 0,
  /** A text that holds nothing, or may hold a finding as a `text` or `config`, as `code` too, or as any document. */
  quiet: 1,
  plain: 2,
  written: 3,
  any: 4,
  binary: 5,
  /** No text: an archive, or too large. */
  closed: 6,
  /** A commit, tag or tree that was read. */
  read: 8,
} as const

/** Set besides a text's state. */
export const pointerFlag = 16

/** What is known of a repository's objects, by catalogue number. */
export interface ObjectFacts {
  /** `objectStates`, {@link pointerFlag}. */
  readonly states: Uint8Array
  /** Bytes of each text. */
  readonly sizes: Float64Array
  readonly commits: HistoryPart
  readonly hotTexts: readonly number[]
  readonly trees: TreePart
}

/** Facts as they are stored: objects are numbered by their names' order, and only those with facts are there. */
export interface StoredFacts {
  /** Ascending, one after another. */
  readonly names: Uint8Array
  readonly states: Uint8Array
  readonly sizes: Float64Array
  /** See {@link HistoryPart}. */
  readonly commits: Float64Array
  readonly tags: Float64Array
  readonly hotTexts: Uint32Array
  /** See {@link TreePart}. */
  readonly entries: Uint32Array
  readonly named: Uint32Array
  /** Of tree entries, a character a byte. */
  readonly entryNames: readonly string[]
}

/** Facts in the numbers of a repository as it is packed now; what it no longer has is left out. */
export function adoptFacts(stored: StoredFacts, catalogue: ObjectCatalogue): ObjectFacts {
  const numbers = numbersOf(stored.names, catalogue)
  const states = new Uint8Array(catalogue.count)
  const sizes = new Float64Array(catalogue.count)
  for (const [at, number] of numbers.entries()) {
    if (number === missing) continue
    states[number] = stored.states[at]!
    sizes[number] = stored.sizes[at]!
  }
  // A tree, commit or tag that names what is not there must be looked at again.
  const forget = (object: number) => {
    if (object !== missing) states[object] = objectStates.unknown
  }
  const entries = renumberEntries(stored.entries, numbers, forget)
  const commits = renumberCommits(stored.commits, numbers, forget)
  const tags = renumberTags(stored.tags, numbers, forget)
  const present = (list: Uint32Array) =>
    Array.from(list, (local) => numbers[local]!).filter((number) => number !== missing)
  return {
    states,
    sizes,
    commits: { commits, tags, missing: [], problems: [] },
    hotTexts: present(stored.hotTexts),
    trees: {
      entries: [entries],
      names: stored.entryNames.map((name) => Buffer.from(name, 'latin1')),
      missing: [],
      namedFiles: present(stored.named),
      read: new Uint32Array(0),
      problems: [],
    },
  }
}

/** @param facts of a whole repository; nothing of it is missing */
export function storeFacts(
  { states, sizes, commits, hotTexts, trees }: ObjectFacts,
  catalogue: ObjectCatalogue,
): StoredFacts {
  const order = knownInOrder(states, catalogue)
  const { hashBytes } = catalogue
  const ranks = new Uint32Array(catalogue.count).fill(missing)
  const names = new Uint8Array(order.length * hashBytes)
  for (const [rank, { number, source, at }] of order.entries()) {
    ranks[number] = rank
    names.set(source.subarray(at, at + hashBytes), rank * hashBytes)
  }
  const toRanks = (list: readonly number[]) => Uint32Array.from(list, (number) => ranks[number]!)
  return {
    names,
    states: Uint8Array.from(order, ({ number }) => states[number]!),
    sizes: Float64Array.from(order, ({ number }) => sizes[number]!),
    commits: renumberCommits(commits.commits, ranks, refuse),
    tags: renumberTags(commits.tags, ranks, refuse),
    hotTexts: toRanks(hotTexts),
    entries: renumberEntries(trees.entries[0]!, ranks, refuse),
    named: toRanks(trees.namedFiles),
    entryNames: trees.names.map((name) => Buffer.from(name).toString('latin1')),
  }
}

const missing = 0xffffffff

/** Called for what cannot be renumbered. */
type OnLost = (object: number) => void

function refuse(): void {
  throw new Error('facts of a repository that is not whole')
}

/** The catalogue's number of each stored name. Both are sorted: they are passed through side by side. */
function numbersOf(names: Uint8Array, catalogue: ObjectCatalogue): Uint32Array {
  const { hashBytes } = catalogue
  const found = new Uint32Array(names.length / hashBytes).fill(missing)
  for (const { names: theirs, numberAt } of sortedNames(catalogue)) {
    let mine = 0
    for (let at = 0; at * hashBytes < theirs.length && mine < found.length;) {
      const order = compareNames(theirs, at * hashBytes, names, mine * hashBytes, hashBytes)
      if (order < 0) at++
      else {
        // Of several copies the first one counts.
        if (order === 0 && found[mine] === missing) found[mine] = numberAt(at)
        mine++
      }
    }
  }
  return found
}

interface NamedNumber {
  readonly number: number
  readonly source: Uint8Array
  readonly at: number
}

/** Objects with facts in the order of their names, each once. */
function knownInOrder(states: Uint8Array, catalogue: ObjectCatalogue): NamedNumber[] {
  const { hashBytes } = catalogue
  let merged: NamedNumber[] = []
  for (const { names, numberAt } of sortedNames(catalogue)) {
    const list: NamedNumber[] = []
    for (let at = 0; at * hashBytes < names.length; at++) {
      const number = numberAt(at)
      if (states[number] !== objectStates.unknown) {
        list.push({ number, source: names, at: at * hashBytes })
      }
    }
    merged = merged.length === 0 ? list : mergeByName(merged, list, hashBytes)
  }
  return merged
}

function mergeByName(
  left: readonly NamedNumber[],
  right: readonly NamedNumber[],
  hashBytes: number,
): NamedNumber[] {
  const merged: NamedNumber[] = []
  let at = 0
  for (const item of left) {
    for (; at < right.length; at++) {
      const other = right[at]!
      const order = compareNames(other.source, other.at, item.source, item.at, hashBytes)
      if (order > 0) break
      if (order < 0) merged.push(other)
    }
    merged.push(item)
  }
  for (; at < right.length; at++) merged.push(right[at]!)
  return merged
}

function sortedNames({
  packs,
  packFirsts,
  loose,
  looseFirst,
}: ObjectCatalogue): { names: Uint8Array; numberAt: (position: number) => number }[] {
  return [
    ...packs.map(({ index, numbers }, pack) => ({
      names: index.names,
      numberAt: (position: number) => packFirsts[pack]! + numbers[position]!,
    })),
    { names: loose.index.names, numberAt: (position: number) => looseFirst + position },
  ]
}

function renumberCommits(
  commits: Float64Array,
  numbers: Uint32Array,
  onLost: OnLost,
): Float64Array {
  const kept = new Float64Array(commits.length)
  let used = 0
  for (let at = 0; at < commits.length;) {
    const parents = commits[at + 3]!
    const end = at + 4 + parents
    const row = commits.subarray(at, end)
    kept.set(row, used)
    let isWhole = true
    for (const field of [0, 1, ...Array.from({ length: parents }, (_, parent) => 4 + parent)]) {
      const number = numbers[row[field]!]!
      if (number === missing) isWhole = false
      kept[used + field] = number
    }
    if (isWhole) used += row.length
    else onLost(numbers[row[0]!]!)
    at = end
  }
  return kept.subarray(0, used)
}

function renumberTags(tags: Float64Array, numbers: Uint32Array, onLost: OnLost): Float64Array {
  const kept: number[] = []
  for (let at = 0; at < tags.length; at += 2) {
    const pair = [numbers[tags[at]!]!, numbers[tags[at + 1]!]!]
    if (pair.includes(missing)) onLost(pair[0]!)
    else kept.push(...pair)
  }
  return Float64Array.from(kept)
}

function renumberEntries(entries: Uint32Array, numbers: Uint32Array, onLost: OnLost): Uint32Array {
  const kept = new Uint32Array(entries.length)
  let used = 0
  for (let at = 0; at < entries.length;) {
    const end = at + 2 + entries[at + 1]! * 2
    const tree = numbers[entries[at]!]!
    let isWhole = tree !== missing
    kept[used] = tree
    kept[used + 1] = entries[at + 1]!
    for (let entry = at + 2, to = used + 2; entry < end; entry += 2, to += 2) {
      const number = numbers[entries[entry]!]!
      if (number === missing) isWhole = false
      kept[to] = number
      kept[to + 1] = entries[entry + 1]!
    }
    if (isWhole) used += end - at
    else onLost(tree)
    at = end
  }
  return kept.subarray(0, used)
}
