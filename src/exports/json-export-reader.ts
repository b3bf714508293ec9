import type { PlacedMatch } from '../engine/scanner.ts'
import { OffsetText } from '../redact/offset-text.ts'
import { shownKey } from '../redact/shown-key.ts'
import { latin1Of } from '../text/bytes.ts'
import { JsonScanner } from '../text/json-scanner.ts'
import type { JsonToken } from '../text/json-token.ts'
import { compileLayout, type Role } from './compile-layout.ts'
import type { ExportListener, ExportPlace, ExportReader } from './export-reader.ts'
import { htmlPieces } from './html-pieces.ts'
import { JoinedText, type TextPiece } from './joined-text.ts'
import { LineCounter } from './line-counter.ts'
import type { JsonLayout, Join, Scope } from './layout.ts'
import { OpenScope } from './open-scope.ts'
import type { PathState } from './path-matcher.ts'
import { RunningTexts } from './running-texts.ts'

/** Longer strings are read in pieces. */
const pieceBytesMax = 1 << 20
/** A text of more bytes is no name or id. */
const fieldBytesMax = 1024

const noFields: Scope = { fields: {} }

/** Where most things stand. */
const plain = { isOpaque: false } as const

/** An object or a list that is open. */
interface Frame {
  readonly state: PathState<Role>
  readonly isList: boolean
  readonly scope: OpenScope
  /** Texts whose pieces are all below it. */
  readonly joins: readonly OpenJoin[]
  /** Of the member that is read now. */
  key: string
  /** Of the element that is read now; -1 before the first. */
  index: number
}

interface OpenJoin {
  readonly join: Join
  readonly pieces: TextPiece[]
}

/** Reads JSON: one value, or many as in JSONL. */
export class JsonExportReader implements ExportReader {
  readonly #listener: ExportListener
  readonly #root: PathState<Role>
  readonly #scanner = new JsonScanner({ pieceBytesMax })
  readonly #frames: Frame[] = []
  readonly #joins: OpenJoin[] = []
  readonly #running: RunningTexts
  readonly #lines = new LineCounter()
  #matches: PlacedMatch[] = []
  #nextMatch = 0
  /** The scope of what stands outside of all objects. */
  #outermost = new OpenScope(noFields, undefined)

  constructor(layout: JsonLayout, listener: ExportListener) {
    this.#listener = listener
    this.#root = compileLayout(layout).root
    this.#running = new RunningTexts((text) => listener.onText(text))
  }

  read(bytes: Uint8Array, matches: readonly PlacedMatch[]): void {
    this.#matches = this.#matches.slice(this.#nextMatch).concat(matches)
    this.#nextMatch = 0
    this.#scanner.push(bytes)
    this.#lines.push(bytes)
    this.#readTokens()
  }

  end(): void {
    this.#scanner.finish()
    this.#readTokens()
    this.#placeUpTo(Infinity)
    while (this.#frames.length > 0) this.#close()
    this.#running.end()
    this.#listener.onClosed(this.#outermost)
  }

  #readTokens(): void {
    for (;;) {
      const token = this.#scanner.next()
      if (token === 'wait' || token === 'end') return
      this.#take(token)
    }
  }

