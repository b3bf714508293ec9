import type { PlacedMatch } from '../engine/scanner.ts'
import { OffsetText } from '../redact/offset-text.ts'
import { shownKey } from '../redact/shown-key.ts'
import { bytesOfLatin1 } from '../text/bytes.ts'
import { textOfBytes } from '../text/wide-text.ts'
import { compileLayout, type Role } from './compile-layout.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import { htmlPieces, undoEntities } from './html-pieces.ts'
import { JoinedText } from './joined-text.ts'
import type { JsonLayout, Scope } from './layout.ts'
import { LineCounter, type LinePlace } from './line-counter.ts'
import { OpenScope } from './open-scope.ts'
import type { PathState } from './path-matcher.ts'
import { XmlScanner, type XmlToken } from './xml-scanner.ts'

/** Of a longer text only its start is put together. */
const textBytesMax = 1 << 20
/** Deeper elements are read as those around them. */
const depthMax = 100
/** A longer text is no name or id. */
const fieldBytesMax = 1024

/** An element that is open. */
interface Element {
  readonly name: string
  readonly state: PathState<Role>
  readonly scope: OpenScope
  readonly path: string
  /** Elements in it that are records, so far. */
  records: number
}

interface RawText {
  readonly raw: OffsetText
  /** Without entities. */
  readonly isLiteral: boolean
}

const noFields: Scope = { fields: {} }

/**
 * Reads XML as a layout says: names of elements are keys, those of attributes keys that begin with `@`. A text is HTML where
 * the layout joins it.
 */
export class XmlExportReader implements ExportReader {
  readonly #listener: ExportListener
  readonly #root: PathState<Role>
  readonly #scanner = new XmlScanner((token) => this.#take(token))
  readonly #lines = new LineCounter()
  readonly #elements: Element[] = []
  readonly #outermost = new OpenScope(noFields, undefined)
  #matches: PlacedMatch[] = []
  /** Of the innermost element, between its tags, as they stand. */
  #texts: RawText[] = []
  #textLength = 0
  #line: LinePlace | undefined

  constructor(layout: JsonLayout, listener: ExportListener) {
    this.#listener = listener
    this.#root = compileLayout(layout).root
  }

  read(bytes: Uint8Array, matches: readonly PlacedMatch[]): void {
    this.#matches.push(...matches)
    this.#lines.push(bytes)
    this.#scanner.push(bytes)
  }

  end(): void {
    this.#scanner.end()
    this.#endText()
    this.#place(Infinity)
    if (this.#elements.length > 0) this.#listener.onProblem('ends within an element')
    while (this.#elements.length > 0) this.#close()
    this.#listener.onClosed(this.#outermost)
  }

  #take(token: XmlToken): void {
    if (token.kind === 'text') {
      this.#takeText(token)
      return
    }
    this.#place(token.start)
    this.#endText()
    if (token.kind === 'open') {
      if (this.#elements.length >= depthMax) return
      this.#open(token)
      this.#place(token.end)
      if (token.isEmpty) this.#close()
      return
    }
    const depth = this.#elements.findLastIndex(({ name }) => name === token.name)
    if (depth >= 0) while (this.#elements.length > depth) this.#close()
  }

  #open({ name, attributes }: XmlToken & { readonly kind: 'open' | 'close' }): void {
    const outer = this.#elements.at(-1)
    const state = (outer?.state ?? this.#root).member(name)
    const role = state.values.find(({ kind }) => kind === 'scope')
    const isRecord = role?.kind === 'scope'
    const parent = outer && outer.scope !== this.#outermost ? outer.scope : undefined
    const scope = isRecord ? new OpenScope(role.scope, parent) : (outer?.scope ?? this.#outermost)
    const index = isRecord && outer ? `[${outer.records++}]` : ''
    const path = `${outer ? `${outer.path}.` : ''}${shownKey(name)}${index}`
    this.#elements.push({ name, state, scope, path, records: 0 })
    for (const { name: key, value } of attributes) {
      this.#note(state.member(`@${key}`), OffsetText.of(value))
    }
  }

  #close(): void {
    const { scope } = this.#elements.pop()!
    const isLast = this.#elements.every((element) => element.scope !== scope)
    if (isLast && !scope.parent && scope !== this.#outermost) this.#listener.onClosed(scope)
  }

  #takeText({ text, start, isLiteral }: XmlToken & { readonly kind: 'text' }): void {
    const element = this.#elements.at(-1)
    if (!element || element.state.values.length === 0) return
    if (this.#textLength > textBytesMax) return
    this.#line ??= this.#lines.lineAt(start)
    this.#textLength += text.length
    const starts = Uint32Array.from({ length: text.length + 1 }, (_, at) => start + at)
    this.#texts.push({ raw: OffsetText.mapped(text, starts), isLiteral })
  }

  /** A tag ends it; what was found in it is placed. */
  #endText(): void {
    const [texts, line] = [this.#texts, this.#line]
    this.#texts = []
    this.#textLength = 0
    this.#line = undefined
    const element = this.#elements.at(-1)
    if (!element || texts.length === 0) return
    const whole = plainText(texts)
    this.#note(element.state, whole)
    if (!element.state.values.some(({ kind }) => kind === 'piece')) return
    const { scope, path } = element
    const pieces = htmlPieces(whole).map((text) => ({ text, base: 0, ...line!, scope, path }))
    if (pieces.length > 0) this.#listener.onText(new JoinedText(pieces))
  }

  #note({ values }: PathState<Role>, { text: raw }: OffsetText): void {
    const said = raw.trim()
    if (said === '' || said.length > fieldBytesMax) return
    const { scope = this.#outermost } = this.#elements.at(-1) ?? {}
    for (const role of values) {
      const text = textOfBytes(bytesOfLatin1(said))
      if (role.kind === 'file') this.#listener.onFileNamed?.(role.file, text, scope)
      else if (role.kind === 'field') scope.scopeOf(role.scope)?.note(role.key, role.rank, text)
    }
  }

  #place(end: number): void {
    const { scope = this.#outermost, path = '', state } = this.#elements.at(-1) ?? {}
    const isOpaque = state?.values.some(({ kind }) => kind === 'opaque') ?? false
    let count = 0
    for (const match of this.#matches) {
      if (match.place.start >= end) break
      this.#listener.onMatch(match, { scope, path, isOpaque })
      count++
    }
    this.#matches.splice(0, count)
  }
}

/** An entity can be cut where a text comes in pieces. */
function plainText(texts: readonly RawText[]): OffsetText {
  const plain: OffsetText[] = []
  for (let at = 0; at < texts.length;) {
    const { isLiteral } = texts[at]!
    const from = at
    while (at < texts.length && texts[at]!.isLiteral === isLiteral) at++
    const whole = joined(texts.slice(from, at).map(({ raw }) => raw))
    plain.push(isLiteral ? whole : undoEntities(whole))
  }
  return joined(plain)
}

function joined(texts: readonly OffsetText[]): OffsetText {
  if (texts.length === 1) return texts[0]!
  const text = texts.map((part) => part.text).join('')
  const starts = new Uint32Array(text.length + 1)
  let length = 0
  for (const part of texts) {
    for (let at = 0; at < part.text.length; at++) starts[length++] = part.outerOf(at)
  }
  const last = texts.at(-1)!
  starts[length] = last.outerOf(last.text.length)
  return OffsetText.mapped(text, starts)
}
