import { StanchError } from '../../../text/error.ts'
import { isLoopback } from '../../http/assert-allowed.ts'
import { cachedToken } from '../asking/cached-token.ts'
import { optionText } from '../asking/option-values.ts'
import type { ImportContext } from '../importer.ts'
import { readGoogleCredentials, type GoogleCredentials } from './google-credentials.ts'
import { askMetadataServer, fetchGoogleToken } from './google-token.ts'

/** A project of Google Cloud, as whoever may read it. */
export interface GcpProject {
  readonly project: string
  readonly location: string | undefined
  /** `https://secretmanager.googleapis.com`, or the location's own endpoint. */
  readonly endpoint: string
  readonly headers: () => Promise<Readonly<Record<string, string>>>
}

/** Regional secrets are another store than those of the project: `shop@europe-west3`. */
export function idPartOf({ project, location }: GcpProject): string {
  return location === undefined ? project : `${project}@${location}`
}

/**
 * The hosts that credentials and options name. What a file of credentials says of Google's own addresses is followed to
 * Google alone.
 */
export async function gcpHosts(context: Pick<ImportContext, 'env' | 'options'>): Promise<string[]> {
  const { env } = context
  const hosts = [new URL(endpointAt(env, locationOf(context))).host]
  if (givenToken(env)) return hosts
  const credentials = await readGoogleCredentials(env)
  if (credentials === undefined)
    return [...hosts, env['GCE_METADATA_HOST'] || 'metadata.google.internal']
  const addresses: (string | undefined)[] = []
  if (credentials.type === 'external_account') {
    addresses.push(credentials.token_url, credentials.credential_source.url)
  }
  if ('service_account_impersonation_url' in credentials)
    addresses.push(credentials.service_account_impersonation_url as string | undefined)
  const named = addresses.flatMap((one) =>
    one !== undefined && URL.canParse(one) ? [new URL(one).host] : [],
  )
  return [...hosts, 'oauth2.googleapis.com', ...named]
}

/**
 * The project that `--project`, the variables or the credentials name.
 *
 * @throws StanchError `GCP_PROJECT_MISSING`, or what credentials throw
 */
export async function openGcpProject(context: ImportContext): Promise<GcpProject> {
  const { env } = context
  const given = givenToken(env)
  const credentials = given ? undefined : await readGoogleCredentials(env)
  const tokenOf = given
    ? () => Promise.resolve(given)
    : cachedToken(() => fetchGoogleToken(context, credentials))
  const project =
    optionText(context, 'project') ??
    (env['GOOGLE_CLOUD_PROJECT'] || env['CLOUDSDK_CORE_PROJECT'] || projectOf(credentials)) ??
    (given !== undefined || credentials ? undefined : await projectOfMachine(context))
  if (project === undefined || !/^[a-z0-9][a-z0-9.:-]{0,100}$/.test(project)) throw missing(project)
  const location = locationOf(context)
  const quota = credentials?.type === 'authorized_user' ? credentials.quota_project_id : undefined
  return {
    project,
    location,
    endpoint: endpointAt(env, location),
    headers: async () => ({
      authorization: `Bearer ${await tokenOf()}`,
      accept: 'application/json',
      ...(quota === undefined ? {} : { 'x-goog-user-project': quota }),
    }),
  }
}

function givenToken(env: ImportContext['env']): string | undefined {
  const token = env['GOOGLE_OAUTH_ACCESS_TOKEN'] || env['CLOUDSDK_AUTH_ACCESS_TOKEN']
  return token?.trim() || undefined
}

function locationOf(context: Pick<ImportContext, 'options'>): string | undefined {
  const location = optionText(context, 'location')
  if (location === undefined || /^[a-z]+(?:-[a-z0-9]+)*$/.test(location)) return location
  throw new StanchError('IMPORT_OPTION_INVALID', 'expected --location such as europe-west3')
}

/**
 * https://cloud.google.com/secret-manager/regional-secrets/access-regional-secret; gcloud's own variable may name another
 * endpoint of Google's or, as for a forwarded port, one of this machine.
 */
function endpointAt(env: ImportContext['env'], location: string | undefined): string {
  const given = env['CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER']
  if (given) {
    const url = URL.canParse(given) ? new URL(given) : undefined
    const isGoogle = url?.protocol === 'https:' && url.hostname.endsWith('.googleapis.com')
    if (url !== undefined && (isGoogle || isLoopback(url.hostname))) return url.origin
    throw new StanchError(
      'GCP_ENDPOINT_INVALID',
      'expected CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER below https://*.googleapis.com, or of this machine',
    )
  }
  return location === undefined
    ? 'https://secretmanager.googleapis.com'
    : `https://secretmanager.${location}.rep.googleapis.com`
}

function projectOf(credentials: GoogleCredentials | undefined): string | undefined {
  return credentials?.type === 'service_account' ? credentials.project_id : undefined
}

async function projectOfMachine(context: ImportContext): Promise<string | undefined> {
  try {
    const { status, body } = await askMetadataServer(context, 'project/project-id')
    return status === 200 ? new TextDecoder().decode(body).trim() : undefined
  } catch (error) {
    if (context.signal.aborted) throw error
    return undefined
  }
}

function missing(project: string | undefined): StanchError {
  return new StanchError(
    'GCP_PROJECT_MISSING',
    `expected the id of a Google Cloud project, got ${project === undefined ? 'none' : 'something else'}.\n` +
      'Name it with --project or GOOGLE_CLOUD_PROJECT',
  )
}
