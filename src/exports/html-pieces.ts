import type { OffsetText } from '../redact/offset-text.ts'
import { OffsetText as Text } from '../redact/offset-text.ts'
import { latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'

/** Tags behind which a word goes on. */
export const inlineTagNames =
  'a abbr at attachment b bdi bdo big cite code del dfn em emoji font i img ins kbd label mark q s samp small span strike strong sub sup tt u var wbr'.split(
    ' ',
  )
const inlineTags = new RegExp(`^/?(?:${inlineTagNames.join('|')})$`, 'i')

/** Where quotes are not closed, time would grow with the square: after so many that are no tags only short ones are read. */
const faultsMax = 8
/** `<`, a name, and all up to `>`; attributes may hold a `>` in quotes. */
const shortTag =
  /<(\/?[a-zA-Z][\w:-]{0,80})(?![\w:-])(?:"[^"]{0,2000}"|'[^']{0,2000}'|[^>"']){0,200}>/y
const tagName = /\/?[a-zA-Z][\w:-]{0,80}(?![\w:-])/y

/** One run of text with tags only around it: its bytes show it as it is. `\1` gives no tag back, so that time is linear. */
const oneRun = /^(?=((?:\s*<[^<>]*>)*))\1[^<>&]*(?:<[^<>]*>\s*)*$/

/** What is read of HTML. */
export interface HtmlText {
  readonly text: string
  /** What it is made of: runs between tags, and a `\n` for each that ends a block or line. */
  readonly pieces: () => OffsetText[]
}

/** A run of the text, or a tag that stands for a line end. */
interface Run extends Span {
  readonly isBreak: boolean
}

/**
 * What is read of HTML: its text without tags.
 *
 * @returns undefined where tags cut nothing, and no character has another name
 */
export function htmlText(source: OffsetText): HtmlText | undefined {
  const { text } = source
  if (oneRun.test(text)) return undefined
  const runs = runsOf(text)
  const shown = runs.map(({ start, end, isBreak }) =>
    isBreak ? '\n' : undoEntities(Text.of(text.slice(start, end))).text,
  )
  const pieces = () =>
    runs.map(({ start, end, isBreak }) =>
      isBreak
        ? Text.mapped('\n', Uint32Array.of(source.outerOf(start), source.outerOf(end)))
        : undoEntities(source.part({ start, end })),
    )
  return { text: shown.join(''), pieces }
}

/** The pieces of {@link htmlText}. */
export function htmlPieces(source: OffsetText): OffsetText[] {
  return htmlText(source)?.pieces() ?? []
}

function runsOf(text: string): Run[] {
  const runs: Run[] = []
  const marks = new MarkFinder(text)
  let from = 0
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const found = tagAt(text, at, marks)
    if (!found) {
      at++
      continue
    }
    if (at > from) runs.push({ start: from, end: at, isBreak: false })
    from = found.end
    if (found.name !== undefined && !isInline(found.name)) {
      runs.push({ start: at, end: from, isBreak: true })
    }
    at = from
  }
  if (from < text.length) runs.push({ start: from, end: text.length, isBreak: false })
  return runs
}

const inlineNames = new Map<string, boolean>()

function isInline(name: string): boolean {
  let isOne = inlineNames.get(name)
  if (isOne === undefined) {
    isOne = inlineTags.test(name)
    // Few in any text but one that somebody has made to be dear.
    if (inlineNames.size < 1000) inlineNames.set(name, isOne)
  }
  return isOne
}

/** A tag, or a comment or declaration, which has no name. */
function tagAt(
  text: string,
  at: number,
  marks: MarkFinder,
): { readonly end: number; readonly name?: string } | undefined {
  if (text[at + 1] === '!' || text[at + 1] === '?') {
    const mark = text.startsWith('!--', at + 1) ? '-->' : '>'
    const end = marks.find(mark, at)
    return end < 0 ? undefined : { end: end + mark.length }
  }
  if (marks.faults >= faultsMax) {
    shortTag.lastIndex = at
    const found = marks.find('>', at) < 0 ? null : shortTag.exec(text)
    return found ? { end: at + found[0].length, name: found[1]! } : undefined
  }
  tagName.lastIndex = at + 1
  const name = tagName.exec(text)?.[0]
  if (name === undefined) return undefined
  const end = endOfTag(text, at + 1 + name.length)
  if (end >= 0) return { end, name }
  marks.faults++
  return undefined
}

/** @returns offset behind its `>`; -1 when there is none */
function endOfTag(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === greaterThan) return at + 1
    if (code !== quotationMark && code !== apostrophe) continue
    at = text.indexOf(text[at]!, at + 1)
    if (at < 0) return -1
  }
  return -1
}

const quotationMark = 0x22
const apostrophe = 0x27
const greaterThan = 0x3e

/** Finds what is asked for again and again, without reading any byte twice. */
class MarkFinder {
  /** Places that were no tags after all. */
  faults = 0
  readonly #text: string
  readonly #next = new Map<string, number>()

  constructor(text: string) {
    this.#text = text
  }

  /** @param from not smaller than before; -1 when there is none */
  find(mark: string, from: number): number {
    let next = this.#next.get(mark) ?? from - 1
    if (next < from && next !== none) {
      const found = this.#text.indexOf(mark, from)
      next = found < 0 ? none : found
      this.#next.set(mark, next)
    }
    return next === none ? -1 : next
  }
}

const none = -2

const entity = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g

/** Those that can stand in a secret, or beside one; none has more than eight letters. */
export const namedEntities: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', sol: '/', equals: '=', plus: '+', colon: ':', num: '#',
  lowbar: '_', percnt: '%', commat: '@', excl: '!', dollar: '$', ast: '*', comma: ',', period: '.', semi: ';', quest: '?',
} // prettier-ignore

const encoder = new TextEncoder()

/** @returns the text itself where nothing is escaped */
export function undoEntities(source: OffsetText): OffsetText {
  const { text } = source
  if (!text.includes('&')) return source
  const escapes: { readonly start: number; readonly end: number; readonly bytes: number }[] = []
  let plain = ''
  let from = 0
  for (const found of text.matchAll(entity)) {
    const said = sayingOf(found)
    if (said === undefined) continue
    const bytes = said < '\x80' ? said : latin1Of(encoder.encode(said))
    plain += text.slice(from, found.index) + bytes
    from = found.index + found[0].length
    escapes.push({ start: found.index, end: from, bytes: bytes.length })
  }
  if (escapes.length === 0) return source
  plain += text.slice(from)
  return Text.lazy(plain, () => {
    // What an entity says is never longer than itself.
    const starts = new Uint32Array(text.length + 1)
    let length = 0
    let at = 0
    for (const { start, end, bytes } of escapes) {
      for (; at < start; at++) starts[length++] = source.outerOf(at)
      for (let count = 0; count < bytes; count++) starts[length++] = source.outerOf(start)
      at = end
    }
    for (; at <= text.length; at++) starts[length++] = source.outerOf(at)
    return starts.subarray(0, length)
  })
}

function sayingOf([, decimal, hex, name]: RegExpMatchArray): string | undefined {
  if (name !== undefined) return namedEntities[name]
  const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}
