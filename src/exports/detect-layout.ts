import { latin1Of } from '../text/bytes.ts'
import { BsonScanner, isBson } from '../text/bson-scanner.ts'
import { markLength } from '../text/json-lexis.ts'
import type { JsonLayout } from './layout.ts'
import { PathMatcher, type PathState } from './path-matcher.ts'
import { signBytesMax, SignWalker, type SignVisitor } from './sign-walker.ts'

/** So much of a file's start tells its format. */
export const headBytes = 1 << 16
/** Of a list so many elements tell what the others are, if they tell anything. */
const elementsMax = 8

/** One place of one sign of a layout. */
interface Wanted {
  /** Among all. */
  readonly index: number
  readonly group: Group
  readonly text: RegExp | undefined
}

/** Signs that make a layout if all of them are there. */
interface Group {
  readonly index: number
  readonly layout: JsonLayout
  readonly places: number
}

/** What a file is, as far as its start tells. */
export interface DetectedLayout {
  /** Undefined when it is none that is known. */
  readonly layout: JsonLayout | undefined
  /** Nothing was met that is no JSON. */
  readonly isSound: boolean
}

/** Tells what kind of file something is, by what stands in its first {@link headBytes}. */
export class LayoutDetector {
  readonly #signs: MetSigns
  readonly #walker: SignWalker<Wanted>
  readonly #root: PathState<Wanted>

  /** @param layouts of two that fit alike the first counts */
  constructor(layouts: readonly JsonLayout[]) {
    const groups: Group[] = []
    const patterns: [string, Wanted][] = []
    for (const layout of layouts) {
      for (const signs of layout.signs) {
        const group = { index: groups.length, layout, places: signs.length }
        for (const sign of signs) {
          const [pattern, text] = typeof sign === 'string' ? [sign, undefined] : sign
          patterns.push([pattern, { index: patterns.length, group, text }])
        }
        groups.push(group)
      }
    }
    this.#signs = new MetSigns(groups, patterns.length)
    this.#root = new PathMatcher(patterns).root
    this.#walker = new SignWalker(this.#root)
  }

  /**
   * @param head of the file
   * @param path as reached
   */
  detect(head: Uint8Array, path: string): DetectedLayout {
    const signs = this.#signs
    signs.begin(path)
    const bytes = head.subarray(0, headBytes)
    const isDump = isBson(head)
    if (isDump) readDump(bytes, this.#root, signs)
    const isSound = isDump || this.#walker.walk(bytes, signs)
    return { layout: signs.best?.layout, isSound }
  }
}

/** Which signs a file has, as far as it is read, and what it is by them. */
class MetSigns implements SignVisitor<Wanted> {
  /** Most places count; of two groups with as many the first. */
  best: Group | undefined
  #path = ''
  /** Those without places. */
  readonly #empty: readonly Group[]
  readonly #met: Uint8Array
  /** Of each group. */
  readonly #counts: Uint16Array
  /** Of each group: 1 when the path can be of it, 2 when not, 0 when nobody has asked. */
  readonly #fits: Uint8Array
  /** Of a place, how many of what may be there is known not to matter any more. */
  readonly #passed = new Map<PathState<Wanted>, number>()

  constructor(groups: readonly Group[], wantedCount: number) {
    this.#empty = groups.filter(({ places }) => places === 0)
    this.#met = new Uint8Array(wantedCount)
    this.#counts = new Uint16Array(groups.length)
    this.#fits = new Uint8Array(groups.length)
  }

