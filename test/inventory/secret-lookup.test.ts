import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InventoryIndex } from '../../src/inventory/inventory-index.ts'
import type { InventoryRecord } from '../../src/inventory/record.ts'
import {
  dropKeyId,
  refreshesOf,
  refreshFingerprints,
} from '../../src/inventory/refresh-fingerprints.ts'
import { fingerprintsIn, lookupOf, matchOf } from '../../src/inventory/secret-lookup.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { parseFingerprintKey } from '../../src/text/fingerprint.ts'
import { recordOf } from './known-secret.ts'

const hexKeys = ['1', '2', '3'].map((digit) => digit.repeat(64))
const keys = hexKeys.map((hex) => parseFingerprintKey(hex, 'the test'))
const [newest, older] = hexKeys as [string, string, string]
const lookup = (value: string, ...parts: string[]) =>
  lookupOf(bytesOfUtf8(value), parts.map(bytesOfUtf8), { keys })

function matchesOf(asked: ReturnType<typeof lookup>, records: readonly InventoryRecord[]) {
  const index = new InventoryIndex(records)
  return new Map(fingerprintsIn(asked).map((one) => [one, index.match(one)]))
}

const check = (asked: ReturnType<typeof lookup>, records: readonly InventoryRecord[]) =>
  matchOf(asked, matchesOf(asked, records))

test('whoever has the value comes before who has its public id', () => {
  const own = recordOf('value', [older], { id: 'b' })
  const byId = recordOf('id', [newest], { id: 'a' })
  expect(check(lookup('value', 'id'), [own, byId])).toMatchObject({ id: 'b', form: 'raw' })
  expect(check(lookup('another', 'id'), [own, byId])).toMatchObject({ id: 'a' })
  expect(check(lookup('another'), [own, byId])).toBeNull()
})

test('records that know it under different keys are told together, once each', () => {
  const records = [recordOf('v', [older], { id: 'b' }), recordOf('v', [newest, older], { id: 'a' })]
  expect(check(lookup('v'), records)).toMatchObject({ id: 'a', others: ['b'] })
})

test('without keys nothing is asked but the unkeyed column', () => {
  const asked = lookupOf(bytesOfUtf8('v'), [], { keys: [], hmslOf: () => 'ab' })
  expect(fingerprintsIn(asked)).toEqual(['hmsl:ab'])
})

test('law: a refreshed record is known under the newest key and all it was known under; refreshing again does nothing', () => {
  const some = fc.subarray(hexKeys)
  fc.assert(
    fc.property(some, some, (ofValue, ofPart) => {
      const asked = lookup('value', 'part')
      const before = recordOf('value', ofValue, {
        fingerprints: recordOf('part', ofPart).fingerprints,
      })
      const refreshes = refreshesOf(asked, matchesOf(asked, [before]))
      const after = refreshes.reduce(
        (record, { fingerprints }) => refreshFingerprints(record, fingerprints) ?? record,
        before,
      )
      const known = after.fingerprints.map(({ value }) => value)
      expect(known).toEqual(expect.arrayContaining(before.fingerprints.map(({ value }) => value)))
      if (ofValue.length > 0) expect(known).toContain(asked.value[0])
      if (ofPart.length > 0) expect(known).toContain(asked.parts[0]![0])
      expect(known).toHaveLength(new Set(known).size)
      expect(refreshesOf(asked, matchesOf(asked, [after]))).toEqual([])
    }),
  )
})

test('a retired key goes, but not what is known under it alone', () => {
  const record = recordOf('v', [newest, older])
  const kept = dropKeyId(record, keys[1]!.kid)
  expect(kept?.fingerprints).toEqual(recordOf('v', [newest]).fingerprints)
  expect(dropKeyId(kept!, keys[0]!.kid)).toBeUndefined()
  expect(dropKeyId(kept!, keys[1]!.kid)).toBeUndefined()
  const former = recordOf('former', [older]).fingerprints.map((one) => ({ ...one, version: '1' }))
  const two = recordOf('v', [newest, older], { fingerprints: former })
  expect(dropKeyId(two, keys[1]!.kid)?.fingerprints).toEqual([
    ...recordOf('v', [newest]).fingerprints,
    ...former,
  ])
})
