import { expect, test } from 'vitest'
import { createHash } from 'node:crypto'
import { crc32 as zlibCrc32 } from 'node:zlib'
import { azureChecksumOf, marvin32 } from '../../src/rules/azure-checksum.ts'
import { base62Of, bech32ChecksumOf, checksums, type ChecksumName } from '../../src/rules/checksum.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { crc32 } from '../../src/text/crc32.ts'

const sample = (template: string) => assembleSample(template, seededRandom(1)).text
const base64Url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The other character at one place. */
function withFault(text: string, at: number): string {
  return text.slice(0, at) + (text.at(at) === 'a' ? 'b' : 'a') + text.slice(at + 1)
}

/** ISO/IEC 7812-1 by the plainest means: the digit that makes the sum a multiple of ten. */
function luhnDigit(payload: string): string {
  const doubled = Array.from(payload).toReversed().map((digit, at) => String(Number(digit) * (at % 2 === 0 ? 2 : 1)))
  const sum = Array.from(doubled.join(''), Number).reduce((total, digit) => total + digit, 0)
  return String((10 - (sum % 10)) % 10)
}

const body36 = `${'a1'.repeat(22)}.01.18`
const crc36 = (text: string) => zlibCrc32(text).toString(36).padStart(7, '0')
const azureKey = `${'a1'.repeat(26)}JQQJ99BFACAAAA${'b2'.repeat(5)}ACOG`
/** https://en.bitcoin.it/wiki/Wallet_import_format gives this one, not in pieces. */
const wif = ['5HueCGU8rMjxEXxiPuD5BDku4Mk', 'FqeZyd4dZ1jvhTVqvbTLvyTJ']
const card = '4' + '1'.repeat(14)
const github = `ghp_${'a1'.repeat(15)}`
const githubCrc = (prefix: string) => base62Of(zlibCrc32(prefix.slice(prefix.lastIndexOf('_') + 1)), 6)
const jwt = `${base64Url({ alg: 'HS256' })}.${base64Url({ sub: '1' })}.${'x'.repeat(43)}`
const der = Buffer.concat([Buffer.of(0x30, 0x82), createHash('sha512').update('x').digest()]).toString('base64')
/** BIP 173 gives these as valid: a prefix, and the checksum of no data. */
const bip173 = ['A12UEL5L', 'a12uel5l', 'split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w'.replace('upstreamer', 'upstreamer')]

