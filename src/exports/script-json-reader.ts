import type { PlacedMatch } from '../engine/scanner.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import { JsonExportReader } from './json-export-reader.ts'
import type { JsonLayout } from './layout.ts'

/**
 * Reads a page whose script sets a variable to JSON: `var jsonData = […];`. What stands before and behind is read as
 * white space of the JSON.
 */
export class ScriptJsonReader implements ExportReader {
  readonly #json: JsonExportReader
  readonly #name: string
  #state: 'before' | 'assigned' | 'inside' | 'behind' = 'before'
  /** Bytes of the name that are met. */
  #met = 0
  #depth = 0
  #isInString = false
  #isEscaped = false

  /** @param name of the variable, whose first character stands only there in it */
  constructor(name: string, layout: JsonLayout, listener: ExportListener) {
    this.#name = name
    this.#json = new JsonExportReader(layout, listener)
  }

  read(bytes: Uint8Array, matches: readonly PlacedMatch[]): void {
    let shown: Uint8Array | undefined
    for (let at = 0; at < bytes.length; at++) {
      if (this.#isJson(bytes[at]!) || bytes[at] === lineFeed) continue
      shown ??= bytes.slice()
      shown[at] = space
    }
    this.#json.read(shown ?? bytes, matches)
  }

  end(): void {
    this.#json.end()
  }

  #isJson(byte: number): boolean {
    switch (this.#state) {
      case 'before':
        this.#lookForName(byte)
        return false
      case 'assigned':
        if (byte === openBracket || byte === openBrace) this.#state = 'inside'
        else if (byte !== equals && byte > space) this.#state = 'before'
        if (this.#state === 'inside') this.#depth = 1
        return this.#state === 'inside'
      case 'inside':
        this.#follow(byte)
        return true
      default:
        return false
    }
  }

  #lookForName(byte: number): void {
    if (byte === this.#name.charCodeAt(this.#met)) this.#met++
    else this.#met = byte === this.#name.charCodeAt(0) ? 1 : 0
    if (this.#met < this.#name.length) return
    this.#met = 0
    this.#state = 'assigned'
  }

  #follow(byte: number): void {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false
      else if (byte === backslash) this.#isEscaped = true
      else if (byte === quote) this.#isInString = false
    } else if (byte === quote) this.#isInString = true
    else if (byte === openBracket || byte === openBrace) this.#depth++
    else if ((byte === closeBracket || byte === closeBrace) && --this.#depth === 0) {
      this.#state = 'behind'
    }
  }
}

const lineFeed = 0x0a
const space = 0x20
const quote = 0x22
const equals = 0x3d
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d
