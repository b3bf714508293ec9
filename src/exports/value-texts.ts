import { BsonScanner } from '../text/bson-scanner.ts'
import { latin1Of } from '../text/bytes.ts'
import type { JsonScanner } from '../text/json-scanner.ts'
import type { Role } from './compile-layout.ts'
import type { ExportListener } from './export-reader.ts'
import { JoinedText, type TextPiece } from './joined-text.ts'
import { KeptTokens } from './kept-tokens.ts'
import type { Join } from './layout.ts'
import type { LineCounter } from './line-counter.ts'
import { maySay, notePair, pairRoleOf, plainText, type NamedPair } from './named-pairs.ts'
import { pairRolesOf } from './open-frame.ts'
import type { OpenFrames } from './open-frames.ts'
import type { OpenJoins } from './open-joins.ts'
import type { OpenReferences } from './open-references.ts'
import { tellNamedFile } from './tell-named-file.ts'
import { textsInString } from './texts-in-string.ts'
import { hasPrefix } from './without-prefixes.ts'

/** A text of more bytes is no name or id. */
const fieldBytesMax = 1024

/** What a reader of JSON has. */
export interface ReaderParts {
  readonly scanner: JsonScanner | BsonScanner
  readonly frames: OpenFrames
  readonly joins: OpenJoins
  readonly references: OpenReferences
  readonly lines: LineCounter
  readonly listener: ExportListener
}

type FieldRole = Role & { readonly kind: 'field' }

/** Takes from values what they say of their scopes, and the texts that they are pieces of. */
export class ValueTexts {
  readonly #parts: ReaderParts
  /** Texts stand as they are, and a value does not stand behind its name. */
  readonly #isBinary: boolean
  readonly #kept = new KeptTokens()

  constructor(parts: ReaderParts) {
    this.#parts = parts
    this.#isBinary = parts.scanner instanceof BsonScanner
  }

  /** @param roles of the value at hand, or of a piece of it */
  take(roles: readonly Role[], isString: boolean): void {
    const { scanner, frames, listener } = this.#parts
    for (const role of roles) {
      if (role.kind === 'field') this.#noteField(role)
      else if (role.kind === 'piece' && isString) this.#addPiece(role.join, roles)
      else if (role.kind === 'reference') this.#noteReference(role, isString)
      else if (role.kind === 'file') tellNamedFile(role, scanner, frames.scope, listener)
    }
    if (scanner.isFirst && scanner.isLast) this.#notePair(isString)
    if (isString && scanner.hasEscapes) this.#addDerived()
  }

  #noteReference({ to, part }: Role & { kind: 'reference' }, isString: boolean): void {
    const { scanner, references } = this.#parts
    const { start, end } = scanner
    references.note(to, part, { start, end, bytes: scanner.bytes(), isString })
  }

  #notePair(isString: boolean): void {
    const { all } = this.#parts.frames
    const frame = all.at(-1)
    if (!frame || frame.isList) return
    if (this.#isBinary && isString) this.#tellPair({ name: frame.key }, 'value', isString)
    const role = pairRoleOf(frame.key, all.at(-2)?.key)
    if (role === undefined) return
    const of = role === 'wrapped-value' ? all.at(-2)! : frame
    this.#tellPair((of.pair ??= {}), role === 'name' ? 'name' : 'value', isString)
    for (const field of pairRolesOf(all)) {
      const { value } = of.pair
      if (field.kind === 'field' && value) this.#noteText(field, plainText(value.raw))
    }
  }

  #tellPair(pair: NamedPair, role: 'name' | 'value', isString: boolean): void {
    const { scanner, listener } = this.#parts
    const isPlaced = role !== 'name' && maySay(pair.name)
    const piece = notePair(pair, role, {
      raw: latin1Of(scanner.bytes()),
      isString,
      place: isPlaced ? this.#pieceHere() : undefined,
    })
    if (piece) listener.onText(new JoinedText([piece]))
  }

  /** Names and values in JSON in a string, and deltas of a stream in it. */
  #addDerived(): void {
    const { scanner, listener } = this.#parts
    if (!scanner.isFirst || !scanner.isLast) return
    for (const pieces of textsInString(scanner.bytes())) {
      const place = this.#pieceHere()
      listener.onText(new JoinedText(pieces.map((text) => ({ ...place, text }))))
    }
  }

  #pieceHere(): Omit<TextPiece, 'text'> {
    const { scanner, frames, lines } = this.#parts
    const base = scanner.start
    return { base, ...lines.lineAt(base), scope: frames.scope, path: frames.path }
  }

  #noteField({ scope, key, rank }: FieldRole): void {
    const { scanner, frames } = this.#parts
    if (scanner.end - scanner.start > fieldBytesMax || scanner.end === scanner.start) return
    if (scanner instanceof BsonScanner) this.#noteText({ scope, key, rank }, scanner.text())
    else frames.scope.scopeOf(scope)?.noteBytes(key, rank, this.#kept.keep(scanner))
  }

  #noteText({ scope, key, rank }: Omit<FieldRole, 'kind'>, text: string): void {
    if (text.length > fieldBytesMax) return
    this.#parts.frames.scope.scopeOf(scope)?.note(key, rank, text)
  }

  #addPiece(join: Join, roles: readonly Role[]): void {
    const { scanner, joins } = this.#parts
    const bytes = scanner.bytes()
    // Shows as it stands.
    if (join.linePrefix && !hasPrefix(bytes, join.linePrefix)) return
    joins.add({
      join,
      raw: latin1Of(bytes),
      isFirst: scanner.isFirst,
      isEscaped: !this.#isBinary,
      isWhole: roles.some((role) => role.kind === 'join' && role.join === join),
      place: this.#pieceHere(),
    })
  }
}
