/**
 * Tells which of many patterns a place in JSON matches, step by step from the outermost value. A pattern joins keys by
 * dots: `messages[].author.name`; `[]` is any element, `*` any key, `**` any steps or none; a key with dots stands in
 * quotes.
 */
export class PathMatcher<Value> {
  readonly root: PathState<Value>

  /** @param patterns with what a place that matches one is told */
  constructor(patterns: readonly (readonly [pattern: string, value: Value])[]) {
    const automaton = new Automaton(patterns)
    this.root = automaton.stateOf(patterns.map((_, pattern) => ({ pattern, step: 0 })))
  }
}

/** A place in JSON, as far as the patterns can tell it from others. */
export class PathState<Value> {
  /** Of the patterns that the place matches, in their order. */
  readonly values: readonly Value[]
  /** No pattern matches anything at or below the place. */
  readonly isDead: boolean
  readonly #automaton: Automaton<Value>
  readonly #positions: readonly Position[]
  readonly #members = new Map<string, PathState<Value>>()
  #element: PathState<Value> | undefined
  #otherMember: PathState<Value> | undefined

  constructor(automaton: Automaton<Value>, positions: readonly Position[]) {
    this.#automaton = automaton
    this.#positions = positions
    this.values = automaton.valuesAt(positions)
    this.isDead = positions.length === 0
  }

  /** @param key in UTF-8, one character per byte */
  member(key: string): PathState<Value> {
    if (this.isDead) return this
    if (!this.#automaton.names.has(key)) {
      return (this.#otherMember ??= this.#automaton.step(this.#positions, undefined))
    }
    let state = this.#members.get(key)
    if (!state) this.#members.set(key, (state = this.#automaton.step(this.#positions, key)))
    return state
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
  readonly #steps: readonly (readonly Step[])[]
  readonly #values: readonly Value[]
  readonly #states = new Map<string, PathState<Value>>()

  constructor(patterns: readonly (readonly [pattern: string, value: Value])[]) {
    this.#steps = patterns.map(([pattern]) => stepsOf(pattern))
    this.#values = patterns.map(([, value]) => value)
    this.names = new Set(this.#steps.flat())
  }

  stateOf(positions: readonly Position[]): PathState<Value> {
    const all = this.#withSkipped(positions)
    const name = all.map(({ pattern, step }) => `${pattern}:${step}`).join()
    let state = this.#states.get(name)
    if (!state) this.#states.set(name, (state = new PathState(this, all)))
    return state
  }

  valuesAt(positions: readonly Position[]): Value[] {
    const matched = positions.filter(({ pattern, step }) => step === this.#steps[pattern]!.length)
    return matched.map(({ pattern }) => this.#values[pattern]!)
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
