import { OffsetText } from '../../redact/offset-text.ts'
import type { Span } from '../../text/span.ts'
import { JoinedText } from '../joined-text.ts'
import type { OpenScope } from '../open-scope.ts'
import { decodeWords } from './encoded-words.ts'
import type { KeptRegion } from './kept-region.ts'
import type { MailHeaders } from './mail-headers.ts'

/** Signatures, ids, and what servers say to each other. */
const opaqueHeader =
  /^(?:dkim-signature|domainkey-signature|arc-.*|x-.*dkim.*|message-id|in-reply-to|references|received(?:-spf)?|x-received|x-gm-.*|x-google-.*|x-ms-.*|x-microsoft-.*|x-forefront-.*|authentication-results|autocrypt|thread-index|x-face|face|boundary)$/

/** Whether a header, by its name in lower case, holds only what looks like a secret and is none. */
export function isOpaqueHeader(name: string): boolean {
  return opaqueHeader.test(name)
}

/** What headers say that hold encoded words. */
export function headerTexts(
  headers: MailHeaders,
  region: KeptRegion,
  scope: OpenScope,
  pathOf: (name: string) => string,
): JoinedText[] {
  if (!headers.text.includes('=?')) return []
  const worded = headers.all.filter(({ raw }) => raw.includes('=?'))
  return worded.flatMap(({ raw, nameShown, valueStart }) => {
    const { text, hasWords, outerOf } = decodeWords(raw)
    if (!hasWords) return []
    const base = region.start + valueStart
    const piece = {
      text: OffsetText.of(text),
      base: 0,
      ...region.lineAt(base),
      scope,
      path: pathOf(nameShown),
      decoding: {
        hitOf: (span: Span) => {
          const { start, end } = outerOf(span)
          return { start: base + start, end: base + end }
        },
        lineAt: (offset: number) => region.lineAt(offset),
      },
    }
    return [new JoinedText([piece])]
  })
}
