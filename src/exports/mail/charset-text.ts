import { OffsetText } from '../../redact/offset-text.ts'
import { bytesOfUtf8 } from '../../text/bytes.ts'
import { highBytesOf } from './single-byte-charset.ts'

const highByte = /[\x80-\xff]/

/** Whether a charset writes what is ASCII with two bytes. */
export function isWideCharset(charset: string): boolean {
  return /^(?:utf-?16|ucs-?2|unicode$|unicodefffe$)/i.test(charset)
}

/**
 * A text in UTF-8.
 *
 * @param charset as a mail names it; text in one that is not known stays as it is, and so does what is UTF-8 already
 */
export function charsetText(source: OffsetText, charset: string): OffsetText {
  if (isWideCharset(charset)) return wideText(source, charset)
  const high = highBytesOf(charset)
  if (!high || !highByte.test(source.text)) return source
  return mapUnits(source, 1, (at) => {
    const code = source.text.charCodeAt(at)
    return code < 0x80 ? source.text[at]! : high[code - 0x80]!
  })
}

/** Without a mark of the byte order, what is zero more often tells it. */
function wideText(source: OffsetText, charset: string): OffsetText {
  const { text } = source
  const isMarked = text.startsWith('\xfe\xff') || text.startsWith('\xff\xfe')
  const isBigEndian = isMarked
    ? text.startsWith('\xfe')
    : !/le$/i.test(charset) && (/be$|fffe$/i.test(charset) || text.charCodeAt(0) === 0)
  const unitAt = (at: number) => {
    const [first, second] = [text.charCodeAt(at), text.charCodeAt(at + 1)]
    return isBigEndian ? first * 256 + second : second * 256 + first
  }
  return mapUnits(source, 2, (at) => {
    const unit = unitAt(at)
    if (Number.isNaN(unit) || unit === 0xfeff) return ''
    if (unit < 0x80) return String.fromCharCode(unit)
    return String.fromCharCode(...bytesOfUtf8(String.fromCharCode(unit)))
  })
}

/** @param textAt what stands for the unit at an offset, one character per byte */
function mapUnits(
  source: OffsetText,
  unitBytes: number,
  textAt: (at: number) => string,
): OffsetText {
  const parts: string[] = []
  const starts: number[] = []
  for (let at = 0; at < source.text.length; at += unitBytes) {
    const part = textAt(at)
    parts.push(part)
    for (let byte = 0; byte < part.length; byte++) starts.push(source.outerOf(at))
  }
  starts.push(source.outerOf(source.text.length))
  return OffsetText.mapped(parts.join(''), Uint32Array.from(starts))
}
