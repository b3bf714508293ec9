import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { GitOrigin } from '../../src/engine/document.ts'
import { seededRandom } from '../../src/rules/sample.ts'
import { binaryEncodings, textEncodings } from '../engine/encodings.ts'
import { plant, templates } from '../engine/real-pack.ts'
import { before, behind, casesAround, copy, plainSteps, type Case } from './delta-cases.ts'
import { filler } from './features.ts'
import { testDirectory } from './git-process.ts'
import { encodeDelta, objectId, type ObjectToPack } from './make-pack.ts'
import { makeSkeleton, ObjectStore, writeReference, type Files } from './object-store.ts'
import { scanBlobPlainly } from './plain-reference.ts'
import { scanInProcess } from './scan-in-process.ts'
import { writePack } from './storage.ts'

/** Tells the cases of one repository apart, where it does not matter: each blob is stored once only. */
type Mark = 'at the start' | 'at the end'

const markLength = 8

function marked(
  { base, target, steps }: Case,
  at: number,
  where: Mark,
): Required<Omit<Case, 'name'>> {
  const mark = `#${String(at).padStart(markLength - 2, '0')}\n`
  const { length } = mark
  const plain = steps ?? plainSteps(base, target)
  if (where === 'at the end') {
    const last = copy(base.length, base.length + length)
    return { base: base + mark, target: target + mark, steps: [...plain, last] }
  }
  const shifted = plain.map((step) =>
    step.kind === 'copy' ? { ...step, from: step.from + length } : step,
  )
  return { base: mark + base, target: mark + target, steps: [copy(0, length), ...shifted] }
}

/** What is found in texts that differ in their marks alone is the same: most cases of a text end in that text. */
function makePlainReference(where: Mark) {
  const known = new Map<string, readonly (readonly unknown[])[]>()
  return (bytes: Buffer) => {
    const unmarked =
      where === 'at the start' ? bytes.subarray(markLength) : bytes.subarray(0, -markLength)
    const name = objectId('blob', unmarked)
    const found =
      known.get(name) ??
      scanBlobPlainly(bytes, 'a.txt').map((line) => (JSON.parse(line) as unknown[]).slice(1))
    known.set(name, found)
    return found
  }
}

/** All cases in one repository: what is found in each blob is what is found in the same bytes alone. */
async function check(cases: readonly Case[], where: Mark = 'at the start'): Promise<void> {
  const store = new ObjectStore()
  const objects: ObjectToPack[] = []
  const files = new Map<string, { mode: string; id: string }>()
  const expected: string[] = []
  const foundIn = makePlainReference(where)
  for (const [at, item] of cases.entries()) {
    const { base, target, steps } = marked(item, at, where)
    const add = (path: string, content: string, delta?: ObjectToPack['delta']) => {
      const bytes = Buffer.from(content, 'latin1')
      files.set(path, { mode: '100644', id: store.blob(bytes) })
      for (const finding of foundIn(bytes)) {
        expected.push(`${item.name}: ${JSON.stringify([path, ...finding])}`)
      }
      objects.push({ type: 'blob', bytes, ...(delta && { delta }) })
    }
    add(`${at}/base.txt`, base)
    if (target === base) continue
    const made = encodeDelta(base.length, target.length, steps)
    add(`${at}/target.txt`, target, { base: objects.length - 1, bytes: made })
  }
  const directory = writeRepository(store, objects, files)
  const { findings, coverage } = await scanInProcess(directory)
  const found = findings.map(({ rule, start, end, decoded, origin }) => {
    const { path } = origin as GitOrigin
    const { name } = cases[parseInt(path)]!
    return `${name}: ${JSON.stringify([path, rule, start, end, decoded])}`
  })
  expect(coverage.problems).toEqual([])
  expect(found.toSorted()).toEqual(expected.toSorted())
}

function writeRepository(
  store: ObjectStore,
  objects: readonly ObjectToPack[],
  files: Files,
): string {
  const blobs = new Set([...files.values()].map(({ id }) => id))
  const commit = store.commit({ tree: store.tree(files), time: 1_700_000_000, message: 'all\n' })
  const others = [...store.objects.values()].filter(({ id }) => !blobs.has(id))
  const directory = testDirectory()
  makeSkeleton(directory)
  writePack(join(directory, '.git/objects'), store, [...objects, ...others])
  writeReference(directory, 'refs/heads/main', commit)
  return directory
}

