/** What a request takes besides its body: sockets, headers. Bytes. */
const requestBytes = 16 << 10

export interface BudgetOptions {
  /** Of all requests that are not answered yet. One of them may go beyond it, so that each comes to its end. */
  readonly bytesMax: number
  /** For a request to get room. Milliseconds. */
  readonly waitMs: number
}

interface Waiting {
  readonly allotment: Allotment
  readonly bytes: number
  readonly answer: (isGranted: boolean) => void
  readonly timer: NodeJS.Timeout
}

/**
 * Bounds the bytes of all requests that are not answered yet. Who asks for more than there is waits, in order; and as all
 * who have room might wait for more, the first of them goes beyond the bound.
 */
export class InflightBudget {
  readonly #options: BudgetOptions
  readonly #waiting: Waiting[] = []
  /** Who goes beyond the bound. */
  #beyond: Allotment | undefined
  #requests = 0
  #bytes = 0

  constructor(options: BudgetOptions) {
    this.#options = options
  }

  get bytes(): number {
    return this.#bytes
  }

  /** @returns undefined when the sockets alone of so many requests would fill the room */
  open(): Allotment | undefined {
    if ((this.#requests + 1) * requestBytes > this.#options.bytesMax) return undefined
    this.#requests++
    this.#bytes += requestBytes
    const allotment = new Allotment({
      bytes: requestBytes,
      take: (bytes) => this.#take(allotment, bytes),
      give: (bytes, isLast) => this.#give(allotment, bytes, isLast),
    })
    return allotment
  }

  #take(allotment: Allotment, bytes: number): true | Promise<boolean> {
    if (this.#waiting.length === 0 && this.#hasRoom(allotment, bytes)) {
      this.#bytes += bytes
      return true
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#forget(allotment), this.#options.waitMs)
      this.#waiting.push({ allotment, bytes, answer: resolve, timer })
      this.#serve()
    })
  }

  #give(allotment: Allotment, bytes: number, isLast: boolean): void {
    this.#bytes -= bytes
    if (isLast) {
      this.#requests--
      if (this.#beyond === allotment) this.#beyond = undefined
      this.#forget(allotment)
    }
    this.#serve()
  }

  #hasRoom(allotment: Allotment, bytes: number): boolean {
    return this.#beyond === allotment || this.#bytes + bytes <= this.#options.bytesMax
  }

  #serve(): void {
    const beyond = this.#waiting.findIndex(({ allotment }) => allotment === this.#beyond)
    if (beyond >= 0) this.#grant(beyond)
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      if (!this.#hasRoom(first.allotment, first.bytes)) {
        if (this.#beyond) return
        this.#beyond = first.allotment
      }
      this.#grant(0)
    }
  }

  #grant(at: number): void {
    const [{ bytes, answer, timer }] = this.#waiting.splice(at, 1) as [Waiting]
    clearTimeout(timer)
    this.#bytes += bytes
    answer(true)
  }

  #forget(allotment: Allotment): void {
    const at = this.#waiting.findIndex((one) => one.allotment === allotment)
    if (at < 0) return
    const [{ answer, timer }] = this.#waiting.splice(at, 1) as [Waiting]
    clearTimeout(timer)
    answer(false)
  }
}

interface AllotmentParts {
  /** To begin with. */
  readonly bytes: number
  readonly take: (bytes: number) => true | Promise<boolean>
  readonly give: (bytes: number, isLast: boolean) => void
}

/** What one request has of the budget. It asks for one thing at a time. */
export class Allotment {
  readonly #parts: AllotmentParts
  #bytes: number
  #isReleased = false

  constructor(parts: AllotmentParts) {
    this.#parts = parts
    this.#bytes = parts.bytes
  }

  get bytes(): number {
    return this.#bytes
  }

  /** @returns whether there was room; a promise when it has to be waited for, and nothing is to be read meanwhile */
  grow(bytes: number): true | Promise<boolean> {
    const granted = this.#parts.take(bytes)
    if (granted === true) {
      this.#bytes += bytes
      return true
    }
    return granted.then((isGranted) => {
      if (!isGranted) return false
      if (this.#isReleased) this.#parts.give(bytes, false)
      else this.#bytes += bytes
      return !this.#isReleased
    })
  }

  /** From now on its body is so many bytes: what is sent on, and no longer what came in. */
  shrink(bodyBytes: number): void {
    const bytes = this.#parts.bytes + bodyBytes
    if (bytes >= this.#bytes) return
    const given = this.#bytes - bytes
    this.#bytes = bytes
    this.#parts.give(given, false)
  }

  /** Gives all back; further calls do nothing. */
  release(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    const given = this.#bytes
    this.#bytes = 0
    this.#parts.give(given, true)
  }
}
