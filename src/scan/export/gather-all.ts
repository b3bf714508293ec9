import { concatBytes } from '../../text/bytes.ts'
import type { Limits } from '../configuration.ts'

/** @returns what chunks come to, whole chunks up to a limit */
export function gatherAll(
  chunks: Iterable<Uint8Array>,
  bytesMax: number,
): { bytes: Uint8Array; isWhole: boolean } {
  const parts: Uint8Array[] = []
  let length = 0
  for (const chunk of chunks) {
    if (length + chunk.length > bytesMax) return { bytes: concatBytes(parts), isWhole: false }
    parts.push(Uint8Array.from(chunk))
    length += chunk.length
  }
  return { bytes: concatBytes(parts), isWhole: true }
}

export function tooLong({ entryBytes }: Limits): string {
  return `longer than ${entryBytes} bytes, which is as much as is held in memory: read so far only`
}
