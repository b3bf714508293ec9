import * as v from 'valibot'
import { KnownValues } from '../engine/known-values.ts'
import type { KnownTable } from '../engine/known-table.ts'
import type { Masked, Withheld } from '../redact/observer.ts'
import { policyDefaults, recordBytesLeast, type RedactionMode } from '../redact/policy.ts'
import { recordFormats, type RecordFormat } from '../redact/record-format.ts'
import type { RedactorOptions } from '../redact/redactor.ts'
import { confidences, type Confidence } from '../rules/rule.ts'
import { bytesOfText } from '../text/wide-text.ts'
import { parseFingerprintKey, type FingerprintKey } from '../text/fingerprint.ts'
import { parseObject } from '../text/strict/parse-object.ts'

/** What `createRedactor` takes wherever it runs; all may be left out. */
export interface TypedRedactorOptions {
  /** 64 hex digits, or several such, newest first: the first makes tokens, tokens of the others stay. */
  readonly key?: string | readonly string[] | undefined
  /** Let through is what is less sure; `medium` by default, `low` is `--strict` of the command. */
  readonly minConfidence?: Confidence | undefined
  /** What stands where a secret was; a token by default. */
  readonly mode?: RedactionMode | undefined
  /** Of single rules, by their ids. */
  readonly modes?: Readonly<Record<string, RedactionMode>> | undefined
  /** Ids of rules that take no part. */
  readonly disabledRules?: readonly string[] | undefined
  /** Values that are masked wherever they are, in any encoding: by their names, or a list. Common ones are refused, see `onNote`. */
  readonly known?: Readonly<Record<string, string>> | readonly string[] | undefined
  /** Of all records; as each one looks by default. */
  readonly format?: RecordFormat | undefined
  /** A longer record is redacted as flat text, in pieces. Bytes, at least 256 KiB. */
  readonly recordBytesMax?: number | undefined
  /** Held back at most while a secret of several records is open. Bytes. */
  readonly holdBytesMax?: number | undefined
  /** False where records come in no certain order. */
  readonly readsOn?: boolean | undefined
  /** Told of everything that is masked; never of the secret. */
  readonly onMasked?: ((masked: Masked) => void) | undefined
  /** Told of a record that cannot be redacted and gives way to a placeholder; says where its original was put. */
  readonly onWithheld?: ((withheld: Withheld) => string | undefined) | undefined
  /** Told what the caller should know of how it runs. */
  readonly onNote?: ((note: RedactorNote) => void) | undefined
}

export interface RedactorNote {
  /**
   * `EPHEMERAL_KEY`: tokens are made with a random key. `RE2_PORT`: the native RE2 is not there; slower.
   * `KNOWN_REFUSED`: a known value is not looked for; named, with the reason.
   */
  readonly code: 'EPHEMERAL_KEY' | 'RE2_PORT' | 'KNOWN_REFUSED'
  readonly message: string
}

/** What is typed, built; the keys are still to be found when none was given. */
export interface BuiltRedactorOptions extends Omit<RedactorOptions, 'keys'> {
  readonly keys: readonly FingerprintKey[] | undefined
  readonly disabledRules: readonly string[]
  readonly known: KnownTable | undefined
  /** Rules that are named anywhere. */
  readonly namedRules: readonly string[]
}

const expectedMode =
  'expected token, partial, remove, drop or {fixed: text} of at most 64 printable ASCII characters without " and \\'
