import { deserialize, Long, serialize, type Document } from 'bson'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyBsonEdits } from '../../src/exports/apply-bson-edits.ts'
import { NameBook } from '../../src/exports/layout.ts'
import { readNames } from '../../src/exports/open-reader.ts'
import { readBson } from '../../src/text/bson-scanner.ts'
import { bytesOfUtf8, concatBytes, latin1Of } from '../../src/text/bytes.ts'
import { bsonOf, type BsonValue as Value } from './bson-of.ts'
import { noise } from './check-format.ts'
import { checkRead } from './check-read.ts'
import { githubToken, scanText } from './scan-text.ts'

const time = '2021-08-01T00:00:00.500Z'

function message(id: string, parts: { [key: string]: Value }): Uint8Array {
  return bsonOf({
    _id: id,
    rid: 'GENERAL',
    ts: new Date(time),
    u: { _id: 'u1', username: 'ann' },
    _updatedAt: new Date(time),
    ...parts,
  })
}

describe('a dump of Rocket.Chat', () => {
  const tokens = Array.from({ length: 6 }, (_, at) => githubToken(at + 1))
  const [text, nested, binary, first, password] = tokens as [string, string, string, string, string]
  const dump = concatBytes([
    message('m1', { msg: `a \\ ${text}`, attachments: [{ text: nested, n: 3, x: null }] }),
    message('m2', { msg: 'none', blob: bytesOfUtf8(`file ${binary}`) }),
    message('m3', {
      msg: 'cut',
      md: [{ type: 'P', value: [{ value: first.slice(0, 9) }, { value: first.slice(9) }] }],
    }),
    message('m4', { msg: '', config: { password: noise('base62:20') }, k: password }),
  ])

  test.for([[[]], [[7]], [[1000, 3]]] as const)('is read in chunks of %j', ([lengths]) => {
    const names = new NameBook()
    const rooms = bsonOf({ _id: 'GENERAL', t: 'c', name: 'general' })
    readNames('x/rocketchat_room.bson', () => [rooms], names)
    const path = 'x/rocketchat_message.bson'
    const { found, format, problems } = scanText(dump, { path, names, lengths })
    expect([format, problems]).toEqual(['rocketchat', []])
    const said = { channelId: 'GENERAL', channel: 'general', user: 'ann', userId: 'u1', time }
    const at = (secret: string) => found.find((item) => item.secret === secret)
    for (const [secret, record, place] of [
      [text, 'm1', 'msg'],
      [nested, 'm1', 'attachments[0].text'],
      [binary, 'm2', 'blob'],
      [first, 'm3', 'md[0].value[0].value'],
      [password, 'm4', 'k'],
    ] as const) {
      expect([record, at(secret)?.path, at(secret)?.attribution]).toMatchObject([
        record,
        place,
        { ...said, record },
      ])
    }
    // A name that only structure puts in front of its value.
    expect(found.map(({ path: place }) => place)).toContain('config.password')
    expect(found).toHaveLength(6)
  })

  test('that is cut off is read as far as it goes, and says so', () => {
    const { found, problems } = scanText(dump.subarray(0, dump.length - 20), { path: 'a.bson' })
    expect(found.map(({ secret }) => secret)).toEqual(expect.arrayContaining([text, nested]))
    expect(problems).toHaveLength(1)
  })
})

test('a dump of MongoDB', async () => {
  const build = (next: () => string) => {
    const common = { rid: 'GENERAL', ts: new Date(time), u: { _id: 'u1', username: 'ann' } }
    const documents: Document[] = [
      { _id: 'm1', ...common, msg: `é ${next()}`, size: Long.fromString('9007199254740993'), f: 1e100 },
      { _id: 'm2', ...common, msg: '', attachments: [{ text: next(), blob: Buffer.from(next()), x: null }] },
      { _id: 'm3', ...common, msg: 'of a key', [next()]: { [next()]: /a+/i }, code: next() },
    ] // prettier-ignore
    return concatBytes(documents.map((document) => serialize(document)))
  }
  const open = (bytes: Uint8Array) => {
    const documents: Document[] = []
    for (let at = 0; at < bytes.length;) {
      const length = new DataView(bytes.buffer, bytes.byteOffset + at).getInt32(0, true)
      documents.push(deserialize(bytes.subarray(at, at + length), { promoteLongs: false }))
      at += length
    }
    return documents
  }
  await checkRead({
    format: 'rocketchat',
    title: 'a dump of MongoDB',
    path: 'rocketchat_message.bson',
    planted: 6,
    build,
    reader: { name: 'bson', open },
  })
})

test('law: an edited dump is the dump of the edited values, for every cutting into chunks', () => {
  const leaf = fc.oneof(
    fc.stringMatching(/^[a-z#]{0,20}$/),
    fc.integer({ min: -1e9, max: 1e9 }),
    fc.stringMatching(/^[a-z#]{0,9}$/).map((part) => bytesOfUtf8(part)),
    fc.constant(null),
  )
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('value'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  }))
  const document = fc.record({ a: value, b: value, c: fc.constant('x#y#') })
  const edited = (item: Value): Value => {
    if (typeof item === 'string') return item.replaceAll('#', 'MASK')
    if (item instanceof Uint8Array) return bytesOfUtf8(latin1Of(item).replaceAll('#', 'MASK'))
    if (Array.isArray(item)) return item.map(edited)
    if (typeof item !== 'object' || item === null || item instanceof Date) return item
    return Object.fromEntries(Object.entries(item).map(([key, member]) => [key, edited(member)]))
  }
  const run = (documents: { [key: string]: Value }[], chunkBytes: number) => {
    // Numbers hold bytes that look like the mark: those of texts are known by their places.
    const parts = documents.map(bsonOf)
    let base = 0
    const edits = parts.flatMap((part) => {
      const { tokens } = readBson(part)!
      const spans = tokens.filter(({ kind }) => kind === 'string')
      const marks = spans.flatMap(({ start, end }) =>
        [...latin1Of(part, start, end).matchAll(/#/g)].map(({ index }) => base + start + index),
      )
      base += part.length
      return marks.map((at) => ({ span: { start: at, end: at + 1 }, text: 'MASK', isWide: false }))
    })
    const whole = concatBytes(parts)
    const chunks: Uint8Array[] = []
    for (let at = 0; at < whole.length; at += chunkBytes)
      chunks.push(whole.subarray(at, at + chunkBytes))
    const result = concatBytes([...applyBsonEdits(chunks, edits)])
    const expected = documents.map((item) => bsonOf(edited(item) as { [key: string]: Value }))
    expect(latin1Of(result)).toBe(latin1Of(concatBytes(expected)))
  }
  const length = fc.integer({ min: 1, max: 200 })
  fc.assert(fc.property(fc.array(document, { maxLength: 4 }), length, run))
})
