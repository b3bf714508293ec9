import { readSync } from 'node:fs'

const lineFeed = 10
/** Large enough that a call costs nothing beside its bytes, and short enough for the caches. */
const blockBytes = 1 << 18

/**
 * Reads an open file from where it stands to its end. Blocks end where a line does, as long as lines are shorter than a
 * block: a filter can take them as they are, and needs no copy to join what a border has parted.
 *
 * @returns blocks in order, never empty, each valid until the next one is asked for
 * @throws Error when it cannot be read
 */
export function* readBlocks(file: number): Generator<Uint8Array, void, undefined> {
  const buffer = new Uint8Array(blockBytes)
  /** The beginning of a line, from 0 on. */
  let held = 0
  for (;;) {
    const length = readSync(file, buffer, held, blockBytes - held, null)
    const end = held + length
    if (length === 0) {
      if (held > 0) yield buffer.subarray(0, held)
      return
    }
    const lines = buffer.subarray(held, end).lastIndexOf(lineFeed) + 1
    const to = lines > 0 ? held + lines : end === blockBytes ? end : 0
    if (to > 0) yield buffer.subarray(0, to)
    buffer.copyWithin(0, to, end)
    held = end - to
  }
}
