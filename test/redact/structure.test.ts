import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom, type Random } from '../../src/rules/sample.ts'
import { loadRedactor } from '../../src/scan/load-redactor.ts'
import { fingerprintKeyOf } from '../../src/text/fingerprint.ts'
import { buryJson, pick, randomJson, readJson, writeJson, type Json } from './random-json.ts'

const redactor = loadRedactor({ keys: [fingerprintKeyOf(new Uint8Array(32).fill(3))] })
const token = String.raw`\[stanch:[a-z0-9-]+:[0-9a-f]{8}:[0-9a-f]{16}\]`

function redact(text: string): string {
  return Buffer.from(redactor.redact(Buffer.from(text))).toString()
}

function secretOf(template: string, random: Random): string {
  return assembleSample(template, random).text
}

const github = '<[g]:1>hp_<base62:30><crc32-base62>'
/** Texts around a secret that by itself says what it is. */
const around = ['%', 'token % used', '"%"', 'see %, é\n', '\\%', 'x=% y=1'] as const

/** A number of few digits, or of digits in their order, is no password. */
const numbers = ['739104628501', '582039174626', '940275831694'] as const

type Planted = { readonly json: Json; readonly secret: string }

/** Ways for a secret to stand in JSON. */
const plants: Readonly<Record<string, (random: Random) => Planted>> = {
  'in a string': (random) => {
    const secret = secretOf(github, random)
    return { json: stringWith(pick(around, random), secret), secret }
  },
  'in a key': (random) => {
    const secret = secretOf(github, random)
    return { json: object([stringWith(pick(['%', 'a.%'], random), secret), text('x')]), secret }
  },
  'under a name': (random) => {
    const secret = secretOf('<base62:20>', random)
    return { json: object([text(pick(['password', 'db.password'], random)), stringWith('%', secret)]), secret } // prettier-ignore
  },
  'under a name, with signs that are escaped': (random) => {
    const secret = secretOf('<base62:9>+/<base62:9>/+<base62:4>', random)
    return { json: object([text('api_key'), stringWith('%', secret)]), secret }
  },
  'a number under a name': (random) => {
    const secret = pick(numbers, random)
    return { json: object([text('password'), { kind: 'literal', text: secret, isSecret: true }]), secret } // prettier-ignore
  },
  'a value before its name': (random) => {
    const secret = secretOf('<base62:20>', random)
    const between: [Json & { kind: 'string' }, Json][] =
      random() < 0.5 ? [[text('type'), text('env')]] : []
    return { json: object([text('value'), stringWith('%', secret)], ...between, [text('name'), text('DB_PASSWORD')]), secret } // prettier-ignore
  },
  'an attribute of OTLP': (random) => {
    const secret = secretOf('<base62:20>', random)
    return { json: object([text('key'), text('db.password')], [text('value'), object([text('stringValue'), stringWith('%', secret)])]), secret } // prettier-ignore
  },
  'a pair in a text': (random) => {
    const secret = secretOf('<base62:20>', random)
    return { json: stringWith(pick(['login password=% ok', 'login password="%" ok'], random), secret), secret } // prettier-ignore
  },
}

function text(value: string): Json & { kind: 'string' } {
  return { kind: 'string', text: value }
}

function stringWith(pattern: string, secret: string): Json & { kind: 'string' } {
  return { kind: 'string', text: pattern.replace('%', () => secret), secret }
}

function object(...members: (readonly [Json & { kind: 'string' }, Json])[]): Json {
  return { kind: 'object', members }
}

/** Whether what came out is what went in but for the secret. */
function expectSame(before: Json, after: Json, where: string): void {
  if (before.kind === 'literal' && before.isSecret) {
    expect(after.kind, where).toBe('string')
    expect((after as { text: string }).text, where).toMatch(new RegExp(`^${token}$`))
    return
  }
  if (before.kind === 'nested') {
    expect(after.kind, where).toBe('string')
    expectSame(before.json, readJson((after as { text: string }).text), `${where}"`)
    return
  }
  expect(after.kind, where).toBe(before.kind)
  if (before.kind === 'string') {
    const parts = before.secret === undefined ? [before.text] : before.text.split(before.secret)
    const expected = parts.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join(token)
    expect((after as { text: string }).text, where).toMatch(new RegExp(`^${expected}$`))
  } else if (before.kind === 'literal') expect(after, where).toEqual(before)
  else if (before.kind === 'list') {
    const { items } = after as Json & { kind: 'list' }
    expect(items.length, where).toBe(before.items.length)
    before.items.forEach((item, at) => expectSame(item, items[at]!, `${where}[${at}]`))
  } else {
    const { members } = after as Json & { kind: 'object' }
    expect(members.length, where).toBe(before.members.length)
    before.members.forEach(([key, value], at) => {
      expectSame(key, members[at]![0], `${where}{}`)
      expectSame(value, members[at]![1], `${where}.${at}`)
    })
  }
}

test.for(Object.entries(plants))('%s, JSON stays the same but for the secret', ([, plantIn]) => {
  fc.assert(
    fc.property(fc.integer({ min: 1 }), fc.integer({ min: 0, max: 12 }), (seed, levels) => {
      const random = seededRandom(seed)
      const { json, secret } = plantIn(random)
      // One of thousands of random values looks like a word, wherever it stands.
      if (redact(`{"password":${JSON.stringify(secret)}}\n`).includes(secret)) return
      const whole = buryJson(json, levels, random)
      const before = writeJson(whole, random)
      if (before.length > 100_000) return
      const after = redact(`${before}\n`)
      expect(after).not.toContain(secret)
      expect(after.endsWith('\n')).toBe(true)
      expectSame(whole, readJson(after), '')
      expect(redact(after)).toBe(after)
    }),
    { numRuns: 16 },
  )
})

test('JSON without secrets comes out as it went in, line by line', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1 }), (seed) => {
      const random = seededRandom(seed)
      const lines = Array.from({ length: 8 }, () => writeJson(randomJson(random, 6), random))
      const before = `${lines.join('\n')}\n`
      expect(redact(before)).toBe(before)
    }),
    { numRuns: 30 },
  )
})
