import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { StanchError } from '../../../text/error.ts'
import { fieldOf, isObject, textOf, type JsonObject } from '../../../text/field-of.ts'
import { atTheDoor, listIn } from '../asking/ask-json.ts'
import { optionTexts } from '../asking/option-values.ts'
import { withCoverage } from '../asking/with-coverage.ts'
import { nameOf } from '../draft/name-of.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { problem, skipped } from '../draft/told.ts'
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
      if (typeof project === 'string')
        yield* withCoverage(eventsOfProject(api, project, context.signal), () => [
          `${recordIdOf('doppler', [project])}/`,
        ])
      else yield project
    }
  },
}

/** Names of projects, and trouble with a later page of them. */
async function* projects(
  api: DopplerApi,
  context: ImportContext,
): AsyncGenerator<string | ImportEvent> {
  const wanted = optionTexts(context, 'project')
  if (wanted) return yield* wanted
  for (let page = 1; ; page++) {
    context.signal.throwIfAborted()
    const answer = listIn(await api.get('/v3/projects', pageOf(page)), 'projects')
    if (page > 1 && 'problem' in answer) {
      yield problem('projects', `the list ends early, with page ${page}: ${answer.problem}`)
      return
    }
    const need =
      'DOPPLER_TOKEN needs to list projects: take one of a service account with a role of viewer or more.'
    const { list } = atTheDoor(answer, 'Doppler', need)
    for (const { slug, name } of list) yield nameOf(slug) || nameOf(name)
    if (list.length < pageLength) return
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
    const listed = listIn(await api.get('/v3/configs', { project, ...pageOf(page) }), 'configs')
    if ('problem' in listed) {
      yield problem(project, `its configs: ${listed.problem}`)
      break
    }
    for (const one of listed.list)
      configs.push({
        project,
        name: nameOf(one['name']),
        environment: nameOf(one['environment']),
        isRoot: one['root'] === true,
        lastFetchAt: one['last_fetch_at'],
      })
    if (listed.list.length < pageLength) break
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
      yield problem(path, answer.problem)
      continue
    }
    const secrets = fieldOf(answer.value, 'secrets')
    if (!isObject(secrets)) {
      yield problem(path, 'answered no secrets')
      continue
    }
    yield* toldHidden(secrets, path)
    yield* dopplerSecrets(secrets, config, root)
    if (config.isRoot) root = { name: config.name, digests: digestsOf(secrets) }
  }
}

async function* eventsOfToken(api: DopplerApi): AsyncGenerator<ImportEvent> {
  const answer = await api.get('/v3/configs/config/secrets', {})
  const need =
    'DOPPLER_TOKEN is a service token: it needs to read its config, and not to have ended.'
  const secrets = fieldOf(atTheDoor(answer, 'Doppler', need).value, 'secrets')
  if (!isObject(secrets))
    throw new StanchError('IMPORT_NOT_UNDERSTOOD', 'Doppler: answered no secrets')
  const nameIn = (name: string) => textOf(secrets, name, 'computed')
  const config = {
    project: nameIn('DOPPLER_PROJECT') ?? 'unknown',
    name: nameIn('DOPPLER_CONFIG') ?? 'unknown',
    environment: nameIn('DOPPLER_ENVIRONMENT') ?? 'unknown',
    isRoot: true,
  }
  const path = `${config.project}/${config.name}`
  yield skipped('all other configs', `a service token sees ${path} only`)
  yield* toldHidden(secrets, path)
  yield* dopplerSecrets(secrets, config, undefined)
  yield { kind: 'covered', idPrefix: `${recordIdOf('doppler', [config.project, config.name])}#` }
}

function* toldHidden(secrets: JsonObject, path: string): Generator<ImportEvent> {
  const count = countHidden(secrets)
  if (count === 0) return
  const reason = `${count} restricted values are kept from this token, so their names only are taken: use one of a service account`
  yield skipped(path, reason)
}

function pageOf(page: number): Record<string, string> {
  return { page: String(page), per_page: String(pageLength) }
}
