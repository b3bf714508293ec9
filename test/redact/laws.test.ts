import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeEngine, scanBytes } from '../engine/real-pack.ts'
import { bytesOf, makeRedactor, redactInChunks, redactText, textOf } from './make-redactor.ts'
import { randomRecords } from './random-records.ts'

const runs = Number(process.env['STANCH_LAW_RUNS'] ?? 1)
const redactor = makeRedactor()
const engine = makeEngine()
const seeds = fc.integer({ min: 0, max: 2 ** 30 })

/** Line by line: what is searched in blocks is not. */
function redactLines(text: string): string {
  const stream = redactor.openRecords()
  const lines = text.split(/(?<=\n)/).filter((line) => line !== '')
  const out = [...lines.flatMap((line) => stream.push(bytesOf(line))), ...stream.end()]
  return out.map(textOf).join('')
}

function law(name: string, numRuns: number, property: fc.IProperty<[number]>) {
  test(name, { timeout: 120_000 }, () => fc.assert(property, { numRuns: numRuns * runs }))
}

describe('whatever the records are', () => {
  law(
    'the output does not depend on how the input is cut into chunks',
    12,
    fc.property(seeds, (seed) => {
      const { text } = randomRecords(seed, 30)
      const lengths = [1 + (seed % 7), 200 + ((seed * 13) % 3000), 3]
      expect(redactInChunks(redactor, text, lengths)).toBe(redactText(redactor, text))
    }),
  )

  law(
    'blocks of lines give what lines give',
    15,
    fc.property(seeds, (seed) => {
      const { text } = randomRecords(seed, 40)
      expect(redactLines(text)).toBe(redactText(redactor, text))
    }),
  )

  law(
    'redacting twice changes nothing',
    12,
    fc.property(seeds, (seed) => {
      const once = redactText(redactor, randomRecords(seed, 30).text)
      expect(redactText(redactor, once)).toBe(once)
    }),
  )

  law(
    'no planted secret is left',
    12,
    fc.property(seeds, (seed) => {
      const { text, planted } = randomRecords(seed, 30)
      const output = redactText(redactor, text)
      for (const secret of planted) expect(output).not.toContain(secret)
    }),
  )

  law(
    'a scan of the output finds none of them, and no token',
    8,
    fc.property(seeds, (seed) => {
      const { text, planted } = randomRecords(seed, 30)
      const output = bytesOf(redactText(redactor, text))
      const found = scanBytes(engine, output).map(({ secret }) => textOf(secret))
      for (const secret of found) {
        expect(planted).not.toContain(secret)
        expect(secret).not.toMatch(/^(?:\[stanch:.*|[0-9a-f]{8}:[0-9a-f]{16}\]?)$/)
      }
    }),
  )

  law(
    'what is let go when nothing comes holds no secret',
    10,
    fc.property(seeds, (seed) => {
      const { text, planted } = randomRecords(seed, 20, [
        'ordinary',
        'planted',
        'crlf',
        'key',
        'number',
        'nextLine',
      ])
      const stream = redactor.openBytes()
      const bytes = bytesOf(text)
      let output = ''
      for (let at = 0, turn = seed; at < bytes.length; turn = (turn * 48271) % 2147483647) {
        const length = 1 + (turn % 90)
        output += textOf(stream.push(bytes.slice(at, at + length))) + textOf(stream.flush())
        at += length
      }
      output += textOf(stream.end())
      for (const secret of planted) expect(output).not.toContain(secret)
    }),
  )
})

describe('where lines have no ends', () => {
  const kinds = ['unended', 'unended', 'keyUnended', 'keyDocker', 'dockerShort', 'dockerLong', 'planted', 'criParts', 'keyCut', 'wrapped'] // prettier-ignore

  law(
    'neither chunks nor blocks make a difference, nor does a second time',
    12,
    fc.property(seeds, (seed) => {
      const { text, planted } = randomRecords(seed, 20, kinds)
      const once = redactText(redactor, text)
      expect(redactLines(text)).toBe(once)
      expect(redactInChunks(redactor, text, [1 + (seed % 5), 200 + (seed % 3000)])).toBe(once)
      expect(redactText(redactor, once)).toBe(once)
      for (const secret of planted) expect(once).not.toContain(secret)
    }),
  )
})

test('every cut of one secret gives the same', { timeout: 60_000 }, () => {
  const { text } = randomRecords(7, 6, ['planted', 'criParts', 'nextLine', 'number', 'exampleDeep'])
  const whole = redactText(redactor, text)
  for (let at = 1; at < text.length; at++) {
    expect(redactInChunks(redactor, text, [at, text.length]), `cut at ${at}`).toBe(whole)
  }
})
