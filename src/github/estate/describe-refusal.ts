import type { GithubAnswer } from '../github.ts'

/**
 * Permissions of fine-grained tokens and of Apps by what they let read:
 * https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens.
 */
export type ReadPermission =
  'Metadata' | 'Issues' | 'Pull requests' | 'Contents' | 'Discussions' | 'Actions' | 'Members'

/** An answer that is a refusal. */
export type Refusal = Pick<GithubAnswer, 'status' | 'message'> &
  Partial<Pick<GithubAnswer, 'permissions' | 'needsSingleSignOn'>>

/**
 * Why something was not read, and what to grant. A missing permission is answered like a missing thing, so that nobody
 * learns what is there.
 */
export function describeRefusal(
  { status, message = '', permissions, needsSingleSignOn }: Refusal,
  permission: ReadPermission,
): string {
  const said = message === '' ? '' : `: ${message.slice(0, 200)}`
  if (status === 403 && needsSingleSignOn)
    return "GitHub answered 403: the token is not authorised for the organisation's single sign-on; authorise it at https://github.com/settings/tokens"
  switch (status) {
    case 401:
      return `GitHub does not know the token (401${said})`
    case 403:
    case 404:
      return `GitHub answered ${status}${said}; the token needs the permission "${permissions ?? `${permission}: read`}" (classic: scope repo)`
    case 451:
      return `GitHub took it away for legal reasons (451${said})`
    default:
      return `GitHub answered ${status}${said}`
  }
}
