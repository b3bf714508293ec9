import * as v from 'valibot'
import type { ImportEvent, StoredValue } from '../../../inventory/stored-secret.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { listPages } from '../asking/list-pages.ts'
import { draftOfLabels } from '../draft/draft-of-labels.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { withMapped, type LabelMap } from '../draft/map-option.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { storeTime } from '../draft/store-time.ts'
import { problem, skipped } from '../draft/told.ts'
import type { ImportContext } from '../importer.ts'
import { crc32c } from './crc32c.ts'
import { readGcp, readGcpPage } from './gcp-api.ts'
import { idPartOf, type GcpProject } from './gcp-project.ts'

const texts = v.record(v.string(), v.string())

/** https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets */
const secretSchema = v.looseObject({
  name: v.pipe(
    v.string(),
    v.regex(/^projects\/[^/]+\/(?:locations\/[^/]+\/)?secrets\/[A-Za-z0-9_-]{1,255}$/),
  ),
  createTime: v.optional(v.string()),
  expireTime: v.optional(v.string()),
  labels: v.optional(texts),
  annotations: v.optional(texts),
  versionAliases: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
  rotation: v.optional(v.looseObject({ nextRotationTime: v.optional(v.string()) })),
})

/** https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions */
const versionSchema = v.looseObject({
  name: v.pipe(v.string(), v.regex(/\/versions\/\d+$/)),
  state: v.string(),
  createTime: v.optional(v.string()),
})

const payloadSchema = v.looseObject({
  payload: v.looseObject({ data: v.optional(v.string(), ''), dataCrc32c: v.optional(v.string()) }),
})

type GcpSecret = v.InferOutput<typeof secretSchema>
type GcpVersion = v.InferOutput<typeof versionSchema>

/** All there is to tell of one entry of the list of secrets; `count` says of how many versions values are read. */
export async function eventsOfGcpSecret(
  context: ImportContext,
  project: GcpProject,
  {
    item,
    count,
    labels,
  }: { readonly item: unknown; readonly count: number; readonly labels: LabelMap },
): Promise<readonly ImportEvent[]> {
  const parsed = v.safeParse(secretSchema, item)
  if (!parsed.success)
    return [problem(`projects/${project.project}`, 'an entry of the list is not understood')]
  const secret = parsed.output
  const versions: GcpVersion[] = []
  const events: ImportEvent[] = []
  try {
    await listVersions(context, project, { secret, versions, events })
  } catch (error) {
    if (context.signal.aborted) throw error
    events.push(problem(secret.name, `its versions cannot be listed: ${reasonOf(error)}`))
  }
  const enabled = versions.filter(({ state }) => state === 'ENABLED')
  const values: StoredValue[] = []
  for (const version of enabled.slice(0, count)) {
    try {
      values.push(await readValue(context, project, version))
    } catch (error) {
      if (context.signal.aborted) throw error
      events.push(problem(version.name, `its value cannot be read: ${reasonOf(error)}`))
    }
  }
  return [
    { kind: 'secret', secret: { draft: draftOf(project, { secret, versions, labels }), values } },
    ...events,
    ...unread(secret, versions, count),
  ]
}

async function listVersions(
  context: ImportContext,
  project: GcpProject,
  told: {
    readonly secret: GcpSecret
    readonly versions: GcpVersion[]
    readonly events: ImportEvent[]
  },
): Promise<void> {
  const { name } = told.secret
  const ask = (token: string) =>
    readGcpPage(context, project, { path: `${name}/versions`, key: 'versions', token })
  for await (const listed of listPages('', ask, context.signal)) {
    if ('problem' in listed) {
      told.events.push(problem(name, listed.problem))
      continue
    }
    const parsed = v.safeParse(versionSchema, listed.item)
    if (parsed.success && parsed.output.name.startsWith(`${name}/versions/`))
      told.versions.push(parsed.output)
    else told.events.push(problem(name, 'a version of it is not understood'))
  }
  told.versions.sort((a, b) => numberOf(b) - numberOf(a))
}

/** https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions/access */
async function readValue(
  context: ImportContext,
  project: GcpProject,
  version: GcpVersion,
): Promise<StoredValue> {
  const parsed = v.safeParse(
    payloadSchema,
    await readGcp(context, project, `${version.name}:access`),
  )
  if (!parsed.success) throw new StanchError('IMPORT_NOT_UNDERSTOOD', 'expected payload with data')
  const { data, dataCrc32c } = parsed.output.payload
  const value = Uint8Array.from(Buffer.from(data, 'base64'))
  if (dataCrc32c !== undefined && dataCrc32c !== String(crc32c(value))) {
    throw new StanchError('IMPORT_DAMAGED', 'what came does not fit its checksum (dataCrc32c)')
  }
  return { value, version: String(numberOf(version)) }
}

function draftOf(
  project: GcpProject,
  told: {
    readonly secret: GcpSecret
    readonly versions: readonly GcpVersion[]
    readonly labels: LabelMap
  },
) {
  const { secret, versions } = told
  const current = versions.find(({ state }) => state === 'ENABLED')
  const number = current && String(numberOf(current))
  const aliases = Object.entries(secret.versionAliases ?? {})
    .filter(([, version]) => String(version) === number)
    .map(([alias]) => alias)
  const id = secret.name.slice(secret.name.lastIndexOf('/') + 1)
  return {
    id: recordIdOf('gcp-secret-manager', [idPartOf(project), id]),
    ...draftOfLabels(withMapped({ ...secret.labels, ...secret.annotations }, told.labels)),
    ...withoutMissing({
      state: stateOf(versions),
      createdAt: storeTime(secret.createTime),
      expiresAt: storeTime(secret.expireTime),
      nextRotationAt: storeTime(secret.rotation?.nextRotationTime),
      lastRotatedAt: storeTime((current ?? versions[0])?.createTime),
    }),
    store: {
      type: 'gcp-secret-manager',
      path: secret.name,
      ...withoutMissing({ version: number, stage: aliases.join(', ') || undefined }),
    },
  }
}

function stateOf(versions: readonly GcpVersion[]): 'suspended' | 'destroyed' | undefined {
  if (versions.length === 0 || versions.some(({ state }) => state === 'ENABLED')) return undefined
  return versions.some(({ state }) => state === 'DISABLED') ? 'suspended' : 'destroyed'
}

/** One event for each reason: a secret that is rotated daily has hundreds of such versions. */
function unread(
  { name }: GcpSecret,
  versions: readonly GcpVersion[],
  count: number,
): ImportEvent[] {
  const path = `${name}/versions`
  const numbersIn = (state: string) => versions.filter((one) => one.state === state).map(numberOf)
  const older = count === 0 ? [] : numbersIn('ENABLED').slice(count)
  return (
    [
      [numbersIn('DISABLED'), 'disabled: no value to be had'],
      [numbersIn('DESTROYED'), 'destroyed: no value any more'],
      [older, 'older than --versions reaches'],
    ] as const
  ).flatMap(([numbers, why]) => {
    const [first] = numbers
    if (first === undefined) return []
    const more = numbers.length === 1 ? '' : ` and ${numbers.length - 1} more`
    return [skipped(path, `version ${first}${more}: ${why}`)]
  })
}

function numberOf({ name }: GcpVersion): number {
  return Number(name.slice(name.lastIndexOf('/') + 1))
}
