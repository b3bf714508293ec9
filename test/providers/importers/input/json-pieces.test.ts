import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonPieces } from '../../../../src/providers/importers/input/json-pieces.ts'

async function* cut(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.slice(at, at + length)
}

async function piecesOf(value: unknown, length: number, indent = 0) {
  const bytes = new TextEncoder().encode(JSON.stringify(value, null, indent))
  const pieces: { name: string; path: readonly (string | number)[]; value: unknown }[] = []
  for await (const piece of jsonPieces(cut(bytes, length), { head: 'head', item: 'items.*' }))
    pieces.push(piece)
  return pieces
}

test('pieces are what stands at the paths, however the bytes are cut', async () => {
  const any = fc.jsonValue({ maxDepth: 3 })
  await fc.assert(
    fc.asyncProperty(
      any,
      fc.array(any),
      any,
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(0, 1),
      async (head, items, other, length, indent) => {
        const plain = JSON.parse(JSON.stringify({ head, other, items })) as {
          head: unknown
          items: unknown[]
        }
        const pieces = await piecesOf(plain, length, indent)
        expect(pieces).toEqual([
          { name: 'head', path: ['head'], value: plain.head },
          ...plain.items.map((item, at) => ({ name: 'item', path: ['items', at], value: item })),
        ])
      },
    ),
  )
})

test('what is no JSON is told by its place', async () => {
  const bytes = new TextEncoder().encode('{"items":[{"a":1},{"a":oops}]}')
  const read = async () => {
    for await (const piece of jsonPieces(cut(bytes, 7), { item: 'items.*' })) void piece
  }
  await expect(read()).rejects.toThrow(
    expect.objectContaining({ code: 'IMPORT_NOT_JSON', message: 'no JSON at byte 23' }),
  )
})
