import type { PlacedMatch } from '../engine/scanner.ts'
import { latin1Of } from '../text/bytes.ts'
import { BsonScanner } from '../text/bson-scanner.ts'
import { JsonScanner } from '../text/json-scanner.ts'
import type { JsonToken } from '../text/json-token.ts'
import { TextCache } from '../text/text-cache.ts'
import { CarriedParts } from './carried-parts.ts'
import { compileLayout, type Role } from './compile-layout.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import { JoinedText, type TextPiece } from './joined-text.ts'
import { KeptTokens } from './kept-tokens.ts'
import { LineCounter, type LinePlace } from './line-counter.ts'
import type { JsonLayout, Join, Scope } from './layout.ts'
import { hereOf, MatchPlacer, type Here } from './match-placer.ts'
import { isValueKey, maySay, notePair, pairRoleOf, plainText, type NamedPair } from './named-pairs.ts'
import { membersOf, pairRolesOf, pathOf, type Frame } from './open-frame.ts'
import type { SkimOutcome } from './json-skimmer.ts'
import { PassedValues, type PassedValue } from './passed-values.ts'
import { skimTableOf } from './skim-table.ts'
import { OpenJoins } from './open-joins.ts'
import { OpenReferences } from './open-references.ts'
import { OpenScope } from './open-scope.ts'
import type { PathState } from './path-matcher.ts'
import { RunningTexts } from './running-texts.ts'
import { StreamParts } from './stream-parts.ts'
import { tellNamedFile } from './tell-named-file.ts'
import { textsInString } from './texts-in-string.ts'
import { hasPrefix } from './without-prefixes.ts'

/** Longer strings are read in pieces. */
const pieceBytesMax = 1 << 20
/** A text of more bytes is no name or id. */
const fieldBytesMax = 1024

const noFields: Scope = { fields: {} }

export interface JsonReaderOptions {
  /** What stands behind a value in its line is no JSON, and passed by. */
  readonly isLoose?: boolean
  /** For documents of BSON instead. */
  readonly bson?: BsonScanner | undefined
  /** For one value of a file that was passed over at first. */
  readonly within?: PassedValue & { readonly line: LinePlace }
}

/** Values in each other that cannot be passed over: then those in them are not tried. */
const triedMax = 6

/** Reads JSON: one value, or many as in JSONL. */
export class JsonExportReader implements ExportReader {
  readonly #listener: ExportListener
  readonly #root: PathState<Role>
  readonly #scanner: JsonScanner | BsonScanner
  /** Texts stand as they are, and a value does not stand behind its name. */
  readonly #isBinary: boolean
  readonly #keys = new TextCache()
  readonly #kept = new KeptTokens()
  readonly #frames: Frame[] = []
  readonly #joins: OpenJoins
  readonly #running: RunningTexts
  readonly #streams: StreamParts
  readonly #isLoose: boolean
  readonly #layout: JsonLayout
  readonly #lines: LineCounter
  /** Undefined where all is read. */
  readonly #passed: PassedValues | undefined
  /** Open ones that could not be passed over. */
  #tried = 0
  /** Of the frames those that are around all that is read. */
  #depth = 0
  readonly #placer: MatchPlacer
  readonly #references: OpenReferences
  readonly #carried: CarriedParts
  /** The scope of what stands outside of all objects. */
  #outermost = new OpenScope(noFields, undefined)

