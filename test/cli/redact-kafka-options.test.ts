import { expect, test } from 'vitest'
import { buildKafkaOptions, type TypedKafkaOptions } from '../../src/cli/redact-kafka-options.ts'
import { makeDirectory } from './run-stanch.ts'

const least = { brokers: 'a:9092', from: 'raw', to: 'clean', group: 'g' }

test('what is not typed is as it is said', () => {
  expect(buildKafkaOptions(least, {})).toMatchObject({
    brokers: ['a:9092'],
    tls: undefined,
    sasl: undefined,
    instance: undefined,
    lanes: { by: 'partition', keys: 'mask', schemaRegistered: 'pass-if-clean' },
    start: 'earliest',
    commitIntervalMs: 100,
    holdMs: 10_000,
    sessionTimeoutMs: 10_000,
    untilEnd: false,
  })
})

test.for([
  ['no topic', { from: undefined }, /--from is needed/],
  ['a circle', { to: 'raw' }, /it would never end/],
  ['a password in an address', { brokers: 'me:secret@a:1' }, /passwords come from the environment/],
  ['no broker', { brokers: '' }, /--brokers: expected host:port/],
  ['a strange name', { group: 'a b' }, /--group: expected up to 249/],
  ['an unknown policy', { keys: 'drp' }, /--keys: expected mask or say or drop, got "drp"/],
  ['a time that is none', { maxHold: '5 s' }, /--max-hold: expected a time/],
  ['a time that is too short', { sessionTimeout: '1ms' }, /--session-timeout/],
  ['half a certificate', { tlsCert: 'x' }, /expected both or none/],
  ['a mechanism', { sasl: 'gssapi' }, /--sasl: expected plain/],
  ['no user', { sasl: 'plain' }, /STANCH_KAFKA_USERNAME/],
] as const)('%s', ([, typed, message]) => {
  const options = { ...least, ...typed } as TypedKafkaOptions
  expect(() => buildKafkaOptions(options, {})).toThrow(message)
})

test('a time has a unit, or is of milliseconds', () => {
  expect(buildKafkaOptions({ ...least, maxHold: '2m' }, {}).holdMs).toBe(120_000)
  expect(buildKafkaOptions({ ...least, maxHold: '2500' }, {}).holdMs).toBe(2500)
})

test('a password is read anew for each connection', async () => {
  const { writeFileSync } = await import('node:fs')
  const path = `${makeDirectory({ password: 'first\n' })}/password`
  const env = { STANCH_KAFKA_USERNAME: 'u', STANCH_KAFKA_PASSWORD_FILE: path }
  const { sasl } = buildKafkaOptions({ ...least, sasl: 'SCRAM-SHA-512' }, env)
  expect(sasl!.mechanism).toBe('SCRAM-SHA-512')
  expect(sasl!.password()).toBe('first')
  writeFileSync(path, 'second')
  expect(sasl!.password()).toBe('second')
})
