import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { bytesOfLatin1, bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'
import {
  describeMatch,
  fill,
  fillers,
  makeEngine,
  plant,
  readRuleSources,
  scanBytes,
  templates,
} from './real-pack.ts'

const engine = makeEngine()

/** What does not change when a document grows before and behind a secret. */
function shiftedMatches(text: string, path: string, before: string, behind: string) {
  const from = before.length
  const lines = before.split('\n').length - 1
  return scanBytes(engine, bytesOfLatin1(before + text + behind), { path })
    .filter(({ place }) => place.start >= from && place.start < from + text.length)
    .map((match) => {
      const { lineText: _lineText, components, ...found } = describeMatch(match)
      return {
        ...found,
        start: found.start - from,
        end: found.end - from,
        line: found.line - lines,
        endLine: found.endLine - lines,
        components: components.map(({ rule, secret, start }) => ({
          rule,
          secret,
          start: start - from,
        })),
      }
    })
}

/** Every positive example of every rule, as `rules check` proves it, under a name its rule listens to. */
const examples = readRuleSources().flatMap((rule) =>
  rule.examples.positive.map((template) => ({
    name: `${rule.id}: ${template}`,
    path: (rule.files[0] ?? '').replace('*', 'x'),
    text: `${latin1Of(bytesOfUtf8(assembleSample(template, seededRandom(1)).text))}\n`,
  })),
)

test.for(Object.keys(fillers))(
  'a finding moves with its place in a larger document of %s',
  (kind) => {
    const random = seededRandom(4)
    const before = fill(kind, 1000, random)
    const behind = `\n${fill(kind, 1000, random)}`
    // Each example between two kinds of text, to save time.
    const turn = Object.keys(fillers).indexOf(kind) % 3
    for (const { name, path, text } of examples.filter((_, at) => at % 3 === turn)) {
      const alone = shiftedMatches(text, path, '', '')
      expect(alone, name).not.toEqual([])
      expect(shiftedMatches(text, path, before, behind), name).toEqual(alone)
    }
  },
)

test('the bytes at the span are the secret, where nothing was decoded', () => {
  for (const { name, path, text } of examples) {
    const bytes = bytesOfLatin1(text)
    for (const match of scanBytes(engine, bytes, { path })) {
      if (match.decoded.length > 0) continue
      expect(latin1Of(match.secret), name).toBe(latin1Of(bytes, match.place.start, match.place.end))
    }
  }
})

/** Encodings that write each byte with the same number of characters: where the secret must stand. */
const regular = {
  hex: [(text) => Buffer.from(text).toString('hex'), 2],
  percent: [(text) => Buffer.from(text).toString('hex').replaceAll(/../g, '%$&'), 3],
  '\\x': [(text) => Buffer.from(text).toString('hex').replaceAll(/../g, '\\x$&'), 4],
  '\\u': [(text) => Buffer.from(text).toString('hex').replaceAll(/../g, '\\u00$&'), 6],
  'decimal entities': [
    (text) =>
      Array.from(Buffer.from(text), (code) => `&#${String(code).padStart(3, '0')};`).join(''),
    6,
  ],
  'UTF-16 little endian': [(text) => Buffer.from(text, 'utf16le').toString('latin1'), 2],
  'UTF-16 big endian': [(text) => Buffer.from(text, 'utf16le').swap16().toString('latin1'), 2],
  base64: [(text) => Buffer.from(text).toString('base64'), 4 / 3],
  base64url: [(text) => Buffer.from(text).toString('base64url'), 4 / 3],
} satisfies Readonly<Record<string, readonly [(text: string) => string, number]>>

test.for(Object.keys(regular) as (keyof typeof regular)[])(
  'the span of a secret in %s is the smallest run that holds it',
  (name) => {
    const [encode, width] = regular[name]
    for (const template of [templates.token, templates.url, templates.assignment]) {
      for (let shift = 0; shift < 4; shift++) {
        const { text, secret } = plant(template, 3 + shift)
        const inner = `${'-'.repeat(shift)} some words ${text} and more`
        const before = `line\nbodys "${'  '.repeat(shift)}`
        const document = bytesOfLatin1(`${before}${encode(inner)}" end\n`)
        const found = scanBytes(engine, document)
        const start = inner.indexOf(secret)
        expect(found.map((match) => latin1Of(match.secret))).toEqual([secret])
        expect({ start: found[0]!.place.start, end: found[0]!.place.end }).toEqual({
          start: before.length + Math.floor(start * width),
          end: before.length + Math.ceil((start + secret.length) * width),
        })
      }
    }
  },
)

test('the span of a secret in wrapped base64 counts the line ends', () => {
  const { text, secret } = plant(templates.url, 8)
  const inner = `some words before ${text} and more`
  const base64 = Buffer.from(inner).toString('base64')
  const document = `"${base64.replaceAll(/.{64}/g, '$&\r\n  ')}"\n`
  const [match, ...others] = scanBytes(engine, bytesOfLatin1(document))
  const run = document.slice(match!.place.start, match!.place.end).replaceAll(/\s/g, '')
  const start = inner.indexOf(secret)
  expect(others).toEqual([])
  expect(run).toBe(
    base64.slice(Math.floor((start * 4) / 3), Math.ceil(((start + secret.length) * 4) / 3)),
  )
})

test('the span of a secret under gzip is the whole run', () => {
  const { text, secret } = plant(templates.token, 8)
  const run = gzipSync(`some words ${text} and more`).toString('base64').replace(/=+$/, '')
  const [match, ...others] = scanBytes(engine, bytesOfLatin1(`body "${run}"`))
  expect(others).toEqual([])
  expect(latin1Of(match!.secret)).toBe(secret)
  expect(match!.decoded).toEqual(['base64', 'gzip'])
  expect([match!.place.start, match!.place.end]).toEqual([6, 6 + run.length])
})
