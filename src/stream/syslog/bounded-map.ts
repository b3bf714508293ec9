/** A map that forgets what was not asked for longest once it holds more than so many entries. */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, Value>()
  readonly #sizeMax: number

  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax
  }

  /** The value of a key, made where there is none. */
  get(key: string, make: () => Value): Value {
    const known = this.#entries.get(key)
    const value = known ?? make()
    if (known !== undefined) this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size > this.#sizeMax) {
      this.#entries.delete(this.#entries.keys().next().value!)
    }
    return value
  }
}
