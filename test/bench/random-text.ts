import { seededRandom, type Random } from '../../dist/rules/sample.js'

const alphabets = {
  digits: '0123456789',
  hex: '0123456789abcdef',
  base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
} as const

const poolLength = 1 << 20

/** Repeatable random pieces of text, cut out of pools made once, since a log needs very many. */
export class RandomText {
  readonly random: Random
  readonly #pools: Readonly<Record<keyof typeof alphabets, string>>

  constructor(seed: number) {
    this.random = seededRandom(seed)
    this.#pools = {
      digits: this.#makePool(alphabets.digits),
      hex: this.#makePool(alphabets.hex),
      base64: this.#makePool(alphabets.base64),
    }
  }

  #makePool(alphabet: string): string {
    const bytes = Buffer.alloc(poolLength)
    for (let at = 0; at < poolLength; at++) {
      bytes[at] = alphabet.charCodeAt(Math.floor(this.random() * alphabet.length))
    }
    return bytes.toString('latin1')
  }

  /** @param length far below a million */
  run(alphabet: keyof typeof alphabets, length: number): string {
    const start = this.below(poolLength - length)
    return this.#pools[alphabet].slice(start, start + length)
  }

  /** A whole number in `[0, end)`. */
  below(end: number): number {
    return Math.floor(this.random() * end)
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!
  }

  uuid(): string {
    const hex = this.run('hex', 32)
    return [
      [0, 8],
      [8, 12],
      [12, 16],
      [16, 20],
      [20, 32],
    ]
      .map(([start, end]) => hex.slice(start, end))
      .join('-')
  }

  address(): string {
    return `${10 + this.below(200)}.${this.below(256)}.${this.below(256)}.${1 + this.below(254)}`
  }
}
