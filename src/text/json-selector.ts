import { buildJsonPaths, type JsonPath, type JsonStep } from './json-paths.ts'
import type { JsonScanner } from './json-scanner.ts'
import type { JsonToken } from './json-token.ts'

/**
 * Goes through JSON and stops only where a path is that was asked for: at its brackets, its string, number or word, and
 * at the keys of objects that `**` covers. `wait`, `end` and `fault` come as well; offsets, text and path are the scanner's.
 *
 * A path is written with dots, or as a list, and begins in the JSON text: a key, its escapes undone; `*`, any key or any
 * place in a list; `**` at the end, what stands there and all that is in it. Of paths that fit, those without `**` come
 * first; of these the first step in which they differ says, a key before `*`; of others the longest.
 *
 * For each message below `mapping`, its author and its texts:
 *
 *     const scanner = new JsonScanner()
 *     const select = new JsonSelector(scanner, {
 *       message: '*.mapping.*.message',
 *       role: '*.mapping.*.message.author.role',
 *       text: '*.mapping.*.message.content.parts.*',
 *     })
 *     for (const chunk of chunks) {
 *       scanner.push(chunk)
 *       for (let token = select.next(); token !== 'wait'; token = select.next()) {
 *         if (select.name === 'message' && token === '{') message = new Message()
 *         else if (select.name === 'message' && token === '}') yield message
 *         else if (select.name === 'role' && token === 'string') message.role = scanner.text()
 *         else if (select.name === 'text' && token === 'string') message.add(scanner.start, scanner.end, scanner.decoded())
 *       }
 *     }
 */
export class JsonSelector<Name extends string> {
  /** Whose path it is that {@link next} stopped at. */
  name: Name | undefined
  readonly #scanner: JsonScanner
  readonly #root: JsonStep<Name>
  /** Of each object and list that is open; undefined: nothing in it is wanted. */
  readonly #open: (JsonStep<Name> | undefined)[] = []
  /** In each of them, of the value that is next. */
  readonly #members: (JsonStep<Name> | undefined)[] = []

  constructor(scanner: JsonScanner, paths: Readonly<Record<Name, JsonPath>>) {
    this.#scanner = scanner
    this.#root = buildJsonPaths(paths)
  }

  next(): JsonToken {
    for (;;) {
      const token = this.#scanner.next()
      this.name = this.#nameOf(token)
      if (this.name !== undefined) return token
      if (token === 'wait' || token === 'end' || token === 'fault') return token
    }
  }

  #nameOf(token: JsonToken): Name | undefined {
    const { depth } = this.#scanner
    switch (token) {
      case 'string':
      case 'number':
      case 'word':
        return this.#valueAt(depth)?.name
      case 'key':
        return this.#key(depth - 1)
      case '{':
      case '[': {
        const step = this.#valueAt(depth - 1)
        this.#open[depth - 1] = step
        this.#members[depth - 1] = token === '[' ? (step?.any ?? step?.below) : undefined
        return step?.name
      }
      case '}':
      case ']':
        return this.#open[depth]?.name
      default:
        return undefined
    }
  }

  /** @param depth of what it stands in */
  #valueAt(depth: number): JsonStep<Name> | undefined {
    return depth === 0 ? this.#root : this.#members[depth - 1]
  }

  #key(level: number): Name | undefined {
    const object = this.#open[level]
    if (object === undefined) {
      this.#members[level] = undefined
      return undefined
    }
    if (this.#scanner.isFirst) this.#members[level] = this.#memberOf(object)
    return object.below && this.#members[level]?.name
  }

  #memberOf({ keys, any, below }: JsonStep<Name>): JsonStep<Name> | undefined {
    for (const { key, step } of keys) if (this.#scanner.says(key)) return step
    return any ?? below
  }
}
