import { concatBytes } from '../../text/bytes.ts'

/** Joins chunks, and cuts them, to such of one length; only the last one is shorter, and none is empty. */
export function* gather(
  chunks: Iterable<Uint8Array>,
  length: number,
): Generator<Uint8Array, void, undefined> {
  let parts: Uint8Array[] = []
  let filled = 0
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const part = Uint8Array.from(chunk.subarray(at, at + length - filled))
      parts.push(part)
      at += part.length
      filled += part.length
      if (filled < length) continue
      yield concatBytes(parts)
      parts = []
      filled = 0
    }
  }
  if (filled > 0) yield concatBytes(parts)
}
