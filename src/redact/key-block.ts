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
    jsonKey: jsonKey === undefined ? undefined : /^"[^"]+"\s*:\s*"/.exec(jsonKey)![0],
  }
}

/** What a line may be to a block that is open. */
export interface KeyBlockLine {
  /** The part of the block, without what stands before and behind it in the line. */
  readonly span: Span
  readonly isEnd: boolean
  /** Long enough to be key material. */
  readonly isBody: boolean
}

const bodyMin = 40

const body = /^[0-9A-Za-z+/=]{1,400}$/
const header = /^(?:[A-Z][A-Za-z0-9-]{2,31}: ?[ -~]{0,120}|)$/
/** Line ends, written or real, and quotes of source text, behind and before a line. */
const trimmable = /^(?:[\s"'`,;+|>*#])+|(?:\\+[nrt]|[\s"'`,;+\\|])+$/g

/** @returns undefined when the line does not belong to a block with that head */
export function readKeyBlockLine(line: string, head: KeyBlockHead): KeyBlockLine | undefined {
  const length = line.replace(/\r?\n$/, '').length
  if (head.jsonKey !== undefined) return readPart(line, stringBehind(line, head.jsonKey))
  return readPart(line, { start: 0, end: length }) ?? readPart(line, behindLead(line, length, head))
}

function readPart(line: string, place: Span | undefined): KeyBlockLine | undefined {
  if (!place) return undefined
  const text = line.slice(place.start, place.end)
  const ends = end.exec(text)
  const trimmed = (ends ? text.slice(0, ends.index) : text).replace(trimmable, '')
  if (!body.test(trimmed) && !header.test(trimmed)) return undefined
  if (!ends) return { span: place, isEnd: false, isBody: trimmed.length >= bodyMin }
  const close = /-----END [^-]{0,60}-----/.exec(text)
  const stop = close ? place.start + close.index + close[0].length : place.end
  return { span: { start: place.start, end: stop }, isEnd: true, isBody: false }
}

/** The content of the JSON string of that key. */
function stringBehind(line: string, jsonKey: string): Span | undefined {
  const at = line.indexOf(jsonKey)
  if (at < 0) return undefined
  const start = at + jsonKey.length
  return { start, end: start + /^(?:[^"\\]|\\.)*/.exec(line.slice(start))![0].length }
}

/** Behind the same columns as in the first line: a time stamp, a level, a name; else the last word. */
function behindLead(line: string, length: number, { start }: KeyBlockHead): Span | undefined {
  if (start === 0) return undefined
  if (length > start && /[\s:|\]>"'`]/.test(line[start - 1]!)) return { start, end: length }
  const word = /\S+\s*$/.exec(line.slice(0, length))
  return word ? { start: word.index, end: length } : undefined
}
