import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gzipSync } from 'node:zlib'
import { KnownValues } from '../../src/engine/known-values.ts'
import { seededRandom } from '../../src/rules/sample.ts'
import { plant } from '../engine/real-pack.ts'
import { bytesOf, makeRedactor, redactInChunks, redactText, textOf } from './make-redactor.ts'

/** The least that may be set: limits are met soon. */
const recordBytesMax = 1 << 18
const holdBytesMax = 1 << 14
const redactor = makeRedactor({ recordBytesMax, holdBytesMax })
const token = /\[stanch:[a-z0-9-]+:[0-9a-f]{8}:[0-9a-f]{16}\]/g
const timeout = 60_000

const github = (seed: number) => plant('⟦ghp_<base62:30><crc32-base62>⟧', seed).secret
const stripe = (seed: number) => plant('⟦sk_live_<base62:24>⟧', seed).secret
const password = plant('⟦<base62:6><digits:2><base62:6><digits:2><base62:4>⟧', 3).secret

function knowing(...values: readonly string[]) {
  const named = values.map((value, at) => ({ name: `value ${at}`, value: bytesOf(value) }))
  return makeRedactor({ known: new KnownValues(named).table, recordBytesMax, holdBytesMax })
}

/** Random characters of an alphabet. */
function run(alphabet: string, length: number, seed = 1): string {
  const random = seededRandom(seed)
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const lines = (text: string, width: number) =>
  text.replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n')

function expectJson(text: string): void {
  expect(() => void JSON.parse(text), text.slice(0, 80)).not.toThrow()
}

describe('values that are known', () => {
  test('of letters that repeat are found wherever they begin and are cut', { timeout }, () => {
    const words = fc.array(fc.constantFrom('sk-', 'sk-sk-', 'live', 'a', 'b', 'ab'), { minLength: 6, maxLength: 16 })
    fc.assert(
      fc.property(words, fc.nat(11), fc.nat(200), (parts, again, cut) => {
        // Its own beginning stands before it, as often as not.
        const value = `${parts.join('')}-9Zq7Lx3`
        const filter = knowing(value)
        const text = `x ${value.slice(0, again)}${value}${value.slice(0, 5)} y\n`
        const whole = redactText(filter, text)
        expect(whole).not.toContain(value)
        expect(redactInChunks(filter, text, [1 + (cut % text.length), text.length])).toBe(whole)
      }),
      { numRuns: 40 },
    )
  })

  test.for([
    ['inside of a provider token', () => github(1).slice(8, 30), () => `x ${github(1)} y`],
    ['around a provider token', () => `Xq7-${github(2)}-Lm3Vz`, () => `x Xq7-${github(2)}-Lm3Vz y`],
    ['over the end of a provider token', () => `${github(3).slice(20)}Qw8Zt`, () => `${github(3)}Qw8Zt`],
    ['side by side', () => 'Vb7Qm2Xz9LpK4w', () => 'Vb7Qm2Xz9LpK4w'.repeat(5)],
    ['one behind another kind of secret', () => 'Vb7Qm2Xz9LpK4w', () => `${stripe(4)} Vb7Qm2Xz9LpK4w${github(5)}`],
    ['in what looks like a token', () => 'Vb7Qm2Xz9LpK4w', () => '[stanch:Vb7Qm2Xz9LpK4w:00000000:0123456789abcdef]'],
    ['of 200 bytes in wrapped base64', () => run(base64, 200, 9), () => lines(Buffer.from(`q=${run(base64, 200, 9)};`).toString('base64'), 76)],
  ] as const)('%s', ([, value, text]) => {
    const output = redactText(knowing(value()), `${text()}\n`)
    expect(output).not.toContain(value())
    expect(output).toMatch(token)
    for (const secret of [github(1), github(2), github(3), stripe(4), github(5)]) expect(output).not.toContain(secret)
    // Nor is most of it.
    expect(output.replaceAll('\n', '')).not.toContain(value().slice(4))
  })
}) // prettier-ignore

test('secrets with one character between them are all masked', () => {
  const secrets = [stripe(1), github(2), stripe(3), github(4)]
  for (const between of ['"', ',', '\t', '|', '\0', '\\n', '%20']) {
    const output = redactText(redactor, `${secrets.join(between)}\n`)
    for (const secret of secrets) expect(output, JSON.stringify(between)).not.toContain(secret)
  }
})

describe('cut anywhere', () => {
  test.for([
    ['characters of several bytes', `für ${github(1)} 秘密 password=${password} 🔑\n`],
    ['escapes', `{"a":"\\u003d${github(1)}\\ud83d\\udd11","password":"${password.replace('a', '\\u0061')}"}\n`],
    ['lines that end in two bytes', `a\r\n${github(1)}\r\npassword=${password}\r\n\r\nb`],
    ['NULs', `\0\0${github(1)}\0password=${password}\0\0\n\0`],
    ['halves of characters', `\xed\xa0\xbd${github(1)}\xed\xb4\x91 \xff\xfe\xc3( password=${password} \xc3`],
    ['a byte order mark', `\xef\xbb\xbf{"password":"${password}"}\n\xef\xbb\xbf${github(1)}`],
    ['UTF-16', `\xff\xfe${Buffer.from(`id ${github(1)} end\n`, 'utf16le').toString('latin1')}`],
    ['UTF-16 without a mark', Buffer.from(`id ${github(1)} end\n`, 'utf16le').swap16().toString('latin1')],
  ] as const)('%s', { timeout }, ([, text]) => {
    const input = Buffer.from(text, /[^\0-\xff]/.test(text) ? 'utf8' : 'latin1').toString('latin1')
    const whole = redactText(redactor, input)
    expect(whole.replaceAll('\0', '')).toMatch(token)
    expect(whole.replaceAll('\0', '')).not.toContain(github(1))
    expect(whole).not.toContain(password)
    expect(redactText(redactor, whole)).toBe(whole)
    for (let at = 1; at < input.length; at++)
      expect(redactInChunks(redactor, input, [at, input.length]), `cut at ${at}`).toBe(whole)
  })
}) // prettier-ignore

test('bytes in which nothing is found come through as they came', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4000 }), fc.integer({ min: 1, max: 900 }), (bytes, length) => {
      expect(redactInChunks(redactor, textOf(bytes), [length])).toBe(textOf(bytes))
    }),
    { numRuns: 40 },
  )
  const all = Uint8Array.from({ length: 1 << 20 }, (_, at) => (at * 2654435761) >>> 13)
  expect(redactText(redactor, textOf(all)) === textOf(all)).toBe(true)
}) // prettier-ignore