test.for([
  ['crc32-base62', 'a right checksum', github + githubCrc(github), true],
  ['crc32-base62', 'a wrong character', withFault(github + githubCrc(github), 9), false],
  ['crc32-base62', 'nothing', '', false],
  ['crc32-hex', 'the checksum of Grafana’s own test', `glsa_iNValId${'inValiDinvalidinvalidinva'}_${'5b5826'}97`, true],
  ['crc32-hex', 'a wrong character', `glsa_iNValId${'inValiDinvalidinvalidinvb'}_${'5b5826'}97`, false],
  ['crc32-base36', 'a prefix that is counted', `glpat-${body36}${crc36(`glpat-${body36}`)}`, true],
  ['crc32-base36', 'a prefix that is not', `glrt-t1_${body36}${crc36(body36)}`, true],
  ['crc32-base36', 'a wrong character', `glpat-${body36.replace('a', 'b')}${crc36(`glpat-${body36}`)}`, false],
  ['azure-annotated-key', 'a key', azureKey + azureChecksumOf(azureKey), true],
  ['azure-annotated-key', 'a wrong character', `b${azureKey.slice(1)}${azureChecksumOf(azureKey)}`, false],
  ['azure-annotated-key', 'a key derived from another', azureKey.replace('JQQJ99', 'JQQJ9D') + 'aaaa', true],
  ['azure-annotated-key', 'what is no base64', `=${azureKey.slice(1)}aaaa`, false],
  ['base58check', 'a key of the reference', wif.join(''), true],
  ['base58check', 'a key in the compressed form', sample('<base58check:80:32:01>'), true],
  ['base58check', 'leading zeros', sample('<base58check:0000:20:>'), true],
  ['base58check', 'a wrong character', withFault(wif.join(''), 9), false],
  ['base58check', 'a character that is none', `${wif.join('').slice(0, -1)}0`, false],
  ['base58check', 'nothing', '', false],
  ['luhn', 'a right digit', card + luhnDigit(card), true],
  ['luhn', 'a right digit with blanks', `${card.slice(0, 4)} ${card.slice(4)}${luhnDigit(card)}`, true],
  ['luhn', 'a wrong digit', card + ((Number(luhnDigit(card)) + 1) % 10), false],
  ['luhn', 'one digit', '0', false],
  ['jwt', 'header and payload', jwt, true],
  ['jwt', 'a header without alg', jwt.replace(/^[^.]+/, base64Url({ typ: 'JWT' })), false],
  ['jwt', 'a payload that is no object', jwt.replace(/\.[^.]+\./, `.${base64Url(7)}.`), false],
  ['jwt', 'no payload', base64Url({ alg: 'none' }), false],
  ['bech32', 'an empty text in capitals', bip173[0]!, true],
  ['bech32', 'an empty text', bip173[1]!, true],
  ['bech32', 'a long prefix', bip173[2]!, true],
  ['bech32', 'a wrong character', 'a12uel5a', false],
  ['bech32', 'no separator', 'uel5luel5l', false],
  ['bech32', 'an age identity', sample('⟦AGE-SECRET-KEY-1<[qpzry9x8gf2tvdw0s3jn54khce6mua7l]:52><bech32>⟧').toUpperCase(), true],
  ['base64-json', 'an object', Buffer.from('{"a":1}').toString('base64'), true],
  ['base64-json', 'a number', Buffer.from('17').toString('base64'), false],
  ['base64-json', 'no JSON', Buffer.from('{"a":').toString('base64'), false],
  ['der', 'a SEQUENCE', der, true],
  ['der', 'another type', `A${der.slice(1)}`, false],
  ['der', 'a PEM block', `-----BEGIN X KEY-----\n${der}\n-----END X KEY-----`, true],
  ['der', 'a PEM block with written line ends', `-----BEGIN X KEY-----\\n${der}\\n-----END X KEY-----`, true],
  ['der', 'an encrypted PEM block', '-----BEGIN ENCRYPTED X KEY-----', true],
] satisfies readonly (readonly [ChecksumName, string, string, boolean])[])('%s of %s', ([name, , secret, isValid]) => {
  expect(checksums[name](secret)).toBe(isValid)
})

/** Those of .NET's own tests, their two words folded into one. */
test.for([
  ['', 0x30ed35c1, 0x00cd3c7d],
  ['af', 0x48e73fc7, 0x7d75ddc1],
  ['e70f', 0xb5f6e1fc, 0x485dbff8],
  ['37f495', 0xf0b07c78, 0x9b8cf7e8],
  ['8642dc59', 0x7008f2e8, 0x7e9cf556],
] as const)('Marvin32 of %j', ([hex, high, low]) => {
  const seed = { low: 0x001bdbcc, high: 0x004fb61a }
  expect(marvin32(Buffer.from(hex, 'hex'), seed)).toBe((high ^ low) >>> 0)
})

test('the checksum of samples is one of BIP 173', () => {
  expect(bech32ChecksumOf('a1')).toBe('2uel5l')
  expect(checksums.bech32(`x1qqqq${bech32ChecksumOf('x1qqqq')}`)).toBe(true)
})

test('CRC-32 is that of zlib', () => {
  for (const text of ['', 'a', '123456789', 'ä€'.repeat(100)]) {
    expect(crc32(Buffer.from(text).toString('latin1'))).toBe(zlibCrc32(Buffer.from(text)))
  }
})
