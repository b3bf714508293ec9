import type { ActionContext, ActionOutcome, IdentityProof } from '../../../incident/adapter.ts'
import { fieldOf, objectsOf, textOf, type JsonObject } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { allPages, type AllPages } from '../asking/all-pages.ts'
import { factsOf, statusOf, type Asked } from '../asking/ask.ts'
import { fitsMask } from '../data/masked-value.ts'
import { failedBy, readTroubleOf, refusedBy } from '../asking/trouble.ts'
import { valueOf } from '../asking/value-of.ts'
import { adminKeyOf, isAdminKey, openaiAnswerOf, openaiRequest } from './openai-caller.ts'

/** A key as the organisation lists it. */
export interface OpenaiKey {
  readonly id: string
  /** As of `/v1/`: where it is read and deleted. */
  readonly path: string
  readonly project: string | undefined
  readonly redacted: string
  readonly name: string | undefined
  readonly owner: string | undefined
  readonly lastUsedAt: string | undefined
  readonly createdAt: string | undefined
}

export type FoundKey =
  | { readonly key: OpenaiKey; readonly proof: IdentityProof; readonly last: Asked }
  | { readonly outcome: ActionOutcome }

/**
 * The one key of the organisation that can be the leaked one: all keys of all projects are read first, and its shown ends
 * must be the value's and no other key's. Without the value, the one with the id.
 */
export async function findKey(context: ActionContext, setting: AdapterSetting): Promise<FoundKey> {
  const { subject } = context
  const value = subject.secret === undefined ? undefined : valueOf(subject)
  const read = await readKeys(
    context,
    setting,
    value === undefined || isAdminKey(value) ? 'admin' : 'projects',
  )
  if ('outcome' in read) return read
  const rest = value === undefined ? await readKeys(context, setting, 'projects') : read
  if ('outcome' in rest) return rest
  const keys = rest === read ? read.keys : [...read.keys, ...rest.keys]
  const { last } = rest
  const end = (result: 'not-found' | 'ambiguous', detail: string) => ({
    outcome: { result, ...factsOf(last, detail) },
  })
  if (value === undefined) {
    const named = keys.find(({ id }) => id === subject.keyId)
    return named === undefined
      ? end('not-found', `None of the ${keys.length} keys of the organisation has this id.`)
      : { key: named, proof: 'id-embedded', last }
  }
  const shared = /^sk-(?:[a-z]+-)?/.exec(value)?.[0].length ?? 0
  const fitting = keys.filter(({ redacted }) => fitsMask(redacted, value, { shared, atLeast: 4 }))
  const [only] = fitting
  if (only === undefined)
    return end('not-found', `None of the ${keys.length} keys of the organisation shows its ends.`)
  if (fitting.length > 1)
    return end('ambiguous', `${fitting.length} keys of the organisation show its ends.`)
  const stated = subject.keyId
  if (stated !== undefined && stated.startsWith('key_') && stated !== only.id)
    return end('ambiguous', 'The key that shows its ends has another id than the incident says.')
  return { key: only, proof: 'unique-hint', last }
}

type ReadKeys =
  | { readonly keys: readonly OpenaiKey[]; readonly last: Asked }
  | { readonly outcome: ActionOutcome }

async function readKeys(
  context: ActionContext,
  setting: AdapterSetting,
  which: 'admin' | 'projects',
): Promise<ReadKeys> {
  const list = (path: string) => readList(context, setting, path)
  if (which === 'admin') return toKeys(await list('organization/admin_api_keys'), undefined)
  const projects = await list('organization/projects')
  if ('broken' in projects) return brokenList(projects)
  const keys: OpenaiKey[] = []
  for (const project of projects.items) {
    const id = plainId(textOf(project, 'id'))
    if (id === undefined) continue
    const read = toKeys(await list(`organization/projects/${id}/api_keys`), id)
    if ('outcome' in read) return read
    keys.push(...read.keys)
  }
  return { keys, last: projects.last }
}

/** https://platform.openai.com/docs/api-reference/project-api-keys/list */
function readList(
  { signal }: ActionContext,
  setting: AdapterSetting,
  path: string,
): Promise<AllPages<JsonObject>> {
  const key = adminKeyOf(setting)
  return allPages(
    setting.http,
    {
      request: (after) => {
        const query = new URLSearchParams({ limit: '100', ...(after !== undefined && { after }) })
        if (path === 'organization/projects') query.set('include_archived', 'true')
        return openaiRequest('GET', `${path}?${query.toString()}`, key)
      },
      read: (json) => {
        const hasMore = fieldOf(json, 'has_more')
        const isPage = Array.isArray(fieldOf(json, 'data')) && typeof hasMore === 'boolean'
        const next = textOf(json, 'last_id')
        if (!isPage || (hasMore && next === undefined)) return undefined
        return { items: objectsOf(json, 'data'), next: hasMore ? next : undefined }
      },
    },
    signal,
  )
}

function toKeys(read: AllPages<JsonObject>, project: string | undefined): ReadKeys {
  if ('broken' in read) return brokenList(read)
  const keys = read.items.flatMap((item) => {
    const id = plainId(textOf(item, 'id'))
    if (id === undefined) return []
    const folder =
      project === undefined
        ? 'organization/admin_api_keys'
        : `organization/projects/${project}/api_keys`
    return [
      {
        id,
        path: `${folder}/${id}`,
        project,
        redacted: textOf(item, 'redacted_value') ?? '',
        name: textOf(item, 'name'),
        owner:
          textOf(item, 'owner', 'user', 'email') ??
          textOf(item, 'owner', 'service_account', 'name') ??
          textOf(item, 'owner', 'name'),
        createdAt: timeIn(fieldOf(item, 'created_at')),
        lastUsedAt: timeIn(fieldOf(item, 'last_used_at')),
      },
    ]
  })
  return { keys, last: read.last }
}

function brokenList({ broken, why }: { readonly broken: Asked; readonly why?: string }): {
  readonly outcome: ActionOutcome
} {
  const trouble = readTroubleOf(broken)
  if (trouble !== undefined) return { outcome: trouble }
  const detail = `${why ?? openaiAnswerOf(broken)} The list of keys could not be read to its end.`
  const status = statusOf(broken)
  const isRefused = status === 401 || status === 403
  return { outcome: isRefused ? refusedBy(broken, detail) : failedBy(broken, detail) }
}

function plainId(id: string | undefined): string | undefined {
  return id !== undefined && /^[\w-]{1,100}$/.test(id) ? id : undefined
}

function timeIn(seconds: unknown): string | undefined {
  return typeof seconds === 'number' && seconds > 0 && seconds < 1e11
    ? new Date(seconds * 1000).toISOString()
    : undefined
}
