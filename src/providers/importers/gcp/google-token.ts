import { readFile } from 'node:fs/promises'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { jsonOf, type HttpAnswer } from '../../http-client.ts'
import { askPatiently } from '../asking/ask-patiently.ts'
import type { AccessToken } from '../asking/cached-token.ts'
import { oauthErrorOf, postForm } from '../asking/post-form.ts'
import type { ImportContext } from '../importer.ts'
import type {
  DirectCredentials,
  ExternalAccount,
  GoogleCredentials,
  ServiceAccount,
} from './google-credentials.ts'

const scope = 'https://www.googleapis.com/auth/cloud-platform'
const tokenUrl = new URL('https://oauth2.googleapis.com/token')
const lifeSeconds = 3600

/**
 * A token for the credentials of a file; without a file, the one of the machine this runs on.
 *
 * @throws StanchError `GCP_TOKEN_REFUSED`, `GCP_CREDENTIALS_UNSUPPORTED`
 */
export function fetchGoogleToken(
  context: ImportContext,
  credentials: GoogleCredentials | undefined,
): Promise<AccessToken> {
  if (credentials === undefined) return fromMetadataServer(context)
  if (credentials.type !== 'impersonated_service_account') return fromDirect(context, credentials)
  return impersonate(
    context,
    fromDirect(context, credentials.source_credentials),
    credentials.service_account_impersonation_url,
  )
}

/** https://cloud.google.com/compute/docs/metadata/querying-metadata */
export async function askMetadataServer(context: ImportContext, path: string): Promise<HttpAnswer> {
  const host = context.env['GCE_METADATA_HOST'] || 'metadata.google.internal'
  return await askPatiently(context, {
    method: 'GET',
    url: new URL(`http://${host}/computeMetadata/v1/${path}`),
    headers: { 'metadata-flavor': 'Google' },
  })
}

async function fromDirect(
  context: ImportContext,
  credentials: DirectCredentials,
): Promise<AccessToken> {
  if (credentials.type === 'service_account') return await fromServiceAccount(context, credentials)
  if (credentials.type === 'external_account') return await fromExternal(context, credentials)
  const { client_id, client_secret, refresh_token } = credentials
  const fields = { grant_type: 'refresh_token', client_id, client_secret, refresh_token }
  return tokenOf(await postForm(context, tokenUrl, fields), 'the refresh token of gcloud')
}

/** https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests */
async function fromServiceAccount(
  context: ImportContext,
  credentials: ServiceAccount,
): Promise<AccessToken> {
  const assertion = await signAssertion(credentials)
  const fields = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }
  return tokenOf(
    await postForm(context, tokenUrl, fields),
    `the key of ${credentials.client_email}`,
  )
}

async function signAssertion(credentials: ServiceAccount): Promise<string> {
  const { importPKCS8, SignJWT } = await import('jose')
  const at = Math.floor(Date.now() / 1000)
  const { private_key_id: kid } = credentials
  try {
    const key = await importPKCS8(credentials.private_key, 'RS256')
    return await new SignJWT({ scope })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
      .setIssuer(credentials.client_email)
      .setAudience(tokenUrl.href)
      .setIssuedAt(at)
      .setExpirationTime(at + lifeSeconds)
      .sign(key)
  } catch {
    // The library's message may quote the key.
    throw new StanchError(
      'GCP_CREDENTIALS_INVALID',
      `Google Cloud credentials of ${credentials.client_email}: expected private_key as PKCS #8 PEM of an RSA key.\n` +
        'Download the key anew, or better use workload identity',
    )
  }
}

/** https://google.aip.dev/auth/4117 */
async function fromExternal(
  context: ImportContext,
  credentials: ExternalAccount,
): Promise<AccessToken> {
  const answer = await postForm(context, googleUrl(credentials.token_url), {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    audience: credentials.audience,
    scope,
    subject_token_type: credentials.subject_token_type,
    subject_token: await subjectTokenOf(context, credentials),
  })
  const token = tokenOf(answer, 'the token of the workload’s own identity')
  const url = credentials.service_account_impersonation_url
  return url === undefined ? token : await impersonate(context, Promise.resolve(token), url)
}

