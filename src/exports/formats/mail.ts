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
    if (!isBox && countHeaders(text) < (isCalledMail(path) ? 1 : headersMin)) return undefined
    return (listener) => new MailExportReader(isBox, listener)
  },
  finish: (attribution) => attribution,
}

/** https://cr.yp.to/proto/maildir.html */
function isCalledMail(path: string | undefined): boolean {
  return path === undefined || /\.eml$|\.mht(?:ml)?$|\.emlx$/i.test(nameOfFile(path)) || /[/!](?:cur|new)\/[^/!]+$/.test(path) // prettier-ignore
}

/** Headers of mail at the start of a text that has nothing else there. */
function countHeaders(text: string): number {
  const names = new Set<string>()
  for (const line of text.replace(/^\xef\xbb\xbf/, '').split(/\r?\n/)) {
    if (line === '') break
    const name = headerLine.exec(line)?.[1]?.toLowerCase()
    if (name === undefined && !/^[ \t>]/.test(line)) return 0
    if (name !== undefined && mailHeaders.has(name)) names.add(name)
  }
  return names.size
}
