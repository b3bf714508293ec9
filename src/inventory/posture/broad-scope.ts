import type { InventoryRecord } from '../record.ts'

/** Scopes that mean everything, whoever issued the credential. */
const everywhere = [
  '*', 'admin', 'administrator', 'root', 'owner', 'superuser', 'super-admin', 'all', 'full', 'full-access', 'full_access',
  'write-all', 'write:all', 'read-write-all', 'sudo', 'god',
] // prettier-ignore

/**
 * Scopes that open far more than one purpose, by provider; `*` stands for any text. GitHub:
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps. GitLab:
 * https://docs.gitlab.com/user/profile/personal_access_tokens/. AWS: managed policies of
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/. Google: basic roles,
 * https://cloud.google.com/iam/docs/roles-overview. Azure: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles.
 * Slack: https://docs.slack.dev/reference/scopes/admin. Vault: https://developer.hashicorp.com/vault/docs/concepts/policies.
 */
const byProvider: readonly (readonly [provider: RegExp, scopes: readonly string[]])[] = [
  [/github/i, ['repo', 'admin:*', 'delete_repo', 'site_admin']],
  [/gitlab/i, ['api', 'sudo', 'admin_mode']],
  [
    /aws|amazon/i,
    ['*:*', 'AdministratorAccess', 'PowerUserAccess', 'IAMFullAccess', '*FullAccess'],
  ],
  [
    /google|gcp/i,
    ['roles/owner', 'roles/editor', 'https://www.googleapis.com/auth/cloud-platform'],
  ],
  [
    /azure|microsoft/i,
    ['Owner', 'Contributor', 'User Access Administrator', 'Directory.ReadWrite.All', '*.FullControl.All'],
  ],
  [/slack/i, ['admin.*']],
  [/stripe/i, ['unrestricted']],
  [/vault|openbao|hashicorp/i, ['root', 'sudo']],
  [/cloudflare/i, ['global', 'global api key']],
  [/kubernetes/i, ['cluster-admin', 'system:masters']],
  [/postgres|mysql|mariadb/i, ['superuser', 'all privileges', 'grant option']],
] // prettier-ignore

/** The scopes of a record that open more than one purpose needs, in its order. */
export function broadScopesOf({ provider = '', scopes = [] }: InventoryRecord): string[] {
  const broad = [
    ...everywhere,
    ...byProvider.filter(([name]) => name.test(provider)).flatMap(([, told]) => told),
  ]
  return scopes.filter((scope) => broad.some((pattern) => isMeant(pattern, scope)))
}

function isMeant(pattern: string, scope: string): boolean {
  const [want, got] = [pattern.toLowerCase(), scope.trim().toLowerCase()]
  if (want === got) return true
  if (!want.includes('*') || want === '*') return false
  const [head, tail] = [want.slice(0, want.indexOf('*')), want.slice(want.indexOf('*') + 1)]
  return got.length > head.length + tail.length && got.startsWith(head) && got.endsWith(tail)
}
