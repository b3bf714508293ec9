import { readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { StanchError } from '../../text/error.ts'

/**
 * @throws StanchError `EXPORT_INPUT` when there is nothing to copy; `EXPORT_OUTPUT` when something stands where the copy
 *   is to be, or the copy would be a part of what is copied
 */
export function assertFreeTarget(input: string, output: string, isForced: boolean): void {
  const from = statSync(input, { throwIfNoEntry: false })
  if (!from?.isFile() && !from?.isDirectory()) {
    throw new StanchError(
      'EXPORT_INPUT',
      `Expected an export, a file, folder or archive; there is ${from ? 'something else' : 'nothing'} at ${input}.`,
    )
  }
  const directory = dirname(resolve(output))
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw refusal(output, `there is no folder ${directory}`, 'Make it first.')
  }
  const source = realpathSync(input)
  const inner = relative(source, join(realpathSync(directory), basename(output)))
  if (inner === '' || (inner !== '..' && !inner.startsWith(`..${sep}`) && from.isDirectory())) {
    throw refusal(output, 'it is the export itself, or in it', 'Name a place outside of it.')
  }
  const there = statSync(output, { throwIfNoEntry: false })
  if (!there) return
  if (there.isDirectory()) {
    if (from.isDirectory() && readdirSync(output).length === 0) return
    throw refusal(
      output,
      'a folder stands there',
      from.isDirectory() ? 'Name a new or an empty one.' : 'Name a file.',
    )
  }
  if (!isForced || from.isDirectory()) {
    throw refusal(output, 'something stands there', 'Name another place, or take --force.')
  }
}

function refusal(output: string, reason: string, advice: string): StanchError {
  return new StanchError(
    'EXPORT_OUTPUT',
    `The redacted copy cannot be written to ${output}: ${reason}. ${advice}`,
  )
}
