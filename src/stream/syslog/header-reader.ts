import type { Redactor } from '../../redact/redactor.ts'
import { BoundedMap } from './bounded-map.ts'
import type { Header } from './request.ts'
import { redactText } from './redact-text.ts'

/** What may be written of a header. */
export interface ReadHeader {
  readonly shown: Header
  /**
   * The header counts as text before the message: what is no proper syslog is cut anywhere by rsyslog, so that
   * `{"password":` is a tag, and `api_key:` may stand before its value.
   */
  readonly isText: boolean
}

/** Headers that are remembered: senders write the same ones again and again. */
const headersMax = 4096

/** Stands in the place of every part of a header that held a secret. */
export const maskedPart = 'stanch-masked'

/** What programs are named by, and a process id. */
const ordinaryTag = /^[\w./@+-]{1,64}(?:\[[\w-]{1,32}\])?:?$/
const ordinaryHost = /^[\w.:%-]{0,255}$/

/** Redacts headers, and tells which are part of the text. */
export class HeaderReader {
  readonly #redactor: Redactor
  readonly #known = new BoundedMap<ReadHeader>(headersMax)
  /** Of a look that is masked wherever it stands behind a secret's name. */
  readonly #sampleValue: string

  /** @param sampleValue some 24 random letters and digits */
  constructor(redactor: Redactor, sampleValue: string) {
    this.#redactor = redactor
    this.#sampleValue = sampleValue
  }

  read(header: Header): ReadHeader {
    return this.#known.get(keyOf(header), () => this.#redact(header))
  }

  #redact(header: Header): ReadHeader {
    const text = keyOf(header).replaceAll('\0', ' ')
    const isClean = redactText(this.#redactor, text) === text
    return { shown: isClean ? header : withoutSecrets(header), isText: this.#isText(header) }
  }

  #isText({ host, tag }: Header): boolean {
    if (tag === '') return false
    if (!ordinaryTag.test(tag) || !ordinaryHost.test(host)) return true
    const probe = `${tag} ${this.#sampleValue}`
    return redactText(this.#redactor, probe) !== probe
  }
}

function keyOf({ host, tag, app, process, messageId, address }: Header): string {
  return [host, tag, app, process, messageId, address].join('\0')
}

function withoutSecrets({ address }: Header): Header {
  return {
    host: address === '' ? maskedPart : address,
    tag: `${maskedPart}:`,
    app: maskedPart,
    process: '-',
    messageId: '-',
    address,
  }
}
