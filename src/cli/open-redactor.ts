import type { KnownValue, RefusedValue } from '../engine/known-values.ts'
import type { Masked, Withheld } from '../redact/observer.ts'
import { policyDefaults, type RedactionMode } from '../redact/policy.ts'
import type { Redactor } from '../redact/redactor.ts'
import type { RuleSet } from '../scan/load-engine.ts'
import { loadRedactor } from '../scan/load-redactor.ts'
import { StanchError } from '../text/error.ts'
import type { Log } from './log.ts'
import { readConfiguration } from './read-configuration.ts'
import { readFingerprintKeys } from './read-key.ts'
import type { RedactionOptions } from './redact-options.ts'

/** Refused values that are named. */
const refusedShown = 20

export interface RedactorRequest {
  readonly options: RedactionOptions
  readonly log: Log
  /** Forty instances must not write forty families of tokens: without a stable key the command does not start. */
  readonly wantsStableKey: boolean
  /** Where keys are named; that of this process when undefined. */
  readonly env?: NodeJS.ProcessEnv
  /** Values to mask beside those of `--known`. */
  readonly knownValues?: readonly KnownValue[]
  /** Told of each value that is not looked for; by default a warning is logged for each of the first. */
  readonly onRefused?: (refused: RefusedValue) => void
  /** See `RedactionPolicy.readsOn`. */
  readonly readsOn: boolean
  readonly onCut?: () => void
  readonly onMasked?: (masked: Masked) => void
  readonly onWithheld?: (withheld: Withheld) => string | undefined
}

/**
 * The redactor of a command: its configuration, rules, keys and known values.
 *
 * @throws StanchError `REDACT_KEY_NEEDED`, `KEY_FORMAT`, and those of the configuration
 */
export async function openRedactor(request: RedactorRequest): Promise<Redactor> {
  const { options, log } = request
  const { keys, isEphemeral } = readFingerprintKeys(request.env ?? process.env)
  if (isEphemeral && request.wantsStableKey) {
    throw new StanchError(
      'REDACT_KEY_NEEDED',
      'This command wants a stable key, so that all its instances write the same tokens: set STANCH_KEY or STANCH_KEY_FILE.\n' +
        'Make one with: openssl rand -hex 32',
    )
  }
  const { configuration, rules } = await readConfiguration({ ...options, noIgnore: false })
  if (isEphemeral) {
    log.info(
      {},
      'no STANCH_KEY is set: tokens are made with a random key, those of another run will differ',
    )
  }
  return loadRedactor({
    keys,
    known: await readKnownValues({ ...request, rules }),
    rules,
    disabledRules: configuration.rules.disable,
    minConfidence: configuration.minConfidence,
    modeOf: modeOf(options.modes),
    recordBytesMax: options.recordBytesMax,
    format: options.format,
    readsOn: request.readsOn,
    onCut: request.onCut,
    onMasked: request.onMasked,
    onWithheld: request.onWithheld,
    onFallback: (reason) => log.warn({ reason }, 'the native RE2 is not available: slower'),
  })
}

/** Values that would mask ordinary text are not looked for; each is said with its reason. */
export async function readKnownValues({
  options,
  knownValues = [],
  onRefused,
  log,
  rules,
}: Pick<RedactorRequest, 'options' | 'knownValues' | 'onRefused' | 'log'> & {
  readonly rules: RuleSet | undefined
}) {
  const { knownPath, knownSources } = options
  if (knownPath === undefined && knownSources.length === 0 && knownValues.length === 0)
    return undefined
  const stored = knownSources.length === 0 ? [] : await readStored(options, log, rules)
  const { readKnown } = await import('../scan/read-known.ts')
  const { table, count, refused } = readKnown(knownPath, [...knownValues, ...stored])
  for (const { value } of stored) value.fill(0)
  if (onRefused) refused.forEach((one) => onRefused(one))
  else sayRefused(refused, log)
  log.debug({ values: count }, 'known values')
  return table
}

async function readStored(
  { knownSources: sources, takesPartialSources: takesPartial }: RedactionOptions,
  log: Log,
  rules: RuleSet | undefined,
): Promise<KnownValue[]> {
  const { readKnownFrom } = await import('./inventory/read-known-from.ts')
  return readKnownFrom({ sources, takesPartial, rules, log })
}

function sayRefused(refused: readonly RefusedValue[], log: Log): void {
  for (const { name, reason } of refused.slice(0, refusedShown)) {
    log.warn({ name, reason }, 'a known value is not looked for')
  }
  const more = refused.length - refusedShown
  if (more > 0) log.warn({ values: more }, 'further known values are not looked for')
}

/** @param modes as {@link RedactionOptions} has them */
export function modeOf(modes: ReadonlyMap<string, RedactionMode>): (rule: string) => RedactionMode {
  const all = modes.get('*') ?? policyDefaults.modeOf()
  return (rule) => modes.get(rule) ?? all
}
