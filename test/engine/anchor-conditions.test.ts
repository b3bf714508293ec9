import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { literalsOf } from '../../src/engine/anchor-index.ts'
import type { Condition, WindowCondition } from '../../src/engine/literal-condition.ts'
import { buildLiteralTable } from '../../src/engine/literal-table.ts'
import { Prefilter } from '../../src/engine/prefilter.ts'
import { readRulePack } from '../../src/scan/load-engine.ts'
import { addRange, emptySet, setOf } from '../../src/text/byte-set.ts'
import { bytesOfLatin1 } from '../../src/text/bytes.ts'
import { hasRun, isNeededAt, textOf } from './conditions.ts'

const module = new WebAssembly.Module(
  readFileSync(new URL('../../dist/pack/prefilter.wasm', import.meta.url)),
)

/** Finds `word`, in any case, where the condition holds. */
class Finder {
  readonly #word: string
  readonly #prefilter: Prefilter

  constructor(word: string, ...conditions: readonly Condition[]) {
    this.#word = word
    const literal = { text: word, ignoreCase: true, next: undefined, conditions }
    this.#prefilter = new Prefilter(module, buildLiteralTable([literal]))
  }

  /** Bytes beside the window are of what would change the answer. */
  find(text: string, around: string, rankMin = 0): number[] {
    const bytes = bytesOfLatin1(around + text + around)
    const address = this.#prefilter.reserve(bytes.length)
    this.#prefilter.bytes.set(bytes, address)
    const start = address + around.length
    const hits: number[] = []
    const onHit = (at: number) => hits.push(at - start)
    this.#prefilter.findLiterals(start, start + text.length, onHit, rankMin)
    this.#prefilter.release(bytes.length)
    return hits
  }

  /** All places of the word for which the reader says yes are found, and no others than places of the word. */
  check(text: string, around: string, needs: (at: number) => boolean): number {
    const places: number[] = []
    const lower = text.toLowerCase()
    for (let at = lower.indexOf(this.#word); at >= 0; at = lower.indexOf(this.#word, at + 1)) {
      places.push(at)
    }
    const found = this.find(text, around)
    const needed = places.filter(needs)
    const message = JSON.stringify(text)
    expect(
      needed.filter((at) => !found.includes(at)),
      message,
    ).toEqual([])
    expect(
      found.filter((at) => !places.includes(at)),
      message,
    ).toEqual([])
    return needed.length
  }
}

const printable = emptySet()
addRange(printable, 0x21, 0x7e)
const isAssigned: Condition = { kind: 'assigned', rank: 0, lengthMin: 4, alphabet: printable }
const assigned = new Finder('pass', isAssigned)

function checkAssigned(text: string, around = ''): number {
  return assigned.check(text, around, (at) => isNeededAt([isAssigned], textOf(text), at, at + 4))
}

/** What names, what stands between them and values, and values are made of, at the limits of all of them. */
const part = fc.constantFrom(
  'pass', 'PASS', 'pass', 'word', 'db_', 'a.b-c$d', 'a'.repeat(90), 'a'.repeat(96), 'a'.repeat(99), '-', '--',
  '\\', '\\n', '\\t', '\\\\n', '\\u003d', '%3D', '"', "'", '`', '``', '"""', '\\"', '\\\\\\"', '\\\'', ')', ']', '}', '*', '**', ')'.repeat(11), '"]'.repeat(6),
  ' ', '\t', ' '.repeat(62), ' '.repeat(64), ' '.repeat(65), '\n', '\r\n', '\n'.repeat(60), '\n\n\n\n', ',', ', ', '=', ':', '>', '|', '?', '+', '~', '=>', ':=', '?:',
  '(', 'value', '"value": ', ' Value=', 'default: "', 'defaultValue', 'string =', 'b"', '@"', 'decode(', 'new Secret("', '&', ';', ';x=', '/', '\0', '\x80', 'é',
  'abcdef', '"abcdef"', '123456', '<', '</', '12', 'ab', 'true', '": "', ':"', 'Bearer ', 'Key', ' or ', '?? ', '12.or', '{', '},', ',"', 'a b', '12)', '\\":\\"', '\nexport ',
) // prettier-ignore

test('whatever is assigned to a name is found, whatever stands around', () => {
  let needed = 0
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 7 }),
      fc.array(part, { maxLength: 7 }),
      fc.constantFrom(
        '',
        '"abcdef"',
        'abcdef',
        '=abcdef',
        ': "abcdef"\r\n',
        ' abcdef',
        '":"abcdef",',
        '=123456 ',
        ':12345,"x"',
      ),
      part,
      (before, behind, value, around) => {
        needed += checkAssigned(`${before.join('')}pass${behind.join('')}${value}`, around)
      },
    ),
    { numRuns: 20_000, seed: 1 },
  )
  expect(needed).toBeGreaterThan(2000)
})

