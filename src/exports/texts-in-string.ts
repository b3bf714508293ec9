import { fragmentOf } from '../redact/fragment.ts'
import { OffsetText } from '../redact/offset-text.ts'
import { bytesOfLatin1, holdsText, latin1Of } from '../text/bytes.ts'
import { cutTexts, mayCut } from './cut-texts.ts'
import { derivedPiece } from './named-pairs.ts'

/**
 * What a string of JSON says only by the structure of its own text: each in its pieces, with offsets of the string.
 *
 * @param bytes as it stands
 */
export function textsInString(bytes: Uint8Array): OffsetText[][] {
  // A quote in a string is escaped: without one it holds no other string.
  if (!bytes.includes(0x22) && !holdsText(bytes, 'u0022')) return []
  const raw = latin1Of(bytes)
  const derived = derivedPiece(raw)
  const isCut = mayCut(raw) || (raw.includes('\\u00') && startOfJson.test(raw))
  if (!raw.includes('data:') && !isCut) return derived ? [[derived]] : []
  const decoded = OffsetText.of(raw).unescaped({ start: 0, end: raw.length })
  const cut = [...streamedTexts(decoded), ...cutTexts(decoded)]
  return derived ? [[derived], ...cut] : cut
}

/** With an escape before it, or as one. */
const startOfJson = /^\s*(?:\\[nrt]\s*)*(?:[[{]|\\u00)/

const event = /^data: ?[[{]/gm

/** Those that a stream of events tells in deltas, where a log has kept the stream as one string. */
function streamedTexts(decoded: OffsetText): OffsetText[][] {
  const { text } = decoded
  if (!text.includes('data:')) return []
  const streams = new Map<string, OffsetText[]>()
  for (const { index: start } of text.matchAll(event)) {
    const feed = text.indexOf('\n', start)
    const line = { start, end: feed < 0 ? text.length : feed }
    const fragment = fragmentOf(bytesOfLatin1(text.slice(line.start, line.end)))
    if (!fragment || fragment.span.start >= fragment.span.end) continue
    const piece = decoded.part(line).unescaped(fragment.span)
    const pieces = streams.get(fragment.stream)
    if (pieces) pieces.push(piece)
    else streams.set(fragment.stream, [piece])
  }
  return [...streams.values()].filter((pieces) => pieces.length > 1)
}