describe('length', () => {
  test('300,000 records of one byte', () => {
    const text = 'a\n'.repeat(300_000)
    expect(redactInChunks(redactor, text, [65_536]) === text).toBe(true)
    const bare = '\n'.repeat(300_000)
    expect(redactInChunks(redactor, bare, [65_536]) === bare).toBe(true)
  })

  test('a line of 20 MB without any border', { timeout }, () => {
    const length = 20 << 20
    const filler = Buffer.alloc(length, run('xyzw', 4093))
    Buffer.from(` ${github(1)} `).copy(filler, length >> 1)
    const text = filler.toString('latin1')
    const output = redactInChunks(redactor, text, [1 << 20])
    expect(output.length).toBe(text.length - 40 + output.match(token)![0].length)
    expect(output.includes(github(1))).toBe(false)
    expect(output.replace(token, github(1)) === text).toBe(true)
  })

  test('a line of 20 MB of JSON stays JSON', { timeout }, () => {
    const items = Array.from({ length: 100_000 }, (_, id) => ({
      id,
      note: 'said "hello" to them all, then left \\ at last, and came back later on with a box of old letters',
      more: JSON.stringify({ at: id * 7, to: ['a', 'b'], text: '"quoted" and so on, and on, and on' }),
    }))
    const keys = [10, 49_999, 50_000, 99_990]
    for (const at of keys) Object.assign(items[at]!, { password: 9e15 + at, token: github(at), more: JSON.stringify({ deep: JSON.stringify({ key: stripe(at) }) }) })
    const text = `${JSON.stringify({ items })}\n`
    const output = redactInChunks(redactor, text, [1 << 20])
    for (const at of keys) for (const secret of [github(at), stripe(at)]) expect(output.includes(secret)).toBe(false)
    const read = JSON.parse(output) as typeof items extends infer Items ? { items: Items } : never
    expect(read.items).toHaveLength(items.length)
    read.items.forEach((item, at) => {
      if (keys.includes(at)) expectJson(item.more)
      else if (item.note !== items[at]!.note || item.more !== items[at]!.more) expect(item).toEqual(items[at])
    })
  })

  test.for([-2, -1, 0, 1, 2])('a record of the limit and %i bytes', { timeout }, (more) => {
    for (const length of [recordBytesMax + more, recordBytesMax - (1 << 16) + more]) {
      for (const place of [0, length - 60, length - (1 << 16) - 20, length >> 1]) {
        const filler = (count: number) => 'abcd '.repeat(count / 5 + 1).slice(0, Math.max(0, count))
        const secret = github(length + place)
        const text = `${filler(place)} ${secret} ${filler(length - place - 42)}`
        const record = `{"text":"${text.slice(0, length - 11)}"}`
        for (const whole of [`${text}\n`, `${record}\n`, text]) {
          const output = redactInChunks(redactor, whole, [100_000])
          expect(output.includes(secret)).toBe(false)
          expect(output.replace(token, secret) === whole).toBe(true)
        }
      }
    }
  })
}) // prettier-ignore

