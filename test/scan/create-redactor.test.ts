import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createRedactor, type CreateRedactorOptions } from '../../src/scan/create-redactor.ts'
import { readRules } from '../../src/scan/read-rules.ts'
import { fingerprintOf, parseFingerprintKey } from '../../src/text/fingerprint.ts'
import { testKey } from '../cli/run-stanch.ts'
import { plant, templates } from '../engine/real-pack.ts'

const otherKey = 'f'.repeat(64)
const token = plant(templates.token, 1)
const password = plant(templates.assignment, 2)
const plain = createRedactor({ key: testKey })
const kid = parseFingerprintKey(testKey, '').kid

test('a token is the one of findings', () => {
  const fingerprint = fingerprintOf(Buffer.from(token.secret), parseFingerprintKey(testKey, ''))
  const identity = fingerprint.split(':')[2]!.slice(0, 12)
  expect(plain.redactText(token.text)).toMatch(
    new RegExp(`^GH=\\[stanch:github-token:${kid}:${identity}[0-9a-f]{4}\\]$`),
  )
})

test('a string without secrets comes back as it is, whatever it is of', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 100 })
  fc.assert(
    fc.property(texts, texts, (before, behind) => {
      expect(plain.redactText(before)).toBe(before)
      const redacted = plain.redactText(`${before} \ud800 ${token.text} ${behind}`)
      expect(redacted.startsWith(`${before} \ud800 GH=[stanch:github-token:`)).toBe(true)
      expect(redacted.endsWith(`] ${behind}`)).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('keys: the first makes tokens, tokens of the others stay', () => {
  const older = createRedactor({ key: otherKey }).redactText(token.text)
  const both = createRedactor({ key: [testKey, otherKey] })
  expect(both.redactText(older)).toBe(older)
  expect(both.redactText(token.text)).toBe(plain.redactText(token.text))
})

test('the environment is asked where no key is given', () => {
  const env = { STANCH_KEY: testKey }
  const notes: string[] = []
  const options = { onNote: ({ code }: { code: string }) => notes.push(code) }
  expect(createRedactor({ env, ...options }).redactText(token.text)).toBe(
    plain.redactText(token.text),
  )
  expect(notes).toEqual([])
  const random = createRedactor({ env: {}, ...options }).redactText(token.text)
  expect(notes).toEqual(['EPHEMERAL_KEY'])
  expect(random).not.toContain(kid)
  expect(createRedactor({ env: {}, ...options }).redactText(token.text)).toBe(random)
})

test('without onNote it is a warning of the process, once', async () => {
  const warnings: string[] = []
  const onWarning = ({ name, message }: Error) => warnings.push(`${name}: ${message}`)
  process.on('warning', onWarning)
  onTestFinished(() => void process.off('warning', onWarning))
  createRedactor({ env: {} })
  createRedactor({ env: {} })
  await new Promise((resolve) => setImmediate(resolve))
  expect(warnings).toEqual([expect.stringMatching(/^StanchWarning: No key was given/)])
})

test.for([
  ['remove', { mode: 'remove' }, 'GH='],
  ['partial', { mode: 'partial' }, 'GH=ghp_***'],
  ['fixed', { mode: { fixed: '(gone)' } }, 'GH=(gone)'],
  ['one rule', { mode: 'remove', modes: { 'github-token': { fixed: 'x' } } }, 'GH=x'],
] as const)('mode %s', ([, options, expected]) => {
  expect(createRedactor({ key: testKey, ...options }).redactText(token.text)).toBe(expected)
})

test('confidence, and rules that take no part', () => {
  const disabled = createRedactor({ key: testKey, disabledRules: ['generic-password'] })
  expect(disabled.redactText(password.text)).toBe(password.text)
  expect(plain.redactText(password.text)).not.toContain(password.secret)
  const high = createRedactor({ key: testKey, minConfidence: 'high' })
  expect(high.redactText(password.text)).toBe(password.text)
})

test('what is masked is told, without the secret', () => {
  const masked: unknown[] = []
  const redactor = createRedactor({ key: testKey, onMasked: (one) => masked.push(one) })
  redactor.redactText(JSON.stringify({ deep: { er: token.secret } }))
  expect(masked).toMatchObject([{ rule: 'github-token', path: 'deep.er' }])
  expect(JSON.stringify(masked)).not.toContain(token.secret)
})

test('known values, in any encoding; common ones are refused and named', () => {
  const { secret } = plant('⟦<base62:24>⟧', 5)
  const notes: string[] = []
  const masked: string[] = []
  const redactor = createRedactor({
    key: testKey,
    known: { 'db/prod': secret, level: 'debug' },
    onNote: ({ code, message }) => notes.push(`${code} ${message}`),
    onMasked: (one) => masked.push(...one.known),
  })
  expect(redactor.redactText(`x${secret}x ${btoa(`${secret}\n`)} debug`)).toMatch(
    /^x\[stanch:known-value:\S+\]x \[stanch:known-value:\S+ debug$/,
  )
  expect(new Set(masked)).toEqual(new Set(['db/prod']))
  expect(notes).toEqual([expect.stringMatching(/^KNOWN_REFUSED .*level.*: /)])
  expect(notes.join()).not.toContain('debug')
  expect(createRedactor({ key: testKey, known: [secret] }).redactText(secret)).toMatch(
    /known-value/,
  )
})

test('own rules', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-rules-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const rule =
    'provider: acme\nrules:\n  - id: acme-token\n    name: Acme token\n    reference: https://example.org/\n    severity: high\n    confidence: high\n' +
    "    anchors: { literals: [acme_] }\n    pattern: 'acme_[a-z]{8}'\n    examples: { positive: ['⟦acme_<lower:8>⟧'] }\n"
  writeFileSync(join(directory, 'acme.yaml'), rule)
  const rules = await readRules({ files: ['acme.yaml'] }, directory)
  const redactor = createRedactor({ key: testKey, rules })
  expect(redactor.redactText(`a acme_${'qwertyui'} b`)).toMatch(/^a \[stanch:acme-token:.*\] b$/)
  await expect(readRules({ files: ['none.yaml'] }, directory)).rejects.toMatchObject({
    code: 'RULES_INVALID',
    message: expect.stringContaining('none.yaml') as string,
  })
})

test.for([
  ['an unknown option', { minconfidence: 'low' }, /minconfidence: .*did you mean minConfidence/],
  ['a confidence', { minConfidence: 'hi' }, /minConfidence: expected low, medium or high/],
  ['a key', { key: 'abc' }, /key: expected 64 hex digits/],
  ['one of the keys', { key: [testKey, 'abc'] }, /expected 64 hex digits/],
  ['no key of a list', { key: [] }, /expected 64 hex digits/],
  ['a mode', { mode: 'hide' }, /mode: expected token/],
  ['a fixed text that breaks JSON', { mode: { fixed: '"' } }, /mode.fixed: expected token/],
  ['a record limit', { recordBytesMax: 10 }, /at least 262144/],
  ['a rule', { disabledRules: ['github-tokn'] }, /github-tokn.*do you mean github-token/],
  ['a rule of a mode', { modes: { nothing: 'remove' } }, /no rule "nothing"/],
  ['no object', 'x', /createRedactor: expected an object of options/],
  ['known values', { known: [1] }, /known.*: expected texts/],
  ['a format', { format: 'xml' }, /format: expected json or/],
  ['a callback', { onMasked: 'x' }, /onMasked: expected a function/],
] as const)('refused: %s', ([, options, message]) => {
  const make = () => createRedactor(options as unknown as CreateRedactorOptions)
  expect(make).toThrow(message)
  expect(make).toThrow(expect.objectContaining({ code: 'REDACTOR_OPTIONS' }))
})

test('all faults at once, and no value', () => {
  const make = () => createRedactor({ key: 'hush', mode: 'hide' as 'token', readsOn: 1 as never })
  expect(make).toThrow(/key: .*\n.*mode: .*\n.*readsOn: /)
  expect(make).not.toThrow(/hush/)
})
