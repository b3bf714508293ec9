import protobuf from 'protobufjs'
import { bytesOfLatin1 } from '../../../src/text/bytes.ts'
import { assembleSample, type Random } from '../../../src/rules/sample.ts'
import type { Decoded } from './protocol.ts'

/** A request, and the same with a token wherever the first has a secret. */
export interface RandomMessage {
  readonly original: Decoded
  readonly expected: Decoded
}

export interface RandomMessageOptions {
  readonly random: Random
  /** How many of the texts hold a secret, `[0, 1]`. */
  readonly share: number
  readonly tokenOf: (secret: string) => string
}

const depthMax = 14
const words = [
  'order',
  'created',
  'über',
  'GET /health',
  'a\nb',
  'tab\there',
  '',
  'said "no"',
  '{"a":1}',
  '漢字',
]

/** Fills a message with anything; every field of it may be there. */
export function randomMessage(
  type: protobuf.Type,
  options: RandomMessageOptions,
  depth = 0,
): RandomMessage {
  const { random } = options
  const original: Decoded = {}
  const expected: Decoded = {}
  const chosen = new Map<string, protobuf.Field>()
  for (const field of type.fieldsArray) {
    if (depth > depthMax || random() < 0.3) continue
    // Of a oneof the last one that was chosen.
    chosen.set(
      field.partOf && !field.options?.['proto3_optional'] ? field.partOf.name : field.name,
      field,
    )
  }
  for (const field of chosen.values()) {
    const count = field.repeated ? Math.floor(random() * 3) : 1
    const values = Array.from({ length: count }, () => randomValue(field, options, depth))
    if (values.length === 0) continue
    original[field.name] = field.repeated ? values.map(([first]) => first) : values[0]![0]
    expected[field.name] = field.repeated ? values.map(([, second]) => second) : values[0]![1]
  }
  return { original, expected }
}

function randomValue(
  field: protobuf.Field,
  options: RandomMessageOptions,
  depth: number,
): readonly [unknown, unknown] {
  const { random } = options
  if (field.resolvedType instanceof protobuf.Type) {
    const { original, expected } = randomMessage(field.resolvedType, options, depth + 1)
    return [original, expected]
  }
  if (field.resolvedType instanceof protobuf.Enum) return twice(1)
  switch (field.type) {
    case 'string':
      return randomText(options)
    case 'bytes': {
      const length = /spanId/i.test(field.name) ? 8 : /traceId/i.test(field.name) ? 16 : undefined
      if (length !== undefined) return twice(base64Of(randomBytes(length, random)))
      const noise = randomBytes(Math.floor(random() * 20), random)
      const [first, second] = randomText(options)
      return [
        base64Of([...noise, 0, ...bytesOfLatin1(first), 0]),
        base64Of([...noise, 0, ...bytesOfLatin1(second), 0]),
      ]
    }
    case 'bool':
      return twice(random() < 0.5)
    case 'double':
      return twice(Math.floor(random() * 1000) / 8)
    default:
      return twice(String(Math.floor(random() * 1e5)))
  }
}

function randomText({ random, share, tokenOf }: RandomMessageOptions): readonly [string, string] {
  const before = words[Math.floor(random() * words.length)]!
  if (random() >= share) return twice(before)
  const secret = githubToken(random)
  const around = (text: string) => `${before.replace(/[^ -~]/g, '')} ${text} ok`
  return [around(secret), around(tokenOf(secret))]
}

/** A token that its form and its checksum tell by themselves. */
export function githubToken(random: Random): string {
  return assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', random).text
}

function twice<Value>(value: Value): readonly [Value, Value] {
  return [value, value]
}

function randomBytes(length: number, random: Random): number[] {
  return Array.from({ length }, () => Math.floor(random() * 256))
}

function base64Of(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString('base64')
}
