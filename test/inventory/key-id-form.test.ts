import { expect, test } from 'vitest'
import { formsOf } from '../../src/inventory/fingerprint-forms.ts'
import { parseFingerprintKey } from '../../src/text/fingerprint.ts'

const key = parseFingerprintKey('0123456789abcdef'.repeat(4), 'test')
const text = (value: string) => new TextEncoder().encode(value)

test('a value that is a public id and nothing else is known as that, and has no unkeyed hash', () => {
  const value = text('id-of-a-key-7Q2')
  const parts = [{ value, isIdentifier: true }]
  const hmslOf = () => 'f'.repeat(64)
  const forms = formsOf({ value }, { key, partsOf: () => parts, hmslOf })
  expect('fingerprints' in forms && forms.fingerprints.map(({ form }) => form)).toEqual(['key-id'])
})

test('what an importer says to be a public id is known as that, even where no rule knows it', () => {
  const forms = formsOf({ value: text('id-of-a-key-7Q2'), isIdentifier: true }, { key, partsOf: () => [] }) // prettier-ignore
  expect('fingerprints' in forms && forms.fingerprints.map(({ form }) => form)).toEqual(['key-id'])
})

test('a value that holds a public id beside a secret is known as both', () => {
  const value = text('id-of-a-key-7Q2:and-more')
  const parts = [{ value: value.subarray(0, 15), isIdentifier: true }]
  const forms = formsOf({ value }, { key, partsOf: () => parts })
  expect('fingerprints' in forms && forms.fingerprints.map(({ form }) => form)).toEqual(['raw', 'key-id']) // prettier-ignore
})
