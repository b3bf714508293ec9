import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'

export interface InspectedFile {
  /** SHA-256 of its bytes. */
  readonly digest: Buffer
  /** Whether one of the forms stands in it. */
  readonly holds: boolean
}

const chunkBytes = 1 << 20

/** Reads a file of any size once. @throws errors of the file system */
export function inspectFile(path: string | Buffer, forms: readonly Buffer[]): InspectedFile {
  const descriptor = openSync(path, 'r')
  const overlap = Math.max(0, ...forms.map(({ length }) => length - 1))
  const window = Buffer.alloc(overlap + chunkBytes)
  const hash = createHash('sha256')
  let holds = false
  let kept = 0
  try {
    for (;;) {
      const count = readSync(descriptor, window, kept, chunkBytes, null)
      if (count === 0) return { digest: hash.digest(), holds }
      hash.update(window.subarray(kept, kept + count))
      const text = window.subarray(0, kept + count)
      holds ||= forms.some((form) => text.includes(form))
      kept = Math.min(overlap, text.length)
      window.copyWithin(0, text.length - kept, text.length)
    }
  } finally {
    closeSync(descriptor)
    window.fill(0)
  }
}
