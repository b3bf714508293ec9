import { countFirst } from '../text/count-first.ts'
import type { Span } from '../text/span.ts'

/** A text in which tokens are hidden: what stands in them can neither be found nor say anything about their neighbours. */
export interface View {
  readonly bytes: Uint8Array
  /** From offsets of the view to those of the text; a hidden token within is taken whole. */
  readonly outer: (span: Span) => Span
}

/** How a token is hidden. */
export type Hiding =
  /** By a full stop: reads as a value too short for a secret, and is the border of a word. */
  | 'border'
  /** Without a trace: what stands on both sides of it is read in one. */
  | 'gap'

/** A token as the view has it. */
interface Hidden {
  readonly place: number
  readonly width: number
  /** Bytes that all tokens up to it are longer in the text. */
  readonly shift: number
}

const fullStop = 0x2e

/** @param tokens ascending, disjoint */
export function viewWithout(
  text: Uint8Array,
  tokens: readonly Span[],
  hidingOf: (token: Span) => Hiding = () => 'border',
): View {
  if (tokens.length === 0) return { bytes: text, outer: (span) => span }
  const bytes = new Uint8Array(text.length)
  const hidden: Hidden[] = []
  let shift = 0
  let length = 0
  let from = 0
  for (const token of tokens) {
    bytes.set(text.subarray(from, token.start), length)
    length += token.start - from
    const width = hidingOf(token) === 'border' ? 1 : 0
    shift += token.end - token.start - width
    hidden.push({ place: length, width, shift })
    if (width > 0) bytes[length++] = fullStop
    from = token.end
  }
  bytes.set(text.subarray(from), length)
  length += text.length - from
  return {
    bytes: bytes.subarray(0, length),
    outer: ({ start, end }) => ({
      start: start + shiftBefore(hidden, ({ place, width }) => place + width <= start),
      end: end + shiftBefore(hidden, ({ place }) => place < end),
    }),
  }
}

/** Bytes that are hidden by what is before a place. */
function shiftBefore(hidden: readonly Hidden[], isBefore: (one: Hidden) => boolean): number {
  const count = countFirst(hidden, isBefore)
  return count === 0 ? 0 : hidden[count - 1]!.shift
}

/**
 * The views in which a text is to be read. Where a token touches a word both sides may be parts of one value, or each a
 * value of its own; a token that is none is taken for text, and for nothing.
 *
 * @param tokens ascending, disjoint
 * @param lookalikes what has the form of a token or nearly so, the tokens among them; ascending, disjoint
 */
export function viewsOf(
  text: Uint8Array,
  tokens: readonly Span[],
  lookalikes: readonly Span[],
): readonly View[] {
  const plain = viewWithout(text, tokens)
  const starts = new Set(tokens.map(({ start }) => start))
  const gaps = new Set(
    lookalikes.filter(
      ({ start, end }) =>
        isWordByte(text[start - 1]) || isWordByte(text[end]) || !starts.has(start),
    ),
  )
  if (gaps.size === 0) return [plain]
  return [plain, viewWithout(text, lookalikes, (one) => (gaps.has(one) ? 'gap' : 'border'))]
}

function isWordByte(byte: number | undefined): boolean {
  if (byte === undefined) return false
  const lower = byte | 32
  return (lower >= 97 && lower <= 122) || (byte >= 48 && byte <= 57)
}

/**
 * What is left of a span outside of tokens, ascending.
 *
 * @param tokens ascending, disjoint
 */
export function outsideOf(span: Span, tokens: readonly Span[]): Span[] {
  const rest: Span[] = []
  let from = span.start
  for (let at = countFirst(tokens, ({ end }) => end <= span.start); at < tokens.length; at++) {
    const { start, end } = tokens[at]!
    if (start >= span.end) break
    if (start > from) rest.push({ start: from, end: start })
    from = end
  }
  if (from < span.end) rest.push({ start: from, end: span.end })
  return rest
}