  #take(token: JsonToken): void {
    switch (token) {
      case '{':
      case '[':
        return this.#open(token === '[')
      case '}':
      case ']':
        this.#placeUpTo(this.#scanner.end)
        return this.#close()
      case 'key':
        return this.#takeKey()
      case 'fault':
        return this.#recover()
      default:
        return this.#takeValue(token === 'string')
    }
  }

  #open(isList: boolean): void {
    this.#placeUpTo(this.#scanner.start)
    const state = this.#nextState()
    let scope = this.#scope
    const joins: OpenJoin[] = []
    for (const role of state.values) {
      if (role.kind === 'scope' && !isList) scope = new OpenScope(role.scope, this.#parentScope)
      else if (role.kind === 'join') joins.push({ join: role.join, pieces: [] })
    }
    this.#joins.push(...joins)
    if (this.#frames.length === 0 && scope === this.#outermost)
      scope = new OpenScope(noFields, undefined)
    this.#frames.push({ state, isList, scope, joins, key: '', index: -1 })
  }

  #close(): void {
    const frame = this.#frames.pop()
    if (!frame) return
    for (const { join, pieces } of frame.joins) {
      this.#joins.pop()
      if (join.goesOnBy) this.#running.add(join, pieces)
      else this.#tell(join, pieces)
    }
    const outer = this.#frames.at(-1)?.scope
    if (frame.scope === outer) return
    if (frame.scope.scope.isRecord) this.#running.closeRecord(frame.scope)
    if (!frame.scope.parent) this.#listener.onClosed(frame.scope)
  }

  #takeKey(): void {
    const frame = this.#frames.at(-1)!
    const { isFirst } = this.#scanner
    if (isFirst) frame.key = latin1Of(this.#scanner.bytes())
    this.#placeUpTo(this.#scanner.end)
  }

  #takeValue(isString: boolean): void {
    const scanner = this.#scanner
    const state = scanner.isFirst ? this.#nextState() : this.#stateHere()
    const { values } = state
    if (this.#nextMatch < this.#matches.length) {
      this.#placeUpTo(scanner.start)
      this.#placeUpTo(scanner.end, {
        isOpaque: values.some(({ kind }) => kind === 'opaque'),
        ...(!isString && { number: { start: scanner.start, end: scanner.end } }),
      })
    }
    for (const role of values) {
      if (role.kind === 'field') this.#noteField(role, isString)
      else if (role.kind === 'piece' && isString) this.#addPiece(role.join, values)
    }
  }

  #noteField({ scope, key, rank }: Role & { kind: 'field' }, isString: boolean): void {
    const scanner = this.#scanner
    if (scanner.end - scanner.start > fieldBytesMax || scanner.end === scanner.start) return
    const text = isString ? scanner.text() : latin1Of(scanner.bytes())
    if (text === 'null') return
    for (let open: OpenScope | undefined = this.#scope; open; open = open.parent) {
      if (open.scope === scope) return open.note(key, rank, text)
    }
  }

  #addPiece(join: Join, roles: readonly Role[]): void {
    const scanner = this.#scanner
    const raw = OffsetText.of(latin1Of(scanner.bytes()))
    const said = raw.unescaped({ start: 0, end: raw.text.length })
    const skipped = scanner.isFirst ? Math.min(join.skippedBytes ?? 0, said.text.length) : 0
    const text = skipped > 0 ? said.part({ start: skipped, end: said.text.length }) : said
    const place = {
      base: scanner.start,
      ...this.#lines.lineAt(scanner.start),
      scope: this.#scope,
      path: this.#path(),
    }
    const pieces = (join.isHtml ? htmlPieces(text) : [text]).map((piece) => ({
      text: piece,
      ...place,
    }))
    const open = this.#joins.findLast((candidate) => candidate.join === join)
    if (open) open.pieces.push(...pieces)
    // The string is all there is of the text.
    else if (roles.some((role) => role.kind === 'join' && role.join === join)) {
      if (join.goesOnBy) this.#running.add(join, pieces)
      else this.#tell(join, pieces)
    }
  }

  /** A text of one piece shows as it stands. */
  #tell({ separator, isHtml }: Join, pieces: readonly TextPiece[]): void {
    if (pieces.length > 1 || (isHtml && pieces.length === 1)) {
      this.#listener.onText(new JoinedText(pieces, separator))
    }
  }

  /** Of matches that start before an offset the place is here. */
  #placeUpTo(offset: number, place: Pick<ExportPlace, 'isOpaque' | 'number'> = plain): void {
    for (; this.#nextMatch < this.#matches.length; this.#nextMatch++) {
      const match = this.#matches[this.#nextMatch]!
      if (match.place.start >= offset) return
      this.#listener.onMatch(match, { scope: this.#scope, path: this.#path(), ...place })
    }
  }

  #recover(): void {
    this.#listener.onProblem(
      `no JSON from byte ${this.#scanner.start} on: ${this.#scanner.expected} was expected`,
    )
    this.#placeUpTo(this.#scanner.start)
    while (this.#frames.length > 0) this.#close()
    this.#scanner.skipLine()
  }

  get #scope(): OpenScope {
    return this.#frames.at(-1)?.scope ?? this.#outermost
  }

  /** A scope that says nothing is none to wait for. */
  get #parentScope(): OpenScope | undefined {
    const scope = this.#frames.at(-1)?.scope
    return scope?.scope === noFields ? undefined : scope
  }

  /** A value begins. */
  #nextState(): PathState<Role> {
    const frame = this.#frames.at(-1)
    if (frame?.isList) frame.index++
    return this.#stateHere()
  }

  #stateHere(): PathState<Role> {
    const frame = this.#frames.at(-1)
    if (!frame) return this.#root
    return frame.isList ? frame.state.element : frame.state.member(frame.key)
  }

  #path(): string {
    let path = ''
    for (const { isList, key, index } of this.#frames) {
      if (isList) path += index < 0 ? '' : `[${index}]`
      else if (key !== '') path += path === '' ? shownKey(key) : `.${shownKey(key)}`
    }
    return path
  }
}
