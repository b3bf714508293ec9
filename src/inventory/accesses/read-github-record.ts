import { allTextsOf, fieldOf, textOf } from '../../text/field-of.ts'
import type { AccessAction, AccessProof, LoggedAccess } from './access-event.ts'
import type { AccessTarget } from './access-target.ts'
import { utcTimeOf } from './utc-time-of.ts'

/** Whether a record is one of the audit log of GitHub. */
export function isGitHubRecord(record: unknown): boolean {
  return (
    /^[a-z_]+\.[a-z_.]+$/.test(textOf(record, 'action') ?? '') &&
    (fieldOf(record, '@timestamp') ?? fieldOf(record, 'created_at')) !== undefined
  )
}

/**
 * An event of GitHub's audit log that was done with the token, or that changed the secret of this name.
 *
 * Format: https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/identifying-audit-log-events-performed-by-an-access-token
 */
export function readGitHubRecord(
  record: unknown,
  target: AccessTarget,
  log: LoggedAccess['event']['log'],
): LoggedAccess | undefined {
  const what = whatOf(record, target)
  if (what === undefined) return undefined
  const time = timeOf(fieldOf(record, '@timestamp') ?? fieldOf(record, 'created_at'))
  const principal = textOf(record, 'actor')
  const address = textOf(record, 'actor_ip')
  const client = textOf(record, 'user_agent')
  const repository = textOf(record, 'repo') ?? textOf(record, 'repository')
  const request = textOf(record, '_document_id') ?? textOf(record, 'request_id')
  const run = runOf(record)
  const scopes = (textOf(record, 'token_scopes') ?? '').split(/[ ,]+/).filter((one) => one !== '')
  return {
    event: {
      type: 'access',
      ...(time && { time }),
      ...what,
      outcome: 'allowed',
      log,
      operation: [textOf(record, 'action'), repository]
        .filter((one) => one !== undefined)
        .join(' '),
      ...(principal && { principal }),
      ...(scopes.length > 0 && { policies: scopes }),
      ...(run && { run }),
      ...(address && { address }),
      ...(client && { client }),
      ...(request && { request }),
    },
    labels: [...allTextsOf(record)].filter((text) => text.length <= labelLengthMax),
  }
}

const labelLengthMax = 256

function whatOf(
  record: unknown,
  target: AccessTarget,
): { readonly action: AccessAction; readonly proof: AccessProof } | undefined {
  if (target.tokenHashes.has(textOf(record, 'hashed_token') ?? ''))
    return { action: 'use', proof: 'token-hash' }
  const id = fieldOf(record, 'token_id')
  if ((typeof id === 'number' || typeof id === 'string') && target.isKeyId(String(id)))
    return { action: 'use', proof: 'key-id' }
  return isSecretOf(record, target) ? { action: 'manage', proof: 'store-path' } : undefined
}

/**
 * `repo.update_actions_secret` and its like name the secret under `key`. Paths are `<owner>/<repository>/<name>`, with an
 * environment before the name, or `<owner>/<name>` for an organisation; GitHub does not tell letters' cases apart.
 */
function isSecretOf(record: unknown, { record: known }: AccessTarget): boolean {
  const { type, path } = known.store ?? {}
  if (path === undefined || type?.startsWith('github') !== true) return false
  const action = textOf(record, 'action')!
  if (!action.endsWith('_secret')) return false
  const app = /actions|codespaces|dependabot/.exec(action)?.[0]
  if (app !== undefined && type !== 'github' && type !== `github-${app}`) return false
  const name = textOf(record, 'key') ?? textOf(record, 'name')
  const repository = textOf(record, 'repo') ?? textOf(record, 'repository')
  const isOrganisations = action.startsWith('org.') || action.includes('_org_')
  const scope = isOrganisations ? textOf(record, 'org') : repository
  if (name === undefined || scope === undefined) return false
  const environment = textOf(record, 'environment_name') ?? textOf(record, 'environment')
  const parts = path.split('/')
  const inner = parts.slice(scope.split('/').length, -1)
  return (
    isSameName([scope, ...inner, name].join('/'), path) &&
    inner.length === Number(action.startsWith('environment.')) &&
    (environment === undefined || inner.length === 0 || isSameName(environment, inner[0]!))
  )
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function runOf(record: unknown): string | undefined {
  const run = fieldOf(record, 'workflow_run_id') ?? fieldOf(record, 'run_id')
  return typeof run === 'number' || typeof run === 'string' ? String(run) : undefined
}

/** Milliseconds since 1970, or a text. */
function timeOf(value: unknown): string | undefined {
  if (typeof value === 'string') return utcTimeOf(value)
  const isTime = typeof value === 'number' && Math.abs(value) <= 8.64e15
  return isTime ? new Date(value).toISOString() : undefined
}
