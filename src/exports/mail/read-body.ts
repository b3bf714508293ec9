import { documentKindOf, fileNameOf } from '../../engine/document-kind.ts'
import type { PlacedMatch } from '../../engine/scanner.ts'
import { OffsetText } from '../../redact/offset-text.ts'
import { latin1Of } from '../../text/bytes.ts'
import type { Span } from '../../text/span.ts'
import type { HitSpan } from '../export-reader.ts'
import { htmlText } from '../html-pieces.ts'
import {
  JoinedText,
  type PieceDecoding,
  type TextDocument,
  type TextPiece,
} from '../joined-text.ts'
import type { LinePlace } from '../line-counter.ts'
import type { OpenScope } from '../open-scope.ts'
import { Base64Body } from './base64-body.ts'
import { charsetText, isWideCharset } from './charset-text.ts'
import type { PartKind } from './part-kind.ts'
import { unquotePrintable, wholeEscapes } from './quoted-printable.ts'

/** A longer text is searched in parts… */
const textBytesMax = 1 << 20
/** …that overlap by so much. */
const overlapBytes = 1 << 16

/** The body of a part, as it stands in the file. */
export interface PartBody {
  readonly bytes: Uint8Array
  /** Offset in the file. */
  readonly start: number
  readonly scope: OpenScope
  readonly path: string
  /** @param offset in the file, within the body */
  readonly lineAt: (offset: number) => LinePlace
}

/** What is to be searched of a part. */
export interface ReadBody {
  /** None where its bytes show all of it. */
  readonly texts: readonly JoinedText[]
  /** Whether the texts show what was found in the file as it stands, so that it is of no account. */
  readonly isShown: (match: PlacedMatch) => boolean
  /** What has to change so that a run of the file is gone. */
  readonly hitOf: (span: Span) => HitSpan
  /** What it decodes to, if that is no text. */
  readonly binary: Uint8Array | undefined
}

/** Whether the bytes of a part do not show by themselves all that it says. */
export function isReadAsText(kind: PartKind): boolean {
  const { type, encoding, isBrokenInWords } = kind
  return (
    encoding !== 'none' || type === 'text/html' || isBrokenInWords || documentOf(kind) !== undefined
  )
}

export function readBody(kind: PartKind, body: PartBody): ReadBody {
  if (kind.encoding === 'base64') return readBase64(kind, body)
  const isQuoted = kind.encoding === 'quoted-printable'
  const raw = isQuoted ? latin1Of(body.bytes) : ''
  const quotes = raw.includes('\r\n') ? '=\r\n' : '=\n'
  const hitOf = (span: Span): HitSpan => {
    if (!isQuoted) return { start: span.start, end: span.end }
    const inner = { start: span.start - body.start, end: span.end - body.start }
    const { start, end } = wholeEscapes(raw, inner)
    return { start: start + body.start, end: end + body.start, quotes }
  }
  const whole = { start: body.start, end: body.start + body.bytes.length }
  const isShown = ({ place }: PlacedMatch) => isQuoted && isWithin(place, whole)
  if (!isReadAsText(kind)) return { texts: [], isShown, hitOf, binary: undefined }
  const all = OffsetText.of(isQuoted ? raw : latin1Of(body.bytes))
  const decoding = {
    hitOf: (span: Span) => hitOf({ start: span.start + body.start, end: span.end + body.start }),
    lineAt: body.lineAt,
  }
  const texts = partsOf(body.bytes).flatMap((part) => {
    const text = all.part(part)
    return textsOf(isQuoted ? unquotePrintable(text) : text, kind, body, decoding, !isQuoted)
  })
  return { texts, isShown, hitOf, binary: undefined }
}

function isWithin(span: Span, whole: Span): boolean {
  return span.start >= whole.start && span.end <= whole.end
}

