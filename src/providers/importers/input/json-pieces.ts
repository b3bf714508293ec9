import { concatBytes } from '../../../text/bytes.ts'
import { StanchError } from '../../../text/error.ts'
import type { JsonPath } from '../../../text/json-paths.ts'
import { JsonScanner } from '../../../text/json-scanner.ts'
import { JsonSelector } from '../../../text/json-selector.ts'

/** A value of a JSON text. */
export interface JsonPiece<Name extends string> {
  readonly name: Name
  /** Keys, and places in lists, from the outside in. */
  readonly path: readonly (string | number)[]
  readonly value: unknown
}

/** A whole resource with its certificates, or an item with its notes, is far below. */
const pieceBytesMax = 64 << 20

/**
 * The values at some paths of one JSON text or many, in their order; memory for one of them at a time. None of the paths
 * may lie in another.
 *
 * @param paths as `JsonSelector` has them
 * @throws StanchError `IMPORT_NOT_JSON` with the offset, never what stands there; `IMPORT_PIECE_TOO_LARGE`
 */
export async function* jsonPieces<Name extends string>(
  chunks: AsyncIterable<Uint8Array>,
  paths: Readonly<Record<Name, JsonPath>>,
): AsyncGenerator<JsonPiece<Name>> {
  const scanner = new JsonScanner({ isStrict: true })
  const collector = new PieceCollector(scanner, new JsonSelector(scanner, paths))
  let base = 0
  for await (const chunk of chunks) {
    scanner.push(chunk)
    yield* collector.pieces(chunk, base)
    base += chunk.length
  }
  scanner.finish()
  yield* collector.pieces(new Uint8Array(), base)
}

class PieceCollector<Name extends string> {
  readonly #scanner: JsonScanner
  readonly #select: JsonSelector<Name>
  /** The piece that is open, and what was kept of it from earlier chunks. */
  #open: { name: Name; path: (string | number)[]; start: number; depth: number } | undefined
  #kept: Uint8Array[] = []
  #keptTo = 0
  #keptBytes = 0
  #text = ''

  constructor(scanner: JsonScanner, select: JsonSelector<Name>) {
    this.#scanner = scanner
    this.#select = select
  }

  /** @param chunk that was just pushed, of which the first byte is at `base` */
  *pieces(chunk: Uint8Array, base: number): Generator<JsonPiece<Name>> {
    const scanner = this.#scanner
    for (let token = this.#select.next(); token !== 'wait'; token = this.#select.next()) {
      if (token === 'end') return
      if (token === 'fault')
        throw new StanchError('IMPORT_NOT_JSON', `no JSON at byte ${scanner.start}`)
      const name = this.#select.name!
      if (this.#open !== undefined) {
        if ((token !== '}' && token !== ']') || scanner.depth >= this.#open.depth) continue
        this.#keep(chunk, base, scanner.end)
        yield {
          name,
          path: this.#open.path,
          value: parseJson(concatBytes(this.#kept), this.#open.start),
        }
        this.#close()
      } else if (token === '{' || token === '[') {
        this.#open = { name, path: scanner.path(), start: scanner.start, depth: scanner.depth }
        this.#keptTo = scanner.start
      } else if (token === 'string') {
        this.#text += scanner.text()
        if (!scanner.isLast) continue
        yield { name, path: scanner.path(), value: this.#text }
        this.#text = ''
      } else if (token === 'number' || token === 'word') {
        yield { name, path: scanner.path(), value: parseJson(scanner.bytes(), scanner.start) }
      }
    }
    if (this.#open !== undefined) this.#keep(chunk, base, base + chunk.length)
  }

  #keep(chunk: Uint8Array, base: number, to: number): void {
    const from = Math.max(this.#keptTo, base) - base
    const part = chunk.subarray(from, to - base)
    this.#keptBytes += part.length
    if (this.#keptBytes > pieceBytesMax)
      throw new StanchError(
        'IMPORT_PIECE_TOO_LARGE',
        `expected at most ${pieceBytesMax >> 20} MB for one entry, got more, from byte ${this.#open!.start}`,
      )
    this.#kept.push(part)
    this.#keptTo = to
  }

  #close(): void {
    this.#open = undefined
    this.#kept = []
    this.#keptBytes = 0
  }
}

const utf8 = new TextDecoder()

/** The error of `JSON.parse` repeats what stands there. */
function parseJson(bytes: Uint8Array, start: number): unknown {
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch {
    throw new StanchError('IMPORT_NOT_JSON', `no JSON at byte ${start}`)
  }
}
