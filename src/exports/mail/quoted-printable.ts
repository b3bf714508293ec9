import { OffsetText } from '../../redact/offset-text.ts'
import type { Span } from '../../text/span.ts'

/** An escaped byte, or a line end that is none; white space before it was added on the way. */
const escape = /=(?:([0-9A-Fa-f]{2})|[ \t]{0,80}\r?\n)/g

/**
 * What a text in quoted-printable says (RFC 2045, section 6.7). What is no escape stays as it is.
 *
 * @param isWord it is a word of a header (RFC 2047), in which `_` is a blank
 */
export function unquotePrintable(source: OffsetText, isWord = false): OffsetText {
  const { text } = source
  if (!text.includes('=') && !(isWord && text.includes('_'))) return source
  const parts: string[] = []
  const starts = new Uint32Array(text.length + 1)
  let length = 0
  let from = 0
  const keep = (to: number) => {
    const part = text.slice(from, to)
    parts.push(isWord ? part.replaceAll('_', ' ') : part)
    for (let at = from; at < to; at++) starts[length++] = source.outerOf(at)
  }
  for (const found of text.matchAll(escape)) {
    keep(found.index)
    from = found.index + found[0].length
    if (found[1] === undefined) continue
    parts.push(String.fromCharCode(Number.parseInt(found[1], 16)))
    starts[length++] = source.outerOf(found.index)
  }
  keep(text.length)
  starts[length] = source.outerOf(text.length)
  return OffsetText.mapped(parts.join(''), starts.subarray(0, length + 1))
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
