/** What a request takes besides its body: sockets, headers. Bytes. */
const requestBytes = 16 << 10

/** Bounds the bytes of all requests that are not answered yet. */
export class InflightBudget {
  readonly #bytesMax: number
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get bytes(): number {
    return this.#bytes
  }

  /** @returns undefined when there is no room for another request */
  open(): Allotment | undefined {
    const allotment = new Allotment((bytes) => this.#take(bytes))
    return allotment.grow(requestBytes) ? allotment : undefined
  }

  #take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#bytesMax) return false
    this.#bytes += bytes
    return true
  }
}

/** What one request has of the budget. */
export class Allotment {
  readonly #take: (bytes: number) => boolean
  #bytes = 0

  constructor(take: (bytes: number) => boolean) {
    this.#take = take
  }

  /** @returns whether there was room */
  grow(bytes: number): boolean {
    if (!this.#take(bytes)) return false
    this.#bytes += bytes
    return true
  }

  /** Gives all back; further calls do nothing. */
  release(): void {
    this.#take(-this.#bytes)
    this.#bytes = 0
  }
}