const modeSchema = v.union(
  [
    v.picklist(['token', 'partial', 'remove', 'drop'], expectedMode),
    v.strictObject(
      { fixed: v.pipe(v.string(expectedMode), v.regex(/^[ !#-[\]-~]{0,64}$/, expectedMode)) },
      expectedMode,
    ),
  ],
  expectedMode,
)
const expectedKnown = 'expected texts by their names, or a list of texts'
const hexKey = 'expected 64 hex digits, or a list of such (make one with: openssl rand -hex 32)'
const keySchema = v.pipe(v.string(hexKey), v.regex(/^[0-9a-fA-F]{64}$/, hexKey))

function bytesFrom(min: number) {
  const expected = `expected a whole number of bytes, at least ${min}`
  return v.optional(v.pipe(v.number(expected), v.integer(expected), v.minValue(min, expected)))
}

function callback<Callback>(): v.GenericSchema<Callback | undefined> {
  return v.optional(v.function('expected a function')) as unknown as v.GenericSchema<
    Callback | undefined
  >
}

/** Of a strict object; doors add what only they take. */
export const redactorEntries = {
  key: v.optional(
    v.union([keySchema, v.pipe(v.array(keySchema, hexKey), v.minLength(1, hexKey))], hexKey),
  ),
  minConfidence: v.optional(v.picklist(confidences, 'expected low, medium or high')),
  mode: v.optional(modeSchema),
  modes: v.optional(v.record(v.string(), modeSchema, 'expected a mapping of rule ids to modes')),
  disabledRules: v.optional(v.array(v.string('expected a rule id'), 'expected a list of rule ids')),
  known: v.optional(
    v.union(
      [
        v.array(v.string(expectedKnown), expectedKnown),
        v.record(v.string(), v.string(expectedKnown), expectedKnown),
      ],
      expectedKnown,
    ),
  ),
  format: v.optional(v.picklist(recordFormats, `expected ${recordFormats.join(' or ')}`)),
  recordBytesMax: bytesFrom(recordBytesLeast),
  holdBytesMax: bytesFrom(1),
  readsOn: v.optional(v.boolean('expected true or false')),
  onMasked: callback<(masked: Masked) => void>(),
  onWithheld: callback<(withheld: Withheld) => string | undefined>(),
  onNote: callback<(note: RedactorNote) => void>(),
}

/** @throws StanchError `REDACTOR_OPTIONS` with every fault, one a line */
export function parseRedactorOptions<Schema extends v.GenericSchema>(
  schema: Schema,
  typed: unknown,
): v.InferOutput<Schema> {
  return parseObject(schema, typed, { where: 'createRedactor', code: 'REDACTOR_OPTIONS' })
}

/**
 * @param note told of known values that are refused
 * @throws StanchError `KNOWN_VALUES_TOO_MANY`
 */
export function buildRedactorOptions(
  typed: TypedRedactorOptions,
  note: (note: RedactorNote) => void,
): BuiltRedactorOptions {
  const { key, mode = policyDefaults.modeOf(), modes = {}, disabledRules = [], known } = typed
  const single = new Map(Object.entries(modes))
  const hexKeys = typeof key === 'string' ? [key] : key
  return {
    keys: hexKeys?.map((hex) => parseFingerprintKey(hex, 'key')),
    minConfidence: typed.minConfidence ?? policyDefaults.minConfidence,
    modeOf: (rule) => single.get(rule) ?? mode,
    recordBytesMax: typed.recordBytesMax ?? policyDefaults.recordBytesMax,
    holdBytesMax: typed.holdBytesMax ?? policyDefaults.holdBytesMax,
    format: typed.format,
    readsOn: typed.readsOn ?? policyDefaults.readsOn,
    onMasked: typed.onMasked,
    onWithheld: typed.onWithheld,
    disabledRules,
    known: known && buildKnown(known, note),
    namedRules: [...single.keys(), ...disabledRules],
  }
}

function buildKnown(
  known: Readonly<Record<string, string>> | readonly string[],
  note: (note: RedactorNote) => void,
): KnownTable {
  const named = Array.isArray(known)
    ? known.map((value: string, at) => [`known[${at}]`, value] as const)
    : Object.entries(known as Readonly<Record<string, string>>)
  const values = new KnownValues(
    named.map(([name, value]) => ({ name, value: bytesOfText(value) })),
  )
  for (const { name, reason } of values.refused) {
    note({ code: 'KNOWN_REFUSED', message: `The known value ${name} is not looked for: ${reason}` })
  }
  return values.table
}
