import {
  addByte,
  addRange,
  addSet,
  complementOf,
  emptySet,
  foldCase,
  fullSet,
  setOf,
  type ByteSet,
} from '../text/byte-set.ts'
import { StanchError } from '../text/error.ts'

/** A parsed RE2 pattern. Assertions (`^`, `\b`, …) consume nothing and are `empty`. */
export type PatternNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly set: ByteSet }
  | { readonly kind: 'concat'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly kind: 'repeat'
      readonly node: PatternNode
      readonly min: number
      /** `Infinity` when unbounded. */
      readonly max: number
    }
  | {
      readonly kind: 'group'
      readonly node: PatternNode
      /** 1-based number of the capture group. */
      readonly index: number
      readonly name: string | undefined
    }

/** RE2's own limit of a counted repetition. */
const repeatMax = 1000

const digits = setOf('0123456789')
const word = wordSet()
const space = setOf(' \t\n\f\r')

const posixClasses: Readonly<Record<string, readonly [number, number][]>> = {
  alnum: [[48, 57], [65, 90], [97, 122]],
  alpha: [[65, 90], [97, 122]],
  ascii: [[0, 127]],
  digit: [[48, 57]],
  graph: [[33, 126]],
  lower: [[97, 122]],
  print: [[32, 126]],
  punct: [[33, 47], [58, 64], [91, 96], [123, 126]],
  space: [[9, 13], [32, 32]],
  upper: [[65, 90]],
  word: [[48, 57], [65, 90], [95, 95], [97, 122]],
  xdigit: [[48, 57], [65, 70], [97, 102]],
} // prettier-ignore

const controlEscapes: Readonly<Record<string, number>> = {
  a: 7, f: 12, t: 9, n: 10, r: 13, v: 11,
} // prettier-ignore

/**
 * Parses RE2 syntax (https://github.com/google/re2/wiki/Syntax) over single bytes: a character above U+00FF
 * is taken as any byte above 0x7F, and so is a Unicode class.
 *
 * @throws StanchError `PATTERN_SYNTAX` with the offset of the fault
 */
export function parsePattern(pattern: string): PatternNode {
  const parser = new PatternParser(pattern)
  return parser.parse()
}

