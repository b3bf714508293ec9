import { StanchError } from '../../text/error.ts'
import { readWholeInput } from '../read-whole-input.ts'

const bytesMax = 256 << 20

/**
 * Standard input of an importer, to its end.
 *
 * @throws StanchError `INPUT_TOO_LARGE`; the signal's reason
 */
export function readInput(signal: AbortSignal): Promise<Uint8Array> {
  return readWholeInput(bytesMax, tooLarge, signal)
}

function tooLarge(): StanchError {
  return new StanchError(
    'INPUT_TOO_LARGE',
    `standard input: expected at most ${bytesMax >> 20} MB of secrets, got more.`,
  )
}
