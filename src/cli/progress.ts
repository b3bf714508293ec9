/** Redraws a line on a terminal at most so often, in milliseconds. */
const intervalMs = 100

/** A line on the terminal that says how far the scan is; nothing anywhere else. */
export class Progress {
  readonly #stream: NodeJS.WriteStream
  readonly #isOn: boolean
  #drawnAt = performance.now()
  #isDrawn = false

  constructor(stream: NodeJS.WriteStream, isWanted: boolean) {
    this.#stream = stream
    this.#isOn = isWanted && stream.isTTY
  }

  /** @param place what is being read, where that says more than numbers */
  show(documents: number, bytes: number, place = ''): void {
    if (!this.#isOn || performance.now() - this.#drawnAt < intervalMs) return
    this.#drawnAt = performance.now()
    this.#isDrawn = true
    const megabytes = (bytes / 1e6).toFixed(0)
    const where = place === '' ? '' : ` ${place}:`
    const line = `scanning…${where} ${documents} documents, ${megabytes} MB`
    this.#stream.write(`\r\u001b[K${line.slice(0, (this.#stream.columns ?? 100) - 1)}`)
  }

  /** Takes the line away before anything else is written. */
  clear(): void {
    if (!this.#isDrawn) return
    this.#isDrawn = false
    this.#stream.write('\r\u001b[K')
  }
}
