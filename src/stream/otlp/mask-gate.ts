import type { Masked, Withheld } from '../../redact/observer.ts'

/** What was made, and what was masked meanwhile. */
export interface Collected<Result> {
  readonly result: Result
  readonly masked: readonly Masked[]
}

/**
 * Stands between a redactor and whoever is told of masks, where the same text is redacted several times: as long as the
 * gate is shut nobody is told.
 */
export class MaskGate {
  /** Told once of each secret that is masked. */
  onMaskedOnce: (masked: Masked) => void = () => undefined
  /** Told once of each text that is withheld; see `RedactionPolicy.onWithheld`. */
  onWithheldOnce: (withheld: Withheld) => string | undefined = () => undefined
  #collected: Masked[] | undefined
  #isOpen = false

  /** To be given to the redactor. */
  readonly onMasked = (masked: Masked): void => {
    this.#collected?.push(masked)
    if (this.#isOpen) this.onMaskedOnce(masked)
  }

  /** To be given to the redactor. */
  readonly onWithheld = (withheld: Withheld): string | undefined =>
    this.#isOpen ? this.onWithheldOnce(withheld) : undefined

  /** Nobody is told of what is made, unless {@link tell} is called afterwards. */
  collect<Result>(make: () => Result): Collected<Result> {
    const masked: Masked[] = []
    this.#collected = masked
    try {
      return { result: make(), masked }
    } finally {
      this.#collected = undefined
    }
  }

  /** Like {@link collect}, but all is told at once. */
  open<Result>(make: () => Result): Collected<Result> {
    this.#isOpen = true
    try {
      return this.collect(make)
    } finally {
      this.#isOpen = false
    }
  }

  tell(masked: readonly Masked[]): void {
    for (const mask of masked) this.onMaskedOnce(mask)
  }
}
