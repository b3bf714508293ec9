import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  faultOfPartnerAlert,
  githubPartnerHeaders,
  partnerHeaders,
  partnerKeyOf,
  signPartnerAlert,
} from '../../../src/providers/notify/partner-signature.ts'

const pemOf = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString()

const pem = pemOf('P-256')
const body = JSON.stringify([{ type: 'github-pat', url: '', source: 'commit' }])
const fault = (headers: Record<string, string>, text: string, keys = [partnerKeyOf(pem, 'x')]) =>
  faultOfPartnerAlert(headers, Buffer.from(text), keys, partnerHeaders)

test('what is signed holds over exactly this body, under this key', () => {
  const headers = signPartnerAlert(pem, body, 'here')
  expect(fault(headers, body)).toBeUndefined()
  expect(fault(headers, `${body} `)).toContain('exactly this body')
  expect(fault(headers, body, [partnerKeyOf(pemOf('P-256'), 'x')])).toContain('fetch the list')
  expect(fault({}, body)).toContain(partnerHeaders.key)
})

test('an alert of GitHub holds under the key that its list names', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString()
  const keys = [{ key_identifier: 'f9525bf0', key, is_current: true }]
  const headers = {
    [githubPartnerHeaders.key]: 'f9525bf0',
    [githubPartnerHeaders.signature]: sign('sha256', Buffer.from(body), privateKey).toString('base64'), // prettier-ignore
  }
  expect(faultOfPartnerAlert(headers, Buffer.from(body), keys)).toBeUndefined()
  expect(faultOfPartnerAlert(headers, Buffer.from('[]'), keys)).toBeDefined()
})

test('a key may stand in one line; one of another curve, or none, is refused and not repeated', () => {
  const inLine = pem.replaceAll('\n', '\\n')
  expect(fault(signPartnerAlert(inLine, body, 'here'), body)).toBeUndefined()
  for (const wrong of [pemOf('P-384'), 'hello', ''])
    expect(() => signPartnerAlert(wrong, body, 'notify: x')).toThrow(/^notify: x: expected a private key on the curve P-256/) // prettier-ignore
})
