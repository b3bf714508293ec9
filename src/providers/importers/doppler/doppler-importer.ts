import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { atTheDoor, isObject, objectsAt } from '../asking/ask-json.ts'
import { nameOf } from '../asking/name-of.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { dopplerAddress, dopplerApi, type DopplerApi } from './doppler-api.ts'
import {
  countHidden,
  digestsOf,
  dopplerSecrets,
  type DopplerConfig,
  type ValueDigests,
} from './doppler-secrets.ts'

const pageLength = 100

/**
 * Doppler: https://docs.doppler.com/reference/api. All projects, environments and configs that the token may read; with a
 * service token its one config.
 */
export const dopplerImporter: Importer = {
  name: 'doppler',
  description: 'Doppler: all configs that a token may read',
  options: [{ flags: '--project <name...>', description: 'these projects only' }],
  environment: [
    { name: 'DOPPLER_TOKEN', description: 'of a service account, or of one config' },
    { name: 'DOPPLER_API_HOST', description: 'another address than https://api.doppler.com' },
  ],
  access(context) {
    return { hosts: [dopplerAddress(context).host] }
  },
  async *events(context) {
    const api = dopplerApi(context)
    if (api.isServiceToken) return yield* eventsOfToken(api)
    for await (const project of projects(api, context)) {
      if (typeof project === 'string') yield* eventsOfProject(api, project, context.signal)
      else yield project
    }
  },
}

/** Names of projects, and trouble with a later page of them. */
async function* projects(
  api: DopplerApi,
  { options, signal }: ImportContext,
): AsyncGenerator<string | ImportEvent> {
  const wanted = options['project']
  if (Array.isArray(wanted)) return yield* wanted as string[]
  if (typeof wanted === 'string') return yield wanted
  for (let page = 1; ; page++) {
    signal.throwIfAborted()
    const answer = await api.get('/v3/projects', pageOf(page))
    if (page > 1 && 'problem' in answer) {
      yield {
        kind: 'problem',
        path: 'projects',
        reason: `page ${page} of the list: ${answer.problem}`,
      }
      return
    }
    const listed = objectsAt(
      atTheDoor(
        answer,
        'Doppler',
        'DOPPLER_TOKEN needs to list projects: take one of a service account with a role of viewer or more.',
      ),
      'projects',
    )
    for (const { slug, name } of listed) yield nameOf(slug) || nameOf(name)
    if (listed.length < pageLength) return
  }
}

async function* eventsOfProject(
  api: DopplerApi,
  project: string,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent> {
  const configs: DopplerConfig[] = []
  for (let page = 1; ; page++) {
    signal.throwIfAborted()
    const answer = await api.get('/v3/configs', { project, ...pageOf(page) })
    if ('problem' in answer) {
      yield { kind: 'problem', path: project, reason: `its configs: ${answer.problem}` }
      break
    }
    const listed = objectsAt(answer.value, 'configs')
    for (const one of listed)
      configs.push({
        project,
        name: nameOf(one['name']),
        environment: nameOf(one['environment']),
        isRoot: one['root'] === true,
        lastFetchAt: one['last_fetch_at'],
      })
    if (listed.length < pageLength) break
  }
  for (const environment of new Set(configs.map((config) => config.environment))) {
    const ofIt = configs.filter((config) => config.environment === environment)
    yield* eventsOfEnvironment(api, ofIt, signal)
  }
}

/** The root first, for branches are told by how they differ from it. */
async function* eventsOfEnvironment(
  api: DopplerApi,
  configs: readonly DopplerConfig[],
  signal: AbortSignal,
): AsyncGenerator<ImportEvent> {
  let root: { name: string; digests: ValueDigests } | undefined
  for (const config of configs.toSorted((a, b) => Number(b.isRoot) - Number(a.isRoot))) {
    signal.throwIfAborted()
    const path = `${config.project}/${config.name}`
    const answer = await api.get('/v3/configs/config/secrets', {
      project: config.project,
      config: config.name,
    })
    if ('problem' in answer) {
      yield { kind: 'problem', path, reason: answer.problem }
      continue
    }
    const secrets = secretsOf(answer.value)
    yield* toldHidden(secrets, path)
    yield* dopplerSecrets(secrets, config, root)
    if (config.isRoot) root = { name: config.name, digests: digestsOf(secrets) }
  }
}

async function* eventsOfToken(api: DopplerApi): AsyncGenerator<ImportEvent> {
  const answer = await api.get('/v3/configs/config/secrets', {})
  const secrets = secretsOf(
    atTheDoor(
      answer,
      'Doppler',
      'DOPPLER_TOKEN is a service token: it needs to read its config, and not to have ended.',
    ),
  )
  const textOf = (name: string) => {
    const { computed } = (secrets[name] ?? {}) as { readonly computed?: unknown }
    return typeof computed === 'string' ? computed : 'unknown'
  }
  const config = {
    project: textOf('DOPPLER_PROJECT'),
    name: textOf('DOPPLER_CONFIG'),
    environment: textOf('DOPPLER_ENVIRONMENT'),
    isRoot: true,
  }
  const path = `${config.project}/${config.name}`
  yield { kind: 'skipped', path: 'all other configs', reason: `a service token sees ${path} only` }
  yield* toldHidden(secrets, path)
  yield* dopplerSecrets(secrets, config, undefined)
}

function* toldHidden(
  secrets: Readonly<Record<string, unknown>>,
  path: string,
): Generator<ImportEvent> {
  const count = countHidden(secrets)
  if (count === 0) return
  const reason = `${count} restricted values are kept from this token, so their names only are taken: use one of a service account`
  yield { kind: 'skipped', path, reason }
}

function secretsOf(value: unknown): Readonly<Record<string, unknown>> {
  const secrets = isObject(value) ? value['secrets'] : undefined
  return isObject(secrets) ? secrets : {}
}

function pageOf(page: number): Record<string, string> {
  return { page: String(page), per_page: String(pageLength) }
}
