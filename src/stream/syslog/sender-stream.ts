import type { RecordStream } from '../../redact/record-stream.ts'

/** What stands for a line of a key whose beginning nobody saw. */
export const keyLinePlaceholder = '[stanch-withheld key-line]'

/** A whole line of a key in PEM: RFC 7468 has 64 characters, OpenSSH 70. */
const wholeLine = /^\s*[A-Za-z0-9+/]{60,76}={0,2}\s*$/
const anyLine = /^\s*(?:[A-Za-z0-9+/]{1,76}={0,2}|-----END [A-Z0-9 ]{1,40}-----)\s*$/

/**
 * The messages of one sender. Each comes out at once. When this process starts, the sender may be in the middle of a
 * private key: its former messages went to an instance that was killed. So lines of base64 are withheld from the first
 * message on until one of another kind comes.
 */
export class SenderStream {
  readonly #records: RecordStream
  #start: 'unknown' | 'inside' | 'known' = 'unknown'

  constructor(records: RecordStream) {
    this.#records = records
  }

  /**
   * @param text one character per byte
   * @throws Error where a record did not come out one for one: a defect
   */
  redact(text: string): string {
    if (this.#isRestOfKey(text)) return keyLinePlaceholder
    let records = this.#records.push(Buffer.from(text, 'latin1'))
    if (records.length === 0) records = this.#records.cut()
    if (records.length !== 1) throw new Error(`one record gave ${records.length}`)
    return Buffer.from(records[0]!).toString('latin1')
  }

  #isRestOfKey(text: string): boolean {
    if (this.#start === 'known') return false
    const isRest = (this.#start === 'unknown' ? wholeLine : anyLine).test(text)
    this.#start = isRest && !text.includes('-----END') ? 'inside' : 'known'
    return isRest
  }
}
