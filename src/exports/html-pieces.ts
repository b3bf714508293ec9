import type { OffsetText } from '../redact/offset-text.ts'
import { OffsetText as Text } from '../redact/offset-text.ts'
import { latin1Of } from '../text/bytes.ts'

/** Tags behind which a word goes on. */
const inlineTags =
  /^\/?(?:a|abbr|at|attachment|b|bdi|bdo|big|cite|code|del|dfn|em|emoji|font|i|img|ins|kbd|label|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr)$/i

/** `<`, a name, and all up to `>`; attributes may hold a `>` in quotes. */
const tag = /<(\/?[a-zA-Z][\w:-]{0,80})(?![\w:-])(?:"[^"]*"|'[^']*'|[^>"'])*>/y
/** Where quotes are not closed, time would grow with the square: after so many that are no tags only short ones are read. */
const faultsMax = 8
const shortTag =
  /<(\/?[a-zA-Z][\w:-]{0,80})(?![\w:-])(?:"[^"]{0,2000}"|'[^']{0,2000}'|[^>"']){0,200}>/y

/** One run of text with tags only around it: its bytes show it as it is. `\1` gives no tag back, so that time is linear. */
const oneRun = /^(?=((?:\s*<[^<>]*>)*))\1[^<>&]*(?:<[^<>]*>\s*)*$/

/**
 * What is read of HTML: its text without tags, in pieces; a `\n` stands where a block or line ends.
 *
 * @returns none where tags cut nothing, and no character has another name
 */
export function htmlPieces(source: OffsetText): OffsetText[] {
  const pieces: OffsetText[] = []
  const { text } = source
  if (oneRun.test(text)) return pieces
  const marks = new MarkFinder(text)
  let from = 0
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const found = tagAt(text, at, marks)
    if (!found) {
      at++
      continue
    }
    if (at > from) pieces.push(undoEntities(source.part({ start: from, end: at })))
    from = found.end
    if (found.name !== undefined && !inlineTags.test(found.name)) {
      pieces.push(Text.mapped('\n', Uint32Array.of(source.outerOf(at), source.outerOf(from))))
    }
    at = from
  }
  if (from < text.length) pieces.push(undoEntities(source.part({ start: from, end: text.length })))
  return pieces
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
  if (marks.find('>', at) < 0) return undefined
  const pattern = marks.faults < faultsMax ? tag : shortTag
  pattern.lastIndex = at
  const found = pattern.exec(text)
  if (found) return { end: at + found[0].length, name: found[1]! }
  marks.faults++
  return undefined
}

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

/** Those that can stand in a secret, or beside one. */
const namedEntities: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', sol: '/', equals: '=', plus: '+', colon: ':', num: '#',
  lowbar: '_', percnt: '%', commat: '@', excl: '!', dollar: '$', ast: '*', comma: ',', period: '.', semi: ';', quest: '?',
} // prettier-ignore

const encoder = new TextEncoder()

/** @returns the text itself where nothing is escaped */
export function undoEntities(source: OffsetText): OffsetText {
  const { text } = source
  if (!text.includes('&')) return source
  let plain = ''
  // What an entity says is never longer than itself.
  const starts = new Uint32Array(text.length + 1)
  let length = 0
  let from = 0
  const keep = (to: number) => {
    plain += text.slice(from, to)
    for (let at = from; at < to; at++) starts[length++] = source.outerOf(at)
  }
  for (const found of text.matchAll(entity)) {
    const said = sayingOf(found)
    if (said === undefined) continue
    keep(found.index)
    const bytes = said < '\x80' ? said : latin1Of(encoder.encode(said))
    plain += bytes
    for (let at = 0; at < bytes.length; at++) starts[length++] = source.outerOf(found.index)
    from = found.index + found[0].length
  }
  keep(text.length)
  starts[length] = source.outerOf(text.length)
  return Text.mapped(plain, starts.subarray(0, length + 1))
}

function sayingOf([, decimal, hex, name]: RegExpMatchArray): string | undefined {
  if (name !== undefined) return namedEntities[name]
  const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}