test.for([
  ['a flag', '--pass abcdef'],
  ['a flag behind an escaped line end', '"run\\n--pass abcdef"'],
  ['a flag with more of a name', '\\t--db-pass-word  abcdef'],
  ['an escaped quote', '{\\"pass\\": \\"abcdef\\"}'],
  ['quotes escaped twice', '{\\\\\\"pass\\\\\\":\\\\\\"abcdef\\\\\\"}'],
  ['a gap as long as it may be', `pass${' '.repeat(64)}= "abcdef"`],
  ['a gap before a pair', `name="pass"${' '.repeat(60)}\r\nvalue="abcdef"`],
  ['a name as long as it may be', `${'a'.repeat(96)}pass=abcdef`],
  ['CRLF', 'pass=\r\n"abcdef"\r\n'],
  ['an argument', 'define("pass", "abcdef")'],
  ['an element', '<pass>abcdef</pass>'],
  ['Markdown', '**pass:** `abcdef`'],
] as const)('%s is assigned, in every window that holds it', ([, text]) => {
  expect(checkAssigned(text)).toBe(1)
  for (const around of ['pass', ' ', '=', '"', 'a', '-'])
    expect(checkAssigned(text, around)).toBe(1)
  for (let end = 0; end <= text.length; end++) {
    checkAssigned(text.slice(0, end), '=')
    checkAssigned(text.slice(end), 'a')
  }
})

test.for([
  ['"pass_tokens":4711,"x":1', 'a number'], ['{\\"pass\\":true}', 'a word'], ['pass=123 next', 'too short'], ['"pass":"abc","x":""', 'too short in quotes'],
  ['"pass":"of all the words"', 'a blank'], ['{\\"pass\\":\\"ab\\"}', 'too short in escaped quotes'], ['a(Pass.java:85)\n', 'a place in code'], ['Compass.move(Pass.java:8)', 'a call'],
  ['"pass":""', 'nothing'], ['pass(12)', 'an argument'], ['  "pass": 12,\n', 'a number on its line'],
] as const)('%s assigns %s', ([text]) => expect(assigned.find(text, '=')).toEqual([])) // prettier-ignore

test.for([
  'pass=12 or "abcdef"', 'pass: 12 || "abcdef"', 'pass=12,abcdef', '  "pass": 12,abcdef', '"pass":"ab" + "cdef"', '"pass":"Bearer abcdef"', '"pass":"key abcdef"', 'pass=12345', '"pass":"12345"', 'pass("ab", "abcdef")', 'pass: ab = abcdef', '"pass":"""abcdef"""',
])('%s may assign a secret', (text) => expect(assigned.find(text, '=')).not.toEqual([])) // prettier-ignore

test.for([
  'further up, not so far, the pass seems long', 'a compass/b', 'password!', 'of all the many there are, that one bypass goes', 'pass;', '--pass;', 'and then, at last, they saw the `pass` of',
])('%s assigns nothing', (text) => expect(assigned.find(text, '=')).toEqual([])) // prettier-ignore

/** Of small and of the largest numbers. Built once: a table takes long. */
const runs = [
  ['0123456789abcdef', 1, 4],
  ['ABCDEFXYZ_-', 3, 1],
  ['ab', 12, 2],
  [' \t\r\n0', 5, 9],
  ['"\'=:0a', 256, 20],
  ['key0', 48, 12],
  ['0a', 255, 254],
  ['0X', 2, 255],
  ['0', 256, 255],
].map(([bytes, distance, length]) => {
  const run = {
    set: setOf(bytes as string),
    distance: distance as number,
    length: length as number,
  }
  return { ...run, finder: new Finder('key', { kind: 'run', rank: 0, ...run }) }
})

