import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { objectsOf } from '../../../text/field-of.ts'
import { atTheDoor, listIn } from '../asking/ask-json.ts'
import { optionTexts } from '../asking/option-values.ts'
import { withCoverage } from '../asking/with-coverage.ts'
import { labelMapOf, mapOption, type LabelMap } from '../draft/map-option.ts'
import { nameOf } from '../draft/name-of.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { problem, skipped } from '../draft/told.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { infisicalAddress, infisicalApi, type InfisicalApi } from './infisical-api.ts'
import { eventOfSecret, pathOf, type InfisicalPlace } from './infisical-secret.ts'

/**
 * Infisical: https://infisical.com/docs/api-reference/overview. All projects, environments and folders that the identity
 * may read, one folder at a time.
 */
export const infisicalImporter: Importer = {
  name: 'infisical',
  description: 'Infisical: all projects, environments and folders that an identity may read',
  options: [
    { flags: '--project <id...>', description: 'these projects only, by id' },
    { flags: '--env <slug...>', description: 'these environments only' },
    mapOption,
  ],
  environment: [
    {
      name: 'INFISICAL_API_URL',
      description: 'https://eu.infisical.com, or your own; https://app.infisical.com by default',
    },
    { name: 'INFISICAL_UNIVERSAL_AUTH_CLIENT_ID', description: 'of a machine identity' },
    { name: 'INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET', description: 'of a machine identity' },
    { name: 'INFISICAL_TOKEN', description: 'an access token instead of those two' },
  ],
  access(context) {
    return { hosts: [infisicalAddress(context).host] }
  },
  async *events(context) {
    const api = await infisicalApi(context)
    const labels = labelMapOf(context)
    const wantedProjects = optionTexts(context, 'project')
    const wantedEnvironments = optionTexts(context, 'env')
    for (const project of await projects(api)) {
      if (
        wantedProjects &&
        !wantedProjects.some((one) => one === project.id || one === project.name)
      )
        continue
      if (!project.isForSecrets) {
        yield skipped(project.name, 'a project that is not for secrets')
        continue
      }
      for (const environment of project.environments) {
        if (wantedEnvironments && !wantedEnvironments.includes(environment)) continue
        const parts = [project.name, environment]
        const place = recordIdOf('infisical', parts)
        const told = eventsOfEnvironment(api, project, { environment, labels }, context)
        yield* withCoverage(told, () => [`${place}#`, `${place}/`])
      }
    }
  },
}

interface Project {
  readonly id: string
  /** Its slug; in ids, since that is what people know. */
  readonly name: string
  readonly isForSecrets: boolean
  readonly environments: readonly string[]
}

/** https://infisical.com/docs/api-reference/endpoints/projects/list-projects; servers before it say `workspaces`. */
async function projects(api: InfisicalApi): Promise<Project[]> {
  const need =
    'The identity needs to be a member of the projects, with a role that may read secrets.'
  let answer = await api.get('/api/v1/projects', {})
  let key = 'projects'
  if ('problem' in answer && answer.status === 404) {
    answer = await api.get('/api/v1/workspace', {})
    key = 'workspaces'
  }
  return atTheDoor(listIn(answer, key), 'Infisical', need).list.map((one) => ({
    id: nameOf(one['id']) || nameOf(one['_id']),
    name: nameOf(one['slug']) || nameOf(one['id']) || nameOf(one['_id']),
    isForSecrets: one['type'] === undefined || one['type'] === 'secret-manager',
    environments: objectsOf(one, 'environments').map(({ slug }) => nameOf(slug)),
  }))
}

/** Breadth first; a folder that may not be read is told, and the others are read. */
async function* eventsOfEnvironment(
  api: InfisicalApi,
  project: Project,
  { environment, labels }: { readonly environment: string; readonly labels: LabelMap },
  { signal }: ImportContext,
): AsyncGenerator<ImportEvent> {
  const seen = new Set(['/'])
  for (const folder of seen) {
    signal.throwIfAborted()
    const place = { project: project.name, environment, folder }
    yield* eventsOfFolder(api, { projectId: project.id, labels }, place)
    const query = { projectId: project.id, environment, path: folder }
    const folders = listIn(await api.get('/api/v2/folders', query), 'folders')
    if ('problem' in folders) {
      yield problem(pathOf(place), `its folders: ${folders.problem}`)
      continue
    }
    for (const { name } of folders.list)
      if (typeof name === 'string') seen.add(`${folder === '/' ? '' : folder}/${name}`)
  }
}

async function* eventsOfFolder(
  api: InfisicalApi,
  { projectId, labels }: { readonly projectId: string; readonly labels: LabelMap },
  place: InfisicalPlace,
): AsyncGenerator<ImportEvent> {
  const { environment, folder } = place
  const query = {
    projectId,
    environment,
    secretPath: folder,
    viewSecretValue: 'true',
    include_imports: 'true',
  }
  const answer = await listSecrets(api, { ...query, expandSecretReferences: 'false' })
  const listed = listIn(answer, 'secrets')
  if ('problem' in listed) {
    yield problem(pathOf(place), listed.problem)
    return
  }
  const secrets = listed.list
  const expanded = new Map<unknown, unknown>()
  let isExpanded = true
  if (secrets.some((secret) => holdsReference(secret))) {
    const whole = await listSecrets(api, { ...query, expandSecretReferences: 'true' })
    if ('problem' in whole) {
      isExpanded = false
      yield problem(pathOf(place), `its references: ${whole.problem}`)
    } else
      for (const one of objectsOf(whole.value, 'secrets'))
        expanded.set(one['id'] ?? one['secretKey'], one['secretValue'])
  }
  yield* toldHidden(secrets, place)
  for (const secret of secrets) {
    // Half of its value stands elsewhere: what is known of it would fit nothing.
    if (!isExpanded && holdsReference(secret)) continue
    const value = expanded.get(secret['id'] ?? secret['secretKey'])
    const expandedValue = typeof value === 'string' ? value : undefined
    yield eventOfSecret(secret, place, { expanded: expandedValue, labels })
  }
  if ('value' in answer) yield* toldImports(answer.value, place)
}

/** https://infisical.com/docs/api-reference/endpoints/secrets/list; servers before it have version 3 only. */
async function listSecrets(api: InfisicalApi, query: Readonly<Record<string, string>>) {
  const answer = await api.get('/api/v4/secrets', query)
  if (!('problem' in answer) || answer.status !== 404) return answer
  const older = await api.get('/api/v3/secrets/raw', { ...query, workspaceId: query['projectId']! })
  return 'problem' in older ? answer : older
}

function holdsReference({ secretValue }: Readonly<Record<string, unknown>>): boolean {
  return typeof secretValue === 'string' && /\$\{[^{}]+\}/.test(secretValue)
}

function* toldHidden(
  secrets: readonly Readonly<Record<string, unknown>>[],
  place: InfisicalPlace,
): Generator<ImportEvent> {
  const count = secrets.filter(({ secretValueHidden }) => secretValueHidden === true).length
  if (count === 0) return
  const reason = `${count} values are hidden from this identity, so their names and dates only are taken: it needs "Read Value" of secrets`
  yield skipped(pathOf(place), reason)
}

function* toldImports(value: unknown, place: InfisicalPlace): Generator<ImportEvent> {
  for (const one of objectsOf(value, 'imports')) {
    const count = objectsOf(one, 'secrets').length
    const from = `${nameOf(one['environment'])}:${nameOf(one['secretPath'])}`
    if (count > 0) yield skipped(pathOf(place), `${count} imported from ${from}: told there`)
  }
}
