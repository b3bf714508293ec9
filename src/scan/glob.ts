import { StanchError } from '../text/error.ts'

/** Longest glob in characters; bounds both the time a path takes and the depth of nested braces. */
export const globLengthMax = 1000

/** Whether a path, with `/` between its parts, is meant. */
export type PathTest = (path: string) => boolean

/**
 * Compiles a glob, to be tested in time linear in the path's length: it runs as an automaton that follows all
 * alternatives at once, so no pattern can make it backtrack.
 *
 * `*` and `?` stand for characters but `/`, `**` as a whole part for any parts or none (at the end for at least
 * one), `{a,b}` for alternatives, `[a-z]` and `[!a-z]` for one character, `\` takes the next one literally. Names
 * that begin with a dot are ordinary; case counts. A glob without `/` is about the last part of the path, and
 * also about an entry at the top of an archive (`a.zip!name`); one with `/` is about the whole path, and one
 * that only begins with `/` about a name at the top.
 *
 * @throws StanchError `GLOB_SYNTAX`
 */
export function compileGlob(glob: string): PathTest {
  if (glob === '' || glob.length > globLengthMax) {
    throw fault(`expected a glob of 1 to ${globLengthMax} characters, got ${glob.length}`)
  }
  const steps = compile(glob.startsWith('/') ? glob.slice(1) : glob)
  if (glob.includes('/')) return (path) => runs(steps, path.startsWith('./') ? path.slice(2) : path)
  return (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const mark = name.lastIndexOf('!')
    return runs(steps, name) || (mark >= 0 && runs(steps, name.slice(mark + 1)))
  }
}

/** Either takes one character, or continues at all of `to` without taking any. `to` is relative. */
type Step = { readonly takes: (character: string) => boolean } | { readonly to: readonly number[] }

const any = { takes: () => true }
const inPart = { takes: (character: string) => character !== '/' }
const slash = { takes: (character: string) => character === '/' }

/** `*` of one step: around it, past it or into it. */
const repeat = (step: Step): Step[] => [{ to: [1, 3] }, step, { to: [-2] }]

function compile(glob: string): readonly Step[] {
  const characters = Array.from(glob)
  let at = 0

  /** Up to the end, or to a `,` or `}` that belongs to the braces around. */
  function sequence(depth: number): Step[] {
    const steps: Step[] = []
    while (at < characters.length) {
      const character = characters[at]!
      if (depth > 0 && (character === ',' || character === '}')) break
      at++
      if (character === '*') steps.push(...stars())
      else if (character === '?') steps.push(inPart)
      else if (character === '[') steps.push(bracket())
      else if (character === '{') steps.push(...braces(depth + 1))
      else steps.push(literal(character === '\\' ? escaped() : character))
    }
    return steps
  }

  function stars(): Step[] {
    const opens = at === 1 || '/{,'.includes(characters[at - 2]!)
    let count = 1
    for (; characters[at] === '*'; at++) count++
    const next = characters[at]
    if (count === 1 || !opens) return repeat(inPart)
    if (next === '/') {
      at++
      return [{ to: [1, 5] }, ...repeat(any), slash]
    }
    return next === undefined || ',}'.includes(next) ? [any, ...repeat(any)] : repeat(inPart)
  }

  function braces(depth: number): Step[] {
    const branches: Step[][] = []
    do {
      branches.push(sequence(depth))
      if (at >= characters.length) throw fault('expected } after {')
    } while (characters[at++] === ',')
    return alternatives(branches)
  }

  function bracket(): Step {
    const negated = characters[at] === '!' || characters[at] === '^'
    if (negated) at++
    const ranges: [string, string][] = []
    while (characters[at] !== ']' || ranges.length === 0) {
      const first = member()
      const isRange = characters[at] === '-' && ![']', undefined].includes(characters[at + 1])
      if (isRange) at++
      const last = isRange ? member() : first
      if (first > last) throw fault('expected the ranges in [ ] to ascend')
      ranges.push([first, last])
    }
    at++
    return {
      takes: (character) =>
        character !== '/' &&
        ranges.some(([first, last]) => first <= character && character <= last) !== negated,
    }
  }

  function member(): string {
    const character = characters[at++]
    if (character === undefined) throw fault('expected ] after [')
    return character === '\\' ? escaped() : character
  }

  function escaped(): string {
    const character = characters[at++]
    if (character === undefined) throw fault('expected a character after \\')
    return character
  }

  return sequence(0)
}

function literal(expected: string): Step {
  return { takes: (character) => character === expected }
}

/** A fork to every branch; each leads past the last one. */
function alternatives(branches: readonly Step[][]): Step[] {
  const starts: number[] = []
  let length = 1
  for (const branch of branches) {
    starts.push(length)
    length += branch.length + 1
  }
  const ends = starts.map((start, at) => start + branches[at]!.length)
  return [
    { to: starts },
    ...branches.flatMap((branch, at) => [...branch, { to: [length - ends[at]!] }]),
  ]
}

/** Follows all states at once: at most steps × characters moves. */
function runs(steps: readonly Step[], path: string): boolean {
  let states = closure(steps, [0])
  for (const character of path) {
    const next: number[] = []
    for (const state of states) {
      const step = steps[state]
      if (step !== undefined && 'takes' in step && step.takes(character)) next.push(state + 1)
    }
    if (next.length === 0) return false
    states = closure(steps, next)
  }
  return states.has(steps.length)
}

/** The states themselves and all that are reached from them without taking a character. */
function closure(steps: readonly Step[], states: readonly number[]): ReadonlySet<number> {
  const reached = new Set(states)
  // A set hands out what is added while it is walked.
  for (const state of reached) {
    const step = steps[state]
    if (step !== undefined && 'to' in step) for (const by of step.to) reached.add(state + by)
  }
  return reached
}

function fault(what: string): StanchError {
  return new StanchError('GLOB_SYNTAX', `Glob: ${what}`)
}