test('a run is found exactly where it is long enough and near enough', () => {
  const count = { yes: 0, no: 0 }
  const piece = fc.oneof(
    fc.constantFrom('key', 'KEY', 'keykey', ' ', '\r\n', '=', '": "', '\0', '\x80', '\xff', 'é'),
    fc.string({ unit: fc.constantFrom(...'0af'), maxLength: 20 }),
    fc
      .tuple(fc.constantFrom(...'0aXk" '), fc.nat({ max: 300 }))
      .map(([byte, times]) => byte.repeat(times)),
  )
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 6 }),
      fc.array(piece, { maxLength: 8 }),
      piece,
      fc.constantFrom(...runs),
      (before, behind, around, { finder, distance, length, set }) => {
        const text = `${before.join('')}key${behind.join('')}`
        const needs = (at: number) => hasRun({ distance, length, set }, text, at + 3)
        finder.check(text, around, needs)
        const found = finder.find(text, around)
        for (const at of found) expect(needs(at), JSON.stringify(text)).toBe(true)
        count[found.length > 0 ? 'yes' : 'no']++
      },
    ),
    { numRuns: 6000, seed: 1 },
  )
  expect(Math.min(count.yes, count.no)).toBeGreaterThan(1000)
})

/** Windows of all kinds; the texts and sets of some never stand in what is searched. */
const windows = [
  {},
  { before: 9 },
  { isFar: true },
  { escaped: { before: 6, behind: 12 } },
  { texts: ['0a', '='] },
  { before: 40, texts: ['"'], lengthMin: 12, escaped: { before: 46, behind: 12 } },
  { lengthMin: 40, lengthMax: 44 },
  { lengthMax: 6, texts: ['='] },
  { gate: { from: 3, to: 3, set: emptySet() } },
].map((changed) => {
  const window: WindowCondition = {
    kind: 'window',
    before: 0,
    gate: { from: 3, to: 5, set: setOf('=0a"') },
    isFar: false,
    lengthMin: 3,
    lengthMax: 4096,
    alphabet: setOf('key=0af" '),
    texts: [],
    escaped: { before: 0, behind: 0 },
    ...changed,
  }
  const condition = { rank: 1, ...window } as const
  return { condition, finder: new Finder('key', condition) }
})

test('a window holds exactly where the host would look', () => {
  const count = { yes: 0, no: 0 }
  const piece = fc.oneof(
    fc.constantFrom('key', 'key=0', 'key', ' ', '\n', '=', '\\"', '"', '\0', '\xff', '\\n', '%3D', '\\u003d', '\\x3d', 'a', '\\\\\\"'),
    fc.string({ unit: fc.constantFrom(...'0a=f'), maxLength: 20 }),
  ) // prettier-ignore
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 6 }),
      fc.array(piece, { maxLength: 8 }),
      piece,
      fc.constantFrom(...windows),
      (before, behind, around, { condition, finder }) => {
        const text = `${before.join('')}key${behind.join('')}`
        const needs = (at: number) => isNeededAt([condition], textOf(text), at, at + 3)
        finder.check(text, around, needs)
        const found = finder.find(text, around)
        for (const at of found) expect(needs(at), JSON.stringify(text)).toBe(true)
        count[found.length > 0 ? 'yes' : 'no']++
      },
    ),
    { numRuns: 6000, seed: 1 },
  )
  expect(Math.min(count.yes, count.no)).toBeGreaterThan(1000)
})

test('one of several conditions is enough, and those of too low a rank do not count', () => {
  const run = { kind: 'run', distance: 4, length: 2 } as const
  const conditions = [
    { ...run, rank: 0, set: setOf('0') },
    { ...run, rank: 2, set: setOf('1') },
  ]
  const finder = new Finder('key', ...conditions)
  const found = (text: string) => [0, 1, 2, 3].map((rank) => finder.find(text, '', rank).length)
  expect(found('key=00')).toEqual([1, 0, 0, 0])
  expect(found('key=11')).toEqual([1, 1, 1, 0])
  expect(found('key=01')).toEqual([0, 0, 0, 0])
})

test('of a run longer than a byte can say, only so much is asked', () => {
  const set = setOf('0')
  const finder = new Finder('key', { kind: 'run', rank: 0, distance: 4, length: 900, set })
  expect(finder.find(`key=${'0'.repeat(900)}`, '')).toEqual([0])
  expect(finder.find(`key=${'0'.repeat(255)}`, '')).toEqual([0])
  expect(finder.find(`key=${'0'.repeat(254)}`, '')).toEqual([])
})

test('the names and words that text is full of have conditions', () => {
  const literals = literalsOf(readRulePack())
  const kindOf = new Map(literals.map(({ text, conditions }) => [text, conditions[0]?.kind]))
  for (const name of ['pass', 'pwd', 'key', 'secret', 'token', 'credential']) {
    expect(kindOf.get(name), name).toBe('assigned')
  }
  for (const word of ['heroku', 'datadog', 'twitter']) expect(kindOf.get(word), word).toBe('run')
})
