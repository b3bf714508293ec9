import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { fieldOf, isObject, objectsOf, textsOf, type JsonObject } from '../../../text/field-of.ts'
import { nameOf } from '../draft/name-of.ts'
import { draftOfLabels } from '../draft/draft-of-labels.ts'
import { oneLine } from '../draft/one-line.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { labelsOfTags } from '../draft/labels-of-tags.ts'
import { withMapped, type LabelMap } from '../draft/map-option.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { storeTime } from '../draft/store-time.ts'
import { skipped } from '../draft/told.ts'

/** Types of fields whose values are secret; so is the purpose `PASSWORD`. */
const secretTypes: ReadonlySet<unknown> = new Set(['CONCEALED', 'OTP', 'SSHKEY', 'SSH_KEY'])

export interface ItemReading {
  /** What people call its vault, when the item does not say. */
  readonly vaultName?: string
  readonly labels: LabelMap
}

/**
 * The fields of one item, as Connect has it (https://developer.1password.com/docs/connect/api-reference#item-object) or
 * `op item get --format json` (https://developer.1password.com/docs/cli/item-template-json), which names times otherwise.
 *
 * Ids are of vault, item and field, since titles are neither unique nor for ever; `store.path` has the names.
 */
export function* eventsOfItem(item: JsonObject, reading: ItemReading): Generator<ImportEvent> {
  const path = pathOf(item, reading.vaultName)
  if (item['trashed'] === true || item['state'] === 'DELETED') {
    yield skipped(path, 'deleted')
    return
  }
  if (!Array.isArray(item['fields'])) {
    const reason = 'a list has no fields; pipe it through: op item get - --format json --reveal'
    yield skipped(path, reason)
    return
  }
  let hidden = 0
  for (const field of objectsOf(item, 'fields')) {
    const event = eventOfField(item, field, reading)
    if (event?.kind === 'secret' && event.secret.values.length === 0) hidden++
    if (event !== undefined) yield event
  }
  for (const file of objectsOf(item, 'files'))
    yield skipped(`${path}/${oneLine(file['name']) ?? 'file'}`, 'a file')
  if (hidden > 0) {
    const reason = `${hidden} concealed fields have no value, so their names and dates only are taken; op shows them with --reveal`
    yield skipped(path, reason)
  }
}

function eventOfField(
  item: JsonObject,
  field: JsonObject,
  { vaultName, labels }: ItemReading,
): ImportEvent | undefined {
  const { type, purpose, value } = field
  const hasValue = typeof value === 'string' && value !== ''
  const isSecret = secretTypes.has(type) || purpose === 'PASSWORD'
  const path = pathOf(item, vaultName, field)
  if (!isSecret) {
    if (!hasValue) return undefined
    const reason =
      purpose === 'NOTES' ? 'a note' : `a field of type ${oneLine(type) ?? 'unknown'}, no secret`
    return skipped(path, reason)
  }
  const version = nameOf(item['version']) || undefined
  const isArchived = item['state'] === 'ARCHIVED'
  return {
    kind: 'secret',
    secret: {
      draft: {
        ...draftOfLabels(
          withMapped(labelsOfTags(textsOf(item, 'tags')), labels),
          withoutMissing({ purpose: oneLine(item['title']) }),
        ),
        id: recordIdOf(
          '1password',
          [nameOf(fieldOf(item, 'vault', 'id')) || 'vault', nameOf(item['id'])],
          nameOf(field['id']),
        ),
        store: {
          type: '1password',
          path,
          ...withoutMissing({ version, stage: isArchived ? 'archived' : undefined }),
        },
        ...withoutMissing({
          createdAt: storeTime(item['createdAt'] ?? item['created_at']),
          lastRotatedAt: storeTime(item['updatedAt'] ?? item['updated_at']),
          expiresAt: expiryOf(item),
        }),
      },
      values: hasValue ? [{ value: bytesOfUtf8(value), ...withoutMissing({ version }) }] : [],
    },
  }
}

/** A secret reference, as `op read` takes it: https://developer.1password.com/docs/cli/secret-reference-syntax */
function pathOf(item: JsonObject, vaultName: string | undefined, field?: JsonObject): string {
  const reference = oneLine(field?.['reference'])
  if (reference !== undefined) return reference
  const vaultOf = (key: string) => nameOf(fieldOf(item, 'vault', key))
  const parts: (string | undefined)[] = [
    vaultOf('name') || vaultName || vaultOf('id'),
    nameOf(item['title']) || nameOf(item['id']),
  ]
  if (field !== undefined)
    parts.push(sectionOf(item, field), nameOf(field['label']) || nameOf(field['id']))
  return oneLine(`op://${parts.filter(Boolean).join('/')}`)!
}

function sectionOf(item: JsonObject, { section }: JsonObject): string | undefined {
  if (!isObject(section)) return undefined
  const listed = objectsOf(item, 'sections').find(({ id }) => id === section['id'])
  return oneLine(section['label']) ?? oneLine(listed?.['label'])
}

/** Items of the category API Credential have a date `expires`, in seconds since 1970. */
function expiryOf(item: JsonObject): string | undefined {
  const { value } = objectsOf(item, 'fields').find(({ id }) => id === 'expires') ?? {}
  if (typeof value === 'string' && /^\d{9,10}$/.test(value)) return storeTime(Number(value))
  return storeTime(value)
}