  /** @param path of the next file */
  begin(path: string): void {
    this.#path = path
    this.best = undefined
    this.#met.fill(0)
    this.#counts.fill(0)
    this.#fits.fill(0)
    this.#passed.clear()
    for (const group of this.#empty) this.#complete(group)
  }

  onPlace({ values }: PathState<Wanted>, text: () => string | undefined): void {
    for (const wanted of values) {
      if (this.#met[wanted.index] !== 0 || !isText(wanted.text, text)) continue
      this.#met[wanted.index] = 1
      const { group } = wanted
      if (++this.#counts[group.index]! === group.places) this.#complete(group)
    }
  }

  isOver(state: PathState<Wanted>): boolean {
    const { possible } = state
    let passed = this.#passed.get(state) ?? 0
    while (passed < possible.length && !this.#matters(possible[passed]!)) passed++
    this.#passed.set(state, passed)
    return passed === possible.length
  }

  isEnough(elements: number): boolean {
    return elements >= elementsMax && this.best !== undefined
  }

  #matters({ index, group }: Wanted): boolean {
    return this.#met[index] === 0 && this.#isBetter(group) && this.#isOfPath(group)
  }

  #complete(group: Group): void {
    if (this.#isBetter(group) && this.#isOfPath(group)) this.best = group
  }

  #isBetter({ index, places }: Group): boolean {
    if (!this.best || places > this.best.places) return true
    return places === this.best.places && index < this.best.index
  }

  #isOfPath({ index, layout }: Group): boolean {
    this.#fits[index] ||= (layout.path?.test(this.#path) ?? true) ? 1 : 2
    return this.#fits[index] === 1
  }
}

function isText(wanted: RegExp | undefined, text: () => string | undefined): boolean {
  if (!wanted) return true
  const said = text()
  return said !== undefined && wanted.test(said)
}

/** Brackets, and what may come first in them: `[ERROR]` and `[2024/01/02` begin no JSON. */
const jsonHead =
  /^(?:\xef\xbb\xbf)?\s*[[{][\s[{]*(?:["\]}]|-?\d[\d.eE+-]*\s*[,\]]|(?:true|false|null)\b|$)/

/** Whether a text begins as JSON does. */
export function beginsAsJson(head: Uint8Array): boolean {
  return isPlainlyJson(head) || jsonHead.test(latin1Of(head, 0, Math.min(head.length, 1024)))
}

/** Whether a text begins as an object does that is not empty, or a list of objects or strings: as little else. */
export function isPlainlyJson(head: Uint8Array): boolean {
  let at = Math.max(0, markLength(head, head.length))
  let isOpen = false
  for (; at < head.length; at++) {
    const byte = head[at]!
    if (byte === 0x7b || byte === 0x5b) isOpen = true
    else if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break
  }
  return isOpen && head[at] === 0x22
}

/** Whether a file that is to have a JSON value on each line has one: its first lines may be odd, or cut off. */
export function holdsJsonLines(head: Uint8Array, path: string): boolean {
  if (!/\.(?:jsonl|ndjson)$/i.test(path)) return false
  return /^\s*\{\s*"/m.test(latin1Of(head, 0, Math.min(head.length, headBytes)))
}

/** Tells of all places in documents of BSON that may be cut off. */
function readDump(head: Uint8Array, root: PathState<Wanted>, visitor: SignVisitor<Wanted>): void {
  const scanner = new BsonScanner()
  scanner.push(head)
  const states: PathState<Wanted>[] = []
  const lists: boolean[] = []
  let member = root
  const here = () => (states.length === 0 ? root : lists.at(-1) ? states.at(-1)!.element : member)
  for (;;) {
    const token = scanner.next()
    if (token === 'wait' || token === 'end' || token === 'fault') return
    if (token === 'key') member = states.at(-1)!.member(latin1Of(scanner.decoded()))
    else if (token === '{' || token === '[') {
      const state = here()
      visitor.onPlace(state, () => undefined)
      states.push(state)
      lists.push(token === '[')
    } else if (token === '}' || token === ']') {
      states.pop()
      lists.pop()
    } else visitor.onPlace(here(), () => shortText(scanner))
  }
}

function shortText(scanner: BsonScanner): string | undefined {
  return scanner.end - scanner.start <= signBytesMax ? latin1Of(scanner.decoded()) : undefined
}