  constructor(layout: JsonLayout, listener: ExportListener, options: JsonReaderOptions = {}) {
    const { isLoose = false, bson, within } = options
    this.#layout = layout
    this.#listener = listener
    this.#isLoose = isLoose
    this.#scanner = bson ?? new JsonScanner({ pieceBytesMax })
    this.#isBinary = bson !== undefined
    this.#root = compileLayout(layout).root
    this.#running = new RunningTexts(listener)
    this.#joins = new OpenJoins(listener, this.#running)
    this.#streams = new StreamParts(layout.streams ?? [])
    this.#placer = new MatchPlacer(listener)
    this.#references = new OpenReferences(listener)
    this.#carried = within?.carried ?? new CarriedParts(layout.carried)
    const { skimming } = listener
    this.#lines = new LineCounter(skimming?.skimmer.countLineFeeds, within?.start, within?.line)
    if (within && this.#scanner instanceof JsonScanner) {
      this.#scanner.beginAt(within.start)
      this.#frames.push(...within.frames)
      this.#depth = within.frames.length
      const around = this.#frames.at(-1)
      if (around?.isList) around.index--
    } else if (skimming && !bson && !layout.streams) {
      this.#passed = new PassedValues(skimming, skimTableOf(layout), this.#carried)
    }
  }

