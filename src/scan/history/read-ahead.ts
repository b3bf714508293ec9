/** Answers that are waited for: fewer are topped up to the most, so that git is asked for some at once. */
const [aheadMin, aheadMax] = [16, 32]

/** Asks for items before they are needed, some at once. */
export class ReadAhead<Item, Answer> {
  readonly #items: readonly Item[]
  readonly #ask: (item: Item, last: Item | undefined) => Answer
  readonly #answers: Answer[] = []
  #asked = 0

  /** @param ask called once for each item, in order, with the one before it */
  constructor(items: readonly Item[], ask: (item: Item, last: Item | undefined) => Answer) {
    this.#items = items
    this.#ask = ask
  }

  /** The answer of the next item; to be called once for each. */
  next(): Answer {
    if (this.#answers.length < aheadMin) {
      for (; this.#answers.length < aheadMax && this.#asked < this.#items.length; this.#asked++) {
        this.#answers.push(this.#ask(this.#items[this.#asked]!, this.#items[this.#asked - 1]))
      }
    }
    return this.#answers.shift()!
  }
}
