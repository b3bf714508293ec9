import type { Redactor } from '../../redact/redactor.ts'
import { bytesOfLatin1, latin1Of } from '../../text/bytes.ts'

/** Redacts a text of one character per byte that has nothing to do with any other. */
export function redactText(redactor: Redactor, text: string): string {
  return latin1Of(redactor.redact(bytesOfLatin1(text)))
}
