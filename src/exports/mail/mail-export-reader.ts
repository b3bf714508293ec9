import type { PlacedMatch } from '../../engine/scanner.ts'
import { shownKey } from '../../redact/shown-key.ts'
import { latin1Of } from '../../text/bytes.ts'
import type { Span } from '../../text/span.ts'
import type { ExportListener, ExportPlace, ExportReader } from '../export-reader.ts'
import type { JoinedText } from '../joined-text.ts'
import type { Scope } from '../layout.ts'
import { OpenScope } from '../open-scope.ts'
import { headerTexts, isOpaqueHeader } from './header-texts.ts'
import { KeptRegion } from './kept-region.ts'
import { isBlank, LineHeads, type LineHead } from './line-heads.ts'
import { MailHeaders } from './mail-headers.ts'
import { mailFieldsOf } from './mail-fields.ts'
import { bodyPathOf, joinPath, type MessagePart } from './message-part.ts'
import { partKindOf } from './part-kind.ts'
import { isReadAsText, readBody } from './read-body.ts'

/** A longer part is not decoded; what the engine finds in it as it stands is told. */
const regionBytesMax = 1 << 26
/** Deeper messages and parts are read as one. */
const depthMax = 40

const record: Scope = { isRecord: true, fields: {} }
const letterF = 0x46
/** `From ` and a time: https://www.rfc-editor.org/rfc/rfc4155 */
const envelope = /^From .*\d{1,2}:\d\d/

/** Reads a message (RFC 5322, MIME) or a box of many; messages in messages are records of their own. */
export class MailExportReader implements ExportReader {
  readonly #listener: ExportListener
  readonly #isBox: boolean
  readonly #lines = new LineHeads()
  readonly #parts: MessagePart[] = []
  #mode: 'headers' | 'body' | 'between' = 'headers'
  /** All before is read. */
  #offset = 0
  #messages = 0
  #matches: PlacedMatch[] = []
  /** Bytes of what is being read. */
  #kept: Uint8Array[] = []
  #keptLength = 0
  #keptStart = 0
  #keptLine = 1
  #isTooLong = false
  /** Something stands in the outermost message, or may do so. */
  #isTold = false
  /** Of the outermost message, until it is over. */
  #signature: { readonly path: string; readonly start: number } | undefined

  constructor(isBox: boolean, listener: ExportListener) {
    this.#isBox = isBox
    this.#listener = listener
    this.#openMessage()
  }

