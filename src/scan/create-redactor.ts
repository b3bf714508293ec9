import * as v from 'valibot'
import type { Redactor } from '../redact/redactor.ts'
import type { FingerprintKey } from '../text/fingerprint.ts'
import { assertRulesExist } from './assert-rules-exist.ts'
import { readRuleSet, type RuleSet } from './load-engine.ts'
import { loadRedactor } from './load-redactor.ts'
import { readFingerprintKeys } from './read-keys.ts'
import {
  buildRedactorOptions,
  parseRedactorOptions,
  redactorEntries,
  type RedactorNote,
  type TypedRedactorOptions,
} from './redactor-options.ts'

/** What `createRedactor` takes in Node. */
export interface CreateRedactorOptions extends TypedRedactorOptions {
  /** Where `STANCH_KEY` and `STANCH_KEY_FILE` are looked up when no `key` is given; `process.env` by default. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Made by `readRules`; the built-in ones by default. */
  readonly rules?: RuleSet | undefined
}

const schema = v.strictObject(
  {
    ...redactorEntries,
    env: v.optional(v.custom<object>(isObject, 'expected the variables of an environment')),
    rules: v.optional(v.custom<object>(isObject, 'expected what readRules gives')),
  },
  'expected an object of options',
)

/**
 * A redactor as `stanch redact` has it. One for a whole process is enough: it takes memory, and any number of
 * streams can be opened of it.
 *
 * Without any key tokens are made with a random one of this thread: that, a missing native RE2 and refused known values are told to `onNote`;
 * without `onNote` it is a warning of the process.
 *
 * @throws StanchError `REDACTOR_OPTIONS` with every fault; `KEY_FORMAT`, `KEY_FILE_UNREADABLE`, `NOT_BUILT`
 */
export function createRedactor(options: CreateRedactorOptions = {}): Redactor {
  parseRedactorOptions(schema, options)
  const note = options.onNote ?? warn
  const { keys, namedRules, ...policy } = buildRedactorOptions(options, note)
  const { rules = readRuleSet() } = options
  assertRulesExist(namedRules, rules.pack)
  return loadRedactor({
    ...policy,
    keys: keys ?? keysOf(options.env ?? process.env, note),
    rules,
    onFallback: (reason) =>
      note({ code: 'RE2_PORT', message: `The native RE2 is not available, slower: ${reason}` }),
  })
}

let ephemeralKeys: readonly FingerprintKey[] | undefined

function keysOf(
  env: Readonly<Record<string, string | undefined>>,
  note: (note: RedactorNote) => void,
): readonly FingerprintKey[] {
  const { keys, isEphemeral } = readFingerprintKeys(env)
  if (!isEphemeral) return keys
  note({
    code: 'EPHEMERAL_KEY',
    message:
      'No key was given and no STANCH_KEY is set: tokens are made with a random key, those of other processes differ. ' +
      'Make one with: openssl rand -hex 32',
  })
  // Two redactors of one thread write the same tokens.
  return (ephemeralKeys ??= keys)
}

const warned = new Set<string>()

/** Each once in a thread. */
function warn({ code, message }: RedactorNote): void {
  if (warned.has(message)) return
  warned.add(message)
  process.emitWarning(message, { type: 'StanchWarning', code: `STANCH_${code}` })
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
