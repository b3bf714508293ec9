import { latin1Of } from '../text/bytes.ts'

/** How lines hold JSON behind something else. */
export interface LineForm {
  /**
   * @param line its first bytes, one character per byte, without its end
   * @returns how many bytes stand before the JSON; -1 when there is none
   */
  readonly startOfJson: (line: string) => number
}

/** Of a line, so much is looked at. */
export const lineHeadBytes = 512

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream; a value may go on in the next line. */
export const eventStream: LineForm = {
  startOfJson(line) {
    const [data] = /^data: ?/.exec(line) ?? []
    if (data === undefined || line.startsWith('[DONE]', data.length)) return -1
    return /^[\s{}[\]",]/.test(line.slice(data.length)) ? data.length : -1
  },
}

/** A log: a time, a level, a direction, and a message. */
export const logLines: LineForm = {
  startOfJson: (line) => line.search(/\{\s*"|\{\}|\[\s*\{\s*"/),
}

/** @returns undefined when text is neither */
export function lineFormOf(head: Uint8Array): LineForm | undefined {
  const lines = latin1Of(head, 0, Math.min(head.length, 1 << 14))
    .replace(/^\xef\xbb\xbf/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const countOf = (test: (line: string) => boolean) => lines.filter(test).length
  const events = countOf((line) => /^data: ?[[{]/.test(line))
  const ofEvents = countOf((line) => /^(?:data|event|id|retry): ?|^:/.test(line))
  if (events > 0 && ofEvents * 2 > lines.length) return eventStream
  return countOf((line) => logLines.startOfJson(line) >= 0) > 0 ? logLines : undefined
}

const lineFeed = 10
const space = 0x20

/** Makes JSON of what is nearly so, each byte where it was. */
export interface Blanker {
  /** @returns what is decided, from where the last one ended */
  push(chunk: Uint8Array, isLast?: boolean): Uint8Array
}

/** What is no JSON in lines gives way to spaces, so that all else stands where it stood. */
export class LineBlanker implements Blanker {
  readonly #form: LineForm
  #pending: Uint8Array = new Uint8Array(0)
  /** The line that is begun: nothing of it is known, or what its rest is. */
  #rest: 'unknown' | 'kept' | 'blank' = 'unknown'

  constructor(form: LineForm) {
    this.#form = form
  }

  push(chunk: Uint8Array, isLast = false): Uint8Array {
    const bytes = new Uint8Array(this.#pending.length + chunk.length)
    bytes.set(this.#pending)
    bytes.set(chunk, this.#pending.length)
    let at = 0
    while (at < bytes.length) {
      const feed = bytes.indexOf(lineFeed, at)
      const end = feed < 0 ? bytes.length : feed
      if (this.#rest === 'unknown') {
        if (feed < 0 && end - at < lineHeadBytes && !isLast) break
        const line = latin1Of(bytes, at, Math.min(end, at + lineHeadBytes)).replace(/\r$/, '')
        const start = this.#form.startOfJson(line)
        if (start > 0) bytes.fill(space, at, at + start)
        this.#rest = start < 0 ? 'blank' : 'kept'
      }
      if (this.#rest === 'blank') bytes.fill(space, at, end)
      at = feed < 0 ? end : feed + 1
      if (feed >= 0) this.#rest = 'unknown'
    }
    this.#pending = bytes.slice(at)
    return bytes.subarray(0, at)
  }
}
