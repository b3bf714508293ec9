import type { HistoryPart } from './history-pass.ts'

/** The commits and tags of a repository, as numbers. */
export class CommitGraph {
  /** By commit: object, tree, committer's time in seconds. */
  readonly objects: number[] = []
  readonly trees: number[] = []
  readonly times: number[] = []
  readonly parents: (readonly number[])[] = []
  /** What a tag's object points to. */
  readonly targets = new Map<number, number>()
  readonly #rows = new Map<number, number>()
  /** What {@link peel} has found out. */
  readonly #ends = new Map<number, number>()

  /** @param renumber gives a part's missing objects the numbers they have in all parts */
  constructor(parts: readonly HistoryPart[], renumber: (part: number, object: number) => number) {
    for (const [part, { commits, tags }] of parts.entries()) {
      for (let at = 0; at < commits.length;) {
        const count = commits[at + 3]!
        this.#rows.set(commits[at]!, this.objects.length)
        this.objects.push(commits[at]!)
        this.trees.push(renumber(part, commits[at + 1]!))
        this.times.push(commits[at + 2]!)
        this.parents.push(
          Array.from(commits.subarray(at + 4, at + 4 + count), (parent) => renumber(part, parent)),
        )
        at += 4 + count
      }
      for (let at = 0; at < tags.length; at += 2) {
        this.targets.set(tags[at]!, renumber(part, tags[at + 1]!))
      }
    }
  }

  /** @returns the commit's row, or `undefined` when the object is no readable commit */
  rowOf(object: number): number | undefined {
    return this.#rows.get(object)
  }

  /** Follows tags to what they point to in the end. */
  peel(object: number): number {
    // A tag names what it points to by its hash, so there is no way round; damaged ones may claim one.
    const way = new Set<number>()
    let at = object
    while (!way.has(at)) {
      const target = this.#ends.get(at) ?? this.targets.get(at)
      if (target === undefined) break
      way.add(at)
      at = target
    }
    for (const tag of way) this.#ends.set(tag, at)
    return at
  }

  /**
   * Rows of everything the tips reach, the oldest first: by committer's time, but never before a parent.
   *
   * @param tips objects; what is no commit is passed over
   * @param until commits that are left out with all they reach
   */
  reach(tips: Iterable<number>, until: ReadonlySet<number> = new Set()): number[] {
    const order: number[] = []
    const state = new Uint8Array(this.objects.length)
    const open: number[] = []
    for (const tip of tips) this.#open(this.peel(tip), state, open, until)
    const effective = new Float64Array(this.objects.length)
    const rank = new Float64Array(this.objects.length)
    // Depth first, parents before children: a row is left when all its parents were. It may wait more than once: as a
    // tip, and as the parent of several.
    while (open.length > 0) {
      const row = open.at(-1)!
      if (state[row] === unseen) {
        state[row] = entered
        for (const parent of this.parents[row]!) this.#open(parent, state, open, until)
        continue
      }
      open.pop()
      if (state[row] === left) continue
      state[row] = left
      let time = this.times[row]!
      for (const parent of this.parents[row]!) {
        const parentRow = this.#rows.get(parent)
        if (parentRow !== undefined && state[parentRow] === left) {
          time = Math.max(time, effective[parentRow]!)
        }
      }
      effective[row] = time
      rank[row] = order.push(row)
    }
    return order.toSorted(
      (one, other) => effective[one]! - effective[other]! || rank[one]! - rank[other]!,
    )
  }

  #open(object: number, state: Uint8Array, open: number[], until: ReadonlySet<number>): void {
    const row = this.#rows.get(object)
    if (row !== undefined && state[row] === unseen && !until.has(object)) open.push(row)
  }
}

const unseen = 0
const entered = 1
const left = 2
