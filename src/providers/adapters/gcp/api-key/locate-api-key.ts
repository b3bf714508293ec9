import type {
  ActionContext,
  ActionOutcome,
  IdentityProof,
  Subject,
} from '../../../../incident/adapter.ts'
import { fieldOf, objectsOf, textOf, type JsonObject } from '../../../../text/field-of.ts'
import type { AdapterSetting } from '../../adapter-setting.ts'
import { bodyOf, factsOf, statusOf, type Asked } from '../../asking/ask.ts'
import { failedBy, readTroubleOf, refusedBy } from '../../asking/trouble.ts'
import { valueOf } from '../../asking/value-of.ts'
import { openGoogleCaller, type GoogleCaller } from '../google-caller.ts'
import { googleAnswerOf } from '../google-reason.ts'
import { apiKeyProbe } from './api-key-probe.ts'

export const apiKeysOrigin = 'https://apikeys.googleapis.com/v2/'

export interface LocatedApiKey {
  /** `projects/P/locations/global/keys/ID`. */
  readonly name: string
  readonly proof: IdentityProof
  readonly record: JsonObject
  /** All keys that the project has, when they were read. */
  readonly all: readonly JsonObject[]
  readonly asked: Asked
  readonly call: GoogleCaller
}

export type LocateApiKey = { readonly key: LocatedApiKey } | { readonly outcome: ActionOutcome }

/** A name as `keyId`, or from an earlier answer. */
export function apiKeyNameOf({ keyId, known }: Subject): string | undefined {
  const isName = /^projects\/[\w.:-]{1,100}\/locations\/global\/keys\/[\w-]{1,100}$/
  return [keyId, known?.['keyId']].find((name) => name !== undefined && isName.test(name))
}

/** Of the name, the account or an earlier answer. */
export function projectOfApiKey(subject: Subject): string | undefined {
  const name = apiKeyNameOf(subject)
  const stated = [
    name?.split('/')[1],
    subject.known?.['project'],
    subject.account?.replace(/^projects\//, ''),
  ]
  return stated.find(
    (one) => one !== undefined && /^[\w.:-]{3,100}$/.test(one) && !one.includes('@'),
  )
}

/**
 * The key whose own text is the leaked one: all keys of the project are read, and the texts of all compared. Google's look-up
 * by a key's text is not used, for it wants the text in the address. Without the value, the key of that name.
 * https://cloud.google.com/api-keys/docs/reference/rest/v2/projects.locations.keys/getKeyString
 */
export async function locateApiKey(
  context: ActionContext,
  setting: AdapterSetting,
): Promise<LocateApiKey> {
  const { subject, signal } = context
  const value = subject.secret === undefined ? undefined : valueOf(subject)
  const stated = apiKeyNameOf(subject)
  const project = projectOfApiKey(subject) ?? (await projectOfRefusal(context, setting))
  if (project === undefined)
    return {
      outcome: {
        result: 'refused',
        detail: 'The project of the key is not known: name it as the account.',
      },
    }
  const call = await openGoogleCaller(setting, project, signal)
  if (value === undefined) return await byName(call, stated)
  const read = await readKeys(call, project)
  if ('outcome' in read) return read
  const { keys, last } = read
  const fitting: JsonObject[] = []
  for (const key of keys) {
    const asked = await call('GET', `${apiKeysOrigin}${textOf(key, 'name')}/keyString`)
    const text = textOf(bodyOf(asked), 'keyString')
    if (statusOf(asked) !== 200 || text === undefined) return { outcome: refusalOf(asked) }
    if (text === value) fitting.push(key)
  }
  const [record] = fitting
  if (record === undefined)
    return {
      outcome: {
        result: 'not-found',
        ...factsOf(last, `None of the ${keys.length} keys of ${project} is it.`),
      },
    }
  const name = textOf(record, 'name')!
  if (fitting.length > 1 || (stated !== undefined && stated !== name))
    return {
      outcome: {
        result: 'ambiguous',
        ...factsOf(last, 'The key has another name than the incident says.'),
      },
    }
  return { key: { name, proof: 'exact-match', record, all: keys, asked: last, call } }
}

/** Also of a key that was deleted: it is kept for 30 days. */
export async function byName(call: GoogleCaller, name: string | undefined): Promise<LocateApiKey> {
  if (name === undefined)
    return { outcome: { result: 'refused', detail: 'Neither the key nor its name is known.' } }
  const asked = await call('GET', `${apiKeysOrigin}${name}`)
  const record = bodyOf(asked)
  if (statusOf(asked) !== 200 || textOf(record, 'name') !== name)
    return { outcome: refusalOf(asked) }
  return { key: { name, proof: 'id-embedded', record: record as JsonObject, all: [], asked, call } }
}

/** A key that may not call the probe's service is refused with the project that it is of. */
async function projectOfRefusal(
  context: ActionContext,
  setting: AdapterSetting,
): Promise<string | undefined> {
  if (context.subject.secret === undefined) return undefined
  const { facts } = await apiKeyProbe(setting).run(context)
  return facts?.['project']
}

async function readKeys(
  call: GoogleCaller,
  project: string,
): Promise<
  | { readonly keys: readonly JsonObject[]; readonly last: Asked }
  | { readonly outcome: ActionOutcome }
> {
  const keys: JsonObject[] = []
  const seen = new Set<string>()
  const folder = `projects/${project}/locations/global/keys`
  const url = new URL(`${apiKeysOrigin}${folder}?pageSize=300`)
  for (;;) {
    const asked = await call('GET', url.href)
    const body = bodyOf(asked)
    const listed = objectsOf(body, 'keys')
    // A project without keys answers an empty object.
    const isList = Array.isArray(fieldOf(body, 'keys')) || JSON.stringify(body) === '{}'
    const areNamed = listed.every((key) => textOf(key, 'name')?.includes('/locations/global/keys/'))
    if (statusOf(asked) !== 200 || !isList || !areNamed) return { outcome: refusalOf(asked) }
    keys.push(...listed)
    const next = textOf(body, 'nextPageToken')
    if (next === undefined) return { keys, last: asked }
    if (seen.has(next))
      return { outcome: failedBy(asked, 'The list of keys gives the same page again.') }
    seen.add(next)
    url.searchParams.set('pageToken', next)
  }
}

export function refusalOf(asked: Asked): ActionOutcome {
  const trouble = readTroubleOf(asked)
  if (trouble !== undefined) return trouble
  const told = `The API Keys API ${googleAnswerOf(asked)}.`
  const error = fieldOf(bodyOf(asked), 'error')
  switch (statusOf(asked)) {
    case 404:
      return error === undefined
        ? failedBy(asked, told)
        : { result: 'not-found', ...factsOf(asked, told) }
    case 401:
    case 403:
      return refusedBy(asked, `The acting identity may not do it: ${told}`)
    default:
      return failedBy(asked, told)
  }
}
