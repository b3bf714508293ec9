import { StanchError } from '../text/error.ts'

/** A value in a JSON text that is no object and no list. */
export interface JsonLeaf {
  /** Keys, and places in lists from 0, from the outside in. */
  readonly path: readonly string[]
  readonly kind: 'text' | 'number' | 'word'
  /** A number as it is written: its digits would not all survive. */
  readonly text: string
}

/** Objects and lists in each other. */
const depthMax = 100

/**
 * The leaves of a JSON text (RFC 8259), in order. Faults name the line and what was expected there, never the
 * text: somebody's secrets stand in it.
 *
 * @param name of the file, for messages
 * @throws StanchError `code`
 */
export function* readJsonLeaves(json: string, name: string, code: string): Generator<JsonLeaf> {
  let at = 0

  const fail = (expected: string): never => {
    const line = json.slice(0, at).split('\n').length
    throw new StanchError(
      code,
      `${name}:${line}: expected ${expected}; got ${at < json.length ? 'something else' : 'the end of the file'}. ` +
        'The file begins with {, so that it is read as JSON: {"name": "value"}.',
    )
  }
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const [found] = pattern.exec(json) ?? []
    if (found !== undefined) at += found.length
    return found
  }
  const skipTo = (character: string): boolean => {
    take(blanks)
    if (json[at] !== character) return false
    at++
    return true
  }
  const readText = (): string => {
    const written = take(textToken)
    if (written === undefined) return fail('a text in double quotes')
    return JSON.parse(written) as string
  }
  function* readMembers(
    path: readonly string[],
    close: string,
    keyAt: (at: number) => string,
  ): Generator<JsonLeaf> {
    if (path.length >= depthMax) fail(`at most ${depthMax} objects and lists in each other`)
    if (skipTo(close)) return
    for (let count = 0; ; count++) {
      yield* readValue([...path, keyAt(count)])
      if (skipTo(close)) return
      if (!skipTo(',')) fail(`, or ${close}`)
    }
  }
  const readKey = (): string => {
    take(blanks)
    const key = readText()
    return skipTo(':') ? key : fail('a colon')
  }
  function* readValue(path: readonly string[]): Generator<JsonLeaf> {
    if (skipTo('{')) return yield* readMembers(path, '}', readKey)
    if (skipTo('[')) return yield* readMembers(path, ']', String)
    if (json[at] === '"') return yield { path, kind: 'text', text: readText() }
    const number = take(numberToken)
    if (number !== undefined) return yield { path, kind: 'number', text: number }
    yield { path, kind: 'word', text: take(wordToken) ?? fail('a value') }
  }

  yield* readValue([])
  take(blanks)
  if (at < json.length) fail('the end of the file')
}

const blanks = /[ \t\r\n]*/y
const textToken = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y
const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.+-])/y
const wordToken = /(?:true|false|null)(?!\w)/y
