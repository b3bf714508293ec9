import { StanchError } from '../../text/error.ts'
import { readStandardInput } from '../filter-input.ts'

const bytesMax = 256 << 20

/**
 * Standard input to its end.
 *
 * @throws StanchError `INPUT_TOO_LARGE`
 */
export async function readInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of readStandardInput()) {
    // A chunk is valid until the next one is asked for.
    chunks.push(new Uint8Array(chunk))
    length += chunk.length
    if (length > bytesMax) {
      throw new StanchError(
        'INPUT_TOO_LARGE',
        `standard input: expected at most ${bytesMax >> 20} MB of secrets, got more.`,
      )
    }
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
