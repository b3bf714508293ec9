import type { ListedRepository } from '../../github/estate/list-repositories.ts'
import type { ResourceReader } from '../../github/estate/read-context.ts'

/** What `--only` and `--except` name. */
export const githubKinds = [
  'about', 'issues', 'pulls', 'commit-comments', 'discussions', 'releases', 'wiki', 'logs', 'artifacts', 'gists',
  'history',
] as const // prettier-ignore

export type GithubKind = (typeof githubKinds)[number]

/** A list, or a git repository, that is read to its end, or on from where it was left. */
export interface Resource {
  /** Of the state, and for people behind `OWNER/REPO/`. */
  readonly name: string
  readonly kind: GithubKind
  readonly load: () => Promise<ResourceReader>
  /** Why there is nothing to read. */
  readonly offReason?: (repository: ListedRepository) => string | undefined
}

const comments = () => import('../../github/estate/read-comments.ts')
const labels = () => import('../../github/estate/read-labels.ts')
const releases = () => import('../../github/estate/read-releases.ts')
const actions = () => import('../../github/estate/read-actions.ts')

/** In the order in which they are read: much for few requests first. */
export const repositoryResources: readonly Resource[] = [
  { name: 'about', kind: 'about', load: async () => (await import('../../github/estate/read-about.ts')).readAbout },
  { name: 'labels', kind: 'about', load: async () => (await labels()).readLabels },
  { name: 'milestones', kind: 'about', load: async () => (await labels()).readMilestones },
  { name: 'issues', kind: 'issues', load: async () => (await import('../../github/estate/read-issues.ts')).readIssues },
  { name: 'comments', kind: 'issues', load: async () => (await comments()).readIssueComments },
  { name: 'pulls', kind: 'pulls', load: async () => (await import('../../github/estate/read-pulls.ts')).readPulls },
  { name: 'review comments', kind: 'pulls', load: async () => (await comments()).readReviewComments },
  { name: 'commit comments', kind: 'commit-comments', load: async () => (await comments()).readCommitComments },
  {
    name: 'discussions',
    kind: 'discussions',
    load: async () => (await import('../../github/estate/read-discussions.ts')).readDiscussions,
    offReason: ({ hasDiscussions }) => (hasDiscussions ? undefined : 'discussions are switched off'),
  },
  { name: 'releases', kind: 'releases', load: async () => (await releases()).readReleases },
  { name: 'release assets', kind: 'releases', load: async () => (await releases()).readReleaseAssets },
  {
    name: 'wiki',
    kind: 'wiki',
    load: async () => (await import('../../github/estate/read-wiki.ts')).readWiki,
    offReason: ({ hasWiki }) => (hasWiki ? undefined : 'the wiki is switched off'),
  },
  {
    name: 'history',
    kind: 'history',
    load: async () => (await import('../../github/estate/read-wiki.ts')).readCode,
  },
  { name: 'artifacts', kind: 'artifacts', load: async () => (await actions()).readArtifacts },
  { name: 'logs', kind: 'logs', load: async () => (await actions()).readRunLogs },
] // prettier-ignore

/** Of an account, not of a repository. */
export const gistResource: Resource = {
  name: 'gists',
  kind: 'gists',
  load: async () => (await import('../../github/estate/read-gists.ts')).readGists,
}
