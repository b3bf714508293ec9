/** Where a partition is to be read on. */
export interface CommitPoint {
  /** The first record that is not yet out. */
  readonly offset: number
  /**
   * Where reading must start, so that the records from `offset` on are seen in the same light: before it, when a secret
   * that began there was let go half-way. At most `offset`.
   */
  readonly from: number
}

/** How far back is read: more than any secret of several records has. */
const replayRecordsMax = 10_000

/**
 * Which offset of a partition may be committed: one at which no record was held back. Others may be certain by now, but
 * whoever takes over there would not know what was held when they were seen.
 */
export class CommitPlan {
  #committed: CommitPoint
  #next: CommitPoint
  #from: number

  constructor(start: CommitPoint) {
    this.#committed = start
    this.#next = start
    this.#from = start.from
  }

  /**
   * @param offset behind the last record that was seen, or was passed over
   * @param state of all streams of the partition: whether records are held back, and whether what comes next may depend
   * on what was seen
   */
  advance(offset: number, state: { readonly isHeld: boolean; readonly isOpen: boolean }): void {
    if (state.isHeld) return
    if (!state.isOpen) this.#from = offset
    const from = offset - this.#from > replayRecordsMax ? offset : this.#from
    this.#next = { offset, from }
  }

  /** @returns what is to be committed next; undefined when nothing is new */
  take(): CommitPoint | undefined {
    if (this.#next.offset === this.#committed.offset) return undefined
    this.#committed = this.#next
    return this.#next
  }
}

const replayMark = 'stanch from='

/** What is kept beside a committed offset. */
export function metadataOf({ offset, from }: CommitPoint): string {
  return from < offset ? `${replayMark}${from}` : ''
}

/** The inverse; what others have written there counts for nothing. */
export function commitPointOf(offset: number, metadata: string | null): CommitPoint {
  const from = Number(metadata?.startsWith(replayMark) ? metadata.slice(replayMark.length) : NaN)
  return { offset, from: Number.isInteger(from) && from >= 0 && from < offset ? from : offset }
}
