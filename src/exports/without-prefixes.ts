import { OffsetText } from '../redact/offset-text.ts'
import { latin1Of } from '../text/bytes.ts'

/** So much of a text tells whether its lines have prefixes. */
const headBytes = 64

/**
 * Whether it matters that lines have prefixes: only a key block goes on over lines.
 *
 * @param raw a string of JSON as it stands
 */
export function hasPrefix(raw: Uint8Array, prefix: RegExp): boolean {
  if (!hasDashes(raw)) return false
  const head = OffsetText.of(latin1Of(raw, 0, Math.min(raw.length, headBytes)))
  prefix.lastIndex = 0
  return prefix.exec(head.unescaped({ start: 0, end: head.text.length }).text)?.index === 0
}

/** Whether there are four in a row, as before `BEGIN`. */
function hasDashes(bytes: Uint8Array): boolean {
  for (let at = 3; at < bytes.length; at += 4) {
    if (bytes[at] !== dash) continue
    let start = at
    while (bytes[start - 1] === dash) start--
    let end = at + 1
    while (bytes[end] === dash) end++
    if (end - start >= 4) return true
  }
  return false
}

const dash = 0x2d

/**
 * A text without what stands before each of its lines.
 *
 * @param prefix with flags `gm`, one line long
 */
export function withoutPrefixes(source: OffsetText, prefix: RegExp): OffsetText {
  const { text } = source
  const starts = new Uint32Array(text.length + 1)
  let plain = ''
  let length = 0
  let from = 0
  const keep = (to: number) => {
    for (let at = from; at < to; at++) starts[length++] = source.outerOf(at)
    plain += text.slice(from, to)
  }
  for (const { index, 0: found } of text.matchAll(prefix)) {
    keep(index)
    from = index + found.length
  }
  keep(text.length)
  starts[length++] = source.outerOf(text.length)
  return OffsetText.mapped(plain, starts.subarray(0, length))
}
