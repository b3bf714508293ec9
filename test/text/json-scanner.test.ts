import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOfLatin1, bytesOfUtf8, concatBytes } from '../../src/text/bytes.ts'
import { JsonScanner } from '../../src/text/json-scanner.ts'
import type { JsonScannerOptions } from '../../src/text/json-scanner-options.ts'
import type { JsonToken } from '../../src/text/json-token.ts'
import { textOfBytes } from '../../src/text/wide-text.ts'

/** A token with all that can be asked of it. */
interface Told {
  readonly token: JsonToken
  readonly start: number
  readonly end: number
  readonly path: readonly (string | number)[]
  readonly text: string
}

/** Everything up to the end or a fault; pieces are told one by one. */
function tell(chunks: readonly Uint8Array[], options: Partial<JsonScannerOptions> = {}): Told[] {
  const scanner = new JsonScanner(options)
  const told: Told[] = []
  for (const chunk of [...chunks, undefined]) {
    if (chunk) scanner.push(chunk)
    else scanner.finish()
    for (;;) {
      const token = scanner.next()
      if (token === 'wait') break
      told.push({ token, start: scanner.start, end: scanner.end, path: scanner.path(), text: scanner.text() })
      if (token === 'end' || token === 'fault') return told
    }
  }
  throw new Error('no end')
} // prettier-ignore

const tellWhole = (bytes: Uint8Array, options?: Partial<JsonScannerOptions>) =>
  tell([bytes], options)

/** @param cuts any numbers; where they lie in the bytes */
function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((left, right) => left - right)
  // A copy each, so that nothing is read beyond its chunk.
  return [0, ...places].map((from, at) => bytes.slice(from, places[at] ?? bytes.length))
}

/** The value that tokens make up; of a key that is there twice the last, as JSON.parse has it. */
function build(told: readonly Told[]): unknown {
  const values: unknown[] = []
  const open: unknown[] = []
  for (const { token, path, text } of told) {
    if (token === 'key' || token === 'end') continue
    if (token === '}' || token === ']') {
      open.pop()
      continue
    }
    const value = valueOf(token, text)
    const inner = open.at(-1)
    if (inner === undefined) values.push(value)
    else if (Array.isArray(inner)) inner.push(value)
    else Object.defineProperty(inner, path.at(-1)!, { value, enumerable: true, configurable: true, writable: true })
    if (token === '{' || token === '[') open.push(value)
  }
  expect(values).toHaveLength(1)
  return values[0]
} // prettier-ignore

function valueOf(token: JsonToken, text: string): unknown {
  if (token === '{') return {}
  if (token === '[') return []
  return token === 'string' ? text : (JSON.parse(text) as unknown)
}

const characters = fc.constantFrom(
  'a', '"', '\\', '/', '\n', '\t', '\u0001', 'é', '日', '😀', '\ud83d', '\ude00', '\u2028', ' ', ',', '}', '', '\u007f', 'u0041', '\ufeff',
) // prettier-ignore
const string = fc.array(characters, { maxLength: 12 }).map((parts) => parts.join(''))
const { json } = fc.letrec((tie) => ({
  leaf: fc.oneof(string, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constantFrom(true, false, null)),
  json: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(string, tie('json')), { maxLength: 4 }).map((entries) => ({ entries })),
  ),
})) // prettier-ignore

