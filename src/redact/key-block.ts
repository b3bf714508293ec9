import type { Span } from '../text/span.ts'

/** Texts of which one stands in the first line of every key block. */
export const keyBlockMarks = ['-----BEGIN ', '---- BEGIN SSH2 ', 'PuTTY-User-Key-File-'] as const

const begin =
  /-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----|PuTTY-User-Key-File-[123]:/
const end =
  /-----END [A-Z0-9 ]{0,48}PRIVATE KEY(?: BLOCK)?-----|---- END SSH2 |Private-(?:MAC|Hash): [0-9a-f]{8}/

/** Lines of a block at most: a longer one is none. */
export const blockLinesMax = 400

/** What stands before a block's text in each of its lines. */
export interface KeyBlockHead {
  /** Where the block begins in its first line. */
  readonly start: number
  /** The key of the JSON string that the block stands in, with quotes and colon; undefined outside of JSON. */
  readonly jsonKey: string | undefined
  /** PuTTY's form, with headers between its parts. */
  readonly isPutty: boolean
}

const mayBegin = /-----BEGIN |---- (?:BEGIN|$)|-{4,5}(?:B|BE|BEG|BEGI|BEGIN)?$|PuTTY-User|-{1,3}$/

/** Whether an unfinished line holds what begins a key block, or may end in a part of it. */
export function mayBeginKeyBlock(text: string): boolean {
  return mayBegin.test(text)
}

/**
 * Reads the first line of a private key that goes on in the next lines: PEM, PGP, SSH2, PuTTY.
 *
 * @param line one character per byte
 * @returns undefined when none begins in it, or it ends in it, too
 */
export function keyBlockHead(line: string): KeyBlockHead | undefined {
  const match = begin.exec(line)
  if (!match || end.test(line.slice(match.index))) return undefined
  const lead = line.slice(0, match.index)
  const jsonKey = /"[^"\\]{1,64}"\s{0,4}:\s{0,4}"(?:[^"\\]|\\.)*$/.exec(lead)?.[0]
  return {
    start: match.index,
    isPutty: match[0].startsWith('PuTTY'),
    jsonKey: jsonKey === undefined ? undefined : /^"[^"]+"\s*:\s*"/.exec(jsonKey)![0],
  }
}

/** What a line may be to a block that is open. */
export interface KeyBlockLine {
  /** The part of the block, without what stands before and behind it in the line. */
  readonly span: Span
  /** `body`: long enough to be key material for certain; `tail`: the shorter line behind such. */
  readonly kind: 'head' | 'body' | 'tail' | 'end'
}

/** A full line of key material has 64 characters, the only line of a short key hardly less. */
const bodyMin = 40

const body = /^[0-9A-Za-z+/=]{1,400}$/
const header = /^(?:[A-Z][A-Za-z0-9-]{2,31}: ?[ -~]{0,120}|)$/
const token = /^\[stanch:[a-z0-9:-]{20,90}\]$/
/** Line ends, written or real, and quotes of source text, behind and before a line. */
const trimmable = /^(?:[\s"'`,;+|>*#-])+|(?:\\+[nrt]|[\s"'`,;+\\|])+$/g

/** Reads the lines of a block, one after another: headers, full lines, a shorter one, the end. */
export class KeyBlockReader {
  readonly head: KeyBlockHead
  #stage: 'head' | 'body' | 'tail' = 'head'

  constructor(head: KeyBlockHead) {
    this.head = head
  }

  /** @returns undefined when the line does not belong to the block */
  read(line: string): KeyBlockLine | undefined {
    for (const place of placesOf(line, this.head)) {
      const found = this.#readPart(line, place)
      if (found) return found
    }
    return undefined
  }

  #readPart(line: string, place: Span): KeyBlockLine | undefined {
    const text = line.slice(place.start, place.end)
    const ends = end.exec(text)
    const trimmed = (ends ? text.slice(0, ends.index) : text).replace(trimmable, '')
    if (!ends) return this.#readBody(trimmed, place)
    if (trimmed !== '' && !body.test(trimmed)) return undefined
    const close = /-----END [^-]{0,60}-----/.exec(text)
    const stop = close ? place.start + close.index + close[0].length : place.end
    return { span: { start: place.start, end: stop }, kind: 'end' }
  }

  #readBody(text: string, span: Span): KeyBlockLine | undefined {
    const line = { span, kind: 'head' } as const
    if (token.test(text)) return line
    if (body.test(text) && text.length >= bodyMin && this.#stage !== 'tail') {
      this.#stage = 'body'
      return { span, kind: 'body' }
    }
    if (this.#stage === 'body' && body.test(text)) {
      this.#stage = 'tail'
      return { span, kind: 'tail' }
    }
    const takesHeader = this.#stage === 'head' || this.head.isPutty || text === ''
    return takesHeader && header.test(text) ? line : undefined
  }
}

/** Where in a line the block's part may stand. */
function placesOf(line: string, { start, jsonKey }: KeyBlockHead): Span[] {
  if (jsonKey !== undefined) return stringBehind(line, jsonKey)
  const length = line.replace(/\r?\n$/, '').length
  const whole = { start: 0, end: length }
  if (start === 0) return [whole]
  // The same columns as in the first line: behind a time stamp, a level, a name.
  const isColumn = length > start && /[\s:|\]>"'`]/.test(line[start - 1]!)
  if (isColumn) return [whole, { start, end: length }]
  const word = /(?:-----END [A-Z0-9 ]{0,48}-----|\S{40,400})\s*$/.exec(line.slice(0, length))
  return word ? [whole, { start: word.index, end: length }] : [whole]
}

/** The content of the JSON string of that key, without the line end that it may end in: that is the record's own. */
function stringBehind(line: string, jsonKey: string): Span[] {
  const at = line.indexOf(jsonKey)
  if (at < 0) return []
  const start = at + jsonKey.length
  return [{ start, end: start + stringStart(line.slice(start)).length }]
}

/** Up to the string's quote, and to the line end before it. */
function stringStart(text: string): string {
  const [whole] = /^(?:[^"\\]|\\.)*/.exec(text)!
  return /^((?:[^\\]|\\.)*?)(?:\\r)?\\n$/.exec(whole)?.[1] ?? whole
}

/** What each of a block's records holds of it; the first begins it. */
export function readKeyBlock(
  lines: readonly string[],
  head: KeyBlockHead,
): (KeyBlockLine | undefined)[] {
  const reader = new KeyBlockReader(head)
  return lines.map((line, at) => {
    if (at > 0) return reader.read(line)
    const span = firstBlockSpan(line)
    return span && { span, kind: 'head' }
  })
}

/** From where the block begins to the end of its line, or of the JSON string that it stands in. */
function firstBlockSpan(line: string): Span | undefined {
  const head = keyBlockHead(line)
  if (!head) return undefined
  const rest = line.slice(head.start)
  const text = head.jsonKey === undefined ? /^[^\r\n]*/.exec(rest)![0] : stringStart(rest)
  return { start: head.start, end: head.start + text.length }
}

/** Records of others that may stand between two lines of a block: none where its lines are nothing but the block. */
export function strangersMax({ start, jsonKey }: KeyBlockHead): number {
  return start === 0 && jsonKey === undefined ? 0 : 32
}
