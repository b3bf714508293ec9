import { StanchError } from '../../text/error.ts'
import { readStandardInput } from '../filter-input.ts'

const bytesMax = 256 << 20

/**
 * Standard input to its end.
 *
 * @throws StanchError `INPUT_TOO_LARGE`; the signal's reason
 */
export async function readInput(signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  const input = readStandardInput()
  // Nobody may ever write there again, and the process would wait for it.
  signal.addEventListener('abort', () => input.destroy?.(), { once: true })
  for await (const chunk of input) {
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
  signal.throwIfAborted()
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
    chunk.fill(0)
  }
  return bytes
}
