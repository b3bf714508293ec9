import { expect, test } from 'vitest'
import { foreignKidOf } from '../../src/inventory/foreign-key.ts'
import type { InventoryRecord } from '../../src/inventory/record.ts'
import { parseFingerprintKey } from '../../src/text/fingerprint.ts'

const keys = ['ab', 'cd'].map((pair) => parseFingerprintKey(pair.repeat(32), 'a test'))

function storeOf(...kids: readonly (string | undefined)[]) {
  return {
    async *list(): AsyncGenerator<InventoryRecord> {
      for (const [at, kid] of kids.entries()) {
        const form = kid === undefined ? 'hmsl' : 'raw'
        const value = kid === undefined ? `hmsl:${'0'.repeat(64)}` : `v1:${kid}:${'0'.repeat(32)}`
        yield await Promise.resolve({
          id: `r${at}`,
          state: 'active',
          fingerprints: [{ form, value }],
        })
      }
    },
  }
}

test.for([
  ['one under another key', ['00000000'], '00000000'],
  ['of several keys the first that is met', [undefined, '00000001', '00000000'], '00000001'],
  ['some under the older key of this run', ['00000000', keys[1]!.kid], undefined],
  ['none', [], undefined],
  ['unkeyed ones only', [undefined], undefined],
] as const)('%s', async ([, kids, kid]) => {
  expect(await foreignKidOf(storeOf(...kids), keys)).toBe(kid)
})

test('of a large store only the first records are read', async () => {
  let read = 0
  const store = {
    async *list(): AsyncGenerator<InventoryRecord> {
      for (;;) {
        read++
        yield* storeOf('00000000').list()
      }
    },
  }
  expect(await foreignKidOf(store, keys)).toBe('00000000')
  expect(read).toBeLessThan(1000)
})
