import { JoinedText, type TextPiece } from './joined-text.ts'
import type { Join } from './layout.ts'
import type { OpenScope } from './open-scope.ts'

/** Texts that go on from record to record, at most. */
const textsMax = 256
/** Of a text that has become so long, what is behind is told… */
const bytesMax = 1 << 18
/** …and so much of it is read on with what follows. */
const overlapBytes = 1 << 16

/** Puts together what comes in parts, one a record: streamed answers. */
export class RunningTexts {
  readonly #onText: (text: JoinedText) => void
  /** Of the record that is open. */
  #parts: { readonly join: Join; readonly pieces: readonly TextPiece[] }[] = []
  readonly #texts = new Map<string, { join: Join; pieces: TextPiece[]; bytes: number }>()

  constructor(onText: (text: JoinedText) => void) {
    this.#onText = onText
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

  end(): void {
    for (const { join, pieces } of this.#texts.values()) this.#tell(join, pieces)
    this.#texts.clear()
  }

  #append(id: string, join: Join, pieces: readonly TextPiece[]): void {
    const text = this.#texts.get(id) ?? { join, pieces: [], bytes: 0 }
    // The one that was added to last is the last to go.
    this.#texts.delete(id)
    this.#texts.set(id, text)
    text.pieces.push(...pieces)
    text.bytes += bytesOf(pieces)
    if (text.bytes > bytesMax) {
      this.#tell(join, text.pieces)
      let from = text.pieces.length
      for (text.bytes = 0; from > 0 && text.bytes < overlapBytes; from--) {
        text.bytes += text.pieces[from - 1]!.text.text.length
      }
      text.pieces.splice(0, from)
    }
    const [oldest] = this.#texts
    if (this.#texts.size <= textsMax || !oldest) return
    this.#texts.delete(oldest[0])
    this.#tell(oldest[1].join, oldest[1].pieces)
  }

  #tell({ separator }: Join, pieces: readonly TextPiece[]): void {
    if (pieces.length > 1) this.#onText(new JoinedText([...pieces], separator))
  }
}

function bytesOf(pieces: readonly TextPiece[]): number {
  return pieces.reduce((total, { text }) => total + text.text.length, 0)
}
