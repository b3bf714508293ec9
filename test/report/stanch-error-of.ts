import { StanchError } from '../../src/text/error.ts'

/** The error that `run` is expected to throw. */
export function stanchErrorOf(run: () => unknown): StanchError {
  try {
    run()
  } catch (error) {
    if (error instanceof StanchError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
