import type { PlacedMatch } from '../engine/scanner.ts'
import type { BsonScanner } from '../text/bson-scanner.ts'
import { JsonScanner } from '../text/json-scanner.ts'
import type { JsonToken } from '../text/json-token.ts'
import { TextCache } from '../text/text-cache.ts'
import { CarriedParts } from './carried-parts.ts'
import { compileLayout, type Role } from './compile-layout.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import type { JsonLayout } from './layout.ts'
import { LineCounter, type LinePlace } from './line-counter.ts'
import { MatchPlacer } from './match-placer.ts'
import { pairRolesOf } from './open-frame.ts'
import { OpenFrames } from './open-frames.ts'
import { OpenJoins } from './open-joins.ts'
import { OpenReferences } from './open-references.ts'
import { PassedValues, type PassedValue } from './passed-values.ts'
import type { PathState } from './path-matcher.ts'
import { RunningTexts } from './running-texts.ts'
import { skimTableOf } from './skim-table.ts'
import { StreamParts } from './stream-parts.ts'
import { ValueTexts } from './value-texts.ts'

/** Longer strings are read in pieces. */
const pieceBytesMax = 1 << 20
/** Values in each other that could not be passed over: those in them are not tried. */
const triedMax = 6
/** Of all files: those of an export have the same. */
const keys = new TextCache()

export interface JsonReaderOptions {
  /** What stands behind a value in its line is no JSON, and passed by. */
  readonly isLoose?: boolean
  /** For documents of BSON instead. */
  readonly bson?: BsonScanner | undefined
  /** For one value of a file that was passed over at first. */
  readonly within?: PassedValue & { readonly line: LinePlace }
}

/** Reads JSON: one value, or many as in JSONL. Of most objects and lists nothing is made: they are passed over. */
export class JsonExportReader implements ExportReader {
  readonly #layout: JsonLayout
  readonly #listener: ExportListener
  readonly #scanner: JsonScanner | BsonScanner
  readonly #frames: OpenFrames
  readonly #joins: OpenJoins
  readonly #running: RunningTexts
  readonly #streams: StreamParts
  readonly #isLoose: boolean
  readonly #lines: LineCounter
  readonly #placer: MatchPlacer
  readonly #references: OpenReferences
  readonly #carried: CarriedParts
  readonly #texts: ValueTexts
  /** Undefined where all is read. */
  readonly #passed: PassedValues | undefined
  /** Open ones that could not be passed over. */
  #tried = 0

