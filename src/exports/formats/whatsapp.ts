import type { Attribution } from '../attribution.ts'
import { nameOfFile } from '../file-path.ts'
import { LineExportReader } from '../line-export-reader.ts'
import type { TextLayout } from '../text-layout.ts'
import { textOfBytes } from '../../text/wide-text.ts'

/** Marks of writing direction, and of the byte order. */
const marks = '[\\u200e\\u200f\\u202a-\\u202e\\ufeff]*'
const space = '[ \\u00a0\\u202f_]'
const date = `\\d{1,4}(?<sign>[./-]) ?\\d{1,4}\\k<sign> ?\\d{1,4}\\.?`
/** Half of the day: in English, and in another script, where it may stand before the time. */
const half = `[AaPp]\\.?${space}?[Mm]\\.?`
const otherHalf = '[^\\x00-\\x7f]{1,12}'
const clock = `(?:${otherHalf}${space})?\\d{1,2}[.:]\\d\\d(?:[.:]\\d\\d)?`
const time = `${clock}(?:${space}?(?:${half}|${otherHalf}))?`

/** Of how a message begins: `[date, time] `, `date, time - `, `date time: `. */
const bracketed = new RegExp(`^${marks}\\[(${date},?${space}${time})\\] `, 'u')
const dashed = new RegExp(`^${marks}(${date},?(?:${space}klo)?${space}${time}) - `, 'u')
const bare = new RegExp(`^${marks}(${date},?${space}${clock}(?:${space}${half})?):? (?!- )`, 'u')
const forms = [bracketed, dashed, bare]

/** Who wrote it; what the chat itself says has no author. */
const author = new RegExp(`^${marks}([^:"\\n]{1,100}):(?: |\\r?$)`, 'u')

/** A chat as text; its file is called by the other side's name or, in an archive, `_chat.txt`: https://faq.whatsapp.com/1180414079177245 */
export const whatsapp: TextLayout = {
  format: 'whatsapp',
  holds: 'a chat',
  open(head, path) {
    if (path !== undefined && !isCalledText(path)) return undefined
    const lines = textOfBytes(head.subarray(0, headBytes)).trimStart().split('\n')
    const used = path === undefined ? formsIn(lines) : formsOf(lines, path)
    if (used.length === 0) return undefined
    return (listener) => new LineExportReader((line) => readLine(line, used), listener, files)
  },
  finish(said, { path }) {
    const channel = /WhatsApp[- ]Chat (?:\S+ )?([^/!]+?)(?:\.(?:txt|zip))?(?=[/!]|$)/i.exec(
      path,
    )?.[1]
    return { ...said, ...(channel !== undefined && { channel }) }
  },
}

const headBytes = 1 << 14

function isCalledText(path: string): boolean {
  return /\.txt$/i.test(path)
}

/** How messages begin in a file that may be another text; none where it is one. */
function formsOf(lines: readonly string[], path: string): readonly RegExp[] {
  const used = formsIn(lines)
  if (used.length === 0 || /chat/i.test(nameOfFile(path))) return used
  // A log looks alike, but for who wrote a line.
  const messages = lines.flatMap((line) => readLine(line, used) ?? [])
  const authors = messages.flatMap(({ user }) => user ?? [])
  const isLog = formOf(lines[0]!) === bare || authors.some((user) => logLevel.test(user))
  return isLog || authors.length * 2 < messages.length ? [] : used
}

const logLevel = /^\W?(?:trace|debug|info|notice|warn|warning|error|fatal|critical)\b/i

/**
 * How messages of a chat begin. A chat has one form, so what is pasted in another one begins no message; unless other
 * forms are the rule.
 *
 * @returns none for what begins as no chat does
 */
function formsIn(lines: readonly string[]): readonly RegExp[] {
  const first = formOf(lines[0]!)
  if (!first) return []
  const used = lines.flatMap((line) => formOf(line) ?? [])
  return used.filter((form) => form === first).length * 2 > used.length ? [first] : forms
}

function formOf(line: string): RegExp | undefined {
  return forms.find((form) => form.test(line))
}

/** `<attached: 00000012-a.env>` on one system, `a.env (file attached)` on the other, in the language of the device. */
const attached = new RegExp(
  `<[^<>:]{2,30}:${space}?([^<>:/]+)>|: ${marks}([^:/]{1,200}\\.\\w{1,10}) \\([^()]{3,40}\\)\\s*$`,
  'gu',
)
const files = { by: 'path', pattern: attached } as const

function readLine(line: string, used: readonly RegExp[]): Attribution | undefined {
  for (const form of used) {
    const found = form.exec(line)
    if (!found) continue
    const user = author.exec(line.slice(found[0].length))?.[1]
    return { time: found[1]!, ...(user !== undefined && { user }) }
  }
  return undefined
}
