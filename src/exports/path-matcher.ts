/**
 * Tells which of many patterns a place in JSON matches, step by step from the outermost value. A pattern joins keys by
 * dots: `messages[].author.name`; `[]` is any element, `*` any key, `**` any steps or none; a key with dots stands in
 * quotes.
 */
export class PathMatcher<Value> {
  readonly root: PathState<Value>
  /** All that were met so far, each at its number. */
  readonly states: readonly PathState<Value>[]
  /** Keys that some pattern names. */
  readonly names: readonly string[]

  constructor(patterns: readonly PathPattern<Value>[]) {
    const automaton = new Automaton(patterns)
    this.root = automaton.stateOf(patterns.map((_, pattern) => ({ pattern, step: 0 })))
    this.states = automaton.all
    this.names = [...automaton.names].filter((name) => typeof name === 'string')
  }
}

/** With what a place that matches is told, and the start of the pattern for what that is said of, if it is not the place itself. */
export type PathPattern<Value> = readonly [pattern: string, value: Value, of?: string]

/** A place in JSON, as far as the patterns can tell it from others. */
export class PathState<Value> {
  /** Of the patterns that the place matches, in their order. */
  readonly values: readonly Value[]
  /** What patterns are told that may match something at or below the place, in their order. */
  readonly possible: readonly Value[]
  /** No pattern matches anything at or below the place. */
  readonly isDead: boolean
  /** What matches at or below the place says nothing of what is around it. */
  readonly isSelfContained: boolean
  /** Of all states of the matcher. */
  readonly number: number
  readonly #automaton: Automaton<Value>
  readonly #positions: readonly Position[]
  readonly #members = new Map<string, PathState<Value>>()
  #element: PathState<Value> | undefined
  #otherMember: PathState<Value> | undefined

  constructor(automaton: Automaton<Value>, positions: readonly Position[]) {
    this.#automaton = automaton
    this.#positions = positions
    this.number = automaton.all.length
    this.isSelfContained = positions.every((position) => automaton.isOfItself(position))
    this.values = automaton.valuesAt(positions)
    this.possible = automaton.valuesOf(positions)
    this.isDead = positions.length === 0
  }

  /** @param key in UTF-8, one character per byte */
  member(key: string): PathState<Value> {
    if (this.isDead) return this
    if (!this.#automaton.names.has(key)) return this.otherMember
    let state = this.#members.get(key)
    if (!state) this.#members.set(key, (state = this.#automaton.step(this.#positions, key)))
    return state
  }

  /** A member of another key than those that patterns name. */
  get otherMember(): PathState<Value> {
    return (this.#otherMember ??= this.#automaton.step(this.#positions, undefined))
  }

  get element(): PathState<Value> {
    return (this.#element ??= this.#automaton.step(this.#positions, elementStep))
  }
}

interface Position {
  readonly pattern: number
  /** Steps of the pattern that are behind. */
  readonly step: number
}

/** No key is called so. */
const elementStep = Symbol('element')

type Step = string | typeof elementStep

class Automaton<Value> {
  /** Keys that some pattern names. */
  readonly names: ReadonlySet<Step>
  readonly all: PathState<Value>[] = []
  readonly #steps: readonly (readonly Step[])[]
  /** Of each pattern, those that lead to what it says something of. */
  readonly #stepsAbove: readonly number[]
  readonly #values: readonly Value[]
  readonly #states = new Map<string, PathState<Value>>()

  constructor(patterns: readonly PathPattern<Value>[]) {
    this.#steps = patterns.map(([pattern]) => stepsOf(pattern))
    this.#stepsAbove = patterns.map(([pattern, , of = pattern]) => stepsOf(of).length)
    this.#values = patterns.map(([, value]) => value)
    this.names = new Set(this.#steps.flat())
  }

  stateOf(positions: readonly Position[]): PathState<Value> {
    const all = this.#withSkipped(positions)
    const name = all.map(({ pattern, step }) => `${pattern}:${step}`).join()
    let state = this.#states.get(name)
    if (!state) {
      state = new PathState(this, all)
      this.#states.set(name, state)
      this.all.push(state)
    }
    return state
  }

  valuesAt(positions: readonly Position[]): Value[] {
    const matched = positions.filter(({ pattern, step }) => step === this.#steps[pattern]!.length)
    return matched.map(({ pattern }) => this.#values[pattern]!)
  }

  /** Those of one pattern stand together. */
  valuesOf(positions: readonly Position[]): Value[] {
    const ofAnother = positions.filter(({ pattern }, at) => positions[at - 1]?.pattern !== pattern)
    return ofAnother.map(({ pattern }) => this.#values[pattern]!)
  }

  /** What the pattern says something of stands at the place or below it. */
  isOfItself({ pattern, step }: Position): boolean {
    return step <= this.#stepsAbove[pattern]!
  }

  /** @param key of the member, or {@link elementStep}; undefined for a member that no pattern names */
  step(positions: readonly Position[], key: Step | undefined): PathState<Value> {
    const next = positions.flatMap(({ pattern, step }): Position[] => {
      const wanted = this.#steps[pattern]![step]
      if (wanted === '**') return [{ pattern, step }]
      const isMet = wanted === '*' ? key !== elementStep : wanted !== undefined && wanted === key
      return isMet ? [{ pattern, step: step + 1 }] : []
    })
    return this.stateOf(next)
  }

  /** `**` may stand for nothing. */
  #withSkipped(positions: readonly Position[]): Position[] {
    const all = new Map<string, Position>()
    for (const { pattern, step } of positions) {
      for (let at = step; ; at++) {
        all.set(`${pattern}:${at}`, { pattern, step: at })
        if (this.#steps[pattern]![at] !== '**') break
      }
    }
    return [...all.values()].toSorted(
      (left, right) => left.pattern - right.pattern || left.step - right.step,
    )
  }
}

function stepsOf(pattern: string): Step[] {
  return Array.from(pattern.matchAll(/"([^"]*)"|\[\]|[^.[\]"]+/g), ([step, quoted]) =>
    step === '[]' ? elementStep : (quoted ?? step),
  )
}
