import type { MessageFilter } from '../syslog/message-filter.ts'
import { parseRequest, type Request } from '../syslog/request.ts'

/** Why a message is withheld. `error` holds nothing of the message. */
export interface RelayProblem {
  readonly code: string
  readonly error: unknown
}

/** Turns what syslog-ng writes to a program into what it reads back: a line of JSON for a line of JSON. */
export class Relay {
  readonly #filter: MessageFilter | undefined
  readonly #withheld: string
  readonly #onProblem: (problem: RelayProblem) => void

  /**
   * @param filter undefined: nothing can be redacted, all is withheld
   * @param withheld why nothing can be redacted
   */
  constructor(
    filter: MessageFilter | undefined,
    withheld: string,
    onProblem: (problem: RelayProblem) => void,
  ) {
    this.#filter = filter
    this.#withheld = withheld
    this.#onProblem = onProblem
  }

  /** @returns with its line feed; something for whatever comes in */
  relay(line: Buffer): Buffer {
    const request = parseRequest(line)
    if (request === undefined) return this.#refuse('SYSLOG_REQUEST', undefined)
    if (this.#filter === undefined) return this.#refuse(this.#withheld, request)
    try {
      return masked(this.#filter, request)
    } catch (error) {
      return this.#refuse('SYSLOG_ERROR', request, error)
    }
  }

  #refuse(code: string, request: Request | undefined, error?: unknown): Buffer {
    this.#onProblem({ code, error })
    return lineOf(request, {
      host: request?.header.address || '-',
      tag: 'stanch:',
      app: 'stanch',
      procid: '-',
      msgid: '-',
      sd: '-',
      msg: ` [stanch-withheld ${code}]`,
    })
  }
}

/** syslog-ng's `$MSGHDR` has the blank behind the tag, which belongs to the message here. */
function masked(filter: MessageFilter, request: Request): Buffer {
  const tag = request.header.tag.trimEnd()
  const message = request.header.tag.slice(tag.length) + request.message
  const shown = filter.redact({ ...request, header: { ...request.header, tag }, message })
  return lineOf(request, {
    host: shown.header.host,
    tag: shown.header.tag,
    app: shown.header.app || '-',
    procid: shown.header.process || '-',
    msgid: shown.header.messageId || '-',
    sd: shown.structuredData,
    msg: shown.message,
  })
}

/** @param fields one character per byte */
function lineOf(request: Request | undefined, fields: Readonly<Record<string, string>>): Buffer {
  const pri = /^\d{1,3}$/.exec(request?.priority ?? '')?.[0] ?? '13'
  const time = /^\d[\dT:.+Z-]{1,40}$/.exec(request?.time ?? '')?.[0] ?? '-'
  return Buffer.from(`${JSON.stringify({ pri, time, ...fields })}\n`, 'latin1')
}
