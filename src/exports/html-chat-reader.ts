import type { PlacedMatch } from '../engine/scanner.ts'
import { OffsetText } from '../redact/offset-text.ts'
import { bytesOfLatin1, concatBytes, latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import { textOfBytes } from '../text/wide-text.ts'
import type { Attribution, AttributionKey } from './attribution.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import { htmlText, undoEntities } from './html-pieces.ts'
import { JoinedText } from './joined-text.ts'
import type { Scope } from './layout.ts'
import { LineCounter } from './line-counter.ts'
import { KeptRegion } from './mail/kept-region.ts'
import { OpenScope } from './open-scope.ts'

/** Of a longer message each part of such a length is read by itself. */
const messageBytesMax = 1 << 20
/** A tag that begins a message is no longer. */
const tagBytesMax = 1024
/** A longer text is no name or time. */
const fieldBytesMax = 1024

/** How a page shows a chat. */
export interface HtmlChat {
  /** The tag that begins a message; global. */
  readonly message: RegExp
  /** Told what stands before the first message, one character per byte. */
  readonly readHead: (html: string) => Attribution
  /** Told a message. A part that it says of nobody is that of the message before: see {@link isContinued}. */
  readonly readMessage: (html: string) => Attribution
  /** Who writes on is named in the first of several messages only. */
  readonly isContinued: RegExp
}

const head: Scope = { fields: {} }
const record: Scope = { isRecord: true, fields: {} }

/** Reads a page that shows a chat, message by message. */
export class HtmlChatReader implements ExportReader {
  readonly #chat: HtmlChat
  readonly #listener: ExportListener
  readonly #lines = new LineCounter()
  #matches: readonly PlacedMatch[] = []
  #nextMatch = 0
  /** From where what is open begins: what stands before the first message, or a message. */
  #open: Uint8Array = new Uint8Array(0)
  #start = 0
  #line = 1
  /** No message begins before, but the one that is open. */
  #searched = 0
  #isHead = true
  #scope: OpenScope | undefined
  #isTold = false
  #said: Attribution = {}
  #author: Attribution = {}

  constructor(chat: HtmlChat, listener: ExportListener) {
    this.#chat = chat
    this.#listener = listener
  }

  read(bytes: Uint8Array, matches: readonly PlacedMatch[]): void {
    this.#matches = this.#matches.slice(this.#nextMatch).concat(matches)
    this.#nextMatch = 0
    this.#lines.push(bytes)
    this.#open = this.#open.length === 0 ? bytes : concatBytes([this.#open, bytes])
    const text = latin1Of(this.#open)
    const { message } = this.#chat
    let from = 0
    message.lastIndex = this.#searched
    for (let found = message.exec(text); found; found = message.exec(text)) {
      if (found.index === 0 && !this.#isHead) continue
      this.#close(text, { start: from, end: found.index })
      from = found.index
    }
    if (text.length - from > messageBytesMax) {
      this.#take(text, { start: from, end: text.length })
      from = text.length
    }
    this.#start += from
    this.#open = this.#open.subarray(from)
    this.#searched = Math.max(0, this.#open.length - tagBytesMax)
  }

  end(): void {
    this.#close(latin1Of(this.#open), { start: 0, end: this.#open.length })
  }

  /** @param span of what is open */
  #close(text: string, span: Span): void {
    this.#take(text, span)
    if (this.#isTold) this.#listener.onClosed(this.#scope!)
    this.#scope = undefined
    this.#isTold = false
    this.#isHead = false
  }

  /** All of a message, or of a long one a part. */
  #take(text: string, { start, end }: Span): void {
    const html = text.slice(start, end)
    const base = this.#start + start
    const region = new KeptRegion([this.#open.subarray(start, end)], base, this.#line)
    this.#line = this.#lines.lineAt(this.#start + end).line
    const scope = (this.#scope ??= this.#openScope(html))
    const told = [this.#tellText(html, region, scope), this.#tellMatches(base + end - start, scope)]
    if (told.includes(true)) this.#isTold = true
  }

  #openScope(html: string): OpenScope {
    const scope = new OpenScope(this.#isHead ? head : record, undefined)
    if (this.#isHead) this.#said = this.#chat.readHead(html)
    const said = this.#isHead ? this.#said : { ...this.#said, ...this.#messageSaid(html) }
    for (const [key, text] of Object.entries(said)) scope.note(key as AttributionKey, 0, text)
    return scope
  }

  #messageSaid(html: string): Attribution {
    const said = this.#chat.readMessage(html)
    const isContinued = said.user === undefined && this.#chat.isContinued.test(html.slice(0, tagBytesMax)) // prettier-ignore
    if (isContinued) return { ...this.#author, ...said }
    const { user, userId } = said
    this.#author = { ...(user !== undefined && { user }), ...(userId !== undefined && { userId }) }
    return said
  }

  #tellText(html: string, region: KeptRegion, scope: OpenScope): boolean {
    const shown = htmlText(OffsetText.of(html))
    if (!shown) return false
    const base = region.start
    const decoding = {
      hitOf: ({ start, end }: Span) => ({ start: base + start, end: base + end }),
      lineAt: (offset: number) => region.lineAt(offset),
    }
    const place = { base: 0, ...region.lineAt(base), scope, path: '', decoding }
    const pieces = () => shown.pieces().map((text) => ({ ...place, text }))
    this.#listener.onText(new JoinedText(pieces, '', undefined, shown.text))
    return true
  }

  #tellMatches(end: number, scope: OpenScope): boolean {
    const first = this.#nextMatch
    for (; this.#nextMatch < this.#matches.length; this.#nextMatch++) {
      const match = this.#matches[this.#nextMatch]!
      if (match.place.start >= end) break
      this.#listener.onMatch(match, { scope, path: '', isOpaque: false })
    }
    return this.#nextMatch > first
  }
}

/**
 * What an expression finds in HTML, as it is read.
 *
 * @param form group 1 is the text
 * @param html one character per byte
 */
export function textIn(html: string, form: RegExp): string | undefined {
  const found = form.exec(html)?.[1]?.slice(0, fieldBytesMax)
  if (found === undefined) return undefined
  const text = textOfBytes(bytesOfLatin1(undoEntities(OffsetText.of(found)).text)).trim()
  return text === '' ? undefined : text
}
