import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockSource, bytesSource } from '../../../src/sources/archives/byte-source.ts'

test('law: read in blocks, the same bytes are read', () => {
  const size = fc.integer({ min: 0, max: 1_500_000 })
  const reads = fc.array(fc.tuple(fc.nat(1_600_000), fc.nat(200_000)), { maxLength: 60 })
  fc.assert(
    fc.property(size, reads, (size, reads) => {
      const source = bytesSource(Uint8Array.from({ length: size }, (_, at) => (at * 31) >> 7))
      const blocks = blockSource(source)
      for (const [position, length] of reads) {
        const [read, expected] = [blocks, source].map((one) => one.read(position, length))
        expect(Buffer.compare(read!, expected!)).toBe(0)
      }
    }),
    { numRuns: 20 },
  )
})
