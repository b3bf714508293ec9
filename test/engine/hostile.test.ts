import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Engine, defaultEngineOptions } from '../../src/engine/engine.ts'
import type { RegexEngine } from '../../src/engine/regex.ts'
import { Scanner } from '../../src/engine/scanner.ts'
import { seededRandom } from '../../src/rules/sample.ts'
import { loadRegexEngine, readRulePack } from '../../src/scan/load-engine.ts'
import { bytesOfLatin1 } from '../../src/text/bytes.ts'
import { makeEngine, plant, scanBytes, templates } from './real-pack.ts'

/** Time no input of a few megabytes may take, far above what it does. */
const timeout = 10_000

const built = new URL('../../dist/pack/', import.meta.url)

const work = { regexBytes: 0, searchedBytes: 0 }

/** The shipped engine, counting the bytes that its regexes and its prefilter are given. */
function makeCountingEngine(): Engine {
  const native = loadRegexEngine(() => undefined)
  const regex: RegexEngine = {
    name: native.name,
    compile(pattern) {
      const inner = native.compile(pattern)
      return {
        matchAt: (text, at) => {
          work.regexBytes += text.length - at
          return inner.matchAt(text, at)
        },
        search: (text, from) => {
          work.regexBytes += text.length - from
          return inner.search(text, from)
        },
        isIn: (text) => {
          work.regexBytes += text.length
          return inner.isIn(text)
        },
      }
    },
  }
  const pack = readRulePack()
  const module = new WebAssembly.Module(readFileSync(new URL('prefilter.wasm', built)))
  const literalTable = readFileSync(new URL('literals.bin', built))
  const engine = new Engine(pack, { regex, prefilter: module, literalTable }, defaultEngineOptions)
  const { prefilter } = engine
  const find = prefilter.findLiterals.bind(prefilter)
  prefilter.findLiterals = (start, end, onHit) => {
    work.searchedBytes += end - start
    find(start, end, onHit)
  }
  return engine
}

const engine = makeCountingEngine()

/** Times its length that a document may be searched, its encodings at all depths included… */
const searchFactor = 16
/** …and that it may be given to regexes: a private key's head every 11 bytes, each with a window of 16 KiB. */
const regexFactor = 1600

function scanCounted(bytes: Uint8Array) {
  work.regexBytes = 0
  work.searchedBytes = 0
  const scanner = new Scanner(engine, '')
  let count = 0
  for (let at = 0; at < bytes.length; at += 500_000)
    count += scanner.push(bytes.subarray(at, at + 500_000)).length
  count += scanner.end().length
  return {
    count,
    limited: scanner.limited,
    regex: work.regexBytes / bytes.length,
    search: work.searchedBytes / bytes.length,
  }
}

function repeated(text: string, length: number): Uint8Array {
  return bytesOfLatin1(text.repeat(Math.ceil(length / text.length)))
}

const megabyte = 1 << 20
const noise = (length: number, from: number, count: number) => {
  const random = seededRandom(length)
  return Uint8Array.from({ length }, () => from + Math.floor(random() * count))
}

