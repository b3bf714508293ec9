import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LayoutDetector } from '../../src/exports/detect-layout.ts'
import type { JsonLayout, Sign } from '../../src/exports/layout.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'

const key = fc.constantFrom('a', 'b', 'c', 'd')
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', 'b{', ']"', 'x\\', '\u0001', '/', 'a,b', 1, -2.5, null, true),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(key, fc.constant('é"')), tie('value'), { maxKeys: 4 }),
  ),
})).value

const step = fc.oneof(key, fc.constantFrom('[]', '*', '**'))
const place = fc
  .array(step, { maxLength: 3 })
  .map((steps) => steps.join('.').replaceAll('.[]', '[]'))
const sign = fc.oneof(place, fc.tuple(place, fc.constantFrom(/a/, /^1$/, /[{\]\\]/)))
const signs = fc.array(fc.array(sign, { maxLength: 3 }), { minLength: 1, maxLength: 3 })
const path = fc.option(fc.constantFrom(/x/, /y/), { nil: undefined })
const layouts = fc.array(fc.record({ signs, path }), { minLength: 1, maxLength: 6 })

/** All places in a value, with what stands there. */
function* placesOf(value: unknown, steps: readonly string[] = []): Generator<[string[], unknown]> {
  yield [[...steps], value]
  if (value === null || typeof value !== 'object') return
  for (const [key, inner] of Object.entries(value))
    yield* placesOf(inner, [...steps, Array.isArray(value) ? '[]' : key])
}

function fits(pattern: readonly string[], steps: readonly string[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return steps.length === 0
  if (first === '**')
    return fits(rest, steps) || (steps.length > 0 && fits(pattern, steps.slice(1)))
  if (steps.length === 0) return false
  const isMet = first === '*' ? steps[0] !== '[]' : steps[0] === first
  return isMet && fits(rest, steps.slice(1))
}

function isMet(sign: Sign, values: readonly unknown[]): boolean {
  const [place, text] = typeof sign === 'string' ? [sign, undefined] : sign
  const pattern = place.match(/\[\]|[^.[\]]+/g) ?? []
  return values.some((value) =>
    [...placesOf(value)].some(([steps, found]) => {
      if (!fits(pattern, steps)) return false
      return !text || ((found === null || typeof found !== 'object') && text.test(String(found)))
    }),
  )
}

/** What the detector says, found by looking at every place for every sign. */
function detectSlowly(all: readonly JsonLayout[], values: readonly unknown[], path: string) {
  let best: { readonly layout: JsonLayout; readonly places: number } | undefined
  for (const layout of all) {
    for (const group of layout.signs) {
      if (!group.every((sign) => isMet(sign, values)) || layout.path?.test(path) === false) continue
      if (!best || group.length > best.places) best = { layout, places: group.length }
    }
  }
  return best?.layout
}

function layoutsOf(
  made: readonly {
    readonly signs: readonly (readonly Sign[])[]
    readonly path: RegExp | undefined
  }[],
): JsonLayout[] {
  return made.map(({ signs, path }, at) => ({
    format: String(at), holds: '', scopes: {}, signs, ...(path && { path }),
  })) // prettier-ignore
}

test('what is passed by changes nothing', () => {
  fc.assert(
    fc.property(
      layouts,
      fc.array(value, { maxLength: 3 }),
      fc.boolean(),
      (made, values, isWide) => {
        const all = layoutsOf(made)
        const head = bytesOfUtf8(
          values.map((one) => JSON.stringify(one, null, isWide ? 2 : 0)).join('\n') + '\n',
        )
        const { layout, isSound } = new LayoutDetector(all).detect(head, 'x')
        expect(layout).toBe(detectSlowly(all, values, 'x'))
        expect(isSound).toBe(true)
      },
    ),
    { numRuns: 400 },
  )
})

test('a line that is cut off costs itself and the next one at most', () => {
  const one = fc.record({
    signs: fc.array(fc.array(sign, { maxLength: 3 }), { minLength: 1, maxLength: 1 }),
    path,
  })
  fc.assert(
    fc.property(
      fc.array(one, { minLength: 1 }),
      value,
      value,
      fc.nat(),
      (made, torn, value, at) => {
        const all = layoutsOf(made)
        const text = JSON.stringify({ a: torn })
        const line = JSON.stringify(value)
        const head = bytesOfUtf8(`${text.slice(0, at % text.length)}\n1\n${line}\n${line}\n`)
        const places = placesIn(new LayoutDetector(all).detect(head, 'x').layout)
        expect(places).toBeGreaterThanOrEqual(placesIn(detectSlowly(all, [value], 'x')))
      },
    ),
    { numRuns: 400 },
  )

  function placesIn(layout: JsonLayout | undefined): number {
    return layout?.signs[0]?.length ?? -1
  }
})

const layout: JsonLayout = { format: 'a', holds: '', scopes: {}, signs: [['x.y']] }

test('of a list so many elements tell what it is, and others where those tell nothing', () => {
  const [lesser, better] = layoutsOf([
    { signs: [['[].a']], path: undefined },
    { signs: [['[].a', '[].b']], path: undefined },
  ])
  const detect = (before: object, count: number) => {
    const list = [...Array.from({ length: count }, () => before), { a: 1, b: 1 }]
    const head = bytesOfUtf8(JSON.stringify(list))
    return new LayoutDetector([lesser!, better!]).detect(head, 'x').layout
  }
  expect(detect({ a: 1 }, 7)).toBe(better)
  expect(detect({ a: 1 }, 8)).toBe(lesser)
  expect(detect({ c: 1 }, 100)).toBe(better)
})

test.for([
  ['plain', '{"a": [1, {"b": "c\\"//"}], "x": {"y": 1}}', true],
  ['cut off', '{"a": [1, {"b', true],
  ['a comment', '{"a": [1, /* one */ 2], "x": {"y": 1}}', false],
  ['a comment at the end of a line', '{"a": [1 // one\n], "x": {"y": 1}}', false],
  ['a comma behind a last element', '{"a": [1, 2, ], "x": {"y": 1}}', false],
  ['a comma behind a last member', '{"a": {"b": 1,\n}, "x": {"y": 1}}', false],
  ['a comment in what is looked at', '{"x": { // one\n"y": 1}}', false],
  ['a line end in a string', '{"a": ["b\n"]}', false],
] as const)('sound: %s', ([, text, expected]) => {
  expect(new LayoutDetector([layout]).detect(bytesOfUtf8(text), 'x').isSound).toBe(expected)
})
