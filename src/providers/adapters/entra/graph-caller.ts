import { fetchAzureToken } from '../../importers/azure/azure-token.ts'
import type { ImportContext } from '../../importers/importer.ts'
import { textOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { ask, bodyOf, statusOf, type Asked } from '../asking/ask.ts'
import { cachedToken } from '../../importers/asking/cached-token.ts'
import type { EntraApplication } from './entra-application.ts'

/** Calls Microsoft Graph as whoever the AZURE_ variables say; `path` as of `/v1.0/`. */
export type GraphCaller = (
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: object,
) => Promise<Asked>

export function openGraphCaller(
  { http, env, clock }: AdapterSetting,
  { cloud, tenant }: EntraApplication,
  signal: AbortSignal,
): GraphCaller {
  const context: ImportContext = {
    arguments: [],
    options: {},
    env,
    http,
    readInput: () => Promise.resolve(new Uint8Array()),
    now: clock.now(),
    signal,
  }
  const origin = `https://${cloud.graph}`
  const place = {
    name: 'Microsoft Graph',
    origin,
    authorities: [cloud.authority] as [string],
    resource: origin,
  }
  const tokenOf = cachedToken(() => fetchAzureToken(context, place, tenant ?? 'organizations'))
  return async (method, path, body) =>
    await ask(
      http,
      {
        method,
        url: new URL(`/v1.0/${path}`, origin),
        headers: {
          authorization: `Bearer ${await tokenOf()}`,
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        isIdempotent: method === 'GET',
      },
      signal,
    )
}

/** As whom it acts, for a plan. */
export function graphActsAs(env: AdapterSetting['env']): string {
  if (env['AZURE_ACCESS_TOKEN']) return 'the token in AZURE_ACCESS_TOKEN'
  if (env['AZURE_CLIENT_SECRET'] || env['AZURE_FEDERATED_TOKEN_FILE'])
    return `the application ${env['AZURE_CLIENT_ID'] ?? 'of AZURE_CLIENT_ID'}`
  return 'the managed identity of this machine'
}

/** `answered 403 (Authorization_RequestDenied)`. https://learn.microsoft.com/graph/errors */
export function graphAnswerOf(asked: Asked): string {
  const code = textOf(bodyOf(asked), 'error', 'code')
  const word = code !== undefined && /^[A-Za-z]\w{1,60}$/.test(code) ? ` (${code})` : ''
  return `Microsoft Graph answered ${statusOf(asked)}${word}.`
}
