/**
 * Permissions of fine-grained tokens and of Apps by what they let read:
 * https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens.
 */
export type ReadPermission =
  'Metadata' | 'Issues' | 'Pull requests' | 'Contents' | 'Discussions' | 'Actions' | 'Members'

/**
 * Why something was not read, and what to grant. A missing permission is answered like a missing thing, so that nobody
 * learns what is there.
 */
export function describeRefusal(
  status: number,
  message: string | undefined,
  permission: ReadPermission,
): string {
  const said = message === undefined || message === '' ? '' : `: ${message.slice(0, 200)}`
  const grant = `the token needs the permission "${permission}: read" (classic: scope repo)`
  switch (status) {
    case 401:
      return `GitHub does not know the token (401${said})`
    case 403:
    case 404:
      return `GitHub answered ${status}${said}; ${grant}`
    case 451:
      return `GitHub took it away for legal reasons (451${said})`
    default:
      return `GitHub answered ${status}${said}`
  }
}
