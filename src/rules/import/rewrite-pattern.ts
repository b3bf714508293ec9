import {
  bytesAsPattern,
  classAsPattern,
  closingOf,
  countedAfter,
  escapeAsPattern,
  escapedLiteral,
  lookAroundAt,
  negated,
  PatternRefused,
  repeatLimit,
  skippedAt,
} from './pattern-pieces.ts'

/** Whose regular expressions: Go's (RE2), Rust's `regex` on bytes, Python's `re`. */
export type Dialect = 'go' | 'rust' | 'python'

/** Which group is the secret: by number or name; the text `first`: the first that is not empty. */
export type SecretGroup = number | string

/** A pattern in RE2 syntax over bytes, and what it says otherwise than the one it was made of. */
export interface RewrittenPattern {
  readonly pattern: string
  readonly changes: readonly string[]
}

interface Group {
  /** Where it starts in the output. */
  readonly start: number
  readonly isVerbose: boolean
  /** What is put behind it. */
  readonly suffix: string
}

/**
 * Writes a foreign pattern in RE2 syntax: verbose mode and comments undone, characters beyond ASCII as the bytes of
 * their UTF-8, the secret's group named `secret` and the only one left. Look-around of one character at the borders of
 * the pattern becomes that character.
 *
 * @param repeatMax counted repetitions above it lose their upper bound
 * @throws PatternRefused where RE2 has no such thing
 */
export function rewritePattern(
  source: string,
  dialect: Dialect,
  secret: SecretGroup,
  repeatMax = repeatLimit,
): RewrittenPattern {
  return new Rewriter(source, dialect, secret, repeatMax).run()
}

class Rewriter {
  readonly #source: string
  readonly #dialect: Dialect
  readonly #secret: SecretGroup
  readonly #repeatMax: number
  readonly #changes = new Set<string>()
  readonly #open: Group[] = []
  #at = 0
  #output = ''
  #groups = 0
  #isVerbose = false
  #hasSecret = false
  #borders = false
  #hasChoice = false
  /** Where the last atom starts in the output; -1 where there is none to repeat. */
  #atom = -1
  /** Where the secret starts when it has no group, behind a border. */
  #bodyStart = 0

  constructor(source: string, dialect: Dialect, secret: SecretGroup, repeatMax: number) {
    this.#source = source
    this.#dialect = dialect
    this.#secret = secret
    this.#repeatMax = repeatMax
  }

  run(): RewrittenPattern {
    let bodyEnd = -1
    while (this.#at < this.#source.length) {
      if (this.#open.length === 0 && /^\(\?[=!]/.test(this.#rest())) {
        bodyEnd = this.#output.length
        this.#lookAhead()
      } else this.#piece()
    }
    if (this.#open.length > 0) throw new PatternRefused('missing )')
    if (typeof this.#secret === 'string' && this.#secret !== 'first' && !this.#hasSecret) {
      throw new PatternRefused(`there is no group named ${this.#secret}`)
    }
    if (typeof this.#secret === 'number' && this.#secret > this.#groups) {
      throw new PatternRefused(`there is no group ${this.#secret}, only ${this.#groups}`)
    }
    if (this.#borders && this.#hasChoice) {
      throw new PatternRefused('look-around beside alternatives is not RE2')
    }
    return { pattern: this.#withSecret(bodyEnd), changes: [...this.#changes] }
  }

  /** Where borders were made characters of the match, the rest of it is the secret. */
  #withSecret(bodyEnd: number): string {
    const isChosen = this.#hasSecret || (this.#secret === 'first' && this.#groups > 0)
    if (!this.#borders || isChosen) return this.#output
    const end = bodyEnd < 0 ? this.#output.length : bodyEnd
    const [head, body] = [this.#output.slice(0, this.#bodyStart), this.#output.slice(this.#bodyStart, end)]
    return `${head}(?P<secret>${body})${this.#output.slice(end)}`
  }

  #piece(): void {
    const character = this.#source[this.#at]!
    const skipped = this.#isVerbose ? skippedAt(this.#source, this.#at) : 0
    this.#at += skipped
    if (skipped > 0) return
    if (character === '(') this.#group()
    else if (character === ')') this.#close()
    else if (character === '[') this.#atomOf(this.#class())
    else if (character === '\\') this.#escape()
    else if (character === '|') {
      this.#hasChoice ||= this.#open.length === 0
      this.#put('|', -1)
      this.#at++
    } else if ('*+?{'.includes(character) && this.#quantifier()) return
    else this.#literal()
  }

  #literal(): void {
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at)!)
    this.#at += character.length
    if (character === '^' || character === '$') this.#put(character, -1)
    else this.#atomOf(character < '\x80' ? character : bytesAsPattern(character))
  }