class PatternParser {
  readonly #pattern: string
  #at = 0
  #groups = 0
  #ignoreCase = false
  #dotAll = false

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  parse(): PatternNode {
    const node = this.#choice()
    if (this.#at < this.#pattern.length) throw this.#fault('unmatched )')
    return node
  }

  #choice(): PatternNode {
    const flags = [this.#ignoreCase, this.#dotAll] as const
    const options = [this.#concat()]
    while (this.#take('|')) options.push(this.#concat())
    ;[this.#ignoreCase, this.#dotAll] = flags
    return options.length === 1 ? options[0]! : { kind: 'choice', options }
  }

  #concat(): PatternNode {
    const parts: PatternNode[] = []
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#peek())) {
      parts.push(this.#quantified(this.#atom()))
    }
    return parts.length === 1 ? parts[0]! : { kind: 'concat', parts }
  }

  #quantified(atom: PatternNode): PatternNode {
    let node = atom
    for (;;) {
      const bounds = this.#quantifier()
      if (bounds === undefined) return node
      this.#take('?')
      node = { kind: 'repeat', node, min: bounds[0], max: bounds[1] }
    }
  }

  #quantifier(): [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity]
    if (this.#take('+')) return [1, Infinity]
    if (this.#take('?')) return [0, 1]
    const counted = /^\{(\d+)(,?)(\d*)\}/.exec(this.#pattern.slice(this.#at))
    if (!counted) return undefined
    this.#at += counted[0].length
    const min = Number(counted[1])
    const max = counted[2] ? Number(counted[3] || Infinity) : min
    if (min > repeatMax || (max !== Infinity && max > repeatMax)) {
      throw this.#fault(`RE2 repeats at most ${repeatMax} times (write x{1000}x{0,500})`)
    }
    return [min, max]
  }

  #atom(): PatternNode {
    const character = this.#next()
    if (character === '(') return this.#group()
    if (character === '[') return this.#set(this.#class())
    if (character === '.') return this.#set(this.#dotAll ? fullSet() : complementOf(setOf('\n')))
    if (character === '^' || character === '$') return { kind: 'empty' }
    if (character === '\\') return this.#escape()
    if ('*+?'.includes(character)) throw this.#fault('nothing to repeat')
    return this.#set(characterSet(character))
  }

  #group(): PatternNode {
    const head = /^\?(?:P?<(\w+)>|([imsU]*)(?:-([imsU]+))?([:)]))/.exec(this.#pattern.slice(this.#at))
    if (head === null && this.#peek() === '?') throw this.#fault('look-around is not RE2')
    this.#at += head?.[0].length ?? 0
    if (head?.[4] === ')') {
      this.#setFlags(head[2] ?? '', head[3] ?? '')
      return { kind: 'empty' }
    }
    const index = head?.[4] === ':' ? undefined : ++this.#groups
    const flags = [this.#ignoreCase, this.#dotAll] as const
    this.#setFlags(head?.[2] ?? '', head?.[3] ?? '')
    const node = this.#choice()
    ;[this.#ignoreCase, this.#dotAll] = flags
    if (!this.#take(')')) throw this.#fault('missing )')
    return index === undefined ? node : { kind: 'group', node, index, name: head?.[1] }
  }

  #setFlags(on: string, off: string): void {
    if (on.includes('i') || off.includes('i')) this.#ignoreCase = !off.includes('i')
    if (on.includes('s') || off.includes('s')) this.#dotAll = !off.includes('s')
  }

  #escape(): PatternNode {
    const character = this.#next()
    if ('bBAzZ'.includes(character)) return { kind: 'empty' }
    return this.#set(this.#escapedSet(character))
  }

  /** The set of `\character`, with the cursor behind the character. */
  #escapedSet(character: string): ByteSet {
    const named = { d: digits, w: word, s: space }[character.toLowerCase()]
    if (named) return character === character.toLowerCase() ? named.slice() : complementOf(named)
    if (character === 'x') return characterSet(String.fromCharCode(this.#hexEscape()))
    if (character === 'p' || character === 'P') {
      const length = this.#peek() === '{' ? this.#pattern.indexOf('}', this.#at) + 1 - this.#at : 1
      this.#at += Math.max(1, length)
      return fullSet()
    }
    const control = controlEscapes[character]
    if (control !== undefined) return setOf(String.fromCharCode(control))
    if (/[a-zA-Z0-9]/.test(character)) throw this.#fault(`unknown escape \\${character}`)
    return characterSet(character)
  }

  #hexEscape(): number {
    const digits = /^(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]+)\})/.exec(this.#pattern.slice(this.#at))
    if (!digits) throw this.#fault('expected two hex digits after \\x')
    this.#at += digits[0].length
    return Number.parseInt(digits[1] ?? digits[2] ?? '', 16)
  }

  #class(): ByteSet {
    const set = emptySet()
    const negated = this.#take('^')
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#at >= this.#pattern.length) throw this.#fault('missing ]')
      this.#classItem(set)
    }
    this.#next()
    if (this.#ignoreCase) foldCase(set)
    return negated ? complementOf(set) : set
  }

  #classItem(set: ByteSet): void {
    const posix = /^\[:(\^?)(\w+):\]/.exec(this.#pattern.slice(this.#at))
    if (posix) {
      this.#at += posix[0].length
      const named = emptySet()
      const ranges = posixClasses[posix[2]!]
      if (!ranges) throw this.#fault(`unknown class ${posix[0]}`)
      for (const [low, high] of ranges) addRange(named, low, high)
      addSet(set, posix[1] ? complementOf(named) : named)
      return
    }
    const first = this.#classCharacter()
    const isRange = this.#peek() === '-' && !['', ']'].includes(this.#pattern[this.#at + 1] ?? '')
    if (!isRange || typeof first !== 'number') {
      addSet(set, typeof first === 'number' ? characterSet(String.fromCharCode(first)) : first)
      return
    }
    this.#next()
    const last = this.#classCharacter()
    if (typeof last !== 'number' || last < first) throw this.#fault('bad range')
    addRange(set, first, Math.min(255, last))
  }

  /** A single character's code, or the set of a class escape such as `\d`. */
  #classCharacter(): number | ByteSet {
    const character = this.#next()
    if (character !== '\\') return character.charCodeAt(0)
    const escaped = this.#next()
    if (escaped === 'x') return this.#hexEscape()
    if (/[dwspPDWS]/.test(escaped)) return this.#escapedSet(escaped)
    return controlEscapes[escaped] ?? escaped.charCodeAt(0)
  }

  #set(set: ByteSet): PatternNode {
    if (this.#ignoreCase) foldCase(set)
    return { kind: 'set', set }
  }

  #peek(): string {
    return this.#pattern[this.#at] ?? ''
  }

  #next(): string {
    const character = this.#pattern[this.#at++]
    if (character === undefined) throw this.#fault('unexpected end')
    return character
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false
    this.#at++
    return true
  }

  #fault(what: string): StanchError {
    return new StanchError('PATTERN_SYNTAX', `${what} at offset ${this.#at} of the pattern`)
  }
}

function characterSet(character: string): ByteSet {
  const set = emptySet()
  const code = character.charCodeAt(0)
  if (code < 256) addByte(set, code)
  else addRange(set, 0x80, 0xff)
  return set
}

function wordSet(): ByteSet {
  const set = setOf('_0123456789')
  addRange(set, 65, 90)
  addRange(set, 97, 122)
  return set
}
