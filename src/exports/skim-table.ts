import { bytesOfLatin1 } from '../text/bytes.ts'
import { compileLayout, type Role } from './compile-layout.ts'
import type { Join, JsonLayout, Scope } from './layout.ts'
import { nameKeys, valueKeys, wrapperKeys } from './named-pairs.ts'
import type { PathMatcher, PathState } from './path-matcher.ts'

/** What is to be done at a place, as `wasm/skim.ts` has it. The number of a join stands above. */
const flags = {
  readStrings: 1,
  asked: 2,
  pieceOf: 4,
  joinOf: 8,
  prefixed: 16,
  noted: 64,
  readOpened: 128,
} as const
const joinShift = 8

/** Numbers of keys that no pattern names, and of elements. */
const elementSymbol = 0
const otherSymbol = 1
const firstSymbol = 2
/** What `symbol` has room for. */
const symbolsMax = 4000
export const unknownState = 0xffff
const statesMax = 2048

/** What keys are for names and values that are two members of an object. */
const nameClass = 1
const valueClass = 2
const wrapperClass = 4

/** A key with its symbol and what it is for pairs. */
export interface SkimKey {
  readonly bytes: Uint8Array
  readonly symbol: number
  readonly pairClass: number
}

type FieldRole = Role & { readonly kind: 'field' }

/** What skimming JSON of a layout has to know of places: made as they are met. */
export class SkimTable {
  readonly keys: readonly SkimKey[]
  readonly symbolCount: number
  readonly joins: readonly Join[]
  /** Parts of scopes that are carried from record to record have to be noted. */
  readonly isNoting: boolean
  readonly #matcher: PathMatcher<Role>
  readonly #notedKeys: ReadonlySet<string>
  /** By state, made when asked for. */
  readonly #fields: (readonly FieldRole[])[] = []

  constructor(layout: JsonLayout, matcher: PathMatcher<Role>) {
    this.#matcher = matcher
    const symbols = new Map(matcher.names.map((name, at) => [name, firstSymbol + at]))
    this.symbolCount = firstSymbol + symbols.size
    const keys = new Set([...matcher.names, ...nameKeys, ...valueKeys, ...wrapperKeys])
    this.keys = Array.from(keys, (key) => ({
      bytes: bytesOfLatin1(key),
      symbol: symbols.get(key) ?? otherSymbol,
      pairClass: pairClassOf(key),
    }))
    this.joins = (layout.joins ?? []).filter(isPlain)
    this.#notedKeys = new Set(
      (layout.carried ?? []).flatMap(({ key, from, when, by }) =>
        [key, from, when?.[0], by].filter((part) => part !== undefined),
      ),
    )
    this.isNoting = this.#notedKeys.size > 0
  }

  get stateCount(): number {
    return this.#matcher.states.length
  }

  stateOf(number: number): PathState<Role> {
    return this.#matcher.states[number]!
  }

  /** @returns number of the state; undefined: there are too many */
  next(state: number, symbol: number): number | undefined {
    const from = this.stateOf(state)
    const { number } =
      symbol === elementSymbol
        ? from.element
        : symbol === otherSymbol
          ? from.otherMember
          : from.member(this.#matcher.names[symbol - firstSymbol]!)
    return number < statesMax && this.symbolCount < symbolsMax ? number : undefined
  }

  /** Of an object at a place. */
  scopeOf(state: number): Scope | undefined {
    return this.stateOf(state).values.findLast((role) => role.kind === 'scope')?.scope
  }

  /** Of those that have to be noted. */
  fieldsOf(state: number): readonly FieldRole[] {
    return (this.#fields[state] ??= this.stateOf(state).values.filter(
      (role) => role.kind === 'field' && this.#notedKeys.has(role.key),
    ) as FieldRole[])
  }

  flagsOf(state: number): number {
    const { values } = this.stateOf(state)
    let all = 0
    const numbers = new Set<number>()
    for (const role of values) {
      if (role.kind === 'piece') {
        all |= this.#pieceFlag(role.join)
        if (isPlain(role.join)) numbers.add(this.joins.indexOf(role.join))
      } else if (role.kind === 'join' && isPlain(role.join)) {
        all |= (all & flags.joinOf) !== 0 ? flags.readOpened : flags.joinOf
        numbers.add(this.joins.indexOf(role.join))
      } else if (role.kind === 'file') all |= flags.asked
      else if (this.isNoting && this.#isNoted(role)) all |= flags.noted
      if (role.kind === 'scope' && role.scope.key && this.#notedKeys.has(role.scope.key))
        all |= flags.readOpened
    }
    // There is room for one number.
    if (numbers.size > 1) all |= flags.readStrings | flags.readOpened
    const [number = 0] = numbers
    return all | (number << joinShift)
  }

  #pieceFlag(join: Join): number {
    if (join.goesOnBy || (!join.linePrefix && !isPlain(join))) return flags.readStrings
    if (join.isHtml && join.linePrefix) return flags.readStrings
    if (join.linePrefix) return flags.prefixed
    return flags.pieceOf
  }

  #isNoted(role: Role): boolean {
    return role.kind === 'scope' || (role.kind === 'field' && this.#notedKeys.has(role.key))
  }
}

function pairClassOf(key: string): number {
  if (nameKeys.has(key)) return nameClass
  if (valueKeys.has(key)) return valueClass
  return wrapperKeys.has(key) ? wrapperClass : 0
}

/** Its pieces follow each other as they are, so that they can be put together without being read. */
function isPlain({ goesOnBy, isBase64, isHtml, linePrefix, separator = '' }: Join): boolean {
  if (goesOnBy || isBase64 || linePrefix || (isHtml && separator !== '')) return false
  return separator.length <= 1 && separator < '\x80'
}

/** Layouts are constants; each has one table. */
const tables = new WeakMap<JsonLayout, SkimTable>()

export function skimTableOf(layout: JsonLayout): SkimTable {
  let table = tables.get(layout)
  if (!table) tables.set(layout, (table = new SkimTable(layout, compileLayout(layout))))
  return table
}
