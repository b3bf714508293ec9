/** Entries closer together than this are one. */
const stepMs = 5

/** Tells for how long the oldest byte that is held back has been waiting. */
export class HeldAge {
  readonly #now: () => number
  #bytes = 0
  /** Bytes that had come when it was so late; ascending. */
  #marks: { readonly bytes: number; readonly atMs: number }[] = []

  /** @param now in milliseconds, never going back */
  constructor(now: () => number) {
    this.#now = now
  }

  /** So many bytes have come in. */
  take(length: number): void {
    const atMs = this.#now()
    const last = this.#marks.at(-1)
    if (!last || atMs - last.atMs >= stepMs) this.#marks.push({ bytes: this.#bytes, atMs })
    this.#bytes += length
  }

  /** @returns undefined when nothing is held */
  heldMs(heldBytes: number): number | undefined {
    if (heldBytes === 0) {
      this.#marks = []
      return undefined
    }
    const oldest = this.#bytes - heldBytes
    const next = this.#marks.findIndex(({ bytes }) => bytes > oldest)
    this.#marks.splice(0, next < 0 ? this.#marks.length - 1 : Math.max(0, next - 1))
    return this.#now() - (this.#marks[0]?.atMs ?? this.#now())
  }

  /** What is held from now on has just come. */
  restart(): void {
    this.#marks = [{ bytes: 0, atMs: this.#now() }]
  }
}
