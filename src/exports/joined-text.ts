import { OffsetText } from '../redact/offset-text.ts'
import type { Span } from '../text/span.ts'
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
}

/** The text that several strings of an export make up. */
export class JoinedText {
  readonly pieces: readonly TextPiece[]
  /** One character per byte. */
  readonly text: string
  /** Offset of each piece. */
  readonly #starts: readonly number[]

  constructor(pieces: readonly TextPiece[], separator = '') {
    this.pieces = pieces
    this.text = pieces.map(({ text }) => text.text).join(separator)
    let at = 0
    this.#starts = pieces.map(({ text }) => {
      const start = at
      at += text.text.length + separator.length
      return start
    })
  }

  /**
   * Where a run of the text stands in the file.
   *
   * @returns one span a piece, in the order of the pieces; none of what only parts them
   */
  spansOf({ start, end }: Span): Span[] {
    return this.pieces.flatMap(({ text, base }, index) => {
      const at = this.#starts[index]!
      const from = Math.max(start - at, 0)
      const to = Math.min(end - at, text.text.length)
      if (from >= to) return []
      return [{ start: base + text.outerOf(from), end: base + text.outerOf(to) }]
    })
  }

  /** The piece that a byte of the text stands in, or the next one. */
  pieceAt(offset: number): TextPiece {
    const next = this.#starts.findIndex((start) => start > offset)
    return this.pieces[next < 0 ? this.pieces.length - 1 : Math.max(0, next - 1)]!
  }
}
