import type { AwsClient } from './aws-client.ts'
import { callJson } from './call-json.ts'

/** Of `ListSecrets`; times in seconds since 1970. */
export interface ListedSecret {
  readonly ARN: string
  readonly Name: string
  readonly Description?: string
  readonly RotationEnabled?: boolean
  readonly LastRotatedDate?: number
  readonly LastAccessedDate?: number
  readonly NextRotationDate?: number
  readonly DeletedDate?: number | null
  readonly CreatedDate?: number
  readonly PrimaryRegion?: string
  readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[]
  readonly SecretVersionsToStages?: Readonly<Record<string, readonly string[]>>
}

/** Of `GetSecretValue`, one of text and base64. */
export interface SecretValue {
  readonly ARN?: string
  readonly VersionId?: string
  readonly SecretString?: string
  readonly SecretBinary?: string
  readonly CreatedDate?: number
}

/** By version; an error by its name. */
export type ValuesOfSecret = ReadonlyMap<string, SecretValue | { readonly error: string }>

export interface ReadOptions {
  /** Versions whose values are wanted, the one with AWSCURRENT first. */
  readonly wanted: (secret: ListedSecret) => readonly string[]
  /** `none` tells dates only, and only of secrets with a pending version. */
  readonly values: 'batches' | 'one-by-one' | 'none'
}

/**
 * Reads the values of up to 20 secrets: current ones together where that is allowed, the others one by one.
 *
 * @returns `mayBatch` is false when the call for many is not allowed, so that nobody need try again
 */
export async function readSecretValues(
  client: AwsClient,
  secrets: readonly ListedSecret[],
  { wanted, values }: ReadOptions,
): Promise<{ readonly of: (secret: ListedSecret) => ValuesOfSecret; readonly mayBatch: boolean }> {
  const current = values === 'batches' ? await readBatch(client, secrets.filter(hasCurrent)) : undefined // prettier-ignore
  const bySecret = new Map<ListedSecret, ValuesOfSecret>()
  for (const secret of secrets)
    bySecret.set(
      secret,
      values === 'none'
        ? await readDates(client, secret)
        : await readVersions(client, secret, wanted(secret), current?.get(secret.ARN)),
    )
  return {
    of: (secret) => bySecret.get(secret) ?? new Map(),
    mayBatch: values !== 'batches' || current !== undefined,
  }
}

export function hasCurrent(secret: ListedSecret): boolean {
  return versionOf(secret, 'AWSCURRENT') !== undefined
}

export function versionOf(
  { SecretVersionsToStages }: ListedSecret,
  stage: string,
): string | undefined {
  return Object.entries(SecretVersionsToStages ?? {}).find(([, stages]) =>
    stages.includes(stage),
  )?.[0]
}

/** @returns current values and errors by ARN; `undefined` when the call is not allowed or not known */
async function readBatch(
  client: AwsClient,
  secrets: readonly ListedSecret[],
): Promise<Map<string, SecretValue | { error: string }> | undefined> {
  const found = new Map<string, SecretValue | { error: string }>()
  if (secrets.length === 0) return found
  let token: unknown
  do {
    const { data, error } = await callJson(client, 'BatchGetSecretValue', {
      SecretIdList: secrets.map(({ ARN }) => ARN),
      ...(token === undefined ? {} : { NextToken: token }),
    })
    if (error !== undefined) return undefined
    const { SecretValues = [], Errors = [] } = data as {
      SecretValues?: SecretValue[]
      Errors?: { SecretId?: string; ErrorCode?: string }[]
    }
    for (const value of SecretValues) if (value.ARN !== undefined) found.set(value.ARN, value)
    for (const { SecretId, ErrorCode = 'an error' } of Errors) {
      const secret = secrets.find(({ ARN, Name }) => SecretId === ARN || SecretId === Name)
      if (secret !== undefined) found.set(secret.ARN, { error: ErrorCode })
    }
    const next = data['NextToken']
    token = typeof next === 'string' && next !== '' && next !== token ? next : undefined
  } while (token !== undefined)
  return found
}

async function readVersions(
  client: AwsClient,
  secret: ListedSecret,
  versions: readonly string[],
  current: SecretValue | { readonly error: string } | undefined,
): Promise<ValuesOfSecret> {
  const found = new Map<string, SecretValue | { error: string }>()
  for (const version of versions) {
    const isCurrent = version === versions[0] && hasCurrent(secret)
    // It may have been rotated since it was listed: then the version listed is no longer the current one.
    if (
      isCurrent &&
      current !== undefined &&
      ('error' in current || current.VersionId === version)
    ) {
      found.set(version, current)
    } else {
      const { data, error } = await callJson(client, 'GetSecretValue', { SecretId: secret.ARN, VersionId: version }) // prettier-ignore
      found.set(version, error === undefined ? (data as SecretValue) : { error })
    }
    // Who may not read one version may read none.
    const last = found.get(version)!
    if ('error' in last && /AccessDenied|Decryption/.test(last.error)) break
  }
  return found
}

/** Of a pending version the only sign of its age is its date, which no list of secrets has. */
async function readDates(client: AwsClient, secret: ListedSecret): Promise<ValuesOfSecret> {
  const pending = versionOf(secret, 'AWSPENDING')
  if (pending === undefined || pending === versionOf(secret, 'AWSCURRENT')) return new Map()
  const { data } = await callJson(client, 'ListSecretVersionIds', { SecretId: secret.ARN })
  const versions = (data?.['Versions'] ?? []) as readonly SecretValue[]
  return new Map(versions.map(({ VersionId = '', CreatedDate }) => [VersionId, CreatedDate === undefined ? {} : { CreatedDate }])) // prettier-ignore
}