  constructor(layout: JsonLayout, listener: ExportListener, options: JsonReaderOptions = {}) {
    const { isLoose = false, bson, within } = options
    const { skimming } = listener
    this.#layout = layout
    this.#listener = listener
    this.#isLoose = isLoose
    this.#scanner = bson ?? new JsonScanner({ pieceBytesMax }, within?.start)
    this.#frames = new OpenFrames(compileLayout(layout).root, within?.frames)
    this.#running = new RunningTexts(listener)
    this.#joins = new OpenJoins(listener, this.#running)
    this.#streams = new StreamParts(layout.streams ?? [])
    this.#placer = new MatchPlacer(listener)
    this.#references = new OpenReferences(listener)
    this.#carried = within?.carried ?? new CarriedParts(layout.carried)
    this.#lines = new LineCounter(skimming?.skimmer.countLineFeeds, within?.start, within?.line)
    this.#texts = new ValueTexts({
      scanner: this.#scanner, frames: this.#frames, joins: this.#joins, references: this.#references, lines: this.#lines,
      listener,
    }) // prettier-ignore
    if (skimming && !within && !bson && !layout.streams) {
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
    this.#placer.end(() => this.#frames.here())
    this.#closeAll()
    this.#running.closeRecord(this.#frames.outermost)
    this.#running.closeOutermost(this.#frames.outermost)
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
        return this.#begin(token === '[')
      case '}':
      case ']':
        this.#placeBefore(this.#scanner.end)
        this.#close()
        return this.#endValue()
      case 'key':
        return this.#takeKey()
      case 'fault':
        return this.#recover()
      default:
        return this.#takeValue(token === 'string')
    }
  }

  #begin(isList: boolean): void {
    this.#placeBefore(this.#scanner.start)
    const state = this.#frames.nextState()
    const mayPass = this.#passed && this.#tried <= triedMax && this.#frames.isApart(state)
    const outcome = mayPass ? this.#pass(state, isList) : undefined
    if (!outcome || outcome === 'read') this.#open(state, isList, outcome === 'read')
  }

  #pass(state: PathState<Role>, isList: boolean): 'more' | 'over' | 'read' {
    const scanner = this.#scanner as JsonScanner
    const { start, there, startThere, isCopy, versionThere: version } = scanner
    const { all: frames, parentScope } = this.#frames
    const head = { start, isList, state, frames, parentScope }
    const first = { bytes: there, from: startThere, isStable: !isCopy, version }
    const { kind, taken } = this.#passed!.begin(head, first, this.#placer.nextStart)
    if (kind === 'over') {
      scanner.skipTo(start + taken)
      this.#endPassed()
    }
    return kind
  }

  /** What follows of a value that is being passed over. */
  #goOn(bytes: Uint8Array, isLast = false): void {
    const passed = this.#passed!
    const { start, state, isList } = passed.head!
    const outcome = passed.goOn(bytes, this.#placer.nextStart, isLast)
    if (outcome.kind === 'more') return
    const chunks = [...passed.chunks]
    if (outcome.kind === 'read') this.#open(state, isList, true)
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
    this.#endValue()
  }

  /** Reads what was passed over, but may hold something after all. */
  #settle(): void {
    for (const value of this.#passed?.settle() ?? []) {
      const within = { ...value, line: this.#lines.lineAt(value.start) }
      const reader = new JsonExportReader(this.#layout, this.#listener, { within })
      for (const chunk of value.chunks) reader.read(chunk, [])
      reader.end()
    }
  }

  get #neededFrom(): number {
    return Math.min(this.#scanner.start, this.#passed?.start ?? Infinity)
  }

  #open(state: PathState<Role>, isList: boolean, isTried: boolean): void {
    if (isTried) this.#tried++
    const path = () => this.#frames.path
    const joins = this.#joins.openAll(state.values)
    const scope = this.#frames.scopeOf(state, isList)
    const references = this.#references.openAll(state.values, scope, path)
    this.#frames.open({ state, isList, isTried, scope, joins, references })
  }

  #close(): void {
    const frame = this.#frames.all.pop()
    if (!frame) return
    if (frame.isTried) this.#tried--
    for (let count = frame.joins; count > 0; count--) this.#joins.close()
    for (let count = frame.references; count > 0; count--) this.#references.close()
    const { scope } = frame
    if (scope === this.#frames.innermost?.scope) return
    if (!scope.parent) this.#settle()
    this.#carried.close(scope)
    if (scope.scope.isRecord || !scope.parent) {
      this.#streams.complete(scope)
      this.#running.closeRecord(scope)
    }
    if (!scope.parent) this.#running.closeOutermost(scope)
  }

  #closeAll(): void {
    while (this.#frames.all.length > this.#frames.depth) this.#close()
  }

  #endValue(): void {
    if (this.#isLoose && this.#frames.all.length === 0) this.#scanner.skipLine()
  }

  #takeKey(): void {
    if (this.#scanner.isFirst) this.#frames.innermost!.key = this.#scanner.latin1(keys)
    if (!this.#placer.isIdle) this.#placeToken(true)
  }

  #takeValue(isString: boolean): void {
    const frames = this.#frames
    const { values } = this.#scanner.isFirst ? frames.nextState() : frames.stateHere()
    if (!this.#placer.isIdle) this.#placeToken(isString, values.concat(pairRolesOf(frames.all)))
    this.#texts.take(values, isString)
  }

  #placeToken(isString: boolean, roles: readonly Role[] = []): void {
    const { start, end } = this.#scanner
    this.#placeBefore(start)
    const token = { start, end, isString, bytes: () => this.#scanner.bytes() }
    this.#placer.inside(token, () => this.#frames.here(roles))
  }

  #placeBefore(offset: number): void {
    if (!this.#placer.isIdle) this.#placer.between(offset, () => this.#frames.here())
  }

  #recover(): void {
    const { start, expected } = this.#scanner
    this.#listener.onProblem(`no JSON from byte ${start} on: ${expected} was expected`)
    this.#placeBefore(start)
    this.#closeAll()
    this.#scanner.skipLine()
  }
}
