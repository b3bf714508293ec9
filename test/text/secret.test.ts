import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { StanchError } from '../../src/text/error.ts'
import { fingerprintKeyOf } from '../../src/text/fingerprint.ts'
import { Secret } from '../../src/text/secret.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'

const value = 'correct horse battery'
const secret = new Secret(bytesOfUtf8(value), fingerprintKeyOf(new Uint8Array(32)))
const shown = /^\[secret v1:[0-9a-f]{8}:[0-9a-f]{32}\]$/

test.for([
  ['String()', () => String(secret)],
  ['a template', () => `${secret as unknown as string}`],
  ['addition', () => '' + (secret as unknown as string)],
  ['inspect', () => inspect(secret)],
  ['toString', () => secret.toString()],
  ['JSON', () => JSON.parse(JSON.stringify(secret)) as string],
] as const)('%s prints the fingerprint', ([, print]) => expect(print()).toMatch(shown))

test.for([
  ['nested inspection', () => inspect({ a: [{ secret }] }, { depth: 9, showHidden: true })],
  ['nested JSON', () => JSON.stringify({ a: [{ secret }] })],
  ['its keys and values', () => JSON.stringify([Object.keys(secret), Object.entries(secret)])],
  ['a copy', () => JSON.stringify({ ...secret })],
  ['a structured clone', () => inspect(structuredClone(secret), { showHidden: true })],
  ['an error’s cause', () => inspect(new StanchError('X', 'failed', { cause: secret }))],
  ['an error’s text', () => String(new Error(String(secret)).stack)],
] as const)('%s does not hold the value', ([, print]) => {
  const text = print()
  expect(text).not.toContain(value)
  expect(text).not.toContain(bytesOfUtf8(value).join())
  expect(text).not.toContain(Buffer.from(value).toString('hex'))
})

test('the bytes are a copy', () => {
  const bytes = bytesOfUtf8(value)
  const copied = new Secret(bytes, fingerprintKeyOf(new Uint8Array(32)))
  bytes.fill(0)
  expect(Buffer.from(copied.reveal()).toString()).toBe(value)
})

test('a Buffer that is overwritten later is copied, too', () => {
  const buffer = Buffer.from(value)
  const kept = new Secret(buffer, fingerprintKeyOf(new Uint8Array(32)))
  buffer.fill(0)
  expect(Buffer.from(kept.reveal()).toString()).toBe(value)
})
