import { parseAccesses, type AccessReport } from '../../report/incident/parse-accesses.ts'
import { StanchError } from '../../text/error.ts'
import { readText } from '../read-configuration.ts'
import { readWholeInput } from '../read-whole-input.ts'

const bytesMax = 256 << 20

const tooLong = () =>
  new StanchError(
    'ACCESSES_INVALID',
    `standard input: expected the accesses to one secret; got more than ${bytesMax} bytes.`,
  )

/**
 * What `--accesses` names; `-` is standard input.
 *
 * @throws StanchError `ACCESSES_UNREADABLE`, `ACCESSES_INVALID`
 */
export async function readAccessFile(path: string | undefined): Promise<AccessReport | undefined> {
  if (path === undefined) return undefined
  if (path === '-') {
    const bytes = await readWholeInput(bytesMax, tooLong)
    return parseAccesses(new TextDecoder().decode(bytes), 'standard input')
  }
  return parseAccesses(readText(path, 'ACCESSES_UNREADABLE'), path)
}
