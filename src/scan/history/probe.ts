import type { Candidate } from '../../engine/candidate.ts'
import type { Engine } from '../../engine/engine.ts'
import { contextBytes } from '../../engine/scanner.ts'
import type { Span } from '../../text/span.ts'
import { isConfident, type Confidence } from '../../rules/rule.ts'

const blockBytes = 1 << 20

/** Rules that ask for a file's name or kind take any: where a blob lies is only known of those that hold something. */
const anyDocument = { kind: 'text', fileName: undefined } as const

/**
 * Tells whether bytes may hold a finding, under whatever path: what it denies needs no further look. Says yes too
 * often rather than too rarely.
 */
export class Probe {
  readonly #engine: Engine
  readonly #minConfidence: Confidence
  readonly #address: number

  /** Keeps memory of the engine's for itself, so documents must be scanned by another one, or before. */
  constructor(engine: Engine, minConfidence: Confidence) {
    this.#engine = engine
    this.#minConfidence = minConfidence
    this.#address = engine.prefilter.reserve(blockBytes + 2 * contextBytes)
  }

  mayHold(bytes: Uint8Array): boolean {
    for (let from = 0; from < bytes.length; from += blockBytes) {
      const start = Math.max(0, from - contextBytes)
      const end = Math.min(bytes.length, from + blockBytes + contextBytes)
      if (this.#holds(bytes.subarray(start, end))) return true
    }
    return false
  }

  /** Where findings may stand, in bytes that fit into one window. */
  spansOf(bytes: Uint8Array): Span[] {
    const { candidates, limited } = this.#scan(bytes)
    if (limited) return [{ start: 0, end: bytes.length }]
    return candidates.filter((candidate) => this.#counts(candidate)).map(({ span }) => span)
  }

  #holds(window: Uint8Array): boolean {
    const { candidates, limited } = this.#scan(window)
    return limited || candidates.some((candidate) => this.#counts(candidate))
  }

  #scan(window: Uint8Array): { candidates: readonly Candidate[]; limited: boolean } {
    this.#engine.prefilter.bytes.set(window, this.#address)
    return this.#engine.scan(this.#address, window.length, anyDocument)
  }

  #counts({ confidence }: Candidate): boolean {
    return isConfident(confidence, this.#minConfidence)
  }
}
