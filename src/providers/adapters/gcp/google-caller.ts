import type { ImportContext } from '../../importers/importer.ts'
import { openGcpProject } from '../../importers/gcp/gcp-project.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { ask, type Asked } from '../asking/ask.ts'

/** Calls Google as whoever the machine's credentials say. */
export type GoogleCaller = (
  method: 'GET' | 'POST' | 'DELETE',
  address: string,
  options?: { readonly body?: object; readonly isReading?: boolean },
) => Promise<Asked>

/** @throws StanchError of credentials that are missing or refused */
export async function openGoogleCaller(
  { http, env, clock }: AdapterSetting,
  project: string,
  signal: AbortSignal,
): Promise<GoogleCaller> {
  const context: ImportContext = {
    arguments: [],
    options: { project },
    env,
    http,
    readInput: () => Promise.resolve(new Uint8Array()),
    now: clock.now(),
    signal,
  }
  const { headers } = await openGcpProject(context)
  return async (method, address, { body, isReading = method === 'GET' } = {}) =>
    await ask(
      http,
      {
        method,
        url: new URL(address),
        headers: {
          ...(await headers()),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // A delete whose answer was lost is asked about, not sent again unseen.
        isIdempotent: isReading,
      },
      signal,
    )
}

/** As whom it acts, for a plan; what a file of credentials says is read only when it runs. */
export function googleActsAs(env: AdapterSetting['env']): string {
  if (env['GOOGLE_OAUTH_ACCESS_TOKEN']) return 'the token in GOOGLE_OAUTH_ACCESS_TOKEN'
  if (env['CLOUDSDK_AUTH_ACCESS_TOKEN']) return 'the token in CLOUDSDK_AUTH_ACCESS_TOKEN'
  if (env['GOOGLE_APPLICATION_CREDENTIALS'])
    return 'the credentials of GOOGLE_APPLICATION_CREDENTIALS'
  return 'Google credentials of this machine (gcloud auth application-default login)'
}

/** Where tokens of the acting credentials may come from; of a file of workload identity only Google's own addresses. */
export function googleTokenHosts(env: AdapterSetting['env']): string[] {
  return [
    'oauth2.googleapis.com',
    'sts.googleapis.com',
    'iamcredentials.googleapis.com',
    metadataHost(env),
  ]
}

/** The metadata server of a machine of Google's, which lies in its own network. */
export function metadataHosts(env: AdapterSetting['env']): string[] {
  return [new URL(`http://${metadataHost(env)}`).hostname]
}

function metadataHost(env: AdapterSetting['env']): string {
  return env['GCE_METADATA_HOST'] || 'metadata.google.internal'
}
