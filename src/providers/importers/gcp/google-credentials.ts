import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { reasonOf, StanchError } from '../../../text/error.ts'
import type { ImportContext } from '../importer.ts'

const text = v.pipe(v.string(), v.nonEmpty())

const externalAccount = v.looseObject({
  type: v.literal('external_account'),
  audience: text,
  subject_token_type: text,
  token_url: text,
  service_account_impersonation_url: v.optional(text),
  credential_source: v.looseObject({
    file: v.optional(text),
    url: v.optional(text),
    headers: v.optional(v.record(v.string(), v.string())),
    format: v.optional(
      v.looseObject({ type: v.optional(text), subject_token_field_name: v.optional(text) }),
    ),
  }),
})

const serviceAccount = v.looseObject({
  type: v.literal('service_account'),
  client_email: text,
  private_key: text,
  private_key_id: v.optional(text),
  project_id: v.optional(text),
})

const authorizedUser = v.looseObject({
  type: v.literal('authorized_user'),
  client_id: text,
  client_secret: text,
  refresh_token: text,
  quota_project_id: v.optional(text),
})

const direct = v.variant('type', [serviceAccount, authorizedUser, externalAccount])

const impersonated = v.looseObject({
  type: v.literal('impersonated_service_account'),
  service_account_impersonation_url: text,
  source_credentials: v.variant('type', [serviceAccount, authorizedUser]),
})

const schema = v.variant('type', [serviceAccount, authorizedUser, externalAccount, impersonated])

export type DirectCredentials = v.InferOutput<typeof direct>

/** A file of application default credentials: https://google.aip.dev/auth/4110 */
export type GoogleCredentials = v.InferOutput<typeof schema>
export type ExternalAccount = v.InferOutput<typeof externalAccount>
export type ServiceAccount = v.InferOutput<typeof serviceAccount>

/**
 * The credentials that are named by GOOGLE_APPLICATION_CREDENTIALS, or those that `gcloud auth application-default login`
 * wrote: https://cloud.google.com/docs/authentication/application-default-credentials
 *
 * @returns `undefined` when there are none, as on a machine of Google's
 * @throws StanchError `GCP_CREDENTIALS_INVALID`; never with a part of the file
 */
export async function readGoogleCredentials(
  env: ImportContext['env'],
): Promise<GoogleCredentials | undefined> {
  const named = env['GOOGLE_APPLICATION_CREDENTIALS']
  const path = named || wellKnownPath(env)
  if (path === undefined) return undefined
  let file: string
  try {
    file = await readFile(path, 'utf8')
  } catch (error) {
    if (!named && (error as { readonly code?: string }).code === 'ENOENT') return undefined
    throw invalid(`cannot read ${path}: ${reasonOf(error)}`)
  }
  return parseCredentials(file, path)
}

function wellKnownPath(env: ImportContext['env']): string | undefined {
  const windows = env['APPDATA'] && join(env['APPDATA'], 'gcloud')
  const home = env['HOME'] && join(env['HOME'], '.config', 'gcloud')
  const folder = env['CLOUDSDK_CONFIG'] || windows || home
  return folder ? join(folder, 'application_default_credentials.json') : undefined
}

function parseCredentials(file: string, path: string): GoogleCredentials {
  const json = jsonOfText(file)
  if (json === undefined) throw invalid(`${path}: expected JSON`)
  const parsed = v.safeParse(schema, json)
  if (parsed.success) return parsed.output
  const keys = parsed.issues.map(
    (issue) => issue.path?.map(({ key }) => String(key)).join('.') ?? '',
  )
  throw invalid(
    `${path}: expected credentials of the type service_account, authorized_user, external_account or ` +
      `impersonated_service_account; missing or not understood: ${[...new Set(keys)].join(', ') || 'all'}`,
  )
}

function jsonOfText(file: string): unknown {
  try {
    return JSON.parse(file)
  } catch {
    return undefined
  }
}

function invalid(what: string): StanchError {
  return new StanchError(
    'GCP_CREDENTIALS_INVALID',
    `Google Cloud credentials: ${what}.\n` +
      'Run: gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS to a file',
  )
}
