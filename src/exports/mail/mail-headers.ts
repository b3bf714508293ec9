import { bytesOfLatin1, latin1Of } from '../../text/bytes.ts'
import type { Span } from '../../text/span.ts'
import { textOfBytes } from '../../text/wide-text.ts'
import { decodeWords } from './encoded-words.ts'

/** Longer values are cut off where they are read, not where they are searched. */
const valueBytesMax = 8192

const header = /^([!-9;-~]{1,100})[ \t]{0,10}:([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|$)/gm
const headersCalled = new Map<string, RegExp>()

function headerCalled(name: string): RegExp {
  let form = headersCalled.get(name)
  if (!form) {
    form = new RegExp(`^${name}[ \\t]{0,10}:([^\\n]*(?:\\n[ \\t][^\\n]*)*)`, 'im')
    headersCalled.set(name, form)
  }
  return form
}

const mayStand = { 'content-': /^content-/im, 'dkim-signature': /^dkim-signature/im } as const

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
  /** One character per byte. */
  readonly text: string
  #all: readonly MailHeader[] | undefined
  readonly #parameters = new Map<string, ReadonlyMap<string, string>>()

  /** @param block up to the line that ends it; lines that are no headers are passed by */
  constructor(block: Uint8Array) {
    this.text = latin1Of(block)
  }

  /** Of most messages nobody asks for them. */
  get all(): readonly MailHeader[] {
    this.#all ??= Array.from(this.text.matchAll(header), (found): MailHeader => ({
      name: found[1]!.toLowerCase(),
      nameShown: found[1]!,
      raw: found[2]!,
      valueStart: found.index + found[0].indexOf(':') + 1,
      start: found.index,
      end: found.index + found[0].length,
    }))
    return this.#all
  }

  /** Whether a header is there; may be said of one that is not. */
  mayHave(name: 'content-' | 'dkim-signature'): boolean {
    return mayStand[name].test(this.text)
  }

  /** What the first header of a name says, decoded and on one line. */
  textOf(name: string): string | undefined {
    const raw = headerCalled(name).exec(this.text)?.[1]!.slice(0, valueBytesMax)
    if (raw === undefined) return undefined
    const text = textOfBytes(bytesOfLatin1(raw.includes('=?') ? decodeWords(raw).text : raw))
    return text.includes('\n') ? text.replaceAll(/\r?\n(?=[ \t])/g, '').trim() : text.trim()
  }

  /** Of a structured header, what stands before its parameters, in lower case. */
  valueOf(name: string): string {
    return /^[^;\s]*/.exec(this.textOf(name) ?? '')![0].toLowerCase()
  }

  /** A parameter: plain, or of RFC 2231, which may be cut and escaped. */
  parameterOf(name: string, parameter: string): string | undefined {
    let parameters = this.#parameters.get(name)
    if (!parameters) {
      const value = this.textOf(name)
      parameters = value === undefined ? new Map<string, string>() : parametersOf(value)
      this.#parameters.set(name, parameters)
    }
    return parameters.get(parameter)
  }
}

function parametersOf(value: string): Map<string, string> {
  const parameters = new Map<string, string>()
  for (const [, key, said] of value.matchAll(
    /;\s{0,80}([^=;\s"]{1,80})=("(?:[^"\\]|\\.)*"|[^;\s]*)/g,
  )) {
    const [, base, part, isEscaped] = /^([^*]*)(?:\*(\d+))?(\*)?$/.exec(key!.toLowerCase()) ?? []
    if (base === undefined) continue
    const plain = said!.startsWith('"') ? said!.slice(1, -1).replaceAll(/\\(.)/g, '$1') : said!
    const piece = isEscaped === undefined ? plain : unescaped(plain)
    const before = part === undefined ? '' : (parameters.get(base) ?? '')
    parameters.set(base, before + piece)
  }
  return parameters
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
