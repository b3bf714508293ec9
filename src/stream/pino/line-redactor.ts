import type { Redactor } from '../../redact/redactor.ts'
import { textOfBytes } from '../../text/wide-text.ts'
import { defaultRedactor } from '../default-redactor.ts'
import { GuardedRecords } from '../guarded-records.ts'

/**
 * Redacts one line after another, for `hooks.streamWrite` of pino and the like: valid JSON stays valid JSON. Holds
 * nothing back, so that of a secret of several lines only what is certain at each line is masked.
 *
 * @returns never throws
 */
export function lineRedactor(redactor: Redactor = defaultRedactor()): (line: string) => string {
  const records = new GuardedRecords(redactor)
  return (line) => {
    const record = Buffer.from(line)
    const out = records.push(record)
    if (out.length === 1 && out[0] === record) return line
    return [...out, ...records.cut()].map(textOfBytes).join('')
  }
}
