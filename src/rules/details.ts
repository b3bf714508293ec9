/** What a secret tells of itself, without anybody being asked. No part of it is secret. */
export interface SecretDetails {
  /** When it stops working, ISO 8601 in UTC. */
  readonly expires?: string
  /** Whose it is at the provider. */
  readonly account?: string
  /** The public name of the key. */
  readonly keyId?: string
  /** Who has issued it: a host, or the word that the issuer uses for itself. */
  readonly issuer?: string
}

/** A secret where it stands, one character per byte. */
export interface SecretPlace {
  readonly secret: string
  /** What stands right before and behind it without a blank or a quote, at most {@link detailsReach} characters each. */
  readonly before: string
  readonly behind: string
}

/** Bytes around a secret that may tell something of it. */
export const detailsReach = 1024

/**
 * Named readers of what the provider's format says. Whatever does not look as documented is passed over, so that a
 * value made up by somebody is not repeated; numbers, host names and short plain names are all that gets through.
 */
export const detailReaders = {
  jwt: readJwt,
  'aws-key-id': ({ secret }) => withAccount(awsAccountOf(secret)),
  'aws-signed-url': readAwsUrl,
  'azure-sas': readAzureSas,
  'azure-account': ({ before, behind }) =>
    withAccount(/(?:^|[;?&])AccountName=([a-z0-9]{3,24})(?:;|$)/.exec(`${before};${behind}`)?.[1]),
  'gitlab-routable': readGitlabToken,
  'slack-url': ({ secret }) => withAccount(/\/(T[0-9A-Z]{8,14})\//.exec(secret)?.[1], 'workspace '),
  'slack-app': ({ secret }) => withKeyId(/^xapp-\d-(A[0-9A-Z]{8,14})-/.exec(secret)?.[1]),
  'telegram-bot': ({ secret }) => withAccount(/^(\d{6,11}):/.exec(secret)?.[1], 'bot '),
  'discord-bot': ({ secret }) =>
    withAccount(/^\d{17,20}$/.exec(textOf(secret.split('.')[0]))?.[0], 'bot '),
  'sentry-org': readSentryToken,
  'grafana-cloud': ({ secret }) => withAccount(plainName(jsonOf(secret.slice(4))?.['o']), 'organization '),
  mapbox: ({ secret }) => withAccount(plainName(jsonOf(secret.split('.')[1])?.['u'])),
} as const satisfies Readonly<Record<string, (place: SecretPlace) => SecretDetails>>

export type DetailsName = keyof typeof detailReaders

/** RFC 7519, and claims in which issuers say whose a token is. */
function readJwt({ secret }: SecretPlace): SecretDetails {
  const claims = jsonOf(secret.slice(secret.indexOf('eyJ')).split('.')[1])
  if (!claims) return {}
  const issuer = issuerOf(claims['iss'])
  return { ...withExpiry(claims['exp']), ...(issuer !== undefined && { issuer }), ...withAccount(accountOf(claims)) }
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A Kubernetes service account, a Microsoft Entra tenant, a Supabase project. */
function accountOf({ iss, sub, tid, ref }: Claims): string | undefined {
  const account = /^system:serviceaccount:([a-z0-9-]{1,63}:[a-z0-9.-]{1,80})$/.exec(String(sub))?.[1]
  if (account !== undefined) return `service account ${account}`
  if (typeof tid === 'string' && uuid.test(tid)) return `tenant ${tid}`
  return iss === 'supabase' && /^[a-z]{20}$/.test(String(ref)) ? `project ${String(ref)}` : undefined
}

/** Of an address only the host: the rest may hold anything. */
function issuerOf(iss: unknown): string | undefined {
  if (typeof iss !== 'string') return undefined
  const host = /^https?:\/\/((?:[a-z0-9-]{1,40}\.)+[a-z]{2,12})(?:[:/?#]|$)/i.exec(iss)?.[1]
  return host?.toLowerCase() ?? /^[a-z]{2,24}(?:[-/.][a-z]{2,24})*$/.exec(iss)?.[0]
}

/**
 * The number of the account stands in the first 48 bits of what follows the four letters, in base32; only in key ids
 * made since 2019, whose first bit is set.
 */
function awsAccountOf(keyId: string): string | undefined {
  const values = Array.from(keyId.slice(4, 14), (letter) => base32Letters.indexOf(letter))
  if (values.length < 10 || values.includes(-1) || values[0]! < 16) return undefined
  const first50 = values.reduce((number, value) => number * 32 + value, 0)
  const account = Math.floor((first50 % 2 ** 49) / 2 ** 9)
  return account < 1e12 ? String(account).padStart(12, '0') : undefined
}

const base32Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
function readAwsUrl({ before, behind }: SecretPlace): SecretDetails {
  const query = `${before}&${behind}`
  const from = /X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(query)
  const seconds = /X-Amz-Expires=(\d{1,7})(?!\d)/.exec(query)?.[1]
  const keyId = /X-Amz-Credential=([A-Z0-9]{20})(?:%2F|\/)/.exec(query)?.[1]
  const [, year, month, day, hour, minute, second] = from ?? []
  const start = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) / 1000
  return {
    ...(seconds !== undefined && withExpiry(start + Number(seconds))),
    ...(keyId !== undefined && withAccount(awsAccountOf(keyId))),
  }
}

/** https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas; of Service Bus `se` is in seconds. */
function readAzureSas({ before, behind }: SecretPlace): SecretDetails {
  const query = `${before}&${behind}`
  const end = /[?&; ]se=([0-9TZ:.%A-Fa-f-]{8,40})(?:&|$)/.exec(query)?.[1]?.replaceAll(/%3a/gi, ':')
  const account = /:\/\/([a-z0-9]{3,24})\.(?:blob|file|queue|table|dfs)\.core\./.exec(before)?.[1]
  const isNumber = end !== undefined && /^\d+$/.test(end)
  return {
    ...(end !== undefined && withExpiry(isNumber ? Number(end) : secondsOfDate(end))),
    ...withAccount(account),
  }
}

/** A date, or date and time, in UTC. */
function secondsOfDate(text: string): number {
  const isDate = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)?$/.test(text)
  return isDate ? Date.parse(text) / 1000 : NaN
}

/** https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/ */
function readGitlabToken({ secret }: SecretPlace): SecretDetails {
  const payload = /([0-9A-Za-z_-]{27,})\.01\./.exec(secret.replace(/^gl[a-z]+-(?:t[1-3]_)?/, ''))?.[1]
  const bytes = textOf(payload)
  const routes = bytes.slice(16, -1)
  if (routes.length !== bytes.charCodeAt(bytes.length - 1)) return {}
  const [kind, number] = routeKinds.flatMap(([key, name]) => {
    const value = new RegExp(`^${key}:([0-9a-z]{1,10})$`, 'm').exec(routes)?.[1]
    return value === undefined ? [] : [name, parseInt(value, 36)]
  })
  return kind === undefined ? {} : { account: `${kind} ${number}` }
}

const routeKinds = [['u', 'user'], ['p', 'project'], ['g', 'group'], ['o', 'organization']] as const

/** https://github.com/getsentry/rfcs/blob/main/text/0091-ci-upload-tokens.md */
function readSentryToken({ secret }: SecretPlace): SecretDetails {
  const told = jsonOf(secret.split('_')[1])
  const issuer = issuerOf(told?.['url'])
  return { ...withAccount(plainName(told?.['org']), 'organization '), ...(issuer !== undefined && { issuer }) }
}

type Claims = Readonly<Record<string, unknown>>

/** A name or number that is too short and plain to hold a secret. */
function plainName(value: unknown): string | undefined {
  return typeof value === 'string' ? /^(?:\d{1,12}|[a-z][a-z0-9-]{0,31})$/.exec(value)?.[0] : undefined
}

function withAccount(account: string | undefined, kind = ''): SecretDetails {
  return account === undefined ? {} : { account: kind + account }
}

function withKeyId(keyId: string | undefined): SecretDetails {
  return keyId === undefined ? {} : { keyId }
}

/** @param seconds since 1970; nothing that is no number, or lies before 2000 or after 9999 */
function withExpiry(seconds: unknown): SecretDetails {
  if (typeof seconds !== 'number' || !(seconds > 946_684_800 && seconds < 253_402_300_800)) return {}
  return { expires: new Date(Math.floor(seconds) * 1000).toISOString().replace('.000', '') }
}

function jsonOf(base64: string | undefined): Claims | undefined {
  try {
    const value: unknown = JSON.parse(textOf(base64))
    return typeof value === 'object' && value !== null ? (value as Claims) : undefined
  } catch {
    return undefined
  }
}

/** Of base64 in either alphabet, one character per byte; empty where it is none. */
function textOf(base64: string | undefined): string {
  try {
    return atob((base64 ?? '').replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''))
  } catch {
    return ''
  }
}
