import { expect, test } from 'vitest'
import { formsOf } from '../../src/inventory/fingerprint-forms.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { parseFingerprintKey } from '../../src/text/fingerprint.ts'

test('an object of JSON is a value, not a reference to one', () => {
  const key = parseFingerprintKey('ab'.repeat(32), 'a test')
  const value = bytesOfUtf8(JSON.stringify({ a: '81f0c7d2e6', b: '7731bd09aa', c: '6d20e8f1c4' }))
  expect(formsOf({ value }, { key, partsOf: () => [] })).toHaveProperty('fingerprints')
})
