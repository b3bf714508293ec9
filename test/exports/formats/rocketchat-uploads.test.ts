import { expect, test } from 'vitest'
import { NameBook } from '../../../src/exports/layout.ts'
import { readNames } from '../../../src/exports/open-reader.ts'
import { bytesOfUtf8, concatBytes } from '../../../src/text/bytes.ts'
import { bsonOf } from '../bson-of.ts'
import { githubToken, scanText } from '../scan-text.ts'

const time = '2021-08-01T00:00:00.500Z'
const upload = {
  _id: 'kQ3sXn5yG8aBcDeFg', name: 'deploy.env', size: 3, type: 'text/plain', rid: 'GENERAL', userId: 'u1', store: 'GridFS:Uploads',
  uploadedAt: new Date(time), url: `https://x.test/${githubToken(1)}`,
} // prettier-ignore
const other = { ...upload, _id: 'zQ3sXn5yG8aBcDeFh', name: 'b.txt', url: '' }
const uploads = concatBytes([upload, other].map((item) => bsonOf(item)))
const said = { record: upload._id, file: 'deploy.env', channelId: 'GENERAL', channel: 'general', user: 'Ann', userId: 'u1', time } // prettier-ignore

function names(): NameBook {
  const book = new NameBook()
  const rooms = bsonOf({ _id: 'GENERAL', t: 'c', name: 'general' })
  const users = bsonOf({ _id: 'u1', username: 'ann', name: 'Ann', type: 'user', roles: ['admin'] })
  for (const [name, bytes] of [
    ['rocketchat_room', rooms],
    ['users', users],
    ['rocketchat_uploads', uploads],
  ] as const) {
    readNames(`dump/${name}.bson`, () => [bytes], book)
  }
  return book
}

const chunk = (files_id: string, n: number, data: string | Uint8Array) =>
  bsonOf({ _id: `c${files_id}${n}`, files_id, n, data: typeof data === 'string' ? bytesOfUtf8(data) : data }) // prettier-ignore

test('what is said of an upload is told of it', () => {
  const { found, format } = scanText(uploads, {
    path: 'dump/rocketchat_uploads.bson',
    names: names(),
  })
  expect(format).toBe('rocketchat')
  expect(found).toEqual([expect.objectContaining({ path: 'url', attribution: said })])
})

test.for([[[]], [[7]], [[1000, 3]]] as const)(
  'its content is, and is put together, in chunks of %j',
  ([lengths]) => {
    const [whole, cut, last] = [githubToken(2), githubToken(3), githubToken(4)]
    const filler = 'x '.repeat(2000)
    const chunks = concatBytes([
      chunk(upload._id, 0, `A=1\nGH_TOKEN=${whole}\n${filler}${cut.slice(0, 17)}`),
      chunk(upload._id, 1, `${cut.slice(17)}\n`),
      chunk(other._id, 0, `${filler}${last.slice(0, 3)}`),
      chunk(other._id, 1, last.slice(3)),
      chunk('unknown', 0, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3)),
    ])
    const path = 'dump/rocketchat_uploads.chunks.bson'
    const { found, format, problems } = scanText(chunks, { path, names: names(), lengths })
    expect([format, problems]).toEqual(['rocketchat', []])
    const at = (secret: string) => found.filter((item) => item.secret === secret)
    expect(at(whole)).toEqual([expect.objectContaining({ path: 'data', attribution: said })])
    expect(at(cut)).toEqual([
      expect.objectContaining({ attribution: said, covered: [cut.slice(0, 17), cut.slice(17)] }),
    ])
    expect(at(last)).toEqual([
      expect.objectContaining({
        attribution: { ...said, record: other._id, file: 'b.txt' },
        covered: [last.slice(0, 3), last.slice(3)],
      }),
    ])
    expect(found).toHaveLength(3)
  },
)

test('without a list of uploads the content is told by its id', () => {
  const secret = githubToken(5)
  const path = 'dump/rocketchat_uploads.chunks.bson'
  const { found } = scanText(chunk('u1', 0, `T=${secret}`), { path })
  expect(found).toEqual([expect.objectContaining({ attribution: { record: 'u1' } })])
})
