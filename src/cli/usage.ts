import { StanchError } from '../text/error.ts'

/** @param message names the option, what was expected and what was given */
export function usage(message: string): StanchError {
  return new StanchError('USAGE', message)
}
