import { TextCache } from '../text/text-cache.ts'
import type { CarriedParts } from './carried-parts.ts'
import type { JsonSkimmer, NoteListener } from './json-skimmer.ts'
import { textOfToken } from './kept-tokens.ts'
import { OpenScope } from './open-scope.ts'
import type { SkimTable } from './skim-table.ts'

/** Takes from values that are passed over what their scopes say for those of other records. */
export class NotedScopes implements NoteListener {
  readonly #skimmer: JsonSkimmer
  readonly #table: SkimTable
  readonly #carried: CarriedParts
  readonly #texts = new TextCache()
  #scopes: (OpenScope | undefined)[] = []

  constructor(skimmer: JsonSkimmer, table: SkimTable, carried: CarriedParts) {
    this.#skimmer = skimmer
    this.#table = table
    this.#carried = carried
  }

  /** @param around the scope that what was passed over last stands in */
  learn(around: OpenScope | undefined): void {
    this.#scopes = [around]
    this.#skimmer.readNotes(this)
  }

  onOpen(state: number, isList: boolean): void {
    const around = this.#scopes.at(-1)
    const scope = isList ? undefined : this.#table.scopeOf(state)
    this.#scopes.push(scope ? new OpenScope(scope, around) : around)
  }

  onEnd(): void {
    const scope = this.#scopes.pop()
    if (scope && scope !== this.#scopes.at(-1)) this.#carried.close(scope)
  }

  onValue(state: number, bytes: Uint8Array, start: number, end: number): void {
    const text = this.#textOf(bytes, start, end)
    if (text === 'null') return
    const around = this.#scopes.at(-1)
    for (const { scope, key, rank } of this.#table.fieldsOf(state)) {
      around?.scopeOf(scope)?.note(key, rank, text)
    }
  }

  /** The same ids come again and again. */
  #textOf(bytes: Uint8Array, start: number, end: number): string {
    if (end - start <= shortBytes && isPlain(bytes, start, end)) {
      return this.#texts.textOf(bytes, start, end)
    }
    return textOfToken({ bytes, start, end })
  }
}

const shortBytes = 48

/** Whether each byte says what it is. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte >= 0x80 || byte === 0x5c) return false
  }
  return true
}
