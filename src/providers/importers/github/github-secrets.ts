import * as v from 'valibot'
import type { ImportEvent, RecordDraft } from '../../../inventory/stored-secret.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { refusal } from '../asking/refusal.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { storeTime } from '../draft/store-time.ts'
import { problem } from '../draft/told.ts'
import type { GithubReader } from './github-api.ts'
import { environmentsNeed, type GithubPlace, type SecretApp } from './github-place.ts'

/** https://docs.github.com/en/rest/actions/secrets#list-repository-secrets, and #list-organization-secrets */
const secretSchema = v.looseObject({
  name: v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]{0,254}$/)),
  created_at: v.optional(v.string()),
  updated_at: v.optional(v.string()),
  visibility: v.optional(v.string()),
})

/** https://docs.github.com/en/rest/deployments/environments#list-environments */
const environmentSchema = v.looseObject({ name: v.pipe(v.string(), v.nonEmpty()) })
const repositorySchema = v.looseObject({ full_name: v.string() })

type GithubSecret = v.InferOutput<typeof secretSchema>

export interface GithubSource {
  readonly reader: GithubReader
  readonly place: GithubPlace
  readonly signal: AbortSignal
}

/** Secrets of a repository itself. @throws StanchError `GITHUB_REFUSED` */
export async function* repositorySecrets(
  { reader, place }: GithubSource,
  app: SecretApp,
): AsyncGenerator<ImportEvent> {
  const { owner, repository = '' } = place
  const path = `repos/${owner}/${repository}/${app.app}/secrets`
  for await (const secret of secretsAt(reader, path)) {
    yield isEvent(secret)
      ? secret
      : event(app, [owner, repository, secret.name], secret, {
          consumers: [`${owner}/${repository}`],
        })
  }
}

/** Those of its environments; one that is refused is a problem. @throws StanchError `GITHUB_REFUSED` */
export async function* environmentSecrets(
  { reader, place, signal }: GithubSource,
  app: SecretApp,
): AsyncGenerator<ImportEvent> {
  const { owner, repository = '' } = place
  const parent = `repos/${owner}/${repository}/environments`
  for await (const listed of reader.list(parent, 'environments')) {
    const parsed = 'item' in listed ? v.safeParse(environmentSchema, listed.item) : undefined
    if (!parsed?.success) {
      yield problem(
        parent,
        'problem' in listed ? listed.problem : 'an environment is not understood',
      )
      continue
    }
    const { name } = parsed.output
    const path = `${parent}/${encodeURIComponent(name)}/secrets`
    try {
      for await (const secret of secretsAt(reader, path)) {
        yield isEvent(secret)
          ? secret
          : event(app, [owner, repository, name, secret.name], secret, {
              environment: name,
              consumers: [`${owner}/${repository}`],
            })
      }
    } catch (error) {
      if (signal.aborted) throw error
      yield problem(path, `${reasonOf(error)}; it needs ${environmentsNeed}`)
    }
  }
}

/** Those of an organisation, with the repositories that may use them. @throws StanchError `GITHUB_REFUSED` */
export async function* organisationSecrets(
  { reader, place, signal }: GithubSource,
  app: SecretApp,
): AsyncGenerator<ImportEvent> {
  const { owner } = place
  const path = `orgs/${owner}/${app.app}/secrets`
  for await (const secret of secretsAt(reader, path)) {
    if (isEvent(secret)) {
      yield secret
      continue
    }
    const consumers: string[] = secret.visibility === 'all' ? [`${owner}/*`] : []
    if (secret.visibility === 'private') consumers.push(`${owner}/* (private)`)
    if (secret.visibility === 'selected') {
      const selected = `${path}/${secret.name}/repositories`
      try {
        for await (const listed of reader.list(selected, 'repositories')) {
          const parsed = 'item' in listed ? v.safeParse(repositorySchema, listed.item) : undefined
          if (parsed?.success) consumers.push(parsed.output.full_name)
          else
            yield problem(
              selected,
              'problem' in listed ? listed.problem : 'a repository is not understood',
            )
        }
      } catch (error) {
        if (signal.aborted) throw error
        yield problem(selected, `the repositories that may use it: ${reasonOf(error)}`)
      }
    }
    yield event(
      app,
      [owner, secret.name],
      secret,
      consumers.length === 0 ? {} : { consumers: consumers.sort() },
    )
  }
}

/** Names of all repositories of an organisation. @throws StanchError `GITHUB_REFUSED` */
export async function* repositoriesOf(
  reader: GithubReader,
  owner: string,
): AsyncGenerator<GithubPlace | ImportEvent> {
  const path = `orgs/${owner}/repos`
  for await (const listed of reader.listWhole(path)) {
    const parsed = 'item' in listed ? v.safeParse(repositorySchema, listed.item) : undefined
    const name = parsed?.success ? parsed.output.full_name.split('/')[1] : undefined
    if (name !== undefined && /^[A-Za-z0-9._-]{1,100}$/.test(name))
      yield { owner, repository: name }
    else
      yield problem(path, 'problem' in listed ? listed.problem : 'a repository is not understood')
  }
}

async function* secretsAt(
  reader: GithubReader,
  path: string,
): AsyncGenerator<GithubSecret | ImportEvent> {
  for await (const listed of reader.list(path, 'secrets')) {
    const parsed = 'item' in listed ? v.safeParse(secretSchema, listed.item) : undefined
    if (parsed?.success) yield parsed.output
    else
      yield problem(
        path,
        'problem' in listed ? listed.problem : 'an entry of the list is not understood',
      )
  }
}

function isEvent(one: GithubSecret | ImportEvent): one is ImportEvent {
  return 'kind' in one && typeof one.kind === 'string'
}

/** The values can be read by nobody: GitHub gives only names and dates. */
function event(
  { store }: SecretApp,
  parts: readonly string[],
  secret: GithubSecret,
  more: Partial<RecordDraft>,
): ImportEvent {
  return {
    kind: 'secret',
    secret: {
      draft: {
        id: recordIdOf(store, parts),
        ...more,
        ...withoutMissing({
          createdAt: storeTime(secret.created_at),
          lastRotatedAt: storeTime(secret.updated_at),
        }),
        store: { type: store, path: parts.join('/') },
      },
      values: [],
    },
  }
}

/** @returns the error of a first page that was refused, with what its reader lacks */
export function refusedAt(error: unknown, what: string, needs: string): unknown {
  if (!(error instanceof StanchError) || error.code !== 'GITHUB_REFUSED') return error
  return refusal(`GitHub, ${what}`, error.message, `It needs ${needs}.`)
}
