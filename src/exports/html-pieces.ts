import type { OffsetText } from '../redact/offset-text.ts'
import { OffsetText as Text } from '../redact/offset-text.ts'
import { latin1Of } from '../text/bytes.ts'

/** Tags behind which a word goes on. */
const inlineTags =
  /^\/?(?:a|abbr|at|attachment|b|bdi|bdo|big|cite|code|del|dfn|em|emoji|font|i|img|ins|kbd|label|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr)$/i

/** `<`, a name, and all up to `>`; attributes may hold a `>` in quotes. */
const tag = /<(?:!--[\s\S]*?--|[!?][^>]*|(\/?[a-zA-Z][\w:-]*)(?:"[^"]*"|'[^']*'|[^>"'])*)>/y

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
  let from = 0
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    tag.lastIndex = at
    const found = tag.exec(text)
    if (!found) {
      at++
      continue
    }
    if (at > from) pieces.push(undoEntities(source.part({ start: from, end: at })))
    from = at + found[0].length
    const name = found[1]
    if (name !== undefined && !inlineTags.test(name)) {
      pieces.push(Text.mapped('\n', Uint32Array.of(source.outerOf(at), source.outerOf(from))))
    }
    at = from
  }
  if (from < text.length) pieces.push(undoEntities(source.part({ start: from, end: text.length })))
  return pieces
}

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
