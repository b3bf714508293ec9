import { bytesOfLatin1, latin1Of } from '../../text/bytes.ts'
import type { Span } from '../../text/span.ts'
import { textOfBytes } from '../../text/wide-text.ts'
import { decodeWords } from './encoded-words.ts'

/** Longer values are cut off where they are read, not where they are searched. */
const valueBytesMax = 8192

/** A header of a message or part; its span holds its name and line end. */
export interface MailHeader extends Span {
  /** In lower case. */
  readonly name: string
  readonly nameShown: string
  /** Offset of its value. */
  readonly valueStart: number
  /** As it stands, one character per byte. */
  readonly raw: string
}

/** The headers of a message or of a part (RFC 5322, section 2.2); offsets are those of the block. */
export class MailHeaders {
  readonly all: readonly MailHeader[]

  /** @param block up to the line that ends it; lines that are no headers are passed by */
  constructor(block: Uint8Array) {
    const text = latin1Of(block)
    this.all = Array.from(
      text.matchAll(/^([!-9;-~]{1,100})[ \t]{0,10}:([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|$)/gm),
      (found): MailHeader => ({
        name: found[1]!.toLowerCase(),
        nameShown: found[1]!,
        raw: found[2]!,
        valueStart: found.index + found[0].indexOf(':') + 1,
        start: found.index,
        end: found.index + found[0].length,
      }),
    )
  }

  /** What the first header of a name says, decoded and on one line. */
  textOf(name: string): string | undefined {
    const raw = this.all.find((header) => header.name === name)?.raw.slice(0, valueBytesMax)
    if (raw === undefined) return undefined
    const text = textOfBytes(bytesOfLatin1(decodeWords(raw).text))
    return text.replaceAll(/\r?\n(?=[ \t])/g, '').trim()
  }

  /** Of a structured header, what stands before its parameters, in lower case. */
  valueOf(name: string): string {
    return /^[^;\s]*/.exec(this.textOf(name) ?? '')![0].toLowerCase()
  }

  /** A parameter: plain, or of RFC 2231, which may be cut and escaped. */
  parameterOf(name: string, parameter: string): string | undefined {
    const value = this.textOf(name)
    if (value === undefined) return undefined
    let text: string | undefined
    for (const [, key, said] of value.matchAll(
      /;\s{0,80}([^=;\s"]{1,80})=("(?:[^"\\]|\\.)*"|[^;\s]*)/g,
    )) {
      // prettier-ignore
      const [, base, part, isEscaped] = /^([^*]*)(?:\*(\d+))?(\*)?$/.exec(key!.toLowerCase()) ?? []
      if (base !== parameter) continue
      const plain = said!.startsWith('"') ? said!.slice(1, -1).replaceAll(/\\(.)/g, '$1') : said!
      const piece = isEscaped === undefined ? plain : unescaped(plain)
      text = part === undefined || text === undefined ? piece : text + piece
    }
    return text
  }
}

/** `utf-8'en'%e2%82%ac`; later pieces have no charset. */
function unescaped(text: string): string {
  const content = text.replace(/^[\w-]*'[\w-]*'/, '')
  try {
    return decodeURIComponent(content)
  } catch {
    return content
  }
}
