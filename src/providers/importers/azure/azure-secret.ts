import * as v from 'valibot'
import type { ImportEvent, StoredValue } from '../../../inventory/stored-secret.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { listPages } from '../asking/list-pages.ts'
import { draftOfLabels } from '../draft/draft-of-labels.ts'
import { oneLine } from '../draft/one-line.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { withMapped, type LabelMap } from '../draft/map-option.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { storeTime } from '../draft/store-time.ts'
import { problem, skipped } from '../draft/told.ts'
import type { ImportContext } from '../importer.ts'
import type { AzureReader } from './azure-api.ts'
import type { AzureVault } from './azure-cloud.ts'

/** Times are seconds since 1970: https://learn.microsoft.com/rest/api/keyvault/secrets/get-secrets/get-secrets#secretattributes */
const attributes = v.optional(
  v.looseObject({
    enabled: v.optional(v.boolean(), true),
    nbf: v.optional(v.number()),
    exp: v.optional(v.number()),
    created: v.optional(v.number()),
    updated: v.optional(v.number()),
  }),
  { enabled: true },
)

const itemSchema = v.looseObject({
  id: v.string(),
  attributes,
  contentType: v.nullish(v.string()),
  tags: v.nullish(v.record(v.string(), v.string())),
  managed: v.nullish(v.boolean()),
})

/** https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret#secretbundle */
const bundleSchema = v.looseObject({ value: v.string() })

type AzureSecret = v.InferOutput<typeof itemSchema> & { readonly name: string }
type AzureVersion = v.InferOutput<typeof itemSchema> & { readonly version: string }

export interface AzureSource {
  readonly context: ImportContext
  readonly vault: AzureVault
  readonly reader: AzureReader
  /** Of how many versions of a secret the values are read. */
  readonly count: number
  readonly labels: LabelMap
}

/** All there is to tell of one entry of the list of secrets. */
export async function eventsOfAzureSecret(
  source: AzureSource,
  item: unknown,
): Promise<readonly ImportEvent[]> {
  const { context, vault, reader, count } = source
  const secret = parseSecret(vault, item)
  if (secret === undefined)
    return [problem(`${vault.origin}/secrets`, 'an entry of the list is not understood')]
  const path = `${vault.origin}/secrets/${secret.name}`
  if (secret.managed === true) {
    const reason = 'private key of a certificate, which Key Vault keeps and rotates itself'
    return [skipped(path, reason)]
  }
  const events: ImportEvent[] = []
  const versions = await listVersions(source, secret, events)
  const enabled = versions.filter((version) => version.attributes.enabled)
  const values: StoredValue[] = []
  for (const { version } of enabled.slice(0, count)) {
    try {
      values.push(await readValue(reader, secret.name, version))
    } catch (error) {
      if (context.signal.aborted) throw error
      events.push(problem(`${path}/${version}`, `its value cannot be read: ${reasonOf(error)}`))
    }
  }
  const draft = draftOf(source, secret, versions)
  return [
    { kind: 'secret', secret: { draft, values } },
    ...events,
    ...unread(path, versions, count),
  ]
}

/** The id is an address, `https://VAULT/secrets/NAME`; one of another host is not followed. */
function parseSecret(vault: AzureVault, item: unknown): AzureSecret | undefined {
  const parsed = v.safeParse(itemSchema, item)
  if (!parsed.success || !URL.canParse(parsed.output.id)) return undefined
  const { origin, pathname } = new URL(parsed.output.id)
  const [, name] = /^\/secrets\/([0-9A-Za-z-]{1,127})$/.exec(pathname) ?? []
  return origin === vault.origin && name !== undefined ? { ...parsed.output, name } : undefined
}

/** Newest first; they are listed in no order. */
async function listVersions(
  { context, vault, reader }: AzureSource,
  { name }: AzureSecret,
  events: ImportEvent[],
): Promise<AzureVersion[]> {
  const path = `${vault.origin}/secrets/${name}`
  const versions: AzureVersion[] = []
  try {
    const first = `/secrets/${name}/versions?maxresults=25`
    for await (const listed of listPages(first, (at) => reader.readPage(at), context.signal)) {
      const parsed = 'item' in listed ? v.safeParse(itemSchema, listed.item) : undefined
      const version = parsed?.success
        ? /\/([0-9A-Za-z]{1,64})$/.exec(parsed.output.id)?.[1]
        : undefined
      if ('problem' in listed) events.push(problem(path, listed.problem))
      else if (version === undefined || !parsed?.success)
        events.push(problem(path, 'a version of it is not understood'))
      else versions.push({ ...parsed.output, version })
    }
  } catch (error) {
    if (context.signal.aborted) throw error
    events.push(problem(path, `its versions cannot be listed: ${reasonOf(error)}`))
  }
  const createdOf = (one: AzureVersion) => one.attributes.created ?? 0
  return versions.sort((a, b) => createdOf(b) - createdOf(a))
}

async function readValue(reader: AzureReader, name: string, version: string): Promise<StoredValue> {
  const parsed = v.safeParse(bundleSchema, await reader.read(`/secrets/${name}/${version}`))
  if (!parsed.success)
    throw new StanchError('IMPORT_NOT_UNDERSTOOD', 'expected a secret with value')
  return { value: bytesOfUtf8(parsed.output.value), version }
}

function draftOf(
  { vault, labels }: AzureSource,
  secret: AzureSecret,
  versions: readonly AzureVersion[],
) {
  const current = versions.find((version) => version.attributes.enabled)
  const newest = current ?? versions[0]
  const first = versions.at(-1)?.attributes.created ?? secret.attributes.created
  // People write there what it is, as often as its media type.
  const { contentType } = secret
  const purpose = contentType?.includes('/') ? undefined : oneLine(contentType)
  return {
    id: recordIdOf('azure-key-vault', [vault.name, secret.name]),
    ...draftOfLabels(withMapped(secret.tags ?? {}, labels), withoutMissing({ purpose })),
    ...withoutMissing({
      state: secret.attributes.enabled ? undefined : ('suspended' as const),
      createdAt: storeTime(first),
      lastRotatedAt: storeTime(newest?.attributes.created),
      expiresAt: storeTime((newest ?? secret).attributes.exp),
    }),
    store: {
      type: 'azure-key-vault',
      path: `${vault.origin}/secrets/${secret.name}`,
      ...withoutMissing({ version: current?.version }),
    },
  }
}

function unread(path: string, versions: readonly AzureVersion[], count: number): ImportEvent[] {
  const disabled = versions.filter((version) => !version.attributes.enabled)
  const older = count === 0 ? [] : versions.filter((one) => one.attributes.enabled).slice(count)
  return (
    [
      [disabled, 'disabled: no value to be had'],
      [older, 'older than --versions reaches'],
    ] as const
  ).flatMap(([some, why]) => {
    const [one] = some
    if (one === undefined) return []
    const more = some.length === 1 ? '' : ` and ${some.length - 1} more`
    return [skipped(path, `version ${one.version}${more}: ${why}`)]
  })
}
