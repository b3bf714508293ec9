import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { isObject, objectsOf, textsOf } from '../../../text/field-of.ts'
import { labelsOfTags } from '../draft/labels-of-tags.ts'
import { withMapped, type LabelMap } from '../draft/map-option.ts'
import { nameOf } from '../draft/name-of.ts'
import { draftOfLabels } from '../draft/draft-of-labels.ts'
import { oneLine } from '../draft/one-line.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { storeTime } from '../draft/store-time.ts'
import { skipped } from '../draft/told.ts'

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

export interface SecretReading {
  /** Its value with references put in, when there are any. */
  readonly expanded: string | undefined
  readonly labels: LabelMap
}

/**
 * One entry of `secrets`, as https://infisical.com/docs/api-reference/endpoints/secrets/list tells it.
 */
export function eventOfSecret(
  secret: Readonly<Record<string, unknown>>,
  place: InfisicalPlace,
  { expanded, labels }: SecretReading,
): ImportEvent {
  const { secretKey, secretValue, type } = secret
  const key = nameOf(secretKey)
  const path = pathOf(place, key)
  const raw = typeof secretValue === 'string' ? secretValue : undefined
  const isHidden = secret['secretValueHidden'] === true || raw === undefined
  if (type === 'personal') return skipped(path, 'a personal override: it is one person’s own')
  if (!isHidden && wholeReference.test(raw))
    return skipped(path, `a reference to ${oneLine(raw.slice(2, -1))}: told there`)
  if (!isHidden && raw === '') return skipped(path, 'empty')
  const version = nameOf(secret['version']) || undefined
  const values = isHidden
    ? []
    : [{ value: bytesOfUtf8(expanded ?? raw), ...withoutMissing({ version }) }]
  const updatedAt = storeTime(secret['updatedAt'])
  const reminded = remindedAt(updatedAt, secret['secretReminderRepeatDays'])
  return {
    kind: 'secret',
    secret: {
      draft: {
        ...draftOfLabels(withMapped(labelsOf(secret), labels), {
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
          ...withoutMissing({ version }),
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
                ...withoutMissing({ currentVersion: version }),
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

/** Metadata are pairs. */
function labelsOf(secret: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { tags, secretMetadata } = secret
  const texts = objectsOf(tags).map(({ name, slug }) => name ?? slug)
  const labels: Record<string, unknown> = labelsOfTags([...textsOf(tags), ...texts])
  if (isObject(secretMetadata)) return { ...labels, ...secretMetadata }
  for (const pair of objectsOf(secretMetadata))
    if (pair['isEncrypted'] !== true && typeof pair['key'] === 'string')
      labels[pair['key']] = pair['value']
  return labels
}

function remindedAt(updatedAt: string | undefined, days: unknown): string | undefined {
  if (updatedAt === undefined || typeof days !== 'number' || days <= 0) return undefined
  return storeTime(new Date(Date.parse(updatedAt) + days * dayMs).toISOString())
}
