import { OffsetText } from '../../redact/offset-text.ts'
import { hexValue } from '../../text/hex-value.ts'
import type { Span } from '../../text/span.ts'

/** A line end that is none; white space before it was added on the way. */
const softBreak = /=[ \t]{0,80}\r?\n/y
const lineFeed = 10
/** What stands for each byte. */
const characters = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte))

/**
 * What a text in quoted-printable says (RFC 2045, section 6.7). What is no escape stays as it is.
 *
 * @param isWord it is a word of a header (RFC 2047), in which `_` is a blank
 */
export function unquotePrintable(source: OffsetText, isWord = false): OffsetText {
  const text = isWord ? source.text.replaceAll('_', ' ') : source.text
  if (!text.includes('='))
    return isWord ? OffsetText.lazy(text, () => startsOf(source, [])) : source
  const escapes: number[] = []
  let plain = ''
  let from = 0
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at)) {
    let end = at + 2
    let said = ''
    if (text.charCodeAt(at + 1) !== lineFeed) {
      const high = hexValue(text.charCodeAt(at + 1))
      const low = high < 0 ? -1 : hexValue(text.charCodeAt(at + 2))
      if (low >= 0) {
        said = characters[high * 16 + low]!
        end = at + 3
      } else {
        softBreak.lastIndex = at
        const found = softBreak.exec(text)
        if (!found) {
          at++
          continue
        }
        end = at + found[0].length
      }
    }
    plain += text.slice(from, at) + said
    escapes.push(at, end, said.length)
    at = end
    from = end
  }
  plain += text.slice(from)
  return OffsetText.lazy(plain, () => startsOf(source, escapes))
}

/** @param escapes of each its start, its end, and how many bytes it stands for */
function startsOf(source: OffsetText, escapes: readonly number[]): Uint32Array {
  const starts: number[] = []
  let from = 0
  const keep = (to: number) => {
    for (let at = from; at < to; at++) starts.push(source.outerOf(at))
  }
  for (let index = 0; index < escapes.length; index += 3) {
    keep(escapes[index]!)
    if (escapes[index + 2] === 1) starts.push(source.outerOf(escapes[index]!))
    from = escapes[index + 1]!
  }
  keep(source.text.length + 1)
  return Uint32Array.from(starts)
}

/** A run of quoted-printable text, so that no escape is cut. */
export function wholeEscapes(text: string, { start, end }: Span): Span {
  const before = /=[0-9A-Fa-f]?$/.exec(text.slice(Math.max(0, start - 2), start))
  const last = /=[0-9A-Fa-f]?$/.exec(text.slice(Math.max(start, end - 2), end))
  const rest = last ? /^(?:=[0-9A-Fa-f]{2}|=\r?\n)/.exec(text.slice(end - last[0].length, end + 3)) : null // prettier-ignore
  return {
    start: start - (before?.[0].length ?? 0),
    end: rest ? end - last![0].length + rest[0].length : end,
  }
}
