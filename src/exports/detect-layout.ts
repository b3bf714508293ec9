import { latin1Of } from '../text/bytes.ts'
import { BsonScanner, isBson } from '../text/bson-scanner.ts'
import { JsonScanner } from '../text/json-scanner.ts'
import type { JsonLayout } from './layout.ts'
import { PathMatcher, type PathState } from './path-matcher.ts'

/** So much of a file's start tells its format. */
export const headBytes = 1 << 16
/** A longer string is no sign. */
const signBytesMax = 256

/** One place of one sign of a layout. */
interface Wanted {
  /** Which of all groups of signs, and which of its places. */
  readonly group: number
  readonly text: RegExp | undefined
  readonly place: number
}

interface Group {
  readonly layout: JsonLayout
  readonly places: number
}

/** Tells what kind of file something is, by what stands in its first {@link headBytes}. */
export class LayoutDetector {
  readonly #groups: readonly Group[]
  readonly #matcher: PathMatcher<Wanted>

  /** @param layouts of two that fit alike the first counts */
  constructor(layouts: readonly JsonLayout[]) {
    const groups: Group[] = []
    const patterns: [string, Wanted][] = []
    for (const layout of layouts) {
      for (const signs of layout.signs) {
        signs.forEach((sign, place) => {
          const [pattern, text] = typeof sign === 'string' ? [sign, undefined] : sign
          patterns.push([pattern, { group: groups.length, text, place }])
        })
        groups.push({ layout, places: signs.length })
      }
    }
    this.#groups = groups
    this.#matcher = new PathMatcher(patterns)
  }

  /**
   * @param head of the file
   * @param path as reached
   * @returns undefined when it is none of the layouts
   */
  detect(head: Uint8Array, path: string): JsonLayout | undefined {
    const met = this.#groups.map(() => new Set<number>())
    readPlaces(head, this.#matcher.root, ({ group, place }) => met[group]!.add(place))
    let best: Group | undefined
    this.#groups.forEach((group, at) => {
      const { layout, places } = group
      if (met[at]!.size < places || !(layout.path?.test(path) ?? true)) return
      if (!best || places > best.places) best = group
    })
    return best?.layout
  }
}

/** Brackets, and what may come first in them: `[ERROR]` and `[2024/01/02` begin no JSON. */
const jsonHead =
  /^(?:\xef\xbb\xbf)?\s*[[{][\s[{]*(?:["\]}]|-?\d[\d.eE+-]*\s*[,\]]|(?:true|false|null)\b|$)/

/** Whether a text begins as JSON does. */
export function beginsAsJson(head: Uint8Array): boolean {
  return jsonHead.test(latin1Of(head, 0, Math.min(head.length, 1024)))
}

/** Whether a file that is to have a JSON value on each line has one: its first lines may be odd, or cut off. */
export function holdsJsonLines(head: Uint8Array, path: string): boolean {
  if (!/\.(?:jsonl|ndjson)$/i.test(path)) return false
  return /^\s*\{\s*"/m.test(latin1Of(head, 0, Math.min(head.length, headBytes)))
}

/** Tells of all places in a text that may be cut off. */
function readPlaces(
  head: Uint8Array,
  root: PathState<Wanted>,
  onMet: (wanted: Wanted) => void,
): void {
  const scanner = isBson(head) ? new BsonScanner() : new JsonScanner()
  scanner.push(head.subarray(0, headBytes))
  const states: PathState<Wanted>[] = []
  const lists: boolean[] = []
  let member = root
  const here = () => (states.length === 0 ? root : lists.at(-1) ? states.at(-1)!.element : member)
  const tell = (state: PathState<Wanted>, text: string | undefined) => {
    for (const wanted of state.values) {
      if (!wanted.text || (text !== undefined && wanted.text.test(text))) onMet(wanted)
    }
  }
  for (;;) {
    const token = scanner.next()
    if (token === 'wait' || token === 'end') return
    if (token === 'fault') scanner.skipLine()
    else if (token === 'key') member = states.at(-1)!.member(latin1Of(scanner.decoded()))
    else if (token === '{' || token === '[') {
      const state = here()
      tell(state, undefined)
      states.push(state)
      lists.push(token === '[')
    } else if (token === '}' || token === ']') {
      states.pop()
      lists.pop()
    } else {
      const isShort = scanner.end - scanner.start <= signBytesMax
      tell(here(), isShort ? latin1Of(scanner.decoded()) : undefined)
    }
  }
}
