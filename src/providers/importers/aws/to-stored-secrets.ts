import type { ImportEvent, RecordDraft } from '../../../inventory/stored-secret.ts'
import { bytesOfLatin1 } from '../../../text/bytes.ts'
import { draftOfLabels } from '../draft/draft-of-labels.ts'
import { oneLine } from '../draft/one-line.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { withMapped, type LabelMap } from '../draft/map-option.ts'
import { entriesOfText, secretsByKey, type StoredVersion } from '../draft/secrets-by-key.ts'
import { storeTime } from '../draft/store-time.ts'
import { problem, skipped } from '../draft/told.ts'
import { placeOf } from './call-json.ts'
import { versionOf, type ListedSecret, type SecretValue, type ValuesOfSecret } from './read-secret-values.ts' // prettier-ignore

export interface SecretRequest {
  /** First part of ids. */
  readonly store: string
  readonly labels: LabelMap
  readonly region: string
}

/** Versions with a stage: current, pending, previous, and those with stages of the user's own. */
export function versionsToRead(secret: ListedSecret): string[] {
  const stages = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS']
  const first = stages.flatMap((stage) => versionOf(secret, stage) ?? [])
  return [...new Set([...first, ...Object.keys(secret.SecretVersionsToStages ?? {})])]
}

/** What is told of a secret: a record for each key, and of each version that could not be read why. */
export function toStoredSecrets(
  secret: ListedSecret,
  values: ValuesOfSecret,
  { store, labels, region }: SecretRequest,
): ImportEvent[] {
  const path = [...placeOf(secret.ARN, region), secret.Name].join('/')
  const versions: StoredVersion[] = []
  const events: ImportEvent[] = []
  for (const [version, value] of values) {
    if ('error' in value) events.push(toProblem(path, version, value.error, secret))
    else {
      const entries = entriesOf(value)
      if (entries.length > 0) versions.push({ version, entries })
    }
  }
  const draft = toDraft(secret, values, labels)
  const place = { type: 'aws-secrets-manager', path, ...withoutMissing({ version: versionOf(secret, 'AWSCURRENT'), stage: versionOf(secret, 'AWSCURRENT') && 'AWSCURRENT' }) } // prettier-ignore
  const secrets = secretsByKey({ ...draft, store: place }, { store, path }, versions)
  return [...secrets.map((one) => ({ kind: 'secret' as const, secret: one })), ...events]
}

function entriesOf({ SecretString, SecretBinary }: SecretValue): StoredVersion['entries'] {
  if (SecretString !== undefined) return entriesOfText(SecretString)
  if (SecretBinary === undefined) return []
  return [[undefined, bytesOfLatin1(atob(SecretBinary))]]
}

function toProblem(
  path: string,
  version: string,
  error: string,
  secret: ListedSecret,
): ImportEvent {
  // A rotation that has only begun has made the version and no value yet.
  if (error === 'ResourceNotFoundException' && version === versionOf(secret, 'AWSPENDING'))
    return skipped(path, 'the pending version has no value yet')
  const needs = /AccessDenied|Decryption/.test(error) ? '; it needs secretsmanager:GetSecretValue, and kms:Decrypt with its key' : '' // prettier-ignore
  return problem(path, `value not read: ${oneLine(error) ?? 'an error'}${needs}`)
}

function toDraft(
  secret: ListedSecret,
  values: ValuesOfSecret,
  labels: LabelMap,
): Omit<RecordDraft, 'id'> {
  const tags = Object.fromEntries((secret.Tags ?? []).map(({ Key = '', Value }) => [Key, Value]))
  const current = createdOf(values, versionOf(secret, 'AWSCURRENT'))
  return {
    ...withoutMissing({ purpose: oneLine(secret.Description) }),
    ...draftOfLabels(withMapped(tags, labels)),
    ...withoutMissing({
      createdAt: storeTime(secret.CreatedDate),
      // What was never rotated by plan was last changed when its version came to be; LastChangedDate moves with tags, too.
      lastRotatedAt: storeTime(secret.LastRotatedDate) ?? storeTime(current),
      lastAccessedAt: storeTime(secret.LastAccessedDate),
      nextRotationAt: storeTime(secret.NextRotationDate),
      rotation: rotationOf(secret, values),
    }),
  }
}

/**
 * A rotation makes the new version AWSPENDING, tries it, and then makes it AWSCURRENT; the stage AWSPENDING may stay with
 * it, which is no second value (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html).
 */
function rotationOf(secret: ListedSecret, values: ValuesOfSecret): RecordDraft['rotation'] {
  const currentVersion = versionOf(secret, 'AWSCURRENT')
  const staged = versionOf(secret, 'AWSPENDING')
  const pendingVersion = staged === currentVersion ? undefined : staged
  if (secret.RotationEnabled !== true && pendingVersion === undefined) return undefined
  const pendingSince = storeTime(createdOf(values, pendingVersion))
  return { strategy: 'dual', ...withoutMissing({ currentVersion, pendingVersion, pendingSince }) }
}

function createdOf(values: ValuesOfSecret, version: string | undefined): number | undefined {
  const value = version === undefined ? undefined : values.get(version)
  return value === undefined || 'error' in value ? undefined : value.CreatedDate
}
