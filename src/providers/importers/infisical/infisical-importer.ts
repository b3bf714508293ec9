import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { atTheDoor, objectsAt } from '../asking/ask-json.ts'
import { nameOf } from '../asking/name-of.ts'
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
    const wantedProjects = listOf(context.options['project'])
    const wantedEnvironments = listOf(context.options['env'])
    for (const project of await projects(api)) {
      if (
        wantedProjects &&
        !wantedProjects.some((one) => one === project.id || one === project.name)
      )
        continue
      if (!project.isForSecrets) {
        yield { kind: 'skipped', path: project.name, reason: 'a project that is not for secrets' }
        continue
      }
      for (const environment of project.environments) {
        if (wantedEnvironments && !wantedEnvironments.includes(environment)) continue
        yield* eventsOfEnvironment(api, project, environment, context)
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
  return objectsAt(atTheDoor(answer, 'Infisical', need), key).map((one) => ({
    id: nameOf(one['id']) || nameOf(one['_id']),
    name: nameOf(one['slug']) || nameOf(one['id']) || nameOf(one['_id']),
    isForSecrets: one['type'] === undefined || one['type'] === 'secret-manager',
    environments: objectsAt(one, 'environments').map(({ slug }) => nameOf(slug)),
  }))
}

/** Breadth first; a folder that may not be read is told, and the others are read. */
async function* eventsOfEnvironment(
  api: InfisicalApi,
  project: Project,
  environment: string,
  { signal }: ImportContext,
): AsyncGenerator<ImportEvent> {
  const seen = new Set(['/'])
  for (const folder of seen) {
    signal.throwIfAborted()
    const place = { project: project.name, environment, folder }
    yield* eventsOfFolder(api, project.id, place)
    const answer = await api.get('/api/v2/folders', {
      projectId: project.id,
      environment,
      path: folder,
    })
    if ('problem' in answer) {
      yield { kind: 'problem', path: pathOf(place), reason: `its folders: ${answer.problem}` }
      continue
    }
    for (const { name } of objectsAt(answer.value, 'folders'))
      if (typeof name === 'string') seen.add(`${folder === '/' ? '' : folder}/${name}`)
  }
}

async function* eventsOfFolder(
  api: InfisicalApi,
  projectId: string,
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
  if ('problem' in answer) {
    yield { kind: 'problem', path: pathOf(place), reason: answer.problem }
    return
  }
  const secrets = objectsAt(answer.value, 'secrets')
  const expanded = new Map<unknown, unknown>()
  let isExpanded = true
  if (secrets.some((secret) => holdsReference(secret))) {
    const whole = await listSecrets(api, { ...query, expandSecretReferences: 'true' })
    if ('problem' in whole) {
      isExpanded = false
      yield { kind: 'problem', path: pathOf(place), reason: `its references: ${whole.problem}` }
    } else
      for (const one of objectsAt(whole.value, 'secrets'))
        expanded.set(one['id'] ?? one['secretKey'], one['secretValue'])
  }
  yield* toldHidden(secrets, place)
  for (const secret of secrets) {
    // Half of its value stands elsewhere: what is known of it would fit nothing.
    if (!isExpanded && holdsReference(secret)) continue
    const value = expanded.get(secret['id'] ?? secret['secretKey'])
    yield eventOfSecret(secret, place, typeof value === 'string' ? value : undefined)
  }
  yield* toldImports(answer.value, place)
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
  yield { kind: 'skipped', path: pathOf(place), reason }
}

function* toldImports(value: unknown, place: InfisicalPlace): Generator<ImportEvent> {
  for (const one of objectsAt(value, 'imports')) {
    const count = Array.isArray(one['secrets']) ? one['secrets'].length : 0
    const from = `${nameOf(one['environment'])}:${nameOf(one['secretPath'])}`
    if (count > 0)
      yield {
        kind: 'skipped',
        path: pathOf(place),
        reason: `${count} imported from ${from}: told there`,
      }
  }
}

function listOf(option: ImportContext['options'][string]): readonly string[] | undefined {
  if (typeof option === 'string') return [option]
  return Array.isArray(option) ? (option as readonly string[]) : undefined
}