  read(bytes: Uint8Array, matches: readonly PlacedMatch[]): void {
    this.#matches.push(...matches)
    let from = 0
    this.#lines.push(bytes, (line) => {
      if (!this.#isOfNote(line)) return
      const to = line.end - this.#offset
      this.#keep(bytes.subarray(from, to))
      from = to
      this.#take(line)
    })
    this.#keep(bytes.subarray(from))
    this.#offset += bytes.length
  }

  end(): void {
    const rest = this.#lines.rest()
    if (rest && this.#isOfNote(rest)) this.#take(rest)
    this.#closeRegion(Infinity)
    const isOpen = this.#parts.some(({ kind }) => kind?.boundary !== undefined)
    if (isOpen) this.#listener.onProblem('ends within a message of several parts')
    this.#popTo(0, Infinity)
  }

  #isOfNote({ head }: LineHead): boolean {
    if (isBlank(head)) return this.#mode === 'headers'
    return head[0] !== letterF || this.#isBox
  }

  /** All of the line is kept. */
  #take({ head, start, end, line }: LineHead): void {
    const text = latin1Of(head)
    if (this.#isBox && envelope.test(text)) {
      if (start === 0) return
      this.#closeRegion(start, line)
      this.#popTo(0, start)
      this.#openMessage()
    } else if (text.startsWith('--')) this.#takeBoundary(text, start, line)
    else if (this.#mode === 'headers') {
      this.#closeRegion(end, line + 1)
      this.#beginBody(end)
    }
  }

  #takeBoundary(text: string, start: number, line: number): void {
    const said = text.slice(2).trimEnd()
    const depth = this.#parts.findLastIndex(({ kind }) => {
      const boundary = kind?.boundary
      return boundary !== undefined && (said === boundary || said === `${boundary}--`)
    })
    const part = this.#parts[depth]
    if (!part) return
    this.#closeRegion(start, line)
    this.#popTo(depth + 1, start)
    if (said === part.kind!.boundary) {
      this.#open({ ...this.#newPart(part, `parts[${part.parts++}]`), isMessage: false })
    } else {
      part.kind = { ...part.kind!, boundary: undefined }
      this.#mode = 'between'
    }
  }

  #openMessage(): void {
    const path = this.#isBox ? `[${this.#messages}]` : ''
    this.#messages++
    const scope = new OpenScope(record, undefined)
    this.#open({ scope, path, isMessage: true, kind: undefined, parts: 0 })
  }

  #newPart({ scope, path }: MessagePart, step: string): MessagePart {
    return { scope, path: joinPath(path, step), isMessage: true, kind: undefined, parts: 0 }
  }

  #open(part: MessagePart): void {
    this.#parts.push(part)
    this.#mode = 'headers'
  }

  #beginBody(start: number): void {
    const part = this.#parts.at(-1)!
    const kind = part.kind!
    if (
      kind.type === 'message/rfc822' &&
      kind.encoding === 'none' &&
      this.#parts.length < depthMax
    ) {
      const scope = new OpenScope(record, part.scope)
      this.#open({ ...this.#newPart(part, 'message'), scope })
    } else this.#mode = kind.boundary === undefined ? 'body' : 'between'
    if (part.isMessage && this.#signature && this.#parts.length === 1) {
      this.#signature = { ...this.#signature, start }
    }
  }

  #popTo(depth: number, end: number): void {
    for (const { scope, isMessage } of this.#parts.splice(depth).toReversed()) {
      if (!isMessage || scope.parent) continue
      if (this.#isTold) {
        this.#tellSignature(scope, end)
        this.#listener.onClosed(scope)
      }
      this.#signature = undefined
      this.#isTold = false
    }
  }

  /** A server that has signed a message has signed its text (RFC 6376). */
  #tellSignature(scope: OpenScope, end: number): void {
    if (!this.#signature) return
    const { path, start } = this.#signature
    const text = { start, end }
    this.#listener.onReference?.({ scope, path, text, raw: '', unit: 'byte', isSignature: true, ranges: [] }) // prettier-ignore
  }

  #keep(bytes: Uint8Array): void {
    const isWanted = this.#mode === 'headers' || this.#isDecoded
    this.#keptLength += bytes.length
    if (this.#keptLength > regionBytesMax && isWanted && !this.#isTooLong) {
      this.#isTooLong = true
      this.#kept = []
      this.#listener.onProblem(`a part of more than ${regionBytesMax >> 20} MiB is not decoded`)
    }
    if (isWanted && !this.#isTooLong && bytes.length > 0) this.#kept.push(bytes)
  }

  get #isDecoded(): boolean {
    const kind = this.#parts.at(-1)?.kind
    return this.#mode === 'body' && kind !== undefined && isReadAsText(kind)
  }

  /** @param end offset at which the next region begins, with a line */
  #closeRegion(end: number, nextLine = 0): void {
    const isWhole = !this.#isTooLong && this.#kept.length > 0
    const region = new KeptRegion(this.#kept, this.#keptStart, this.#keptLine)
    const length = Math.min(end - this.#keptStart, region.bytes.length)
    const own = new KeptRegion([region.bytes.subarray(0, length)], this.#keptStart, this.#keptLine)
    const rest = region.bytes.subarray(length)
    this.#kept = rest.length > 0 ? [rest] : []
    this.#keptStart = end
    this.#keptLine = nextLine
    this.#keptLength = rest.length
    this.#isTooLong = false
    const part = this.#parts.at(-1)
    if (!part) return
    if (this.#mode === 'headers') this.#closeHeaders(part, own, end)
    else if (isWhole && this.#mode === 'body') this.#closeBody(part, own, end)
    else this.#place(end, () => ({ scope: part.scope, path: bodyPathOf(part), isOpaque: false }))
  }

  #closeHeaders(part: MessagePart, region: KeptRegion, end: number): void {
    const { scope, path, isMessage } = part
    const headers = new MailHeaders(region.bytes)
    part.kind = partKindOf(headers)
    if (isMessage) {
      scope.noteLater(() => mailFieldsOf(headers))
      const isSigned = headers.mayHave('dkim-signature') && headers.valueOf('dkim-signature') !== ''
      if (isSigned && !scope.parent) {
        this.#signature = { path: joinPath(path, 'DKIM-Signature'), start: region.start }
      }
    }
    const pathOf = (name: string) => joinPath(path, shownKey(name))
    for (const text of headerTexts(headers, region, scope, pathOf)) this.#tellText(text)
    this.#place(end, ({ place }) => {
      const at = place.start - region.start
      const header = headers.all.find((candidate) => at < candidate.end && at >= candidate.start)
      if (!header) return { scope, path, isOpaque: false }
      return { scope, path: pathOf(header.nameShown), isOpaque: isOpaqueHeader(header.name) }
    })
  }

  #closeBody(part: MessagePart, region: KeptRegion, end: number): void {
    const { scope, kind } = part
    const { bytes, start } = region
    const path = bodyPathOf(part)
    const lineAt = (offset: number) => region.lineAt(offset)
    const { texts, isShown, hitOf, binary } = readBody(kind!, { bytes, start, scope, path, lineAt })
    for (const text of texts) this.#tellText(text)
    const isOpaque = binary !== undefined
    this.#place(end, (match) => {
      const { place } = match
      if (!isOpaque && isShown(match)) return undefined
      const span: Span = { start: place.start, end: Math.min(place.end, start + bytes.length) }
      return { scope, path, isOpaque, spans: [hitOf(span)] }
    })
    if (binary) {
      this.#isTold = true
      const message = this.#messages
      this.#listener.onAttachment?.({ name: kind!.name, bytes: binary, scope, path, message })
    }
  }

  /** @param placeOf undefined for what is of no account */
  #place(end: number, placeOf: (match: PlacedMatch) => ExportPlace | undefined): void {
    let count = 0
    for (const match of this.#matches) {
      if (match.place.start >= end) break
      const place = placeOf(match)
      if (place) {
        this.#isTold = true
        this.#listener.onMatch(match, place)
      }
      count++
    }
    if (count > 0) this.#matches.splice(0, count)
  }

  #tellText(text: JoinedText): void {
    this.#isTold = true
    this.#listener.onText(text)
  }
}
