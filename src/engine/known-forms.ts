import { bytesOfLatin1, latin1Of } from '../text/bytes.ts'
import { jsonDepthMax } from './known-table.ts'

/** A text as some tool escapes it. */
export interface KnownForm {
  readonly codes: Uint8Array
  /** By place: the byte of the text that begins there; -1 inside of what stands for one. */
  readonly offsets: Int32Array
}

/** What stands for one character; characters are bytes. */
type Escape = (character: string) => string

const named: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}

const inJson: Escape = (character) => {
  if (character === '"' || character === '\\') return `\\${character}`
  if (character >= ' ') return character
  return named[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** JSON in a string of JSON, and so on. */
function nestedInJson(depth: number): Escape {
  if (depth === 1) return inJson
  const inner = nestedInJson(depth - 1)
  return (character) => Array.from(inner(character), inJson).join('')
}

/** `$'…'` of bash, and strings of many languages. */
const inSingleQuotes: Escape = (character) =>
  character === "'" || character === '\\' ? `\\${character}` : (named[character] ?? character)

/** As `printf %q` of bash: a backslash before whatever the shell reads. */
const behindBackslashes: Escape = (character) =>
  /[^A-Za-z\d%+,./:=@_\x80-\xff-]/.test(character) ? `\\${character}` : character

const shellQuote: Escape = (character) => (character === "'" ? "'\\''" : character)
const shellDoubleQuote: Escape = (character) => (character === "'" ? `'"'"'` : character)

/** CSV, SQL, YAML. */
const doubled =
  (quote: string): Escape =>
  (character) =>
    character === quote ? quote + quote : character

const escapes: readonly Escape[] = [
  (character) => character,
  ...Array.from({ length: jsonDepthMax }, (_, depth) => nestedInJson(depth + 1)),
  inSingleQuotes,
  behindBackslashes,
  shellQuote,
  shellDoubleQuote,
  doubled('"'),
  doubled("'"),
  (character) => (character === ' ' ? '+' : character),
]

/**
 * The forms of a text in which no eight bytes stand together that escaping leaves alone. Percent, `\u` and entities are not
 * among them: regions with these are decoded wherever they are.
 */
export function knownForms(text: Uint8Array): KnownForm[] {
  const forms = new Map<string, KnownForm>()
  for (const escape of escapes) {
    const pieces = Array.from(latin1Of(text), escape)
    const whole = pieces.join('')
    if (forms.has(whole)) continue
    const offsets = new Int32Array(whole.length).fill(-1)
    let at = 0
    pieces.forEach((piece, offset) => {
      offsets[at] = offset
      at += piece.length
    })
    forms.set(whole, { codes: bytesOfLatin1(whole), offsets })
  }
  return [...forms.values()]
}