/** Writes JSON with blanks and escapes where numbers drawn say so. */
function write(value: unknown, draw: () => number): string {
  const blank = () => ['', '', '', ' ', '\n', '\r\n\t'][draw() % 6]!
  const text = (from: string) =>
    `"${[...JSON.stringify(from).slice(1, -1).matchAll(/\\u[\da-f]{4}|\\.|[^]/gu)].map(([part]) => escaped(part, draw)).join('')}"`
  const between = (parts: readonly string[]) => parts.join(`${blank()},${blank()}`)
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value))
    return `[${blank()}${between(value.map((item) => write(item, draw)))}${blank()}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const { entries } = value as { entries: [string, unknown][] }
  const members = entries.map(
    ([key, inner]) => `${text(key)}${blank()}:${blank()}${write(inner, draw)}`,
  )
  return `{${blank()}${between(members)}${blank()}}`
} // prettier-ignore

function escaped(part: string, draw: () => number): string {
  if (part === '/' && draw() % 2 === 0) return '\\/'
  if (part.startsWith('\\') || draw() % 3 > 0) return part
  return Array.from({ length: part.length }, (_, at) => {
    const hex = part.charCodeAt(at).toString(16).padStart(4, '0')
    return `\\u${draw() % 2 === 0 ? hex : hex.toUpperCase()}`
  }).join('')
}

const written = fc.tuple(json, fc.array(fc.nat(100), { minLength: 7, maxLength: 40 })).map(
  ([value, numbers]) => {
    let at = 0
    return write(value, () => numbers[at++ % numbers.length]! + Math.floor(at / numbers.length))
  },
) // prettier-ignore
const cuts = fc.array(fc.nat(), { maxLength: 6 })

test('any JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(written, fc.boolean(), (text, isStrict) => {
      const told = tellWhole(bytesOfUtf8(text), { isStrict })
      expect(told.at(-1)!.token).toBe('end')
      expect(build(told)).toEqual(JSON.parse(text))
    }),
    { numRuns: 1000 },
  )
})

test('offsets are those of the token, and every string stands between quotes', () => {
  fc.assert(
    fc.property(written, (text) => {
      const bytes = bytesOfUtf8(text)
      for (const { token, start, end, text: said } of tellWhole(bytes)) {
        const raw = Buffer.from(bytes.subarray(start, end)).toString()
        if (token === 'key' || token === 'string') {
          expect([bytes[start - 1], bytes[end]]).toEqual([0x22, 0x22])
          expect(JSON.parse(`"${raw}"`)).toBe(said)
        } else if (token !== 'end') expect(raw).toBe(token.length === 1 ? token : said)
      }
    }),
    { numRuns: 500 },
  )
})

test('how the input is cut makes no difference, pieces and faults included', () => {
  const damage = fc.tuple(fc.nat(), fc.constantFrom('"', '\\', '}', '[', '\n', '\u0000', '\ufffd', 'x', '')) // prettier-ignore
  fc.assert(
    fc.property(written, fc.option(damage), cuts, fc.boolean(), (text, damaged, places, isStrict) => {
      const at = damaged ? damaged[0] % (text.length + 1) : text.length
      const bytes = bytesOfUtf8(text.slice(0, at) + (damaged?.[1] ?? '') + text.slice(at + 1))
      const options = { isStrict, pieceBytesMax: 32 }
      expect(tell(cutAt(bytes, places), options)).toEqual(tellWhole(bytes, options))
    }),
    { numRuns: 1000 },
  )
}) // prettier-ignore

test('every single cut, and every byte alone', () => {
  const text =
    '\ufeff {"a\\u00e9\\ud83d\\ude00b": [1.5e+3, -0, true, "x\\n\\\\😀", {}], "": null}\n[] "z" 12 '
  const bytes = bytesOfUtf8(text)
  const whole = tellWhole(bytes)
  expect(whole.at(-1)).toMatchObject({ token: 'end' })
  for (let at = 0; at <= bytes.length; at++) {
    expect(tell([bytes.slice(0, at), bytes.slice(at)])).toEqual(whole)
  }
  expect(tell(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole)
})

/** Where the object or list ends that begins at an offset. */
function endsOf(told: readonly Told[]): Map<number, number> {
  const open: number[] = []
  const ends = new Map<number, number>()
  for (const { token, start, end } of told) {
    if (token === '{' || token === '[') open.push(start)
    else if (token === '}' || token === ']') ends.set(open.pop()!, end)
  }
  return ends
}

/** What {@link tell} says, but of some objects and lists only that they begin. */
function tellSkipping(chunks: readonly Uint8Array[], ends: ReadonlyMap<number, number>): Told[] {
  const scanner = new JsonScanner()
  const told: Told[] = []
  let given = 0
  for (let at = 0; at <= chunks.length; at++) {
    if (at < chunks.length) scanner.push(chunks[at]!)
    else scanner.finish()
    given += chunks[at]?.length ?? 0
    for (let token = scanner.next(); token !== 'wait'; token = scanner.next()) {
      told.push({ token, start: scanner.start, end: scanner.end, path: scanner.path(), text: scanner.text() })
      if (token === 'end' || token === 'fault') return told
      const end = token === '{' || token === '[' ? ends.get(scanner.start) : undefined
      if (end === undefined) continue
      const wasThere = end <= given
      while (given < end) given += chunks[++at]!.length
      if (wasThere) scanner.skipTo(end)
      else scanner.skipInto(chunks[at]!, given - chunks[at]!.length, end)
      expect([scanner.start, scanner.end]).toEqual([end, end])
    }
  }
  throw new Error('no end')
} // prettier-ignore

test('what follows an object or list that is skipped is read as if it had been read, however it is cut', () => {
  fc.assert(
    fc.property(written, cuts, fc.infiniteStream(fc.boolean()), (text, places, isSkipped) => {
      const bytes = bytesOfUtf8(`[1234567,${text},1234567,${text},1234567]`)
      const told = tellWhole(bytes)
      const skipped = [...endsOf(told)].filter(() => isSkipped.next().value)
      const isKept = ({ start }: Told) =>
        !skipped.some(([from, end]) => from < start && start < end)
      expect(tellSkipping(cutAt(bytes, places), new Map(skipped))).toEqual(told.filter(isKept))
    }),
    { numRuns: 1000 },
  )
})

test('a number behind a list that ends in a chunk of its own is read from its first byte on', () => {
  const told = tellSkipping(['[1234', '5,[', '],6,7]'].map(bytesOfLatin1), new Map([[7, 9]]))
  expect(told.map(({ token, text }) => [token, text])).toEqual([
    ['[', '['],
    ['number', '12345'],
    ['[', '['],
    ['number', '6'],
    ['number', '7'],
    [']', ']'],
    ['end', ''],
  ])
})

test('strict, it takes what JSON.parse takes, and nothing else', () => {
  const noise = fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '\\', '\\u12', '0', '-', '.5', 'e', '\n', '\u0001', 'tru', 'null', 'NaN', ' ', "'", '//') // prettier-ignore
  let valid = 0
  fc.assert(
    fc.property(written, fc.nat(), noise, fc.nat(3), (text, place, piece, length) => {
      const at = place % (text.length + 1)
      const damaged = `${text.slice(0, at)}${piece}${text.slice(at + length)}`
      const scanner = JsonScanner.of(bytesOfUtf8(damaged), { isStrict: true })
      let token = scanner.next()
      let documents = 0
      for (; token !== 'end' && token !== 'fault' && documents < 2; token = scanner.next()) {
        documents = scanner.documents + (scanner.depth > 0 || token === 'key' ? 1 : 0)
      }
      const isValid = isJson(damaged)
      if (isValid) valid++
      expect(token === 'end' && scanner.documents === 1, damaged).toBe(isValid)
    }),
    { numRuns: 2000 },
  )
  expect(valid).toBeGreaterThan(50)
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('cut off anywhere, all before is told and the fault is at the end', () => {
  fc.assert(
    fc.property(written, fc.nat(), (text, place) => {
      const bytes = bytesOfUtf8(`[${text}]`)
      const at = 1 + (place % (bytes.length - 1))
      const told = tellWhole(bytes.subarray(0, at))
      const last = told.pop()!
      expect(last.token).toBe('fault')
      // Where an escape begins that is not all there.
      expect(at - last.start).toBeLessThan(12)
      if (bytes[last.start] !== 0x5c) expect(last.start).toBe(at)
      const whole = tellWhole(bytes)
      const cut = told.at(-1)
      const isWhole = cut === undefined || isSame(cut, whole[told.length - 1]!)
      expect(told.slice(0, isWhole ? undefined : -1)).toEqual(whole.slice(0, isWhole ? told.length : told.length - 1))
      if (isWhole) return
      // What is there of a string but the beginning of an escape, or of a number.
      const { token, start, end } = whole[told.length - 1]!
      expect([cut.token, cut.start]).toEqual([token, start])
      expect(at - cut.end).toBeLessThan(12)
      expect(cut.end).toBeLessThanOrEqual(end)
    }),
    { numRuns: 1000 },
  )
}) // prettier-ignore

function isSame(left: Told, right: Told): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

test('pieces are whole characters and make up the string', () => {
  const long = fc.array(characters, { maxLength: 200 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(long, fc.array(fc.nat(50), { minLength: 9 }), cuts, (text, numbers, places) => {
      let at = 0
      const bytes = bytesOfUtf8(write(text, () => numbers[at++ % numbers.length]!))
      const told = tell(cutAt(bytes, places), { pieceBytesMax: 32 }).filter(({ token }) => token === 'string')
      expect(told.map((piece) => piece.text).join('')).toBe(JSON.parse(Buffer.from(bytes).toString()))
      expect(told[0]!.start).toBe(1)
      expect(told.at(-1)!.end).toBe(bytes.length - 1)
      for (const [index, { start, end }] of told.entries()) {
        expect(end - start).toBeLessThanOrEqual(32)
        if (index > 0) expect(start).toBe(told[index - 1]!.end)
        expect(Buffer.from(bytes.subarray(start, end)).toString()).not.toContain('\ufffd')
      }
    }),
    { numRuns: 500 },
  )
}) // prettier-ignore

test('a piece says whether it is the first or the last', () => {
  const scanner = JsonScanner.of(bytesOfUtf8(`{"${'k'.repeat(70)}":"${'v'.repeat(64)}","b":"c"}`))
  const pieces = new JsonScanner({ pieceBytesMax: 32 })
  pieces.push(bytesOfUtf8(`{"${'k'.repeat(70)}":"${'v'.repeat(64)}","b":"c"}`))
  const told: unknown[] = []
  for (let token = pieces.next(); token !== 'wait'; token = pieces.next()) {
    if (token !== '{' && token !== '}')
      told.push([token, pieces.end - pieces.start, pieces.isFirst, pieces.isLast])
  }
  expect(told).toEqual([
    ['key', 32, true, false], ['key', 32, false, false], ['key', 6, false, true],
    ['string', 32, true, false], ['string', 32, false, true],
    ['key', 1, true, true], ['string', 1, true, true],
  ]) // prettier-ignore
  scanner.next()
  expect([scanner.next(), scanner.end - scanner.start, scanner.isLast]).toEqual(['key', 70, true])
})

test('ten thousand levels, from bytes one by one', () => {
  const text = '{"a":['.repeat(5000) + '"x"' + ']}'.repeat(5000)
  const scanner = new JsonScanner()
  let path: unknown[] = []
  for (const byte of bytesOfUtf8(text)) {
    scanner.push(Uint8Array.of(byte))
    for (let token = scanner.next(); token !== 'wait'; token = scanner.next()) {
      expect(token).not.toBe('fault')
      if (token === 'string') path = scanner.path()
    }
  }
  scanner.finish()
  expect(scanner.next()).toBe('end')
  expect(path).toHaveLength(10_000)
  expect(path.slice(0, 4)).toEqual(['a', 0, 'a', 0])
})

test.for([
  ['too deep', '[[[', 2, 'at most 2 objects and lists in each other'],
  ['no colon', '{"a" 1}', 5, 'a colon'],
  ['no comma', '[1 2]', 3, 'a comma or ]'],
  ['a comma too many', '[1,]', 3, 'a value'],
  ['a comma too many in an object', '{"a":1,}', 7, 'a key in double quotes'],
  ['the wrong bracket', '{"a":1]', 6, 'a comma or }'],
  ['a bracket without its other one', ']', 0, 'a value'],
  ['a line feed in a string', '["ab\n"]', 4, 'the end of a string'],
  ['the end in a string', '["ab', 4, 'the end of a string'],
  ['the end', '{"a":', 5, 'a value'],
  ['a mark that is not first', ' \u{feff}1', 1, 'a value'],
  ['a comment', '/* a */ 1', 0, 'a value'],
] as const)('%s is a fault with its place', ([, text, at, expected]) => {
  const scanner = JsonScanner.of(bytesOfUtf8(text), { depthMax: 2 })
  let token = scanner.next()
  while (token !== 'fault' && token !== 'end') token = scanner.next()
  expect([token, scanner.start, scanner.expected]).toEqual(['fault', at, expected])
  expect(scanner.next()).toBe('fault')
})

test.for([
  ['control characters in strings', '"a\tb\u0000"', 'a\tb\u0000'],
  ['escapes that are none', '"a\\x\\u12\\q"', 'a\\x\\u12\\q'],
  ['NaN', 'NaN', 'NaN'],
  ['numbers of other languages', '+0x1F', '+0x1F'],
] as const)('not strict, %s are taken', ([, text, said]) => {
  expect(tellWhole(bytesOfUtf8(text))[0]!.text).toBe(said)
  expect(tellWhole(bytesOfUtf8(text), { isStrict: true }).at(-1)!.token).toBe('fault')
})

test('bytes that are no UTF-8 stay as they are', () => {
  const bytes = bytesOfLatin1('{"\xff\x80":"a\xc3\\n\xed\xa0\x80\xfe"}')
  const scanner = JsonScanner.of(bytes)
  const decoded: string[] = []
  for (let token = scanner.next(); token !== 'end'; token = scanner.next()) {
    if (token === 'key' || token === 'string')
      decoded.push(Buffer.from(scanner.decoded()).toString('latin1'))
  }
  expect(decoded).toEqual(['\xff\x80', 'a\xc3\n\xed\xa0\x80\xfe'])
})

test('after a fault the next line is read, however it is cut', () => {
  const lines = ['{"a":"cut', '{"b":1}', '{"c":[tru}, "d"]}', 'plain text', '["e"]', '{"f":"', '"g"']
  const bytes = bytesOfUtf8(lines.join('\n'))
  fc.assert(
    fc.property(cuts, (places) => {
      const scanner = new JsonScanner()
      const told: string[] = []
      for (const chunk of [...cutAt(bytes, places), undefined]) {
        if (chunk) scanner.push(chunk)
        else scanner.finish()
        for (let token = scanner.next(); token !== 'wait' && token !== 'end'; token = scanner.next()) {
          if (token === 'fault') scanner.skipLine()
          else if (token === 'string' || token === 'number') told.push(`${scanner.path().join('.')}=${scanner.text()}`)
        }
      }
      expect(told).toEqual(['a=cut', 'b=1', '0=e', '=g'])
      expect(scanner.depth).toBe(0)
    }),
    { numRuns: 200 },
  )
}) // prettier-ignore

test('a key that is there twice is told twice', () => {
  const told = tellWhole(bytesOfUtf8('{"a":"x","a":"y"}')).filter(({ token }) => token === 'string')
  expect(told.map(({ path, text }) => [path, text])).toEqual([
    [['a'], 'x'],
    [['a'], 'y'],
  ])
})

test('offsets go beyond two gigabytes', () => {
  const scanner = new JsonScanner()
  const skipped = new Uint8Array(1 << 26)
  scanner.skipLine()
  for (let count = 0; count < 33; count++) {
    scanner.push(skipped)
    expect(scanner.next()).toBe('wait')
  }
  scanner.push(bytesOfUtf8('\n["x"]'))
  scanner.next()
  scanner.next()
  expect(scanner.start).toBe(33 * 2 ** 26 + 3)
})

test('a string in many chunks is copied in proportion to its length', () => {
  const chunk = new Uint8Array(1 << 10).fill(0x61)
  const scanner = new JsonScanner({ pieceBytesMax: 1 << 23 })
  scanner.push(bytesOfUtf8('"'))
  for (let count = 0; count < 8000; count++) {
    scanner.push(chunk)
    expect(scanner.next()).toBe('wait')
  }
  scanner.push(concatBytes([bytesOfUtf8('\\n"')]))
  expect(scanner.next()).toBe('string')
  expect(textOfBytes(scanner.decoded())).toHaveLength(8000 * 1024 + 1)
})
