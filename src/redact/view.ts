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

const fullStop = 0x2e

/** @param tokens ascending, disjoint */
export function viewWithout(
  text: Uint8Array,
  tokens: readonly Span[],
  hidingOf: (token: Span) => Hiding = () => 'border',
): View {
  if (tokens.length === 0) return { bytes: text, outer: (span) => span }
  const bytes = new Uint8Array(text.length)
  const hidden: { readonly place: number; readonly width: number; readonly length: number }[] = []
  let length = 0
  let from = 0
  for (const token of tokens) {
    bytes.set(text.subarray(from, token.start), length)
    length += token.start - from
    const width = hidingOf(token) === 'border' ? 1 : 0
    hidden.push({ place: length, width, length: token.end - token.start - width })
    if (width > 0) bytes[length++] = fullStop
    from = token.end
  }
  bytes.set(text.subarray(from), length)
  length += text.length - from
  const shift = (isBefore: (place: number, width: number) => boolean) =>
    hidden.reduce((sum, one) => sum + (isBefore(one.place, one.width) ? one.length : 0), 0)
  return {
    bytes: bytes.subarray(0, length),
    outer: ({ start, end }) => ({
      start: start + shift((place, width) => place + width <= start),
      end: end + shift((place) => place < end),
    }),
  }
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
  const gaps = new Set(
    lookalikes.filter(
      ({ start, end }) =>
        isWordByte(text[start - 1]) ||
        isWordByte(text[end]) ||
        !tokens.some((token) => token.start === start),
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

/** What is left of a span outside of tokens, ascending. */
export function outsideOf(span: Span, tokens: readonly Span[]): Span[] {
  const rest: Span[] = []
  let from = span.start
  for (const { start, end } of tokens) {
    if (end <= from || start >= span.end) continue
    if (start > from) rest.push({ start: from, end: start })
    from = end
  }
  if (from < span.end) rest.push({ start: from, end: span.end })
  return rest
}