async function subjectTokenOf(
  context: ImportContext,
  { credential_source: source }: ExternalAccount,
): Promise<string> {
  const raw = await subjectAnswerOf(context, source)
  if (source.format?.type !== 'json') return raw.trim()
  const name = source.format.subject_token_field_name ?? 'access_token'
  const body = new TextEncoder().encode(raw)
  const token = (jsonOf({ status: 200, headers: {}, body }) as Record<string, unknown>)?.[name]
  if (typeof token === 'string') return token
  throw refused(`the workload’s own identity: expected a token under ${name}`)
}

async function subjectAnswerOf(
  context: ImportContext,
  source: ExternalAccount['credential_source'],
): Promise<string> {
  if (source.file !== undefined) {
    try {
      return await readFile(source.file, 'utf8')
    } catch (error) {
      throw refused(`the workload’s own identity: cannot read ${source.file}: ${reasonOf(error)}`)
    }
  }
  if (source.url === undefined) {
    throw unsupported(
      'expected credential_source with file or url; those of AWS, of certificates and executables are not run.\n' +
        'Set GOOGLE_OAUTH_ACCESS_TOKEN to what `gcloud auth print-access-token` prints',
    )
  }
  const url = new URL(source.url)
  const answer = await askPatiently(context, {
    method: 'GET',
    url,
    ...(source.headers === undefined ? {} : { headers: source.headers }),
  })
  if (answer.status !== 200)
    throw refused(`the workload’s own identity: ${url.host} answered status ${answer.status}`)
  return new TextDecoder().decode(answer.body)
}

/** https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
async function impersonate(
  context: ImportContext,
  source: Promise<AccessToken>,
  address: string,
): Promise<AccessToken> {
  const url = googleUrl(address)
  const answer = await askPatiently(context, {
    method: 'POST',
    url,
    headers: {
      authorization: `Bearer ${(await source).token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ scope: [scope], lifetime: `${lifeSeconds}s` }),
  })
  const { accessToken, expireTime } = (jsonOf(answer) ?? {}) as Record<string, unknown>
  if (answer.status !== 200 || typeof accessToken !== 'string') {
    throw refused(
      `impersonation of a service account: status ${answer.status}; it needs roles/iam.serviceAccountTokenCreator`,
    )
  }
  return { token: accessToken, expiresAt: Date.parse(String(expireTime)) || Date.now() }
}

async function fromMetadataServer(context: ImportContext): Promise<AccessToken> {
  let answer: HttpAnswer
  try {
    answer = await askMetadataServer(context, 'instance/service-accounts/default/token')
  } catch (error) {
    if (context.signal.aborted) throw error
    throw new StanchError(
      'GCP_CREDENTIALS_MISSING',
      'expected credentials of Google Cloud: found none in GOOGLE_OAUTH_ACCESS_TOKEN, ' +
        'GOOGLE_APPLICATION_CREDENTIALS or the folder of gcloud, and this is no machine of Google’s.\n' +
        'Run: gcloud auth application-default login',
      { cause: error },
    )
  }
  return tokenOf(answer, 'the service account of this machine')
}

function tokenOf(answer: HttpAnswer, of: string): AccessToken {
  const { access_token, expires_in } = (jsonOf(answer) ?? {}) as Record<string, unknown>
  if (answer.status !== 200 || typeof access_token !== 'string')
    throw refused(`${of}: ${oauthErrorOf(answer)}`)
  const seconds = typeof expires_in === 'number' ? expires_in : lifeSeconds
  return { token: access_token, expiresAt: Date.now() + seconds * 1000 }
}

/** A file of credentials may be anybody's: what it says of addresses is followed to Google alone. */
function googleUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol === 'https:' && url.hostname.endsWith('.googleapis.com') && url.port === '')
    return url
  throw unsupported(
    'expected token_url and service_account_impersonation_url below https://*.googleapis.com',
  )
}

function refused(what: string): StanchError {
  return new StanchError(
    'GCP_TOKEN_REFUSED',
    `expected a token of Google Cloud for ${what}.\nRun: gcloud auth application-default login, or look at the credentials that are set`,
  )
}

function unsupported(what: string): StanchError {
  return new StanchError('GCP_CREDENTIALS_UNSUPPORTED', `Google Cloud credentials: ${what}`)
}
