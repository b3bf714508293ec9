import type { Masked, Withheld } from '../redact/observer.ts'
import { policyDefaults, type RedactionMode } from '../redact/policy.ts'
import type { Redactor } from '../redact/redactor.ts'
import { loadRedactor } from '../scan/load-redactor.ts'
import { StanchError } from '../text/error.ts'
import type { Log } from './log.ts'
import { readConfiguration } from './read-configuration.ts'
import { readFingerprintKeys } from './read-key.ts'
import type { RedactionOptions } from './redact-options.ts'

export interface RedactorRequest {
  readonly options: RedactionOptions
  readonly log: Log
  /** Forty instances must not write forty families of tokens: without a stable key the command does not start. */
  readonly wantsStableKey: boolean
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
  const { keys, isEphemeral } = readFingerprintKeys(process.env)
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

function modeOf(modes: ReadonlyMap<string, RedactionMode>): (rule: string) => RedactionMode {
  const all = modes.get('*') ?? policyDefaults.modeOf()
  return (rule) => modes.get(rule) ?? all
}
