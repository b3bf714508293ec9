import type { Subject } from '../../../incident/adapter.ts'
import { textOf } from '../../../text/field-of.ts'
import { StanchError } from '../../../text/error.ts'

/** What is known of a key of a service account, from its file, its id or what an incident says. */
export interface ServiceAccountKey {
  readonly project: string | undefined
  /** E-mail address. */
  readonly account: string | undefined
  /** 40 hex digits. */
  readonly keyId: string | undefined
  /** PKCS #8 PEM. Never log, store or return it. */
  readonly pem: string | undefined
  /** Set when the file names another key than the incident: then nothing may be done. */
  readonly contradiction?: string
}

/** A key of which everything but its value is known. */
export interface NamedKey {
  readonly project: string
  readonly account: string
  readonly keyId: string
}

/**
 * A value is the whole file of https://cloud.google.com/iam/docs/keys-create-delete or only its private key, with line feeds
 * or `\n` in it. A key id may also be a whole name, `projects/P/serviceAccounts/E/keys/K`.
 */
export function readServiceAccountKey(subject: Subject): ServiceAccountKey {
  const file = fileOf(subject)
  const named = namesIn(subject.keyId)
  const account = file.account ?? named.account ?? accountIn(subject.account)
  const keyId = file.keyId ?? named.keyId
  const differs =
    file.keyId !== undefined && named.keyId !== undefined && file.keyId !== named.keyId
  const project = file.project ?? named.project ?? subject.known?.['project'] ?? projectOf(account)
  return {
    project: plainProject(project),
    account,
    keyId,
    pem: file.pem,
    ...(differs && {
      contradiction: `one key: the file says ${file.keyId}, the incident ${named.keyId}`,
    }),
  }
}

/** For `ActionDescription.missing`. */
export function missingOf(key: ServiceAccountKey): string[] {
  const missing: string[] = key.contradiction === undefined ? [] : [key.contradiction]
  if (key.account === undefined)
    missing.push('the e-mail address of the service account: give the whole JSON key file')
  if (key.project === undefined) missing.push('the project of the service account')
  if (key.keyId === undefined && key.pem === undefined)
    missing.push('the id of the key, or its private key')
  return missing
}

/** @throws StanchError `GCP_KEY_UNKNOWN` */
export function requireNames<Key extends ServiceAccountKey>(
  key: Key,
): Key & { project: string; account: string } {
  const { project, account } = key
  const missing = missingOf(key)
  if (project !== undefined && account !== undefined && missing.length === 0)
    return { ...key, project, account }
  throw new StanchError('GCP_KEY_UNKNOWN', `What is lacking: ${missing.join('; ')}.`)
}

function fileOf({ secret }: Subject): ServiceAccountKey {
  const none = { project: undefined, account: undefined, keyId: undefined }
  if (secret === undefined) return { ...none, pem: undefined }
  const text = new TextDecoder().decode(secret.reveal()).trim()
  if (!text.startsWith('{')) return { ...none, pem: pemIn(text) }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ...none, pem: undefined }
  }
  return {
    project: textOf(json, 'project_id'),
    account: accountIn(textOf(json, 'client_email')),
    keyId: idIn(textOf(json, 'private_key_id')),
    pem: pemIn(textOf(json, 'private_key') ?? ''),
  }
}

function pemIn(text: string): string | undefined {
  const plain = text.replaceAll(/\\+n/g, '\n').trim()
  return /^-----BEGIN (?:RSA )?PRIVATE KEY-----\s/.test(plain) ? plain : undefined
}

function namesIn(keyId: string | undefined): Partial<ServiceAccountKey> {
  const [, project, account, id] =
    /^(?:\/\/iam\.googleapis\.com\/)?projects\/([^/]+)\/serviceAccounts\/([^/]+)\/keys\/([^/]+)$/.exec(
      keyId ?? '',
    ) ?? []
  if (id === undefined) return { keyId: idIn(keyId) }
  return {
    ...(project !== '-' && { project }),
    account: accountIn(account),
    keyId: idIn(id),
  }
}

function idIn(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f]{40}$/.test(text) ? text : undefined
}

function accountIn(text: string | undefined): string | undefined {
  const isAccount = /^[a-z0-9][a-z0-9.-]{0,100}@[a-z0-9.-]{1,150}\.gserviceaccount\.com$/
  return text !== undefined && isAccount.test(text) ? text : undefined
}

/** Of accounts that people make: `NAME@PROJECT.iam.gserviceaccount.com`, where a project of a domain is `PROJECT.DOMAIN`. */
function projectOf(account: string | undefined): string | undefined {
  const [, name, domain] =
    /@([a-z][a-z0-9-]+)(?:\.([a-z0-9.-]+))?\.iam\.gserviceaccount\.com$/.exec(account ?? '') ?? []
  return name === undefined || domain === undefined ? name : `${domain}:${name}`
}

function plainProject(text: string | undefined): string | undefined {
  return text !== undefined && /^(?:[a-z0-9.-]{1,100}:)?[a-z0-9][a-z0-9-]{2,62}$/.test(text)
    ? text
    : undefined
}