  #group(): void {
    const rest = this.#rest()
    const comment = /^\(\?#[^)]*\)/.exec(rest)
    if (comment) {
      this.#at += comment[0].length
      return
    }
    if (/^\(\?[=!]|^\(\?<[=!]/.test(rest)) {
      if (this.#output.length > 0 && !/^(?:\(\?[a-z]+\))+$/.test(this.#output)) {
        throw new PatternRefused('look-around inside of a pattern is not RE2')
      }
      this.#lookBehind()
      return
    }
    const flags = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/.exec(rest)
    if (flags) {
      this.#at += flags[0].length
      this.#flags(flags[1]!, flags[2] ?? '', flags[3] === ')')
      return
    }
    const head = /^\((?:\?P?<([A-Za-z_]\w*)>|\?P?'(\w+)'|(?!\?))/.exec(rest)
    if (rest.startsWith('(?(')) throw new PatternRefused('conditionals are not RE2')
    if (/^\(\?P[=>]/.test(rest)) throw new PatternRefused('back-references are not RE2')
    if (!head) throw new PatternRefused(`${rest.slice(0, 4)} is not RE2`)
    this.#at += head[0].length
    this.#capture(head[1] ?? head[2])
  }

  #capture(name: string | undefined): void {
    this.#groups++
    const isSecret = this.#secret === this.#groups || (name !== undefined && name === this.#secret)
    if (isSecret && this.#hasSecret) throw new PatternRefused(`the group ${name} stands twice`)
    this.#hasSecret ||= isSecret
    const start = this.#output.length
    const isOther = this.#secret !== 'first' && !isSecret
    this.#output += isSecret ? '(?P<secret>' : isOther ? '(?:' : '('
    this.#open.push({ start, isVerbose: this.#isVerbose, suffix: ')' })
    this.#atom = -1
  }

  #flags(on: string, off: string, untilEnd: boolean): void {
    const unknown = [...on, ...off].find((flag) => !'imsUxuLaRn'.includes(flag))
    if (unknown) throw new PatternRefused(`the flag ${unknown} is not RE2`)
    const start = this.#output.length
    const before = this.#isVerbose
    if (off.includes('x')) this.#isVerbose = false
    else if (on.includes('x')) this.#isVerbose = true
    const known = (flags: string) => flags.replaceAll(/[^imsU]/g, '')
    const text = known(on) + (known(off) === '' ? '' : `-${known(off)}`)
    if (untilEnd) {
      this.#put(text === '' ? '' : `(?${text})`, -1)
      return
    }
    this.#output += `(?${text}:`
    this.#open.push({ start, isVerbose: before, suffix: ')' })
    this.#atom = -1
  }

  #close(): void {
    const group = this.#open.pop()
    if (!group) throw new PatternRefused('unmatched )')
    this.#at++
    this.#isVerbose = group.isVerbose
    this.#put(group.suffix, group.start)
  }

  /** `(?!x)` at the end: a byte that is not x, or the end of the text, follows. `(?=…)`: it follows. */
  #lookAhead(): void {
    const [inner, end] = lookAroundAt(this.#source, this.#at + 3)
    if (end !== this.#source.length) {
      throw new PatternRefused('look-ahead inside of a pattern is not RE2')
    }
    const isNegative = this.#source[this.#at + 2] === '!'
    this.#at = end
    const text = isNegative ? `(?:${negated(inner)}|\\z)` : `(?:${this.#inner(inner)})`
    this.#border(text, 'the look-ahead at its end became a part of the match')
  }

  #lookBehind(): void {
    const isBehind = this.#source[this.#at + 2] === '<'
    if (!isBehind) throw new PatternRefused('look-ahead inside of a pattern is not RE2')
    const isNegative = this.#source[this.#at + 3] === '!'
    const [inner, end] = lookAroundAt(this.#source, this.#at + 4)
    this.#at = end
    const text = isNegative ? `(?:\\A|${negated(inner)})` : `(?:${this.#inner(inner)})`
    this.#border(text, 'the look-behind at its start became a part of the match')
    this.#bodyStart = this.#output.length
  }

  #border(text: string, change: string): void {
    this.#borders = true
    this.#put(text, -1)
    this.#changes.add(change)
  }

  #inner(source: string): string {
    return rewritePattern(source, this.#dialect, 0, this.#repeatMax).pattern
  }

  #escape(): void {
    const rest = this.#rest()
    const quoted = this.#dialect === 'go' ? /^\\Q([\s\S]*?)(?:\\E|$)/.exec(rest) : null
    if (!quoted) {
      const { text, length, isAtom } = escapeAsPattern(rest, this.#dialect === 'python')
      this.#at += length
      this.#put(text, isAtom ? this.#output.length : -1)
      return
    }
    this.#at += quoted[0].length
    for (const character of quoted[1]!) {
      this.#atomOf(character < '\x80' ? escapedLiteral(character) : bytesAsPattern(character))
    }
  }

  #class(): string {
    const end = closingOf(this.#source, this.#at)
    if (end < 0) throw new PatternRefused('missing ]')
    const text = this.#source.slice(this.#at, end + 1)
    this.#at = end + 1
    if (this.#dialect === 'rust' && /&&|--|~~|\[(?!:)/.test(text.slice(1))) {
      throw new PatternRefused('classes inside of classes are not RE2')
    }
    const isSpaced = !(this.#isVerbose && this.#dialect === 'rust')
    return classAsPattern(text, isSpaced, (change) => this.#changes.add(change))
  }

  #quantifier(): boolean {
    const found = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/.exec(this.#rest())
    if (!found) return false
    const isCounted = found[0].startsWith('{')
    const [, low, comma, high] = found
    const isOpenLow = low === '' && high !== '' && this.#dialect !== 'go'
    if (isCounted && low === '' && !isOpenLow) return false
    if (this.#atom < 0) throw new PatternRefused('nothing to repeat')
    this.#at += found[0].length
    const lazy = this.#source[this.#at] === '?' ? '?' : ''
    this.#at += lazy.length
    if (this.#source[this.#at] === '+' && this.#dialect === 'python') {
      throw new PatternRefused('possessive repetition is not RE2')
    }
    if (!isCounted) this.#output += found[0] + lazy
    else {
      const min = Number(low || 0)
      const max = comma === '' ? min : high === '' ? Infinity : Number(high)
      const isLong = max > this.#repeatMax && max !== Infinity
      if (isLong) this.#changes.add(`{${min},${max}} lost its upper bound`)
      this.#output += countedAfter(this.#output.slice(this.#atom), min, isLong ? Infinity : max, lazy)
    }
    return true
  }

  #atomOf(text: string): void {
    this.#put(text, this.#output.length)
  }

  #put(text: string, atom: number): void {
    this.#atom = atom
    this.#output += text
  }

  #rest(): string {
    return this.#source.slice(this.#at)
  }
}
