import { createHash, randomBytes } from 'node:crypto'
import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { isObject } from '../../../text/field-of.ts'
import { nameOf } from '../draft/name-of.ts'
import { oneLine } from '../draft/one-line.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { storeTime } from '../draft/store-time.ts'
import { skipped } from '../draft/told.ts'

export interface DopplerConfig {
  readonly project: string
  readonly name: string
  readonly environment: string
  readonly isRoot: boolean
  readonly lastFetchAt?: unknown
}

/** Digests of a config's values by name, under a key that ends with the process. */
export type ValueDigests = ReadonlyMap<string, string>

const digestKey = randomBytes(32)

/** Set in every config by Doppler itself. */
const reserved: ReadonlySet<string> = new Set([
  'DOPPLER_PROJECT',
  'DOPPLER_ENVIRONMENT',
  'DOPPLER_CONFIG',
])

/** https://docs.doppler.com/docs/secrets#secrets-referencing */
const wholeReference = /^\$\{[^${}]+\}$/

/**
 * What a config holds, as `GET /v3/configs/config/secrets` tells it: https://docs.doppler.com/reference/secrets-list
 *
 * A branch config has all of its root's values. One that is the same there is the root's, and is passed by; so a record is
 * a value that somebody set.
 *
 * @param root of the same environment; `undefined` for a root itself
 */
export function* dopplerSecrets(
  secrets: Readonly<Record<string, unknown>>,
  config: DopplerConfig,
  root: { readonly name: string; readonly digests: ValueDigests } | undefined,
): Generator<ImportEvent> {
  for (const [name, secret] of Object.entries(secrets)) {
    if (!isObject(secret)) continue
    const path = nameOf(`${config.project}/${config.name}/${name}`)
    const { raw, computed, note, rawVisibility } = secret
    const value =
      typeof computed === 'string' ? computed : typeof raw === 'string' ? raw : undefined
    const reason = reserved.has(name)
      ? 'set by Doppler'
      : rawVisibility === 'unmasked'
        ? 'unmasked, so said to be no secret'
        : typeof raw === 'string' && wholeReference.test(raw)
          ? `a reference to ${oneLine(raw.slice(2, -1))}: told there`
          : value === ''
            ? 'empty'
            : root !== undefined &&
                value !== undefined &&
                root.digests.get(name) === digestOf(value)
              ? `the same as in ${root.name}, from which it comes`
              : undefined
    if (reason === undefined)
      yield { kind: 'secret', secret: secretOf(path, name, config, note, value) }
    else yield skipped(path, reason)
  }
}

/** Restricted values are kept from tokens of people: https://docs.doppler.com/docs/secret-visibility */
export function countHidden(secrets: Readonly<Record<string, unknown>>): number {
  return Object.values(secrets).filter(
    (one) => isObject(one) && typeof one['computed'] !== 'string' && typeof one['raw'] !== 'string',
  ).length
}

export function digestsOf(secrets: Readonly<Record<string, unknown>>): ValueDigests {
  const digests = new Map<string, string>()
  for (const [name, secret] of Object.entries(secrets)) {
    const value = isObject(secret) ? (secret['computed'] ?? secret['raw']) : undefined
    if (typeof value === 'string') digests.set(name, digestOf(value))
  }
  return digests
}

function digestOf(value: string): string {
  return createHash('sha256').update(digestKey).update(value).digest('base64')
}

function secretOf(
  path: string,
  name: string,
  config: DopplerConfig,
  note: unknown,
  value: string | undefined,
) {
  const { project, name: configName, environment, lastFetchAt } = config
  return {
    draft: {
      id: recordIdOf('doppler', [project, configName], name),
      store: { type: 'doppler', path },
      ...withoutMissing({
        purpose: oneLine(note),
        environment: oneLine(environment),
        lastAccessedAt: storeTime(lastFetchAt),
      }),
    },
    values: value === undefined ? [] : [{ value: bytesOfUtf8(value) }],
  }
}
