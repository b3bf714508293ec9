import { StanchError } from '../../../text/error.ts'

/** A repository, or with it left out an organisation. */
export interface GithubPlace {
  readonly owner: string
  readonly repository?: string
}

/**
 * `OWNER/REPO` or `OWNER`, as GitHub allows them.
 *
 * @throws StanchError `IMPORT_ARGUMENT_INVALID`
 */
export function parseGithubPlace(text: string): GithubPlace {
  const [, owner, repository] =
    /^([A-Za-z0-9](?:[A-Za-z0-9_-]{0,38}))(?:\/([A-Za-z0-9._-]{1,100}))?$/.exec(text) ?? []
  if (owner === undefined || repository === '.' || repository === '..') {
    throw new StanchError(
      'IMPORT_ARGUMENT_INVALID',
      'expected OWNER/REPO or OWNER, such as octo-org/octo-repo',
    )
  }
  return repository === undefined ? { owner } : { owner, repository }
}

/** What holds secrets, and what may read their names. */
export interface SecretApp {
  readonly app: 'actions' | 'dependabot' | 'codespaces'
  /** As `store.type` and at the head of ids. */
  readonly store: string
  readonly repositoryNeeds: string
  readonly organisationNeeds: string
}

/** Permissions as of https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens */
export const secretApps = {
  actions: {
    app: 'actions',
    store: 'github-actions',
    repositoryNeeds: '"Secrets" of the repository (read), or the scope repo',
    organisationNeeds: '"Secrets" of the organisation (read), or the scope admin:org',
  },
  dependabot: {
    app: 'dependabot',
    store: 'github-dependabot',
    repositoryNeeds: '"Dependabot secrets" of the repository (read), or the scope repo',
    organisationNeeds: '"Organization dependabot secrets" (read), or the scope admin:org',
  },
  codespaces: {
    app: 'codespaces',
    store: 'github-codespaces',
    repositoryNeeds: '"Codespaces secrets" of the repository (read), or the scope repo',
    organisationNeeds: '"Organization codespaces secrets" (read), or the scope admin:org',
  },
} as const satisfies Readonly<Record<string, SecretApp>>

export const environmentsNeed =
  '"Actions" and "Environments" of the repository (read), or the scope repo'