const wrapped = (text: string) => textEncodings['base64 wrapped at 64, LF']!(text)
const secrets: Readonly<Record<string, string>> = {
  token: plant(templates.token, 1).text,
  'password in a URL': plant(templates.url, 2).text,
  assignment: plant(templates.assignment, 3).text,
  pair: plant(templates.pair, 4).text,
  'web token': plant('auth: ⟦<jwt>⟧', 5).text,
  'base64 of a token': textEncodings['base64']!(`login as me with ${plant(templates.token, 6).text} now`),
  'wrapped base64 of an assignment': wrapped(`some words before that\n${plant(templates.assignment, 7).text}`),
  'hex of a token': textEncodings['hex']!(plant(templates.token, 8).text),
  'escaped token': textEncodings['\\uXXXX']!(plant(templates.token, 9).text),
  'percent-encoded URL': textEncodings['percent, reserved']!(plant(templates.url, 10).text),
  'assignment in JSON in JSON': textEncodings['JSON in JSON']!(plant(templates.assignment, 11).text),
  'token in UTF-16': binaryEncodings['UTF-16 little endian']!(plant(templates.token, 12).text),
  'password that holds quotes': plant(`"password": "⟦<base62:5>'<base62:30>'<base62:5>⟧"`, 14).text,
  'long secret that holds quotes': plant(`client_secret="⟦<base62:9>'<base62:480>\`<base62:9>⟧"`, 15).text,
  'secret three lines below its name': plant(`session_secret:\n\n\n  "⟦<base62:9>'<base62:400>'<base62:9>⟧"`, 16).text,
  'password before a part of two words': plant('Password=⟦<base62:16>⟧;User ID=sa;Server=x', 17).text,
  'password behind a long name': plant(`${'a_'.repeat(44)}password => '⟦<base62:14>⟧'`, 18).text,
  'password of a flag': plant('"run\\n--db-password ⟦<base62:14>⟧ x"', 19).text,
  'key behind a pair': plant('"name": "API_KEY",\r\n   "value": "⟦<base62:24>⟧"', 21).text,
  'base64 in base64': textEncodings['base64']!(textEncodings['base64']!(`a b c ${plant(templates.token, 13).text} d e f`)),
} // prettier-ignore

test.for(Object.entries(secrets))('whatever a delta does to a %s', ([, text]) =>
  check(casesAround(text)),
)

