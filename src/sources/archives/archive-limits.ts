/** When to stop unpacking. Sizes are in bytes. */
export interface ArchiveLimits {
  /** Archives inside one another; a tar archive inside its compression counts once. */
  readonly depth: number
  /** What decompression may make of one outer archive, all levels together. */
  readonly expandedBytes: number
  /** Content of one entry; also the memory that an archive which cannot be read in order may take. */
  readonly entryBytes: number
  /** Content of one entry that is read in order, whatever its memory; `entryBytes` by default. */
  readonly streamBytes?: number
  /** Expanded size to the outer archive's size, looked at once more than `ratioFreeBytes` are expanded. */
  readonly ratio: number
  readonly ratioFreeBytes: number
  /** Entries of one outer archive, all levels together. */
  readonly entries: number
}

export const archiveLimits: ArchiveLimits = {
  depth: 5,
  expandedBytes: 1024 ** 3,
  entryBytes: 256 * 1024 ** 2,
  ratio: 200,
  ratioFreeBytes: 10 * 1024 ** 2,
  entries: 100_000,
}

/** The whole outer archive is given up. */
export class LimitError extends Error {}

/** Counts what one outer archive costs, and throws {@link LimitError} when it is too much. */
export class ArchiveBudget {
  readonly #limits: ArchiveLimits
  readonly #outerBytes: number
  #expandedBytes = 0
  #entries = 0

  constructor(limits: ArchiveLimits, outerBytes: number) {
    this.#limits = limits
    this.#outerBytes = outerBytes
  }

  spendBytes(count: number): void {
    const { expandedBytes, ratio, ratioFreeBytes } = this.#limits
    this.#expandedBytes += count
    if (this.#expandedBytes > expandedBytes) throw new LimitError(expandsBeyond(expandedBytes))
    if (this.#expandedBytes <= ratioFreeBytes) return
    if (this.#expandedBytes > this.#outerBytes * ratio) {
      throw new LimitError(`expands to more than ${ratio} times its size (bomb limit)`)
    }
  }

  countEntry(): void {
    if (++this.#entries > this.#limits.entries) {
      throw new LimitError(`more than ${this.#limits.entries} entries (bomb limit)`)
    }
  }
}

export function expandsBeyond(bytes: number): string {
  return `expands beyond ${wordsOfBytes(bytes)} (bomb limit)`
}

function wordsOfBytes(bytes: number): string {
  for (const [unit, size] of [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
  ] as const) {
    if (bytes >= size && bytes % size === 0) return `${bytes / size} ${unit}`
  }
  return `${bytes} bytes`
}
