import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { emptyLiteralTable, extendLiteralTable } from '../../src/engine/extend-literal-table.ts'
import { buildLiteralTable, type Literal } from '../../src/engine/literal-table.ts'
import { Prefilter } from '../../src/engine/prefilter.ts'
import { bytesOfLatin1 } from '../../src/text/bytes.ts'

const module = new WebAssembly.Module(
  readFileSync(new URL('../../dist/pack/prefilter.wasm', import.meta.url)),
)

/** `offset:literal` of every hit. */
function find(table: Uint8Array, literals: readonly Literal[], text: string): string[] {
  const prefilter = new Prefilter(module, table)
  const bytes = bytesOfLatin1(text)
  const address = prefilter.reserve(bytes.length)
  prefilter.bytes.set(bytes, address)
  const hits: string[] = []
  prefilter.findLiterals(address, address + bytes.length, (at, id) => {
    const { text: literal, ignoreCase } = literals[id]!
    hits.push(`${at - address}:${literal}${ignoreCase ? ' in any case' : ''}`)
  })
  return hits.toSorted()
}

function uniqueLiterals(texts: readonly (readonly [string, boolean])[]): Literal[] {
  const made = texts.map(([text, ignoreCase]) => ({
    text,
    ignoreCase,
    next: undefined,
    conditions: [],
  }))
  return [...new Map(made.map((one) => [JSON.stringify(one), one])).values()]
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '_'), minLength: 3, maxLength: 7 })
const list = fc.array(
  fc
    .tuple(letters, fc.boolean())
    .map(([text, ignoreCase]) => [ignoreCase ? text.toLowerCase() : text, ignoreCase] as const),
  { minLength: 1, maxLength: 12 },
)
const document = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '_', '.'), maxLength: 80 })

test('a table that was extended finds what one built at once finds', () => {
  fc.assert(
    fc.property(list, document, fc.nat(12), (texts, text, cut) => {
      const literals = uniqueLiterals(texts)
      const known = Math.min(cut, literals.length)
      const whole = buildLiteralTable(literals)
      const base =
        known === 0 ? emptyLiteralTable(whole) : buildLiteralTable(literals.slice(0, known))
      const extended = extendLiteralTable(base, literals, known)
      expect(find(extended, literals, text)).toEqual(find(whole, literals, text))
    }),
    { numRuns: 12 },
  )
})

test('the table that is extended stays as it was', () => {
  const literals = uniqueLiterals([['abcd', false], ['abcde', false]]) // prettier-ignore
  const base = buildLiteralTable(literals.slice(0, 1))
  const before = base.slice()
  extendLiteralTable(base, literals, 1)
  expect(Buffer.compare(base, before)).toBe(0)
})

test.for([
  ['too many', Array.from({ length: 9000 }, (_, at) => fiveOf(at))],
  [
    'too many with the same rare piece',
    Array.from({ length: 300 }, (_, at) => `zqxj${'-'.repeat(at % 190)}${at}`),
  ],
] as const)('%s are refused', ([, texts]) => {
  const literals = uniqueLiterals(texts.map((text) => [text, false]))
  expect(() => extendLiteralTable(emptyLiteralTable(buildLiteralTable([])), literals, 0)).toThrow(
    /more than there is room for|expected at most 12288/,
  )
})

test('hundreds of three characters have room', () => {
  const texts = Array.from({ length: 300 }, (_, at) => fiveOf(at).slice(0, 3))
  const literals = uniqueLiterals(texts.map((text) => [text, false]))
  const table = extendLiteralTable(emptyLiteralTable(buildLiteralTable([])), literals, 0)
  expect(find(table, literals, texts.join(' '))).toHaveLength(texts.length)
})

/** Letters and digits that differ in all places. */
function fiveOf(number: number): string {
  return ((number * 7_919_317) % 36 ** 5).toString(36).padStart(5, 'x')
}
