import { setTimeout as delay } from 'node:timers/promises'
import type { Status } from '../../engine/finding.ts'
import { adapterSources } from '../../providers/adapters/adapters.ts'
import { countOf } from '../../report/format-quantity.ts'
import type { FingerprintKey } from '../../text/fingerprint.ts'
import type { FoundSecret } from '../found-secret.ts'
import { FindingValidator, type FindingValidatorOptions } from './finding-validator.ts'
import { validateSecrets } from './validate-secrets.ts'

/** `--validate`, as built. */
export interface ValidationOptions {
  /** `undefined`: all that the adapters know. */
  readonly hosts: readonly string[] | undefined
}

/** A validator that asks the providers that this version knows. @param setup `onNote` is told who will be asked */
export function openValidation(
  { hosts }: ValidationOptions,
  setup: Omit<FindingValidatorOptions, 'validate'> & {
    readonly key: FingerprintKey
    readonly env: Readonly<Record<string, string | undefined>>
    readonly onNote: (note: string) => void
  },
): FindingValidator {
  const { key, env, onNote, signal } = setup
  const validate = (found: readonly FoundSecret[]): Promise<Map<string, Status>> =>
    validateSecrets(found, {
      sources: adapterSources(),
      env,
      key,
      signal,
      hosts,
      clock: {
        now: () => Date.now(),
        sleep: (milliseconds, stop) => delay(milliseconds, undefined, { signal: stop }),
      },
      onPlan: (asked) => onNote(`${planOf(asked)}.`),
    })
  return new FindingValidator({ ...setup, validate })
}

function planOf(asked: ReadonlyMap<string, number>): string {
  const hosts = [...asked].map(([host, count]) => `${host} about ${countOf(count, 'secret')}`)
  return `asking ${hosts.join(', ')} whether they still work; each is sent there itself`
}
