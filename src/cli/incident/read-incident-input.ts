import { readFileSync, statSync } from 'node:fs'
import { reasonOf, StanchError } from '../../text/error.ts'
import { readWholeInput } from '../read-whole-input.ts'

/**
 * A file, or standard input when it is `-`.
 *
 * @param what it is to be, for messages: `a scan report`
 * @throws StanchError `INCIDENT_INPUT`
 */
export function readInputOf(file: string, bytesMax: number, what: string): Promise<Uint8Array> {
  return file === '-'
    ? readInput(bytesMax, what)
    : Promise.resolve(readFileOf(file, bytesMax, what))
}

/** Standard input to its end. */
export function readInput(bytesMax: number, what: string): Promise<Uint8Array> {
  if (process.stdin.isTTY)
    process.stderr.write(`stanch: ${what}, then Enter and Ctrl-D; it is shown while you type\n`)
  return readWholeInput(bytesMax, () => tooLong('standard input', bytesMax, what))
}

function readFileOf(file: string, bytesMax: number, what: string): Uint8Array {
  try {
    if (statSync(file).size > bytesMax) throw tooLong(file, bytesMax, what)
    return readFileSync(file)
  } catch (error) {
    if (error instanceof StanchError) throw error
    throw new StanchError('INCIDENT_INPUT', `${file}: ${reasonOf(error)}`, { cause: error })
  }
}

function tooLong(name: string, bytesMax: number, what: string): StanchError {
  return new StanchError(
    'INCIDENT_INPUT',
    `${name}: expected ${what} of at most ${bytesMax} bytes, got more.`,
  )
}
