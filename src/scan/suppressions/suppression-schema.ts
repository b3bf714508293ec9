import * as v from 'valibot'
import { glob } from '../glob-schema.ts'
import { isDay } from './suppression-file.ts'

const secretExpected =
  'expected the 64 hex digits that `stanch scan --suppress` writes, never the secret itself'
const saltExpected = 'expected 32 hex digits, as `stanch scan --suppress` makes them'
const dayExpected = 'expected the last day as YYYY-MM-DD'

function textOf(what: string) {
  const expected = `expected ${what}, not empty`
  return v.pipe(v.string(expected), v.regex(/\S/, expected))
}

const entrySchema = v.strictObject(
  {
    secret: v.pipe(v.string(secretExpected), v.regex(/^[0-9a-f]{64}$/, secretExpected)),
    rule: textOf('the id of a rule'),
    path: v.optional(glob),
    owner: textOf('a team or mail address'),
    reason: textOf('why this may stay'),
    expires: v.pipe(v.string(dayExpected), v.check(isDay, dayExpected)),
  },
  'expected a mapping with secret, rule, owner, reason and expires',
)

/** `.stanch-suppressions.yaml`, version 1. */
export const suppressionFileSchema = v.strictObject(
  {
    version: v.literal(1, 'expected 1'),
    salt: v.pipe(v.string(saltExpected), v.regex(/^[0-9a-f]{32}$/, saltExpected)),
    entries: v.array(entrySchema, 'expected a list of suppressions'),
  },
  'expected a mapping with version, salt and entries',
)
