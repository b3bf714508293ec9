import type { PlacedMatch } from '../engine/scanner.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import { OpenScope } from './open-scope.ts'

/** What may stand between two parts that do not belong together. */
const partingBytesMax = 2

/** Reads text that says nothing of who wrote it. */
export class PlainReader implements ExportReader {
  readonly #listener: ExportListener
  readonly #scope = new OpenScope({ fields: {} }, undefined)

  readonly #seam: number | undefined

  /** @param seam offset where two parts meet: only what goes over it, or ends or begins there, counts */
  constructor(listener: ExportListener, seam?: number) {
    this.#listener = listener
    this.#seam = seam
  }

  read(_bytes: Uint8Array, matches: readonly PlacedMatch[]): void {
    for (const match of matches) {
      if (this.#seam !== undefined && !isAt(match, this.#seam)) continue
      // A text has no records: each place stands for itself.
      const scope = new OpenScope(this.#scope.scope, undefined)
      this.#listener.onMatch(match, { scope, path: '', isOpaque: false })
      this.#listener.onClosed(scope)
    }
  }

  end(): void {
    this.#listener.onClosed(this.#scope)
  }
}

function isAt({ place }: PlacedMatch, seam: number): boolean {
  return place.start <= seam + partingBytesMax && place.end >= seam
}
