import fc from 'fast-check'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBlocks } from '../../../src/stream/filter/read-blocks.ts'
import { makeDirectory } from '../../cli/run-stanch.ts'

function blocksOf(path: string, bytes: Uint8Array): Buffer[] {
  writeFileSync(path, bytes)
  const file = openSync(path, 'r')
  try {
    return Array.from(readBlocks(file), (block) => Buffer.from(block))
  } finally {
    closeSync(file)
  }
}

/** Lines with the line feed, of lengths up to several blocks. */
const lines = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.nat(3000) },
    { weight: 1, arbitrary: fc.constantFrom(0, 262_142, 262_143, 262_144, 524_287, 600_000) },
  ),
  { maxLength: 40 },
)

test('blocks are the file, and part no line that is shorter than a block', () => {
  const path = join(makeDirectory({}), 'in')
  fc.assert(
    fc.property(lines, fc.nat(2000), (lengths, restLength) => {
      const text = lengths.map((length, at) => String.fromCharCode(97 + (at % 26)).repeat(length))
      const bytes = Buffer.from(`${text.join('\n')}\n${'z'.repeat(restLength)}`)
      const blocks = blocksOf(path, bytes)
      expect(Buffer.concat(blocks).equals(bytes)).toBe(true)
      for (const [at, block] of blocks.entries()) {
        expect(block.length).toBeGreaterThan(0)
        const isWhole = block.at(-1) === 10 || at === blocks.length - 1
        const isLong = !block.includes(10) && block.length === 262_144
        expect(isWhole || isLong).toBe(true)
      }
    }),
    { numRuns: 40 },
  )
})

test('an empty file has no block', () => {
  expect(blocksOf(join(makeDirectory({}), 'in'), Buffer.alloc(0))).toEqual([])
})