test.for([
  ...Array.from(
    '\\%&=;"\'<{[(\0\n\r\t #:/+-_Aa0',
    (character) =>
      [`2 MB of ${JSON.stringify(character)}`, repeated(character, 2 * megabyte)] as const,
  ),
  ['2 MB of percent escapes', repeated('%41', 2 * megabyte)],
  ['2 MB of percent escapes of percent', repeated('%25', 2 * megabyte)],
  ['2 MB of \\u escapes', repeated('\\u0041', 2 * megabyte)],
  ['2 MB of entities', repeated('&amp;', 2 * megabyte)],
  ['2 MB of entity heads', repeated('&#', 2 * megabyte)],
  ['2 MB of =3D', repeated('=3D', 2 * megabyte)],
  ['2 MB of soft breaks', repeated('a=\n', 2 * megabyte)],
  ['2 MB of UTF-16', repeated('a\0', 2 * megabyte)],
  ['one base64 run of 2 MB', repeated('QUFB', 2 * megabyte)],
  ['one base64 run of 2 MB of letters', noise(2 * megabyte, 65, 26)],
  ['base64 lines of 76, 2 MB', repeated(`${'QUFB'.repeat(19)}\n`, 2 * megabyte)],
  ['base64 lines of 76 written with \\n, 2 MB', repeated(`${'QUFB'.repeat(19)}\\n`, 2 * megabyte)],
  ['base64 lines of 78, 2 MB', repeated(`${'QUFB'.repeat(19)}QU\n`, 2 * megabyte)],
  [
    'base64 lines of falling length',
    bytesOfLatin1(
      Array.from({ length: 1500 }, (_, at) => 'QUFB'.repeat(400 - (at >> 2))).join('\n'),
    ),
  ],
  ['base64 in base64 in base64', bytesOfLatin1(btoa(btoa(btoa('password='.repeat(10_000)))))],
  ['one hex run of 4 MB', repeated('41', 4 * megabyte)],
  ['64 KB of password=', repeated('password=', megabyte >> 4)],
  ['64 KB of password="', repeated('password="', megabyte >> 4)],
  ['64 KB of password: "a', repeated('password: "a', megabyte >> 4)],
  ['64 KB of passwordpassword', repeated('password', megabyte >> 4)],
  ['64 KB of keywords', repeated('heroku_key_token_datadog ', megabyte >> 4)],
  ['64 KB of connection strings', repeated('postgres://a:', megabyte >> 4)],
  ['64 KB of user=', repeated('user=a password', megabyte >> 4)],
  ['PEM heads without an end', repeated('-----BEGIN ', 44_000)],
  ['whole PEM heads without an end', repeated('-----BEGIN RSA PRIVATE KEY-----\n', 80_000)],
  ['PEM heads in one line', repeated('-----BEGIN PRIVATE KEY-----\\nMII', 80_000)],
  ['gzip heads', repeated('H4sIAAAAAAAAA0vLLCouUcjJzEtVyEgtSuVy', 2 * megabyte)],
  ['JSON escapes of JSON escapes', bytesOfLatin1(`"${'\\'.repeat(4 * megabyte)}"`)],
  ['escaped quotes', repeated('\\\\\\"', megabyte >> 4)],
  ['eyJ heads', repeated('eyJhbGciOiJI', megabyte >> 4)],
  ['AKIA heads', repeated('AKIA', megabyte >> 4)],
  ['random bytes', noise(megabyte >> 4, 0, 256)],
  ['random letters', noise(megabyte, 97, 26)],
  ['random digits', noise(megabyte, 48, 10)],
  ['random signs', noise(megabyte, 33, 32)],
] as const)('%s: the work is in proportion', { timeout }, ([, bytes]) => {
  const { regex, search } = scanCounted(bytes)

  expect(search).toBeLessThan(searchFactor)
  expect(regex).toBeLessThan(regexFactor)
})

test('tens of thousands of findings are all reported', { timeout }, () => {
  const count = 40_000
  const random = seededRandom(1)
  const lines = Array.from(
    { length: count },
    (_, at) => `password=Zq${Math.floor(random() * 1e9).toString(36)}X${at}!k\n`,
  )
  const found = scanBytes(makeEngine(), bytesOfLatin1(lines.join('')), { lengths: [3_000_000] })
  expect(found.length).toBeGreaterThan(count * 0.9)
})

test('a secret behind hostile text is still found', () => {
  const { text, secret } = plant(templates.token, 1)
  for (const [, hostile] of [
    ['quotes', '\\"'],
    ['percents', '%41'],
    ['runs', 'QUFB'],
    ['heads', '-----BEGIN '],
  ] as const) {
    const bytes = bytesOfLatin1(`${hostile.repeat(3000)}\n${text}\n`)
    const found = scanBytes(makeEngine(), bytes).map((match) =>
      Buffer.from(match.secret).toString(),
    )
    expect(found).toContain(secret)
  }
})

test('no bytes whatever make the engine throw', () => {
  const shipped = makeEngine()
  const token = fc.constantFrom(
    '\\u', '\\x4', '\\u{', '\\U0010FFFF', '%', '%4', '&#', '&#x', '&#99999999;', '&lt', '=\r\n', '=4', '\0', 'a\0', '"', "'", '\\', '\n', '\r\n', '-----BEGIN ', 'PRIVATE KEY-----', 'password', '=', ':', '://', '@', 'AKIA', 'ghp_', 'eyJ', 'H4sI', 'QUFBQUFBQUFBQUFBQUFBQUFBQUFB', '61616161616161616161616161616161', '{', '[', '<', ' ',
  ) // prettier-ignore
  const part = fc.oneof(
    token,
    fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  )
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 80 }),
      fc.constantFrom('', 'a.ts', 'b.json', 'package-lock.json'),
      (parts, path) => {
        const bytes = bytesOfLatin1(parts.join(''))
        for (const { place, secret } of scanBytes(shipped, bytes, { path })) {
          expect(place.start).toBeGreaterThanOrEqual(0)
          expect(place.end).toBeLessThanOrEqual(bytes.length)
          expect(place.start).toBeLessThan(place.end)
          expect(secret.length).toBeGreaterThan(0)
        }
      },
    ),
    { numRuns: 1500, seed: 4 },
  )
})
