import { latin1Of } from '../text/bytes.ts'

/** Behind a mark of the byte order; behind a bracket no digit, as a chat of WhatsApp has it. */
const littleEndian = /^\xff\xfe(?:\s\0)*[[{]\0(?:\s\0)*[[\]{}"]\0/
const bigEndian = /^\xfe\xff(?:\0\s)*\0[[{](?:\0\s)*\0[[\]{}"]/

/** What to say of JSON in UTF-16, which RFC 8259 does not allow, and a shell of Windows writes (`>` of PowerShell 5). */
export const wideJsonReason =
  'JSON in UTF-16: read as plain text, so texts that are cut are not put together. Convert it to UTF-8'

/** @param head of a file */
export function isWideJson(head: Uint8Array): boolean {
  const text = latin1Of(head, 0, Math.min(head.length, 256))
  return littleEndian.test(text) || bigEndian.test(text)
}