describe('what never ends', () => {
  const stamp = '2026-01-01T00:00:00.000000000Z'
  const secret = github(9)
  const begin = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ')

  test.for([
    ['a key block', () => `${begin}\n${lines(run(base64, 100_000), 64)}`],
    ['a key block in a log', () => lines(run(base64, 60_000), 64).split('\n').map((line, at) => `${stamp} app: ${at === 0 ? begin : line}`).join('\n')],
    ['heads of key blocks', () => `${begin}\n`.repeat(3000)],
    ['heads of key blocks in one line', () => begin.repeat(300)],
    ['wrapped lines', () => lines(run(base64, 200_000), 76)],
    ['partial lines', () => `${stamp} stdout P some words\n`.repeat(3000)],
    ['partial lines of many streams', () => Array.from({ length: 3000 }, (_, at) => `${JSON.stringify({ log: 'a', stream: 'stdout', container_id: `c${at}` })}\n`).join('')],
    ['words of an answer', () => `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content: 'ab' } }] })}\n`.repeat(2000)],
    ['a quoted field', () => `password,note\n"${'x""y,'.repeat(20_000)}`],
  ] as const)('%s: held within bounds, and what comes behind is masked', { timeout }, ([, make]) => {
    const text = `${make()}\nbehind ${secret}\n`
    const stream = redactor.openBytes()
    let output = ''
    for (let at = 0; at < text.length; at += 4096) {
      output += textOf(stream.push(bytesOf(text.slice(at, at + 4096))))
      expect(stream.heldBytes).toBeLessThan(holdBytesMax + recordBytesMax)
    }
    output += textOf(stream.end())
    expect(output).not.toContain(secret)
    expect(output).toContain('behind [stanch:github-token:')
  })

  test.for([
    ['a key block', () => `${begin}\n${lines(run(base64, 100_000), 64)}`, /[0-9A-Za-z+/]{64}/],
  ] as const)('%s: nothing of it comes through', ([, make, part]) => {
    expect(redactInChunks(redactor, make(), [4096])).not.toMatch(part)
  })
}) // prettier-ignore

describe('what is made to be dear', () => {
  const bomb = gzipSync(Buffer.alloc(40_000_000, 'a')).toString('base64')

  test('what expands too much gives way to a placeholder, its neighbours stay', () => {
    const output = redactText(redactor, `before\n{"x":"${bomb}"}\nx ${bomb}\nafter ${github(1)}\n`)
    expect(output.split('\n').map((line) => line.slice(0, 24))).toEqual([
      'before', '{"stanch":"decoding-limi', '[stanch-withheld decodin', 'after [stanch:github-tok', '',
    ])
  })

  test('10,000 brackets', () => {
    const deep = `${'['.repeat(10_000)}"${github(1)}"${']'.repeat(10_000)}`
    const output = redactText(redactor, `${deep}\n${'{"a":'.repeat(10_000)}9e15${'}'.repeat(10_000)}\n`)
    expect(output).not.toContain(github(1))
    expect(output.replace(token, github(1)).startsWith(deep)).toBe(true)
  })

  const tokens = redactText(redactor, Array.from({ length: 50 }, (_, at) => github(at)).join(' '))
  const lookalike = (tokens.match(token) ?? [tokens])[0].replace(/:[0-9a-f]{16}/, `:${'0'.repeat(16)}`).match(token)![0]

  test('a record of nothing but tokens, and of what looks like them, stays', () => {
    for (const text of [`${tokens} `.repeat(40), tokens.replaceAll(' ', '').repeat(40), `${lookalike} `.repeat(2000)])
      expect(redactText(redactor, text) === text).toBe(true)
  })

  test('look-alikes hide nothing', () => {
    const text = Array.from({ length: 100 }, (_, at) => `${lookalike}${github(at)}${lookalike} password=${password}`).join(' ')
    const output = redactText(redactor, text)
    for (let at = 0; at < 100; at++) expect(output).not.toContain(github(at))
    expect(output).not.toContain(password)
    expect(redactText(redactor, output) === output).toBe(true)
  })

  const masks = (count: number) => Array.from({ length: count }, (_, at) => `t=${github(at)}`)
  test.for([
    ['secrets in a line', (size: number) => masks(size).join(' ')],
    ['secrets in a list', (size: number) => JSON.stringify(masks(size))],
    ['tokens and secrets', (size: number) => masks(size / 2).map((one) => `${tokens.match(token)![0]} ${one}`).join(' ')],
    ['tokens and secrets that touch', (size: number) => masks(size / 4).map((one) => `${tokens.match(token)![0]}${one}`).join('')],
    ['look-alikes', (size: number) => `${lookalike} `.repeat(size * 4)],
    ['backslashes', (size: number) => '\\'.repeat(size * 64)],
    ['objects in each other', (size: number) => '{"a":'.repeat(size * 16)],
    ['names and values', (size: number) => '{"value":"x","name":"password"}'.repeat(size * 4)],
  ] as const)('%s: twice as many take twice as long', { timeout, retry: 2 }, ([, make]) => {
    const spent = (text: string) => {
      const before = process.cpuUsage().user
      redactText(redactor, text)
      return process.cpuUsage().user - before
    }
    spent(make(400))
    const [short, long] = [spent(make(800)), spent(make(3200))]
    expect(long / short).toBeLessThan(4 * 2.3)
  })
}) // prettier-ignore
