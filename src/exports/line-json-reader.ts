import type { PlacedMatch } from '../engine/scanner.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import { JsonExportReader } from './json-export-reader.ts'
import type { JsonLayout } from './layout.ts'
import type { Blanker } from './line-json.ts'

/** Reads JSON that stands in lines behind something else: events of a stream, messages in a log. */
export class LineJsonReader implements ExportReader {
  readonly #reader: JsonExportReader
  readonly #blanker: Blanker
  /** In bytes that wait. */
  #matches: PlacedMatch[] = []
  #readTo = 0

  /** @param isLoose see {@link JsonExportReader} */
  constructor(blanker: Blanker, layout: JsonLayout, listener: ExportListener, isLoose = true) {
    this.#blanker = blanker
    this.#reader = new JsonExportReader(layout, listener, { isLoose })
  }

  read(bytes: Uint8Array, matches: readonly PlacedMatch[]): void {
    this.#matches.push(...matches)
    this.#take(this.#blanker.push(bytes))
  }

  end(): void {
    this.#take(this.#blanker.push(new Uint8Array(0), true))
    this.#reader.end()
  }

  #take(bytes: Uint8Array): void {
    this.#readTo += bytes.length
    const next = this.#matches.findIndex(({ place }) => place.start >= this.#readTo)
    const ready = this.#matches.splice(0, next < 0 ? this.#matches.length : next)
    this.#reader.read(bytes, ready)
  }
}
