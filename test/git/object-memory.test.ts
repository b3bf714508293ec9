import { expect, test } from 'vitest'
import { ObjectMemory } from '../../src/git/object-memory.ts'
import { readBuilt } from '../../src/scan/read-built.ts'

const hashBytes = 20

test('trees are read although large objects lay where their tables are', () => {
  const memory = new ObjectMemory(new WebAssembly.Module(readBuilt('objects.wasm')))
  const top = memory.top
  const large = memory.take(32 << 20)
  memory.bytes.fill(0xff, large, memory.top)
  memory.cut(top)
  const names: string[] = []
  memory.prepareTrees(
    {
      noteName: (name) => names.push(Buffer.from(name).toString('latin1')) - 1,
      findObject: () => 3,
    },
    hashBytes,
    10,
    1,
  )
  const tree = Buffer.concat([Buffer.from('40000 src\0'), Buffer.alloc(hashBytes, 0xff)])
  const address = memory.take(tree.length)
  memory.bytes.set(tree, address)
  const output = memory.take(64)
  expect(memory.wasm.readTree(address, address + tree.length, output)).toBe(1)
  expect(names).toEqual(['src'])
  expect([...new Uint32Array(memory.bytes.buffer, output, 2)]).toEqual([3, 0])
})
