import { OffsetText } from '../redact/offset-text.ts'
import { bytesOfLatin1, latin1Of } from '../text/bytes.ts'
import type { Role } from './compile-layout.ts'
import type { ExportListener } from './export-reader.ts'
import { htmlPieces } from './html-pieces.ts'
import { JoinedText, type TextPiece } from './joined-text.ts'
import type { Join } from './layout.ts'
import { Base64Body } from './mail/base64-body.ts'
import type { RunningTexts } from './running-texts.ts'
import { withoutPrefixes } from './without-prefixes.ts'

/** A string, or a piece of a long one, that is part of a text. */
export interface JoinPart {
  readonly join: Join
  /** As it stands, one character per byte. */
  readonly raw: string
  /** As in JSON. */
  readonly isEscaped: boolean
  /** The string begins here. */
  readonly isFirst: boolean
  /** It stands where the text itself would: if none is open, it is all there is of it. */
  readonly isWhole: boolean
  readonly place: Omit<TextPiece, 'text'>
}

/** Gathers the pieces of texts, while the lists or objects that hold them are open. */
export class OpenJoins {
  readonly #listener: ExportListener
  readonly #running: RunningTexts
  readonly #open: { readonly join: Join; readonly pieces: TextPiece[] }[] = []

  constructor(listener: ExportListener, running: RunningTexts) {
    this.#listener = listener
    this.#running = running
  }

  /** @returns how many {@link close} will end */
  openAll(roles: readonly Role[]): number {
    let count = 0
    for (const role of roles) {
      if (role.kind !== 'join') continue
      this.#open.push({ join: role.join, pieces: [] })
      count++
    }
    return count
  }

  /** What was opened last is over. */
  close(): void {
    const { join, pieces } = this.#open.pop()!
    this.#take(join, pieces)
  }

  add({ join, raw, isEscaped, isFirst, isWhole, place }: JoinPart): void {
    if (join.isBase64) return this.#addBase64(join, raw, place)
    const source = OffsetText.of(raw)
    const said = isEscaped ? source.unescaped({ start: 0, end: raw.length }) : source
    const skipped = isFirst ? Math.min(join.skippedBytes ?? 0, said.text.length) : 0
    const kept = skipped > 0 ? said.part({ start: skipped, end: said.text.length }) : said
    const text = join.linePrefix ? withoutPrefixes(kept, join.linePrefix) : kept
    const pieces = (join.isHtml ? htmlPieces(text) : [text]).map((piece) => ({
      text: piece,
      ...place,
    }))
    const open = this.#open.findLast((candidate) => candidate.join === join)
    if (open) open.pieces.push(...pieces)
    else if (isWhole) this.#take(join, pieces)
  }

  /** Nothing of it can change but all. */
  #addBase64(join: Join, raw: string, place: JoinPart['place']): void {
    const { base, line, lineStart } = place
    const text = OffsetText.of(latin1Of(new Base64Body(bytesOfLatin1(raw)).bytes))
    const decoding = {
      hitOf: () => ({ start: base, end: base + raw.length }),
      lineAt: () => ({ line, lineStart }),
    }
    const open = this.#open.findLast((candidate) => candidate.join === join)
    open?.pieces.push({ ...place, base: 0, text, decoding })
  }

  #take(join: Join, pieces: readonly TextPiece[]): void {
    if (join.goesOnBy) return this.#running.add(join, pieces)
    // A text of one piece shows as it stands.
    if (pieces.length > 1 || ((join.isHtml || join.linePrefix) && pieces.length === 1)) {
      this.#listener.onText(new JoinedText(pieces, join.separator))
    }
  }
}
