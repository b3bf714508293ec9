import { fingerprintOf, type FingerprintKey } from './fingerprint.ts'

/**
 * Secret bytes that cannot leak by accident: `String()`, `JSON.stringify()` and `console.log()` print the
 * fingerprint. `reveal()` is the only way to the bytes, so one `grep` lists every place that can see them.
 */
export class Secret {
  readonly #bytes: Uint8Array
  /** Keyed identity of the value, see `fingerprintOf`. */
  readonly fingerprint: string

  constructor(bytes: Uint8Array, key: FingerprintKey) {
    // A copy also of a Buffer, whose slice() is none.
    this.#bytes = new Uint8Array(bytes)
    this.fingerprint = fingerprintOf(bytes, key)
  }

  /** The raw bytes. Never log, store or send what this returns. */
  reveal(): Uint8Array {
    return this.#bytes
  }

  toString(): string {
    return `[secret ${this.fingerprint}]`
  }

  toJSON(): string {
    return this.toString()
  }

  /** What `console.log` and `util.inspect` show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}
