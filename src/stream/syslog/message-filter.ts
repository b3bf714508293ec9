import type { Redactor } from '../../redact/redactor.ts'
import { BoundedMap } from './bounded-map.ts'
import { hasEscapedLines, redoEscapes, undoEscapes } from './control-escapes.ts'
import { HeaderReader } from './header-reader.ts'
import { redactText } from './redact-text.ts'
import type { Header, Request } from './request.ts'
import { SenderStream } from './sender-stream.ts'

/** What may be written of a message; one character per byte. */
export interface MaskedMessage {
  readonly header: Header
  readonly structuredData: string
  readonly message: string
}

/** Senders whose open secrets are remembered. */
const streamsMax = 4096

/**
 * Redacts the messages of many senders, as they come. Each must be answered before the next is seen, so nothing is
 * held back: of a secret that goes on in the next message of its sender every line is masked by itself.
 */
export class MessageFilter {
  readonly #redactor: Redactor
  readonly #headers: HeaderReader
  readonly #streams = new BoundedMap<SenderStream>(streamsMax)

  /** @param sampleValue see {@link HeaderReader} */
  constructor(redactor: Redactor, sampleValue: string) {
    this.#redactor = redactor
    this.#headers = new HeaderReader(redactor, sampleValue)
  }

  /** @throws Error where a record did not come out one for one: a defect */
  redact({ header, structuredData, message }: Request): MaskedMessage {
    const { shown, isText } = this.#headers.read(header)
    const stream = this.#streamOf(header)
    const before = isText ? `${header.host} ${header.tag}` : ''
    const text = this.#redactLines(stream, before + message)
    return { ...splitAt(before, text, shown), structuredData: this.#redactData(structuredData) }
  }

  #redactData(structuredData: string): string {
    return structuredData === '-' ? structuredData : redactText(this.#redactor, structuredData)
  }

  #streamOf({ host, app, process }: Header): SenderStream {
    return this.#streams.get(
      [host, app, process].join('\0'),
      () => new SenderStream(this.#redactor.openRecords()),
    )
  }

  /** Where line feeds are escaped, as the sender wrote it; with nothing found so, as it will be read, too. */
  #redactLines(stream: SenderStream, text: string): string {
    if (!hasEscapedLines(text)) return stream.redact(text)
    const redacted = redoEscapes(stream.redact(undoEscapes(text)))
    return redacted === text ? redactText(this.#redactor, text) : redacted
  }
}

/** Of a text that begins with the header; where the header was changed, all of it is the message. */
function splitAt(
  before: string,
  text: string,
  shown: Header,
): Pick<MaskedMessage, 'header' | 'message'> {
  if (text.startsWith(before)) return { header: shown, message: text.slice(before.length) }
  const header = { ...shown, host: shown.address, tag: 'stanch:', app: 'stanch', process: '-' }
  return { header, message: ` ${text}` }
}
