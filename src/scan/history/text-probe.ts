import { spansOverlap, type Span } from '../../text/span.ts'
import { separator, type Probe, type Spots } from './probe.ts'

const batchBytes = 1 << 18

/** Probes many short texts at once: each by itself would cost more than its bytes. */
export class TextProbe {
  /** Numbers of the texts that may hold a finding; complete after {@link flush}. */
  readonly hot: number[] = []
  readonly #probe: Probe
  readonly #batch = new Uint8Array(batchBytes)
  #used = 0
  #texts: { readonly number: number; readonly end: number }[] = []

  constructor(probe: Probe) {
    this.#probe = probe
  }

  add(number: number, bytes: Uint8Array): void {
    if (bytes.length + separator.length > batchBytes) {
      if (mayHold(this.#probe.lookThrough(bytes))) this.hot.push(number)
      return
    }
    if (this.#used + bytes.length + separator.length > batchBytes) this.flush()
    this.#batch.set(bytes, this.#used)
    this.#used += bytes.length
    this.#batch.set(separator, this.#used)
    this.#used += separator.length
    this.#texts.push({ number, end: this.#used })
  }

  flush(): void {
    const spots = this.#probe.lookThrough(this.#batch.subarray(0, this.#used))
    let start = 0
    for (const { number, end } of this.#texts) {
      const from = start
      if (mayHold(spots, { start: from, end })) this.hot.push(number)
      start = end
    }
    this.#texts = []
    this.#used = 0
  }
}

/** Whether a finding may stand in a text, or in a part of it. */
export function mayHold(spots: Spots | undefined, within?: Span): boolean {
  if (!spots) return true
  return within ? spots.hits.some((hit) => spansOverlap(hit, within)) : spots.hits.length > 0
}
