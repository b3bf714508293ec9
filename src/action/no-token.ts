import { StanchError } from '../text/error.ts'

/**
 * @param why it is wanted
 * @param instead what works without one, as a line of the step
 */
export function noToken(why: string, instead: string): StanchError {
  return new StanchError(
    'ACTION_TOKEN',
    `input token: it is empty, and ${why}. Nothing was scanned.\n` +
      'Take `token:` out of the step, so that it is the token of the job, which needs the permission contents: read. ' +
      'A secret that is not set is empty, and so is every secret in a run for a fork.\n' +
      `Without any token: \`${instead}\`.`,
  )
}