describe('what happens far away', () => {
  const token = plant(templates.token, 20).text
  const long = (size: number, behindIt = '') => `${filler(size, seededRandom(size))}${token}\n${behindIt}`

  /** The same text with something done to its first bytes, and the other way round. */
  const edited = (name: string, text: string): Case[] => {
    const variants: readonly (readonly [string, string])[] = [
      ['a byte less', text.slice(1)],
      ['two bytes less', text.slice(2)],
      ['a byte more', `A${text}`],
      ['two bytes more', `AB${text}`],
      ['another byte', `!${text.slice(1)}`],
      ['a break', `${text.slice(0, 9)}!\n${text.slice(9)}`],
      ['another first line', `then\n${text}`],
    ]
    return variants.flatMap(([what, other]) =>
      [true, false].map((isForth) => {
        const [one, two] = isForth ? [text, other] : [other, text]
        return {
          name: `${name}, ${what}, ${isForth ? 'there' : 'back'}`,
          base: `${before}"${one}"\n${behind}`,
          target: `${before}"${two}"\n${behind}`,
        }
      }),
    )
  }

  test.for([
    ['base64', 400_000],
    ['base64url', 60_000],
    ['base64 wrapped at 64, LF', 400_000],
    ['base64 wrapped at 76, CRLF', 60_000],
    ['base64 wrapped at 76, indented', 60_000],
    ['base64 wrapped at 64, written \\n', 60_000],
    ['hex', 400_000],
    ['gzip in base64', 400_000],
    ['percent, all', 60_000],
    ['\\uXXXX', 60_000],
    ['HTML, decimal', 30_000],
    ['quoted-printable', 60_000],
    ['JSON in JSON', 60_000],
  ] as const)('an edit at the start of %s changes what its end is', async ([encoding, most]) => {
    for (const size of [500, most]) {
      const text = textEncodings[encoding]!(long(Math.floor(size / 3)))
      await check(edited(`${size}`, text))
    }
  })

  test('an edit in an early line of a wrapped text changes what its last ones are', async () => {
    for (const size of [5000, 60_000]) {
      const lines = wrapped(long(size)).split('\n')
      await check(
        [0, 1, 2, 5, Math.floor(lines.length / 2), lines.length - 3].flatMap((at) => {
          const line = lines[at]!
          const changed = [line.slice(1), `${line}A`, `${line.slice(0, 30)}\n${line.slice(30)}`, `${line} and`, '', `${line}=`]
          return changed.map((other, number) => ({
            name: `${size}, line ${at}, ${number}`,
            base: `${before}${lines.with(at, other).join('\n')}\n${behind}`,
            target: `${before}${lines.join('\n')}\n${behind}`,
          }))
        }),
      )
    }
  })

  // Which byte of UTF-16 comes first is told by the offset from the text's start where both fit.
  test.for(Object.keys(binaryEncodings))('a byte more far before %s changes what its units are', async (encoding) => {
    const wide = [`first\n${token}\nlast`, `${token}`].map((text) => binaryEncodings[encoding]!(text))
    await check(
      [10, 1000, 100_000].flatMap((size) => {
        const far = filler(size, seededRandom(size))
        return ['', 'x', '\0', 'x\0', '\0\0'].flatMap((ahead) =>
          wide.flatMap((text, at) => {
            const rest = `${far}${ahead}${text}a lazy dog${behind}`
            return [
              { name: `${size} ${JSON.stringify(ahead)} ${at} more`, base: rest, target: `y${rest}` },
              { name: `${size} ${JSON.stringify(ahead)} ${at} less`, base: `yz${rest}`, target: `z${rest}` },
            ]
          }),
        )
      }),
    )
  })

  test('a private key whose parts come one by one, however long it is', async () => {
    for (const lines of [3, 24]) {
      const key = plant(
        `⟦-----BEGIN RSA PRIVATE KEY-----\nMIIE<base64:60>\n<lines:${lines}>\n<base64:40>\n-----END RSA PRIVATE KEY-----⟧`,
        lines,
      ).text.split('\n')
      const text = (parts: readonly string[]) => `${before}${parts.join('\n')}\n${behind}`
      await check(
        key.flatMap((_, at) => [
          { name: `${lines}, without line ${at}`, base: text(key.toSpliced(at, 1)), target: text(key) },
          { name: `${lines}, from line ${at} on`, base: text(key.slice(at)), target: text(key) },
          { name: `${lines}, up to line ${at}`, base: text(key.slice(0, at)), target: text(key) },
          { name: `${lines}, broken line ${at}`, base: text(key.with(at, '(cut)')), target: text(key) },
        ]),
      )
    }
  })

  test('a pair whose parts stand lines apart, however long the lines are', async () => {
    const pairs = [
      ['aws_access_key_id = AKIA<base32:16>', 'aws_secret_access_key = ⟦<base64:40>⟧'],
      ['⟦TWILIO_API_KEY=SK<hex:32>⟧', 'TWILIO_API_SECRET=⟦<base62:32>⟧'],
    ].map((templatesOfPair, seed) =>
      templatesOfPair.map((template) => plant(template.includes('⟦') ? template : `⟦${template}⟧`, seed).text),
    )
    for (const [id, secret] of pairs) {
      await check(
        [10, 3000, 30_000].flatMap((size) => {
          const line = filler(size, seededRandom(size)).replaceAll('\n', ' ')
          const text = (lines: number, first = id, last = secret) =>
            `${before}${[first, ...Array.from({ length: lines }, () => line), last].join('\n')}\n${behind}`
          return [
            { name: `${size}, the first one comes`, base: text(3, ''), target: text(3) },
            { name: `${size}, the last one comes`, base: text(3, id, ''), target: text(3) },
            { name: `${size}, a line less between`, base: text(6), target: text(4) },
            { name: `${size}, a line more between`, base: text(4), target: text(8) },
          ]
        }),
      )
    }
  })

  test('a head that makes the file text, binary, an archive or a pointer', async () => {
    const body = `${filler(20_000, seededRandom(5))}${token}\n`
    const heads = [
      '',
      '\0\x01\x02\x03'.repeat(60),
      '\xff\xfe',
      '\x1f\x8b\x07',
      'PK\x03\x05',
      '\x01'.repeat(200),
      `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 12345\n`,
    ]
    await check(
      heads.flatMap((one) =>
        heads.map((other) => ({
          name: JSON.stringify([one.slice(0, 8), other.slice(0, 8)]),
          base: one + body,
          target: other + body,
        })),
      ),
      'at the end',
    )
  })

  test('a text that is cut so short that its control characters make it binary', () => {
    const controls = '\x01\x02\x03'.repeat(20)
    const base = `${token}\n${controls}${filler(20_000, seededRandom(6))}`
    return check(
      [100, 200, 500, 1000, 3000, 8192, 9000].map((length) => ({
        name: `${length}`,
        base,
        target: base.slice(0, length),
      })),
    )
  })

  test('more secrets than anybody keeps account of', () => {
    const many = Array.from({ length: 300 }, (_, at) => plant(templates.token, 1000 + at).text)
    const text = (lines: readonly string[]) => `${before}${lines.join('\n')}\n${behind}`
    return check([
      { name: 'all but one go', base: text(many), target: text(many.slice(77, 78)) },
      { name: 'all come', base: text([]), target: text(many) },
      { name: 'one of them changes', base: text(many), target: text(many.with(150, token)) },
    ])
  })

  const mended = (size: number) => {
    const noise = plant(`⟦<base64:${size}>⟧`, size).text.replaceAll(/.{60}/g, '$&\n')
    const packed = gzipSync(Buffer.from(`${noise}\n${token}\n`, 'latin1')).toString('base64')
    return check(edited('gzip', packed))
  }

  test.for([1000, 90_000, 400_000])('gzip of %i bytes in base64, mended at its first bytes', mended)
}) // prettier-ignore
