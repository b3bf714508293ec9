import { concatBytes } from '../text/bytes.ts'
import { readStandardInput } from './filter-input.ts'

/**
 * Standard input to its end. Not by `readFileSync`: of a pipe whose writer takes its time there is nothing to read yet, and
 * who asked whether it is a terminal made it fail then (EAGAIN).
 *
 * @param tooLong the error for more than `bytesMax` bytes
 * @throws what `tooLong` makes; the signal's reason
 */
export async function readWholeInput(
  bytesMax: number,
  tooLong: () => Error,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  const input = readStandardInput()
  // Nobody may ever write there again, and the process would wait for it.
  signal?.addEventListener('abort', () => input.destroy?.(), { once: true })
  for await (const chunk of input) {
    // A chunk is valid until the next one is asked for.
    chunks.push(new Uint8Array(chunk))
    length += chunk.length
    if (length > bytesMax) throw tooLong()
  }
  signal?.throwIfAborted()
  const bytes = concatBytes(chunks)
  for (const chunk of chunks) chunk.fill(0)
  return bytes
}
