import type { TextLayout } from '../text-layout.ts'
import { latin1Of } from '../../text/bytes.ts'
import { nameOfFile } from '../file-path.ts'
import { MailExportReader } from '../mail/mail-export-reader.ts'

const headBytes = 1 << 14
/** https://www.rfc-editor.org/rfc/rfc4155, and where the box stands with its path. */
const box = /^From [^\r\n]*\d{1,2}:\d\d[^\r\n]*\r?\n(?:>?From [^\r\n]*\r?\n)?[!-9;-~]+[ \t]*:/
const headerLine = /^([!-9;-~]{1,80})[ \t]*:/
const mailHeaders: ReadonlySet<string> = new Set([
  'from', 'to', 'cc', 'date', 'subject', 'message-id', 'received', 'return-path', 'mime-version', 'delivered-to',
  'content-type', 'x-original-to', 'reply-to', 'sender', 'in-reply-to', 'references', 'list-id', 'dkim-signature',
]) // prettier-ignore
/** Of so many of them a file is a message; in one that is called so, of one. */
const headersMin = 4

/** E-mail: a message (`.eml`, a file of a Maildir), or a box of them (mboxo, mboxrd). */
export const mail: TextLayout = {
  format: 'mail',
  holds: 'messages',
  open(head, path) {
    const text = latin1Of(head, 0, Math.min(head.length, headBytes))
    const isBox = box.test(text)
    const { headers, others } = countHeaders(text)
    const isMail = isCalledMail(path) ? headers > 0 : headers >= headersMin && others === 0
    if (!isBox && !isMail) return undefined
    return (listener) => new MailExportReader(isBox, listener)
  },
  finish: (attribution) => attribution,
}

/** https://cr.yp.to/proto/maildir.html */
function isCalledMail(path: string | undefined): boolean {
  return path === undefined || /\.eml$|\.mht(?:ml)?$|\.emlx$/i.test(nameOfFile(path)) || /[/!](?:cur|new)\/[^/!]+$/.test(path) // prettier-ignore
}

/** Headers of mail at the start of a text, and lines there that are none; the first line has to be one. */
function countHeaders(text: string): { headers: number; others: number } {
  const names = new Set<string>()
  let others = 0
  // Apple's `.emlx` has the length of the message before it.
  for (const line of text.replace(/^(?:\xef\xbb\xbf|\d+\s*\n)/, '').split(/\r?\n/)) {
    if (line === '') break
    const name = headerLine.exec(line)?.[1]?.toLowerCase()
    if (name !== undefined && mailHeaders.has(name)) names.add(name)
    else if (name === undefined && !/^[ \t>]/.test(line)) others++
    if (names.size === 0 && others > 0) break
  }
  return { headers: names.size, others }
}
