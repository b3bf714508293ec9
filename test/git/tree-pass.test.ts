import { expect, test } from 'vitest'
import type { ObjectCatalogue } from '../../src/git/object-catalogue.ts'
import { ObjectMemory } from '../../src/git/object-memory.ts'
import { indexOfNames } from '../../src/git/pack-index.ts'
import { TreePass } from '../../src/git/tree-pass.ts'
import { readBuilt } from '../../src/scan/read-built.ts'

const hashBytes = 20

/** One loose tree, number 0; everything that it names is missing. */
const catalogue: ObjectCatalogue = {
  hashBytes,
  packs: [],
  packFirsts: [],
  loose: {
    index: indexOfNames([Buffer.alloc(hashBytes, 1)], hashBytes),
    paths: [''],
    types: Uint8Array.of(2),
    sizes: Float64Array.of(0),
  },
  looseFirst: 0,
  count: 1,
}

function treeOf(names: readonly string[]): Buffer {
  const id = Buffer.alloc(hashBytes, 2)
  return Buffer.concat(names.flatMap((name) => [Buffer.from(`40000 ${name}\0`), id]))
}

test('a name has one number, however many names there are and however often they are met', () => {
  const memory = new ObjectMemory(new WebAssembly.Module(readBuilt('objects.wasm')))
  const isOfInterest = (name: Uint8Array) => name.at(-1) === 0x37
  const pass = new TreePass(memory, catalogue, new Uint8Array(), isOfInterest, 1)
  const names = Array.from({ length: 230_000 }, (_, at) => `name-${at}`)
  for (const part of [names, names.slice(150_000), names.slice(-10), names.slice(0, 10)]) {
    const tree = treeOf(part)
    const top = memory.top
    const address = memory.take(tree.length)
    memory.bytes.set(tree, address)
    pass.visit(0, memory.bytes.subarray(address, address + tree.length), address)
    memory.cut(top)
  }
  const { names: noted, entries, problems } = pass.drain()
  expect(problems).toEqual([])
  expect(noted.map((name) => Buffer.from(name).toString())).toEqual(names)
  const words = entries.flatMap((block) => [...block])
  const last = words.slice(-22)
  expect(last.slice(0, 2)).toEqual([0, 10])
  expect(last.filter((_, at) => at % 2 === 1).slice(1)).toEqual(
    names.slice(0, 10).map((_, at) => at),
  )
})
