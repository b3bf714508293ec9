import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { isObject, objectsAt } from '../asking/ask-json.ts'
import { nameOf } from '../asking/name-of.ts'
import { draftOfLabels, oneLine, withoutMissing } from '../draft/draft-of-labels.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { storeTime } from '../draft/store-time.ts'

type Json = Readonly<Record<string, unknown>>

/** Types of fields whose values are secret; so is the purpose `PASSWORD`. */
const secretTypes: ReadonlySet<unknown> = new Set(['CONCEALED', 'OTP', 'SSHKEY', 'SSH_KEY'])

/**
 * The fields of one item, as Connect has it (https://developer.1password.com/docs/connect/api-reference#item-object) or
 * `op item get --format json` (https://developer.1password.com/docs/cli/item-template-json), which names times otherwise.
 *
 * Ids are of vault, item and field, since titles are neither unique nor for ever; `store.path` has the names.
 *
 * @param vaultName what people call its vault, when the item does not say
 */
export function* eventsOfItem(item: Json, vaultName?: string): Generator<ImportEvent> {
  const path = pathOf(item, vaultName)
  if (item['trashed'] === true || item['state'] === 'DELETED') {
    yield { kind: 'skipped', path, reason: 'deleted' }
    return
  }
  if (!Array.isArray(item['fields'])) {
    const reason = 'a list has no fields; pipe it through: op item get - --format json --reveal'
    yield { kind: 'skipped', path, reason }
    return
  }
  let hidden = 0
  for (const field of objectsAt(item, 'fields')) {
    const event = eventOfField(item, field, vaultName)
    if (event?.kind === 'secret' && event.secret.values.length === 0) hidden++
    if (event !== undefined) yield event
  }
  for (const file of objectsAt(item, 'files'))
    yield { kind: 'skipped', path: `${path}/${oneLine(file['name']) ?? 'file'}`, reason: 'a file' }
  if (hidden > 0) {
    const reason = `${hidden} concealed fields have no value, so their names and dates only are taken; op shows them with --reveal`
    yield { kind: 'skipped', path, reason }
  }
}

function eventOfField(item: Json, field: Json, vaultName?: string): ImportEvent | undefined {
  const { type, purpose, value } = field
  const hasValue = typeof value === 'string' && value !== ''
  const isSecret = secretTypes.has(type) || purpose === 'PASSWORD'
  const path = pathOf(item, vaultName, field)
  if (!isSecret) {
    if (!hasValue) return undefined
    const reason =
      purpose === 'NOTES' ? 'a note' : `a field of type ${oneLine(type) ?? 'unknown'}, no secret`
    return { kind: 'skipped', path, reason }
  }
  const version = nameOf(item['version']) || undefined
  const vault = item['vault'] as { readonly id?: unknown } | undefined
  const isArchived = item['state'] === 'ARCHIVED'
  return {
    kind: 'secret',
    secret: {
      draft: {
        ...draftOfLabels(
          labelsOf(item['tags']),
          withoutMissing({ purpose: oneLine(item['title']) }),
        ),
        id: recordIdOf(
          '1password',
          [nameOf(vault?.id) || 'vault', nameOf(item['id'])],
          nameOf(field['id']),
        ),
        store: {
          type: '1password',
          path,
          ...(version === undefined ? {} : { version }),
          ...(isArchived ? { stage: 'archived' } : {}),
        },
        ...withoutMissing({
          createdAt: storeTime(item['createdAt'] ?? item['created_at']),
          lastRotatedAt: storeTime(item['updatedAt'] ?? item['updated_at']),
          expiresAt: expiryOf(item),
        }),
      },
      values: hasValue
        ? [{ value: bytesOfUtf8(value), ...(version === undefined ? {} : { version }) }]
        : [],
    },
  }
}

/** A secret reference, as `op read` takes it: https://developer.1password.com/docs/cli/secret-reference-syntax */
function pathOf(item: Json, vaultName: string | undefined, field?: Json): string {
  const reference = oneLine(field?.['reference'])
  if (reference !== undefined) return reference
  const vault = item['vault'] as { readonly id?: unknown; readonly name?: unknown } | undefined
  const parts: (string | undefined)[] = [
    nameOf(vault?.name) || vaultName || nameOf(vault?.id),
    nameOf(item['title']) || nameOf(item['id']),
  ]
  if (field !== undefined)
    parts.push(sectionOf(item, field), nameOf(field['label']) || nameOf(field['id']))
  return oneLine(`op://${parts.filter(Boolean).join('/')}`)!
}

function sectionOf(item: Json, { section }: Json): string | undefined {
  if (!isObject(section)) return undefined
  const listed = objectsAt(item, 'sections').find(({ id }) => id === section['id'])
  return oneLine(section['label']) ?? oneLine(listed?.['label'])
}

/** `team:platform`, `team=platform`, or a nested tag: `team/platform`. */
function labelsOf(tags: unknown): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const tag of Array.isArray(tags) ? (tags as unknown[]) : []) {
    const [, name, value] = (typeof tag === 'string' && /^([^:=/]+)[:=/](.+)$/.exec(tag)) || []
    if (name !== undefined) labels[name.trim()] = value!.trim()
  }
  return labels
}

/** Items of the category API Credential have a date `expires`, in seconds since 1970. */
function expiryOf(item: Json): string | undefined {
  const { value } = objectsAt(item, 'fields').find(({ id }) => id === 'expires') ?? {}
  if (typeof value === 'string' && /^\d{9,10}$/.test(value)) return storeTime(Number(value))
  return storeTime(value)
}
