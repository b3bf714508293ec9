import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { isObject } from '../asking/ask-json.ts'
import { nameOf } from '../asking/name-of.ts'
import { draftOfLabels, oneLine, withoutMissing } from '../draft/draft-of-labels.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { storeTime } from '../draft/store-time.ts'

export interface InfisicalPlace {
  /** Slug of the project, or its id. */
  readonly project: string
  readonly environment: string
  /** `/`, `/app/db`. */
  readonly folder: string
}

/** https://infisical.com/docs/documentation/platform/secret-reference */
const wholeReference = /^\$\{[^${}]+\}$/
const dayMs = 86_400_000

/**
 * One entry of `secrets`, as https://infisical.com/docs/api-reference/endpoints/secrets/list tells it.
 *
 * @param expanded its value with references put in, when there are any
 */
export function eventOfSecret(
  secret: Readonly<Record<string, unknown>>,
  place: InfisicalPlace,
  expanded: string | undefined,
): ImportEvent {
  const { secretKey, secretValue, type } = secret
  const key = nameOf(secretKey)
  const path = pathOf(place, key)
  const raw = typeof secretValue === 'string' ? secretValue : undefined
  const isHidden = secret['secretValueHidden'] === true || raw === undefined
  if (type === 'personal')
    return { kind: 'skipped', path, reason: 'a personal override: it is one person’s own' }
  if (!isHidden && wholeReference.test(raw))
    return {
      kind: 'skipped',
      path,
      reason: `a reference to ${oneLine(raw.slice(2, -1))}: told there`,
    }
  if (!isHidden && raw === '') return { kind: 'skipped', path, reason: 'empty' }
  const version = nameOf(secret['version']) || undefined
  const values = isHidden
    ? []
    : [{ value: bytesOfUtf8(expanded ?? raw), ...(version === undefined ? {} : { version }) }]
  const updatedAt = storeTime(secret['updatedAt'])
  const reminded = remindedAt(updatedAt, secret['secretReminderRepeatDays'])
  return {
    kind: 'secret',
    secret: {
      draft: {
        ...draftOfLabels(labelsOf(secret), {
          environment: place.environment,
          ...withoutMissing({
            purpose: oneLine(secret['secretComment']) ?? oneLine(secret['secretReminderNote']),
          }),
        }),
        id: recordIdOf(
          'infisical',
          [place.project, place.environment, ...partsOf(place.folder)],
          key,
        ),
        store: {
          type: 'infisical',
          path: oneLine(path)!,
          ...(version === undefined ? {} : { version }),
        },
        ...withoutMissing({
          createdAt: storeTime(secret['createdAt']),
          lastRotatedAt: updatedAt,
          nextRotationAt: reminded,
        }),
        ...(secret['isRotatedSecret'] === true
          ? {
              rotation: {
                strategy: 'dual' as const,
                ...(version === undefined ? {} : { currentVersion: version }),
              },
            }
          : {}),
      },
      values,
    },
  }
}

export function pathOf({ project, environment, folder }: InfisicalPlace, key?: string): string {
  return [project, environment, ...partsOf(folder), ...(key === undefined ? [] : [key])].join('/')
}

function partsOf(folder: string): string[] {
  return folder.split('/').filter((part) => part !== '')
}

/** Metadata are pairs; of tags those count that say `team:platform` or `team=platform`. */
function labelsOf(secret: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const labels: Record<string, unknown> = {}
  const { tags, secretMetadata } = secret
  for (const tag of Array.isArray(tags) ? (tags as unknown[]) : []) {
    const text = isObject(tag) ? (tag['name'] ?? tag['slug']) : tag
    const [, name, value] = (typeof text === 'string' && /^([^:=]+)[:=](.+)$/.exec(text)) || []
    if (name !== undefined) labels[name.trim()] = value!.trim()
  }
  if (isObject(secretMetadata)) return { ...labels, ...secretMetadata }
  for (const pair of Array.isArray(secretMetadata) ? (secretMetadata as unknown[]) : [])
    if (isObject(pair) && pair['isEncrypted'] !== true && typeof pair['key'] === 'string')
      labels[pair['key']] = pair['value']
  return labels
}

function remindedAt(updatedAt: string | undefined, days: unknown): string | undefined {
  if (updatedAt === undefined || typeof days !== 'number' || days <= 0) return undefined
  return storeTime(new Date(Date.parse(updatedAt) + days * dayMs).toISOString())
}
