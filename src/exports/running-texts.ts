import type { ExportListener } from './export-reader.ts'
import { JoinedText, type TextPiece } from './joined-text.ts'
import type { Join } from './layout.ts'
import type { OpenScope } from './open-scope.ts'

/** Texts that go on from record to record, at most. */
const textsMax = 256
/** Of a text that has become so long, what is behind is told… */
const bytesMax = 1 << 18
/** …and so much of it is read on with what follows. */
const overlapBytes = 1 << 16

/** A text, so far. */
interface RunningText {
  readonly join: Join
  pieces: TextPiece[]
  bytes: number
}

/**
 * Puts together what comes in parts, one a record: streamed answers. An outermost scope is not over before the texts are
 * told that its parts belong to.
 */
export class RunningTexts {
  readonly #listener: ExportListener
  /** Of the record that is open. */
  #parts: { readonly join: Join; readonly pieces: readonly TextPiece[] }[] = []
  readonly #texts = new Map<string, RunningText>()
  /** Outermost scopes of parts that are not yet told. */
  readonly #held = new Map<OpenScope, { pieces: number; isClosed: boolean }>()

  constructor(listener: ExportListener) {
    this.#listener = listener
  }

  add(join: Join, pieces: readonly TextPiece[]): void {
    if (pieces.length > 0) this.#parts.push({ join, pieces })
  }

  /** What the record says of itself is known, and with it which texts its parts belong to. */
  closeRecord(record: OpenScope): void {
    const parts = this.#parts
    if (parts.length === 0) return
    this.#parts = []
    const said = record.attribution()
    for (const { join, pieces } of parts) {
      const id = JSON.stringify([join.at, join.goesOnBy!.map((key) => said[key] ?? '')])
      this.#append(id, join, pieces)
    }
  }

  closeOutermost(outermost: OpenScope): void {
    const held = this.#held.get(outermost)
    if (held) held.isClosed = true
    else this.#listener.onClosed(outermost)
  }

  end(): void {
    for (const text of this.#texts.values()) this.#finish(text)
    this.#texts.clear()
  }

  #append(id: string, join: Join, pieces: readonly TextPiece[]): void {
    const text = this.#texts.get(id) ?? { join, pieces: [], bytes: 0 }
    // The one that was added to last is the last to go.
    this.#texts.delete(id)
    this.#texts.set(id, text)
    for (const piece of pieces) {
      text.pieces.push(piece)
      text.bytes += piece.text.text.length
      this.#hold(piece.scope.outermost)
    }
    if (text.bytes > bytesMax) this.#tellStart(text)
    const [oldest] = this.#texts
    if (this.#texts.size <= textsMax || !oldest) return
    this.#texts.delete(oldest[0])
    this.#finish(oldest[1])
  }

  #tellStart(text: RunningText): void {
    this.#tell(text)
    let from = text.pieces.length
    for (text.bytes = 0; from > 0 && text.bytes < overlapBytes; from--) {
      text.bytes += text.pieces[from - 1]!.text.text.length
    }
    this.#release(text.pieces.splice(0, from))
  }

  #finish(text: RunningText): void {
    this.#tell(text)
    this.#release(text.pieces)
  }

  #tell({ join, pieces }: RunningText): void {
    if (pieces.length > 1) this.#listener.onText(new JoinedText([...pieces], join.separator))
  }

  #hold(outermost: OpenScope): void {
    const held = this.#held.get(outermost)
    if (held) held.pieces++
    else this.#held.set(outermost, { pieces: 1, isClosed: false })
  }

  #release(pieces: readonly TextPiece[]): void {
    for (const { scope } of pieces) {
      const { outermost } = scope
      const held = this.#held.get(outermost)!
      held.pieces--
      if (held.pieces > 0) continue
      this.#held.delete(outermost)
      if (held.isClosed) this.#listener.onClosed(outermost)
    }
  }
}
