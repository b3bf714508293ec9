import { bytesOfLatin1 } from '../../text/bytes.ts'
import type { ExportMessage, Leaf, LeafRecord } from './export-message.ts'

const noText = new Uint8Array(0)

/** The texts of an export request while they are redacted. */
export class RedactedTexts {
  readonly changed = new Map<Leaf, Uint8Array>()
  readonly #message: ExportMessage
  #withheld = 0

  constructor(message: ExportMessage) {
    this.#message = message
  }

  /** Records that were withheld. */
  get withheld(): number {
    return this.#withheld
  }

  of(leaf: Leaf): Uint8Array {
    return this.changed.get(leaf) ?? this.#message.textOf(leaf)
  }

  /** How the text looks in the request, where that is text by itself. */
  encoded(leaf: Leaf): Uint8Array | undefined {
    return this.#message.encodedOf(leaf, this.of(leaf))
  }

  /** An empty text stays: there was nothing to hide. */
  set(leaf: Leaf, text: Uint8Array): void {
    if (leaf.end > leaf.start) this.changed.set(leaf, text)
  }

  /** Empties a record: keys, ids, times and counts stay, a placeholder stands where its first text was. */
  withhold(record: LeafRecord, placeholder: string): void {
    const filled = record.leaves.filter(({ start, end }) => end > start)
    const shown =
      filled.find((leaf) => leaf === record.body) ??
      filled.find(({ kind }) => kind === 'text' || kind === 'bytes')
    for (const leaf of filled) if (leaf.kind !== 'key') this.set(leaf, noText)
    if (shown) this.set(shown, bytesOfLatin1(placeholder))
    this.#withheld++
  }
}
