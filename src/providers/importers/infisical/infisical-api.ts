import { StanchError } from '../../../text/error.ts'
import { askJson, atTheDoor, type JsonAnswer } from '../asking/ask-json.ts'
import type { ImportContext } from '../importer.ts'

/** https://infisical.com/docs/api-reference/overview */
export interface InfisicalApi {
  get(path: string, query: Readonly<Record<string, string>>): Promise<JsonAnswer>
}

/** `INFISICAL_API_URL` as their programs have it, with or without `/api` at its end. */
export function infisicalAddress({ env }: Pick<ImportContext, 'env'>): URL {
  const text = env['INFISICAL_API_URL'] || 'https://app.infisical.com'
  if (!URL.canParse(text))
    throw new StanchError(
      'INFISICAL_ADDRESS_INVALID',
      'INFISICAL_API_URL: expected an address, such as https://eu.infisical.com',
    )
  return new URL(text.replace(/\/(?:api\/?)?$/, ''))
}

/** @throws StanchError `INFISICAL_NO_CREDENTIALS`, `IMPORT_REFUSED` */
export async function infisicalApi(context: ImportContext): Promise<InfisicalApi> {
  const base = infisicalAddress(context)
  const token = await tokenOf(context, base)
  return {
    get: (path, query) => {
      const url = addressOf(base, path)
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      return askJson(context, {
        method: 'GET',
        url,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      })
    },
  }
}

/** https://infisical.com/docs/api-reference/endpoints/universal-auth/login */
async function tokenOf(context: ImportContext, base: URL): Promise<string> {
  const { env } = context
  const clientId = env['INFISICAL_UNIVERSAL_AUTH_CLIENT_ID'] ?? ''
  const clientSecret = env['INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET'] ?? ''
  const token = env['INFISICAL_TOKEN']?.trim() ?? ''
  if (token !== '') return token
  if (clientId === '' || clientSecret === '')
    throw new StanchError(
      'INFISICAL_NO_CREDENTIALS',
      'expected INFISICAL_UNIVERSAL_AUTH_CLIENT_ID and INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET of a machine identity, or INFISICAL_TOKEN.',
    )
  const answer = await askJson(context, {
    method: 'POST',
    url: addressOf(base, '/api/v1/auth/universal-auth/login'),
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ clientId, clientSecret }),
    isIdempotent: true,
  })
  const need =
    'Universal auth was not accepted: check its client id and secret, and from which addresses it may be used.'
  const { accessToken } = atTheDoor(answer, 'Infisical', need).value as {
    readonly accessToken?: unknown
  }
  if (typeof accessToken === 'string' && accessToken !== '') return accessToken
  throw new StanchError('IMPORT_REFUSED', `Infisical: no token came back. ${need}`)
}

function addressOf(base: URL, path: string): URL {
  return new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base)
}