  read(bytes: Uint8Array, matches: readonly PlacedMatch[]): void {
    this.#placer.add(matches)
    this.#feed(bytes)
    if (this.#passed?.isFull(this.#scanner.end)) this.#settle()
  }

  end(): void {
    while (this.#passed?.isOpen) this.#goOn(new Uint8Array(0), true)
    this.#scanner.finish()
    this.#readTokens()
    this.#settle()
    this.#placer.end(() => this.#here())
    while (this.#frames.length > this.#depth) this.#close()
    this.#running.closeRecord(this.#outermost)
    this.#running.closeOutermost(this.#outermost)
    this.#running.end()
  }

  #feed(bytes: Uint8Array): void {
    if (this.#passed?.isOpen) return this.#goOn(bytes)
    this.#lines.push(bytes, this.#neededFrom)
    this.#scanner.push(bytes)
    this.#readTokens()
  }

  #readTokens(): void {
    while (!this.#passed?.isOpen) {
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
        if (!this.#placer.isIdle) this.#placer.between(this.#scanner.end, () => this.#here())
        this.#close()
        if (this.#isLoose && this.#frames.length === 0) this.#scanner.skipLine()
        return
      case 'key':
        return this.#takeKey()
      case 'fault':
        return this.#recover()
      default:
        return this.#takeValue(token === 'string')
    }
  }

  #open(isList: boolean): void {
    if (!this.#placer.isIdle) this.#placer.between(this.#scanner.start, () => this.#here())
    const state = this.#nextState()
    if (!this.#mayPass(state)) return this.#openFrame(state, isList, false)
    const { start } = this.#scanner
    const head = { start, isList, state, frames: this.#frames, parentScope: this.#parentScope }
    const scanner = this.#scanner as JsonScanner
    const limit = this.#placer.nextStart
    const outcome = this.#passed!.begin(head, scanner.there, scanner.startThere, !scanner.isCopy, limit)
    if (outcome.kind === 'read') return this.#openFrame(state, isList, true)
    if (outcome.kind === 'more') return
    scanner.skipTo(start + outcome.taken)
    this.#endPassed()
  }

  /** Nothing that is open has to know what is in a value. */
  #mayPass(state: PathState<Role>): boolean {
    if (!this.#passed || !state.isSelfContained || this.#tried > triedMax) return false
    const frame = this.#frames.at(-1)
    const isPair = frame?.members ?? membersOf(frame)
    const isPaired = isPair ?? (frame?.isList === false && isValueKey(frame.key))
    return !isPaired && !state.values.some(({ kind }) => kind === 'pairs')
  }

  /** What follows of a value that is being passed over. */
  #goOn(bytes: Uint8Array, isLast = false): void {
    const passed = this.#passed!
    const { start, state, isList } = passed.head!
    const outcome = passed.goOn(bytes, this.#placer.nextStart, isLast)
    if (outcome.kind === 'more') return
    const chunks = [...passed.chunks]
    if (outcome.kind === 'read') this.#openFrame(state, isList, true)
    else this.#skip(start, chunks, outcome.taken)
    this.#readTokens()
    for (const chunk of chunks) this.#feed(chunk)
  }

  /** Goes on in the chunk in which a value ended; those up to it are taken away. */
  #skip(start: number, chunks: Uint8Array[], taken: number): void {
    const scanner = this.#scanner as JsonScanner
    let base = start + scanner.there.length - scanner.startThere
    const given = chunks.reduce((length, chunk) => length + chunk.length, 0)
    const end = base + given - chunks.at(-1)!.length + taken
    if (end <= base) scanner.skipTo(end)
    while (end > base) {
      const chunk = chunks.shift()!
      this.#lines.push(chunk, this.#neededFrom)
      if (end <= base + chunk.length) scanner.skipInto(chunk, base, end)
      base += chunk.length
    }
    this.#endPassed()
  }

  #endPassed(): void {
    if (this.#passed!.isFull(this.#scanner.end)) this.#settle()
    if (this.#isLoose && this.#frames.length === 0) this.#scanner.skipLine()
  }

  /** Reads what was passed over, but may hold something after all. */
  #settle(): void {
    for (const value of this.#passed?.settle() ?? []) {
      const line = this.#lines.lineAt(value.start)
      const within = { ...value, line }
      const reader = new JsonExportReader(this.#layout, this.#listener, { within })
      for (const chunk of value.chunks) reader.read(chunk, [])
      reader.end()
    }
  }

  get #neededFrom(): number {
    return Math.min(this.#scanner.start, this.#passed?.start ?? Infinity)
  }

  #openFrame(state: PathState<Role>, isList: boolean, isTried: boolean): void {
    let scope = this.#scope
    let joins = 0
    for (const role of state.values) {
      if (role.kind === 'scope' && !isList) scope = this.#openScope(role.scope)
      else if (role.kind === 'join') {
        this.#joins.open(role.join)
        joins++
      }
    }
    if (this.#frames.length === 0 && scope === this.#outermost)
      scope = new OpenScope(noFields, undefined)
    const references = this.#references.openAll(state.values, scope, () => this.#path())
    if (isTried) this.#tried++
    this.#frames.push({
      isTried, state, isList, scope, joins, references, members: membersOf(this.#frames.at(-1)), pair: undefined, key: '', index: -1, prefix: undefined,
    }) // prettier-ignore
  }

  #openScope(said: Scope): OpenScope {
    const scope = new OpenScope(said, this.#parentScope)
    const key = this.#frames.at(-1)?.key ?? ''
    if (said.key && key !== '' && key.length <= fieldBytesMax)
      scope.note(said.key, 0, plainText(key))
    return scope
  }

  #close(): void {
    const frame = this.#frames.pop()
    if (!frame) return
    if (frame.isTried) this.#tried--
    for (let count = frame.joins; count > 0; count--) this.#joins.close()
    for (let count = frame.references; count > 0; count--) this.#references.close()
    const outer = this.#frames.at(-1)?.scope
    if (frame.scope === outer) return
    if (!frame.scope.parent) this.#settle()
    this.#carried.close(frame.scope)
    if (frame.scope.scope.isRecord || !frame.scope.parent) {
      this.#streams.complete(frame.scope)
      this.#running.closeRecord(frame.scope)
    }
    if (!frame.scope.parent) this.#running.closeOutermost(frame.scope)
  }

  #takeKey(): void {
    const frame = this.#frames.at(-1)!
    if (this.#scanner.isFirst) frame.key = this.#scanner.latin1(this.#keys)
    if (!this.#placer.isIdle) this.#placeToken(true)
  }

  #takeValue(isString: boolean): void {
    const scanner = this.#scanner
    const { values } = scanner.isFirst ? this.#nextState() : this.#stateHere()
    if (!this.#placer.isIdle) this.#placeToken(isString, values.concat(pairRolesOf(this.#frames)))
    for (const role of values) {
      if (role.kind === 'field') this.#noteField(role)
      else if (role.kind === 'piece' && isString) this.#addPiece(role.join, values)
      else if (role.kind === 'reference') this.#noteReference(role, isString)
      else if (role.kind === 'file') tellNamedFile(role, scanner, this.#scope, this.#listener)
    }
    if (scanner.isFirst && scanner.isLast) this.#notePair(isString)
    if (isString && scanner.hasEscapes) this.#addDerived()
  }

  #placeToken(isString: boolean, roles: readonly Role[] = []): void {
    const { start, end } = this.#scanner
    this.#placer.between(start, () => this.#here())
    this.#placer.inside({ start, end, isString, bytes: () => this.#scanner.bytes() }, () =>
      this.#here(roles),
    )
  }

  #noteReference({ to, part }: Role & { kind: 'reference' }, isString: boolean): void {
    const { start, end } = this.#scanner
    this.#references.note(to, part, { start, end, bytes: this.#scanner.bytes(), isString })
  }

  #notePair(isString: boolean): void {
    const frame = this.#frames.at(-1)
    if (!frame || frame.isList) return
    if (this.#isBinary && isString) this.#tellPair({ name: frame.key }, 'value', isString)
    const role = pairRoleOf(frame.key, this.#frames.at(-2)?.key)
    if (role === undefined) return
    const of = role === 'wrapped-value' ? this.#frames.at(-2)! : frame
    this.#tellPair((of.pair ??= {}), role === 'name' ? 'name' : 'value', isString)
    for (const field of pairRolesOf(this.#frames)) {
      const { value } = of.pair
      if (field.kind === 'field' && value) this.#noteText(field, plainText(value.raw))
    }
  }

  #tellPair(pair: NamedPair, role: 'name' | 'value', isString: boolean): void {
    const isPlaced = role !== 'name' && maySay(pair.name)
    const piece = notePair(pair, role, {
      raw: latin1Of(this.#scanner.bytes()),
      isString,
      place: isPlaced ? this.#pieceHere() : undefined,
    })
    if (piece) this.#listener.onText(new JoinedText([piece]))
  }

  /** Names and values in JSON in a string, and deltas of a stream in it. */
  #addDerived(): void {
    if (!this.#scanner.isFirst || !this.#scanner.isLast) return
    for (const pieces of textsInString(this.#scanner.bytes())) {
      const place = this.#pieceHere()
      this.#listener.onText(new JoinedText(pieces.map((text) => ({ ...place, text }))))
    }
  }

  #pieceHere(): Omit<TextPiece, 'text'> {
    const base = this.#scanner.start
    return { base, ...this.#lines.lineAt(base), scope: this.#scope, path: this.#path() }
  }

  #noteField({ scope, key, rank }: Role & { kind: 'field' }): void {
    const scanner = this.#scanner
    if (scanner.end - scanner.start > fieldBytesMax || scanner.end === scanner.start) return
    if (scanner instanceof BsonScanner) this.#noteText({ scope, key, rank }, scanner.text())
    else this.#scope.scopeOf(scope)?.noteBytes(key, rank, this.#kept.keep(scanner))
  }

  #noteText({ scope, key, rank }: Omit<Role & { kind: 'field' }, 'kind'>, text: string): void {
    if (text.length <= fieldBytesMax) this.#scope.scopeOf(scope)?.note(key, rank, text)
  }

  #addPiece(join: Join, roles: readonly Role[]): void {
    const bytes = this.#scanner.bytes()
    // Shows as it stands.
    if (join.linePrefix && !hasPrefix(bytes, join.linePrefix)) return
    this.#joins.add({
      join,
      raw: latin1Of(bytes),
      isFirst: this.#scanner.isFirst,
      isEscaped: !this.#isBinary,
      isWhole: roles.some((role) => role.kind === 'join' && role.join === join),
      place: this.#pieceHere(),
    })
  }

  #here(roles: readonly Role[] = []): Here {
    return hereOf(this.#scope, this.#path(), roles)
  }

  #recover(): void {
    this.#listener.onProblem(
      `no JSON from byte ${this.#scanner.start} on: ${this.#scanner.expected} was expected`,
    )
    this.#placer.between(this.#scanner.start, () => this.#here())
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
    return pathOf(this.#frames)
  }
}
