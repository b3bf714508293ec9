import { OffsetText } from '../../redact/offset-text.ts'
import { bytesOfLatin1, latin1Of } from '../../text/bytes.ts'
import type { Span } from '../../text/span.ts'
import { Base64Body } from './base64-body.ts'
import { charsetText } from './charset-text.ts'
import { unquotePrintable } from './quoted-printable.ts'

/** https://www.rfc-editor.org/rfc/rfc2047, with the language of RFC 2231. */
const word = /=\?([\w.-]{1,40})(?:\*[\w-]{1,20})?\?([bqBQ])\?([^?\r\n]*)\?=/g

/** The value of a header, and where its text came from. */
export interface DecodedWords {
  /** One character per byte, in UTF-8. */
  readonly text: string
  readonly hasWords: boolean
  /** What has to change so that a run of the text is gone: of an encoded word all of it. */
  readonly outerOf: (span: Span) => Span
}

interface Run {
  /** In the decoded text. */
  readonly inner: Span
  readonly outer: Span
  readonly isWord: boolean
}

/** @param raw the value as it stands, one character per byte; white space between two words does not count */
export function decodeWords(raw: string): DecodedWords {
  const runs: Run[] = []
  let text = ''
  const add = (part: string, outer: Span, isWord: boolean) => {
    if (part === '') return
    runs.push({ inner: { start: text.length, end: text.length + part.length }, outer, isWord })
    text += part
  }
  let from = 0
  for (const found of raw.matchAll(word)) {
    const between = raw.slice(from, found.index)
    const end = found.index + found[0].length
    if (from === 0 || between.trim() !== '') add(between, { start: from, end: found.index }, false)
    add(wordText(found), { start: found.index, end }, true)
    from = end
  }
  add(raw.slice(from), { start: from, end: raw.length }, false)
  return { text, hasWords: from > 0, outerOf: (span) => outerOf(runs, span) }
}

function outerOf(runs: readonly Run[], span: Span): Span {
  const touched = runs.filter(({ inner }) => inner.start < span.end && span.start < inner.end)
  const first = touched[0]!
  const last = touched.at(-1)!
  return {
    start: first.isWord ? first.outer.start : first.outer.start + span.start - first.inner.start,
    end: last.isWord ? last.outer.end : last.outer.start + span.end - last.inner.start,
  }
}

function wordText([, charset, encoding, content]: RegExpMatchArray): string {
  const bytes =
    encoding!.toLowerCase() === 'b'
      ? OffsetText.of(latin1Of(new Base64Body(bytesOfLatin1(content!)).bytes))
      : unquotePrintable(OffsetText.of(content!), true)
  return charsetText(bytes, charset!).text
}
