import * as v from 'valibot'
import type { InventoryMatch } from '../engine/finding.ts'
import { StanchError } from '../text/error.ts'
import {
  entriesMax,
  isPrefix,
  kAnonymousVersion,
  nonceBytes,
  payloadBytes,
  prefixBitsMax,
  prefixesMax,
  tagBytes,
  type Announcement,
  type PrefixRequest,
  type PrefixResponse,
} from './k-anonymous.ts'

const version = v.literal(kAnonymousVersion, `expected ${kAnonymousVersion}`)
const whole = v.pipe(v.number(), v.integer(), v.minValue(1))
const prefixBits = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(prefixBitsMax))
const prefix = v.pipe(v.string(), v.maxLength(prefixBitsMax / 4))
const payloadLength = 4 * Math.ceil((nonceBytes + payloadBytes + tagBytes) / 3)

const announcementSchema = v.strictObject({
  version,
  prefixBits,
  paddingStep: whole,
  payloadBytes: whole,
})

const requestSchema = v.pipe(
  v.strictObject({
    version,
    prefixBits,
    prefixes: v.pipe(v.array(prefix), v.minLength(1), v.maxLength(prefixesMax)),
  }),
  v.check(
    ({ prefixBits: bits, prefixes }) => prefixes.every((one) => isPrefix(one, bits)),
    'expected prefixes of so many bits',
  ),
  v.check(
    ({ prefixes }) => new Set(prefixes).size === prefixes.length,
    'expected each prefix once',
  ),
)

const entrySchema = v.strictObject({
  hint: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  payload: v.pipe(v.string(), v.length(payloadLength)),
})

const responseSchema = v.strictObject({
  version,
  prefixBits,
  buckets: v.pipe(
    v.array(
      v.strictObject({
        prefix,
        entries: v.pipe(v.array(entrySchema), v.maxLength(2 * entriesMax)),
      }),
    ),
    v.maxLength(prefixesMax),
  ),
})

const nullable = v.nullable(v.string())

const matchSchema = v.strictObject({
  id: v.string(),
  owner: nullable,
  tenant: nullable,
  environment: nullable,
  agent: nullable,
  tool: nullable,
  purpose: nullable,
  state: v.string(),
  form: v.string(),
  version: v.exactOptional(v.string()),
  others: v.exactOptional(v.array(v.string())),
})

/** @throws StanchError `K_ANONYMOUS_INVALID` naming the key */
export function parseAnnouncement(input: unknown): Announcement {
  return parse(announcementSchema, input, 'the announcement')
}

/** @throws StanchError `K_ANONYMOUS_INVALID` naming the key, never what stands there */
export function parsePrefixRequest(input: unknown): PrefixRequest {
  return parse(requestSchema, input, 'the request')
}

/** @throws StanchError `K_ANONYMOUS_INVALID` naming the key */
export function parsePrefixResponse(input: unknown): PrefixResponse {
  return parse(responseSchema, input, 'the answer')
}

/** @returns `undefined` when it is none */
export function parseInventoryMatch(json: string): InventoryMatch | undefined {
  try {
    const { success, output } = v.safeParse(matchSchema, JSON.parse(json))
    return success ? output : undefined
  } catch {
    return undefined
  }
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input)
  if (result.success) return result.output
  const paths = result.issues.map((issue) => v.getDotPath(issue) ?? 'all of it')
  throw new StanchError(
    'K_ANONYMOUS_INVALID',
    `Expected ${what} of version ${kAnonymousVersion} of the k-anonymous protocol; it does not fit at: ` +
      [...new Set(paths)].slice(0, 5).join(', '),
  )
}
