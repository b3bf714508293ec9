import type { MessageFilter } from '../syslog/message-filter.ts'
import { parseRequest, type Request } from '../syslog/request.ts'

/** What became of one request of rsyslog. */
export type Answer =
  /** One line with its line feed, to be written before anything else is read. */
  | { readonly kind: 'reply'; readonly line: Buffer; readonly problem: AnswerProblem | undefined }
  /** This instance must end without a reply: rsyslog reads answers of former messages. */
  | { readonly kind: 'restart' }

/** Why a message is withheld. `error` holds nothing of the message. */
export interface AnswerProblem {
  readonly code: string
  readonly error: unknown
}

/** Answers requests in their order, each with one line, whatever it holds. */
export class Answerer {
  readonly #filter: MessageFilter | undefined
  readonly #instance: string
  readonly #withheld: string

  /**
   * @param filter undefined: nothing can be redacted, all is withheld
   * @param instance names this process among all that ever answer
   * @param withheld why nothing can be redacted
   */
  constructor(filter: MessageFilter | undefined, instance: string, withheld = '') {
    this.#filter = filter
    this.#instance = instance
    this.#withheld = withheld
  }

  answer(line: Buffer): Answer {
    const request = parseRequest(line)
    if (request === undefined) return this.#refuse('RSYSLOG_REQUEST', undefined)
    if (request.restart === this.#instance) return { kind: 'restart' }
    if (this.#filter === undefined) return this.#refuse(this.#withheld, undefined)
    try {
      return { kind: 'reply', line: this.#reply(request, this.#filter), problem: undefined }
    } catch (error) {
      return this.#refuse('RSYSLOG_ERROR', error)
    }
  }

  #reply(request: Request, filter: MessageFilter): Buffer {
    const { header, structuredData, message } = filter.redact(request)
    return lineOf({
      ok: request.id,
      instance: this.#instance,
      host: header.host,
      tag: header.tag,
      app: header.app,
      procid: header.process,
      msgid: header.messageId,
      sd: structuredData,
      msg: message,
    })
  }

  /** Without `ok` the configuration writes a placeholder, without `instance` it asks for no new one. */
  #refuse(code: string, error: unknown): Answer {
    const line = lineOf({ why: code })
    return { kind: 'reply', line, problem: { code, error } }
  }
}

/** @param own one character per byte */
function lineOf(own: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(`${JSON.stringify({ '$!': { stanch: own } })}\n`, 'latin1')
}
