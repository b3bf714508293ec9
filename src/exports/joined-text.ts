import { OffsetText } from '../redact/offset-text.ts'
import type { Span } from '../text/span.ts'
import type { Text } from '../engine/candidate.ts'
import type { HitSpan } from './export-reader.ts'
import type { LinePlace } from './line-counter.ts'
import type { OpenScope } from './open-scope.ts'

/** A string of an export, or a part of one. */
export interface TextPiece {
  /** One character per byte; its outer offsets are those of the file, but for {@link base}. */
  readonly text: OffsetText
  /** Offset in the file of what the text calls 0. */
  readonly base: number
  /** From 1, and the offset in the file at which it begins. */
  readonly line: number
  readonly lineStart: number
  readonly scope: OpenScope
  readonly path: string
  /** It is a number of JSON: see {@link HitSpan.quotes}. */
  readonly quotes?: string
  /** Where its offsets are none of the file. */
  readonly decoding?: PieceDecoding
}

/** Where in a file stands what a piece was decoded from. */
export interface PieceDecoding {
  /** @param span of what the text calls its outer offsets; not empty */
  readonly hitOf: (span: Span) => HitSpan
  /** @param offset in the file */
  readonly lineAt: (offset: number) => LinePlace
}

/** A line end that a tag of HTML stands for; shorter ones stand as they are, or as an escape. */
const tagBytesMin = 3

/** What kind of file a text is. */
export type TextDocument = Pick<Text, 'kind' | 'fileName' | 'path'>

/** The text that several strings of an export make up. */
export class JoinedText {
  /** One character per byte. */
  readonly text: string
  /** What kind of file it is; undefined: prose. */
  readonly document: TextDocument | undefined
  readonly #separator: string
  #pieces: readonly TextPiece[] | (() => readonly TextPiece[])
  /** Offset of each piece. */
  #starts: readonly number[] | undefined

  /** @param pieces what gives them when somebody asks, for a text that is known without them */
  constructor(
    pieces: readonly TextPiece[] | (() => readonly TextPiece[]),
    separator = '',
    document?: TextDocument,
    text?: string,
  ) {
    this.document = document
    this.#separator = separator
    this.#pieces = pieces
    this.text = text ?? this.pieces.map((piece) => piece.text.text).join(separator)
  }

  get pieces(): readonly TextPiece[] {
    if (typeof this.#pieces === 'function') this.#pieces = this.#pieces()
    return this.#pieces
  }

  get #startsOfPieces(): readonly number[] {
    let at = 0
    this.#starts ??= this.pieces.map(({ text }) => {
      const start = at
      at += text.text.length + this.#separator.length
      return start
    })
    return this.#starts
  }

  /**
   * Where a run of the text stands in the file.
   *
   * @returns one span a piece, in the order of the pieces; none of what only parts them, as tags do
   */
  spansOf({ start, end }: Span): HitSpan[] {
    const starts = this.#startsOfPieces
    return this.pieces.flatMap(({ text, base, quotes, decoding }, index) => {
      const at = starts[index]!
      const from = Math.max(start - at, 0)
      const to = Math.min(end - at, text.text.length)
      if (from >= to) return []
      if (quotes !== undefined) {
        return [
          { start: base + text.outerOf(0), end: base + text.outerOf(text.text.length), quotes },
        ]
      }
      const span = { start: base + text.outerOf(from), end: base + text.outerOf(to) }
      const isTag = text.text === '\n' && span.end - span.start >= tagBytesMin
      if (isTag || span.start === span.end) return []
      return [decoding ? decoding.hitOf(span) : span]
    })
  }

  /** The piece that a byte of the text stands in, or the next one. */
  pieceAt(offset: number): TextPiece {
    const next = this.#startsOfPieces.findIndex((start) => start > offset)
    return this.pieces[next < 0 ? this.pieces.length - 1 : Math.max(0, next - 1)]!
  }
}
