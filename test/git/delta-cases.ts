import { seededRandom } from '../../src/rules/sample.ts'
import { filler } from './features.ts'
import type { DeltaStep } from './read-pack.ts'

/** A text, and another that is stored as a delta of it. One character per byte. */
export interface Case {
  readonly name: string
  readonly base: string
  readonly target: string
  /** From `base` to `target`; what both begin and end with is copied, and the rest inserted, when undefined. */
  readonly steps?: readonly DeltaStep[]
}

export const copy = (from: number, to: number): DeltaStep => ({
  kind: 'copy',
  from,
  length: to - from,
})
export const insert = (text: string): DeltaStep => ({
  kind: 'insert',
  bytes: Buffer.from(text, 'latin1'),
})

export function plainSteps(base: string, target: string): DeltaStep[] {
  const most = Math.min(base.length, target.length)
  let head = 0
  while (head < most && base[head] === target[head]) head++
  let tail = 0
  while (tail < most - head && base.at(-1 - tail) === target.at(-1 - tail)) tail++
  const middle = target.slice(head, target.length - tail)
  return [copy(0, head), insert(middle), copy(base.length - tail, base.length)].filter((step) =>
    step.kind === 'copy' ? step.length > 0 : step.bytes.length > 0,
  )
}

const random = seededRandom(11)
/** More than what is looked at around a change, so that what is left out is left out. */
export const before = filler(3000, random)
export const behind = filler(3000, random)
const apart = filler(700, random)

/** What stands before or behind a secret and may make it none. */
const neighbours = ['x', '0', 'Zz9', '=', '/', '_', '\\', 'ab cd', '\n']

/** What a delta can do to a text, at any byte of it: cut, mended, moved, torn. */
export function casesAround(text: string): Case[] {
  // Each byte of a short one; of a long one so many that no part of it is left out.
  const stride = Math.ceil(text.length / 70)
  const cuts = Array.from({ length: Math.floor(text.length / stride) + 1 }, (_, at) => at * stride)
  const inner = cuts.filter((at) => at > 0 && at < text.length)
  const whole = `${before}${text}\n${behind}`
  const from = before.length
  const to = from + text.length
  const around = (middle: string) => `${before}${middle}\n${behind}`
  const made = (what: string, bases: readonly (readonly [number, string])[]): Case[] =>
    bases.map(([at, base]) => ({ name: `${what} ${at}`, base: around(base), target: whole }))

  const joined = cuts.map((at) => {
    const base = around(`${text.slice(0, at)}\n${apart}${text.slice(at)}`)
    const second = from + at + 1 + apart.length
    const steps = [copy(0, from + at), copy(second, base.length)]
    return { name: `joined without an insert at ${at}`, base, target: whole, steps }
  })
  const swapped = inner.map((at) => {
    const base = around(`${text.slice(at)}\n${apart}${text.slice(0, at)}`)
    const first = to - at + 1 + apart.length
    const steps = [
      copy(0, from),
      copy(first, first + at),
      copy(from, to - at),
      copy(first + at, base.length),
    ]
    return { name: `both halves in the other order at ${at}`, base, target: whole, steps }
  })
  const cut = cuts.map((at) => ({
    name: `the text ends at ${at}`,
    base: whole,
    target: whole.slice(0, from + at),
  }))
  const ended = neighbours.map((more) => {
    const base = `${before}${text}${more}${behind}`
    return { name: `ends before ${JSON.stringify(more)}`, base, target: base.slice(0, to) }
  })
  const started = neighbours.map((more) => {
    const base = `${before}${more}${text}\n${behind}`
    const start = from + more.length
    const steps = [copy(start, base.length)]
    return { name: `starts behind ${JSON.stringify(more)}`, base, target: base.slice(start), steps }
  })
  return [
    ...joined,
    ...swapped,
    ...made(
      'one byte changed at',
      inner.map((at) => [at, `${text.slice(0, at)}(${text.slice(at + 1)}`]),
    ),
    ...made(
      'one byte less at',
      cuts.map((at) => [at, `${text.slice(0, at)}x${text.slice(at)}`]),
    ),
    ...made(
      'a line end less at',
      cuts.map((at) => [at, `${text.slice(0, at)}\n${text.slice(at)}`]),
    ),
    ...made(
      'the end comes at',
      cuts.map((at) => [at, text.slice(0, at)]),
    ),
    ...made(
      'the start comes at',
      cuts.map((at) => [at, text.slice(at)]),
    ),
    ...cut,
    ...ended,
    ...started,
    ...moved(text, whole, from, to),
  ]
}

function moved(text: string, whole: string, from: number, to: number): Case[] {
  const { length } = whole
  const bytes = Array.from(text, (_, at) => at)
  const torn = (steps: readonly DeltaStep[]) => ({
    base: whole,
    target: `${whole}torn`,
    steps: [copy(0, from), ...steps, copy(to, length), insert('torn')],
  })
  const oneByOne = bytes.map((at) => copy(from + at, from + at + 1))
  return [
    {
      name: 'copied to the start',
      base: whole,
      target: text + whole,
      steps: [copy(from, to), copy(0, length)],
    },
    {
      name: 'copied to the end',
      base: whole,
      target: whole + text,
      steps: [copy(0, length), copy(from, to)],
    },
    {
      name: 'copied next to itself',
      base: whole,
      target: whole.slice(0, to) + whole.slice(from),
      steps: [copy(0, to), copy(from, length)],
    },
    { name: 'alone', base: whole, target: text, steps: [copy(from, to)] },
    { name: 'torn into single bytes', ...torn(oneByOne) },
    {
      name: 'torn into single bytes, every other one inserted',
      ...torn(oneByOne.map((step, at) => (at % 2 === 0 ? step : insert(text[at]!)))),
    },
    {
      name: 'backwards in the base',
      base: [...whole].toReversed().join(''),
      target: whole,
      steps: [...whole].map((_, at) => copy(length - 1 - at, length - at)),
    },
  ]
}
