import { expect, test } from 'vitest'
import { formsOf, type ValuePart } from '../../src/inventory/fingerprint-forms.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { fingerprintKeyOf } from '../../src/text/fingerprint.ts'

const key = fingerprintKeyOf(new Uint8Array(32).fill(7))

function formsWith(parts: (value: Uint8Array) => readonly ValuePart[]): string[] {
  const value = bytesOfUtf8('kx81-pq02-zr44-bn17')
  const forms = formsOf({ value }, { key, partsOf: parts, hmslOf: () => 'a'.repeat(64) })
  return 'fingerprints' in forms ? forms.fingerprints.map(({ form }) => form) : []
}

test('a value that is a public id is known as one, and gets no unkeyed column', () => {
  expect(formsWith((value) => [{ value, isIdentifier: true }])).toEqual(['key-id'])
  expect(formsWith((value) => [{ value, isIdentifier: false }])).toEqual(['raw', 'hmsl'])
  expect(formsWith((value) => [{ value: value.subarray(0, 9), isIdentifier: true }])).toEqual([
    'raw',
    'key-id',
    'hmsl',
  ])
})