function readBase64(kind: PartKind, body: PartBody): ReadBody {
  const decoded = new Base64Body(body.bytes)
  const { bytes } = decoded
  const isWide = isWideCharset(kind.charset) || isWideText(bytes)
  const whole = { start: body.start, end: body.start + body.bytes.length }
  const hitIn = (span: Span): HitSpan => {
    const { start, end } = decoded.spanOf(span)
    return {
      start: start + body.start,
      end: end + body.start,
      encoded: { body: whole, decoded: span, isWide },
    }
  }
  const hitOf = ({ start, end }: Span): HitSpan => {
    const span = decoded.decodedOf({ start: start - body.start, end: end - body.start })
    return span.start < span.end ? hitIn(span) : { start, end }
  }
  const shown = { start: body.start, end: body.start + decoded.end }
  // What stands there plainly was written behind the encoded text, and only looks like more of it.
  const isShown = ({ place, decoded: by }: PlacedMatch) => by.length > 0 && isWithin(place, shown)
  if (!isWide && isBinary(bytes)) return { texts: [], isShown: () => false, hitOf, binary: bytes }
  const charset = isWide && !isWideCharset(kind.charset) ? 'utf-16' : kind.charset
  const decoding = { hitOf: hitIn, lineAt: body.lineAt }
  const text = OffsetText.of(latin1Of(bytes))
  const texts = partsOf(bytes).flatMap((part) =>
    textsOf(text.part(part), { ...kind, charset }, body, decoding),
  )
  return { texts, isShown, hitOf, binary: undefined }
}

/** As it says, unless its bytes show that, and as it is read. */
function textsOf(
  source: OffsetText,
  kind: PartKind,
  { start, scope, path, lineAt }: PartBody,
  decoding: PieceDecoding,
  isShown = false,
): JoinedText[] {
  const decoded = charsetText(source, kind.charset)
  const text = kind.isBrokenInWords ? joinBroken(decoded) : decoded
  const document = documentOf(kind)
  const { line, lineStart } = lineAt(start)
  const pieceOf = (piece: OffsetText): TextPiece => ({
    text: piece, base: 0, line, lineStart, scope, path, decoding,
  }) // prettier-ignore
  const texts: JoinedText[] = []
  if (!isShown || document || text !== source) {
    texts.push(new JoinedText([pieceOf(text)], '', document))
  }
  const html = kind.type === 'text/html' ? htmlText(text) : undefined
  if (html) {
    texts.push(new JoinedText(() => html.pieces().map(pieceOf), '', document, html.text))
  }
  return texts
}

/** What is called as a file of a configuration or a program is searched as one. */
function documentOf({ name }: PartKind): TextDocument | undefined {
  if (name === undefined) return undefined
  const kind = documentKindOf(name)
  return kind === 'text' ? undefined : { kind, fileName: fileNameOf(name), path: name }
}

/** The blank before a line end was added with it, behind marks of quoting the text goes on. */
const lineBreak = / \r?\n(?:>+ ?| )?/g

function joinBroken(source: OffsetText): OffsetText {
  if (!source.text.includes(' \n') && !source.text.includes(' \r\n')) return source
  const starts: number[] = []
  let text = ''
  let from = 0
  const keep = (to: number) => {
    for (let at = from; at < to; at++) starts.push(source.outerOf(at))
    text += source.text.slice(from, to)
  }
  for (const found of source.text.matchAll(lineBreak)) {
    keep(found.index)
    from = found.index + found[0].length
  }
  keep(source.text.length)
  starts.push(source.outerOf(source.text.length))
  return OffsetText.mapped(text, Uint32Array.from(starts))
}

function partsOf({ length }: Uint8Array): Span[] {
  const parts: Span[] = []
  for (let start = 0; start < length; start += textBytesMax) {
    // UTF-16 has an even number of bytes before each part.
    parts.push({ start: Math.max(0, start - overlapBytes), end: Math.min(length, start + textBytesMax) }) // prettier-ignore
  }
  return parts
}

/** So many bytes tell. */
const headBytes = 1 << 12

function isBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, headBytes)
  return head.some((byte) => byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32))
}

/** With a mark of the byte order, as files have it that are attached. */
function isWideText(bytes: Uint8Array): boolean {
  const [first, second] = bytes
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}
