import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { withCoverage } from '../asking/with-coverage.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { problem } from '../draft/told.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { githubApiUrl, openGithubReader, type GithubReader } from './github-api.ts'
import {
  environmentsNeed,
  parseGithubPlace,
  secretApps,
  type GithubPlace,
  type SecretApp,
} from './github-place.ts'
import {
  environmentSecrets,
  organisationSecrets,
  refusedAt,
  repositoriesOf,
  repositorySecrets,
  type GithubSource,
} from './github-secrets.ts'

/** Names and dates of secrets of GitHub: https://docs.github.com/en/rest/actions/secrets. Variables are no secrets. */
export const githubActions: Importer = {
  name: 'github-actions',
  description:
    'GitHub: secrets of repositories, environments, organisations; names and dates, for nobody can read values',
  argument: { name: '<place...>', description: 'OWNER/REPO, or OWNER for an organisation' },
  options: [
    {
      flags: '--repositories',
      description: 'of an organisation, those of all its repositories, too',
    },
    { flags: '--dependabot', description: 'secrets of Dependabot, too' },
    { flags: '--codespaces', description: 'secrets of Codespaces, too' },
  ],
  environment: [
    {
      name: 'GH_TOKEN',
      description: 'token, or GITHUB_TOKEN; that of a workflow may not list secrets',
    },
    { name: 'GITHUB_API_URL', description: 'of an Enterprise Server, https://HOST/api/v3' },
  ],
  access: ({ env }) => ({ hosts: [githubApiUrl(env).host] }),
  events,
}

async function* events(context: ImportContext): AsyncIterable<ImportEvent> {
  const places = context.arguments.map(parseGithubPlace)
  if (places.length === 0)
    throw new StanchError(
      'IMPORT_ARGUMENT_INVALID',
      'expected OWNER/REPO or OWNER behind github-actions',
    )
  const reader = openGithubReader(context)
  const apps: SecretApp[] = [secretApps.actions]
  if (context.options['dependabot'] === true) apps.push(secretApps.dependabot)
  if (context.options['codespaces'] === true) apps.push(secretApps.codespaces)
  for (const place of places) {
    const source = { reader, place, signal: context.signal }
    if (place.repository !== undefined) yield* wholeRepository(source, apps)
    else yield* ofOrganisation(source, apps, context)
  }
}

function wholeRepository(
  source: GithubSource,
  apps: readonly SecretApp[],
): AsyncGenerator<ImportEvent> {
  const { owner, repository = '' } = source.place
  return withCoverage(ofRepository(source, apps), () =>
    apps.map(({ store }) => `${recordIdOf(store, [owner, repository])}/`),
  )
}

/** The door is the first list: who may not read it lacks a permission. What fails behind it is a problem. */
async function* ofRepository(
  source: GithubSource,
  apps: readonly SecretApp[],
): AsyncGenerator<ImportEvent> {
  const { owner, repository = '' } = source.place
  const name = `${owner}/${repository}`
  for (const app of apps) {
    const secrets = repositorySecrets(source, app)
    if (app.app !== 'actions') {
      yield* orProblem(source, secrets, `${name} (${app.app})`, app.repositoryNeeds)
      continue
    }
    try {
      yield* secrets
    } catch (error) {
      throw refusedAt(error, name, app.repositoryNeeds)
    }
    yield* orProblem(
      source,
      environmentSecrets(source, app),
      `${name} (environments)`,
      environmentsNeed,
    )
  }
}

async function* ofOrganisation(
  source: GithubSource,
  apps: readonly SecretApp[],
  context: ImportContext,
): AsyncGenerator<ImportEvent> {
  const { owner } = source.place
  for (const app of apps) {
    const secrets = organisationSecrets(source, app)
    if (app.app !== 'actions') {
      yield* orProblem(source, secrets, `${owner} (${app.app})`, app.organisationNeeds)
      continue
    }
    try {
      yield* secrets
    } catch (error) {
      throw refusedAt(error, owner, app.organisationNeeds)
    }
  }
  if (context.options['repositories'] !== true) return
  yield* ofAllRepositories(source.reader, source, apps)
}

async function* ofAllRepositories(
  reader: GithubReader,
  { place: { owner }, signal }: GithubSource,
  apps: readonly SecretApp[],
): AsyncGenerator<ImportEvent> {
  try {
    for await (const one of repositoriesOf(reader, owner)) {
      if (!isPlace(one)) {
        yield one
        continue
      }
      const name = `${owner}/${one.repository}`
      const source = { reader, place: one, signal }
      yield* orProblem(
        source,
        wholeRepository(source, apps),
        name,
        secretApps.actions.repositoryNeeds,
      )
    }
  } catch (error) {
    if (signal.aborted) throw error
    yield problem(`${owner} (repositories)`, `they cannot be listed: ${reasonOf(error)}`)
  }
}

function isPlace(one: GithubPlace | ImportEvent): one is GithubPlace {
  return 'owner' in one
}

async function* orProblem(
  { signal }: GithubSource,
  secrets: AsyncGenerator<ImportEvent>,
  path: string,
  needs: string,
): AsyncGenerator<ImportEvent> {
  try {
    yield* secrets
  } catch (error) {
    if (signal.aborted) throw error
    const reason = reasonOf(error).split('\n')[0]!
    yield problem(path, reason.includes('it needs') ? reason : `${reason}; it needs ${needs}`)
  }
}
