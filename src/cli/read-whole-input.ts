import { readStandardInput } from './filter-input.ts'

/**
 * Standard input to its end. Not by `readFileSync`: of a pipe whose writer takes its time there is nothing to read yet, and
 * who asked whether it is a terminal made it fail then (EAGAIN).
 *
 * @param tooLong the error for more than `bytesMax` bytes
 */
export async function readWholeInput(bytesMax: number, tooLong: () => Error): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of readStandardInput()) {
    // A chunk is valid until the next one is asked for.
    chunks.push(new Uint8Array(chunk))
    length += chunk.length
    if (length > bytesMax) throw tooLong()
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
    chunk.fill(0)
  }
  return bytes
}
