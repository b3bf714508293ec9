import { expect, test } from 'vitest'
import { identitiesOf, isKeyIdRule, keyIdIdentity } from '../../src/incident/identities.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { fingerprintKeyOf, fingerprintOf } from '../../src/text/fingerprint.ts'

const store = fingerprintKeyOf(new Uint8Array(32).fill(1))
const other = fingerprintKeyOf(new Uint8Array(32).fill(2))
const value = bytesOfUtf8('some value of a key')

test('a value is known by the store’s key, and by the keys of this machine', () => {
  expect(identitiesOf({ value }, store, [other])).toEqual([
    fingerprintOf(value, store),
    fingerprintOf(value, other),
  ])
})

test('a key id by itself and one beside its secret are the same', () => {
  const keyId = `AKI${'A'.repeat(17)}`
  const alone = identitiesOf({ value: bytesOfUtf8(keyId) }, store)
  expect(identitiesOf({ value, keyId }, store)).toContain(alone[0])
  expect(identitiesOf({ keyId }, store)).toEqual([keyIdIdentity(keyId, store)])
})

test('an alert is no value, and what is unknown is left out', () => {
  expect(identitiesOf({ alert: 'x' }, store)).not.toContain(fingerprintOf(bytesOfUtf8('x'), store))
  expect(identitiesOf({}, store)).toEqual([])
  expect(identitiesOf({ reported: ['v1:a:b', 'v1:a:b'] }, store)).toEqual(['v1:a:b'])
})

test('ids of clients name no single secret', () => {
  expect(isKeyIdRule('aws-access-key-id')).toBe(true)
  expect(isKeyIdRule('google-oauth-client-id')).toBe(false)
  expect(isKeyIdRule('slack-app-token')).toBe(false)
})
