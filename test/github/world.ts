/** A GitHub in plain words: what a test starts from, and what is left after it. */
export interface World {
  readonly repositories: readonly WorldRepository[]
  /** By token. Who has none may read what is public. */
  readonly tokens?: Readonly<Record<string, WorldToken>>
  readonly app?: WorldApp
}

export interface WorldToken {
  readonly login: string
  /** Of an App or a workflow: GraphQL calls its author `login` without `[bot]`. */
  readonly isBot?: boolean
  /** As GitHub names them: `pull_requests=write`; reading is always granted. */
  readonly permissions?: readonly string[]
}

export interface WorldApp {
  readonly id: string
  /** PEM, to check what it signs. */
  readonly publicKey: string
  /** What an installation's token is of. */
  readonly installation: { readonly id: number; readonly at: string; readonly token: string }
}

export interface WorldRepository {
  /** `OWNER/REPO`. */
  readonly name: string
  readonly id?: number
  readonly formerNames?: readonly string[]
  readonly visibility?: 'public' | 'private' | 'internal'
  readonly defaultBranch?: string
  /** Newest commits. */
  readonly branches?: Readonly<Record<string, string>>
  readonly pulls?: readonly WorldPull[]
  readonly issues?: readonly WorldIssue[]
  readonly discussions?: readonly WorldDiscussion[]
  readonly releases?: readonly WorldRelease[]
}

export interface WorldText {
  /** Some number by default. */
  readonly id?: number
  readonly body: string
  readonly user?: string
  readonly isBot?: boolean
  /** What its author is to the repository; `NONE` by default. */
  readonly association?: string
  readonly time?: string
  /** The oldest first; `null`: somebody deleted it. */
  readonly former?: readonly { readonly body: string | null; readonly user?: string }[]
}

export interface WorldIssue extends WorldText {
  readonly number: number
  readonly title?: string
  readonly labels?: readonly string[]
  readonly comments?: readonly WorldText[]
}

export interface WorldPull extends WorldIssue {
  readonly base?: { readonly ref: string; readonly sha: string }
  /** `null`: the fork is gone. */
  readonly head?: {
    readonly ref: string
    readonly sha: string
    readonly repository?: string | null
  }
  readonly commits?: readonly string[]
  /** Taken away by pushes; `null`: GitHub has it no more. */
  readonly formerHeads?: readonly (string | null)[]
  /** Lines of the new versions that the diff shows. */
  readonly files?: Readonly<Record<string, readonly number[]>>
  readonly reviews?: readonly WorldText[]
  readonly threads?: readonly WorldThread[]
  readonly commitComments?: readonly WorldText[]
}

export interface WorldThread {
  readonly path: string
  readonly line?: number
  readonly isResolved?: boolean
  readonly comments: readonly WorldText[]
}

export interface WorldDiscussion extends WorldText {
  readonly number: number
  readonly title?: string
  readonly comments?: readonly (WorldText & { readonly replies?: readonly WorldText[] })[]
}

export interface WorldRelease extends WorldText {
  readonly tag: string
  readonly name?: string
}

/** A text as it stands at the simulator, with its ids. */
export interface Text {
  readonly id: number
  readonly nodeId: string
  /** Behind the address of what it stands at. */
  readonly anchor: string
  readonly user: string
  readonly isBot: boolean
  readonly association: string
  readonly createdAt: string
  body: string
  updatedAt: string
  /** The oldest first, the present one last; empty when it was never edited. */
  readonly versions: {
    readonly body: string | null
    readonly user: string
    readonly time: string
  }[]
}

export interface Thread {
  readonly nodeId: string
  readonly path: string
  readonly line: number | undefined
  readonly commit: string | undefined
  isResolved: boolean
  readonly comments: Text[]
}

export interface Issue extends Text {
  readonly number: number
  readonly title: string
  readonly labels: readonly string[]
  readonly comments: Text[]
}

export interface Pull extends Issue {
  readonly base: { readonly ref: string; readonly sha: string }
  readonly head: { readonly ref: string; readonly sha: string; readonly repository: string | null }
  readonly commits: readonly string[]
  readonly formerHeads: (string | null)[]
  readonly files: Readonly<Record<string, readonly number[]>>
  readonly reviews: Text[]
  readonly threads: Thread[]
  readonly commitComments: Text[]
}

export interface Discussion extends Text {
  readonly number: number
  readonly title: string
  readonly comments: (Text & { readonly replies: Text[] })[]
}

export interface Release extends Text {
  readonly tag: string
  readonly name: string
}

export interface RepositoryState {
  readonly name: string
  readonly id: number
  readonly formerNames: readonly string[]
  readonly visibility: 'public' | 'private' | 'internal'
  readonly defaultBranch: string
  readonly branches: Readonly<Record<string, string>>
  readonly pulls: Pull[]
  readonly issues: Issue[]
  readonly discussions: Discussion[]
  readonly releases: Release[]
}

export type MakeText = (kind: TextKind, text: WorldText) => Text

export type TextKind =
  | 'IC_issuecomment-' | 'PR_' | 'I_' | 'PRR_pullrequestreview-' | 'PRRC_discussion_r' | 'CC_commitcomment-'
  | 'D_' | 'DC_discussioncomment-' | 'RE_' // prettier-ignore

/** Gives ids as GitHub does: numbers that grow, and names of nodes that say nothing. */
export function openWorld(world: World): { repositories: RepositoryState[]; makeText: MakeText } {
  let id = 1000
  const clock = () => new Date(Date.UTC(2026, 0, 1) + id * 1000).toISOString().replace('.000', '')
  const makeText: MakeText = (
    kind,
    { id: given, body, user = 'someone', isBot = false, association = 'NONE', time, former = [] },
  ) => {
    const own = given ?? ++id
    const [, prefix, anchor] = /^([A-Z]+_)(.*)$/.exec(kind)!
    const createdAt = time ?? clock()
    const versions = former.map((one) => ({
      body: one.body,
      user: one.user ?? user,
      time: createdAt,
    }))
    return {
      id: own,
      nodeId: `${prefix}${Buffer.from(`${own}`).toString('base64url')}`,
      anchor: anchor === '' ? '' : `#${anchor}${own}`,
      user,
      isBot,
      association,
      createdAt,
      updatedAt: createdAt,
      body,
      versions: versions.length === 0 ? [] : [...versions, { body, user, time: createdAt }],
    }
  }
  const issueOf = (kind: TextKind, issue: WorldIssue): Issue => ({
    ...makeText(kind, issue),
    number: issue.number,
    title: issue.title ?? `Number ${issue.number}`,
    labels: issue.labels ?? [],
    comments: (issue.comments ?? []).map((one) => makeText('IC_issuecomment-', one)),
  })
  const threadOf = (thread: WorldThread): Thread => ({
    nodeId: `PRRT_${++id}`,
    path: thread.path,
    line: thread.line,
    commit: undefined,
    isResolved: thread.isResolved ?? false,
    comments: thread.comments.map((one) => makeText('PRRC_discussion_r', one)),
  })
  const pullOf = (pull: WorldPull, name: string): Pull => ({
    ...issueOf('PR_', pull),
    base: pull.base ?? { ref: 'main', sha: '1'.repeat(40) },
    head: { ref: 'topic', sha: '2'.repeat(40), repository: name, ...pull.head },
    commits: pull.commits ?? [pull.head?.sha ?? '2'.repeat(40)],
    formerHeads: [...(pull.formerHeads ?? [])],
    files: pull.files ?? {},
    reviews: (pull.reviews ?? []).map((one) => makeText('PRR_pullrequestreview-', one)),
    threads: (pull.threads ?? []).map(threadOf),
    commitComments: (pull.commitComments ?? []).map((one) => makeText('CC_commitcomment-', one)),
  })
  const discussionOf = (discussion: WorldDiscussion): Discussion => ({
    ...makeText('D_', discussion),
    number: discussion.number,
    title: discussion.title ?? `Number ${discussion.number}`,
    comments: (discussion.comments ?? []).map((one) => ({
      ...makeText('DC_discussioncomment-', one),
      replies: (one.replies ?? []).map((reply) => makeText('DC_discussioncomment-', reply)),
    })),
  })
  const repositories = world.repositories.map((repository): RepositoryState => ({
    name: repository.name,
    id: repository.id ?? ++id,
    formerNames: repository.formerNames ?? [],
    visibility: repository.visibility ?? 'public',
    defaultBranch: repository.defaultBranch ?? 'main',
    branches: repository.branches ?? { main: '1'.repeat(40) },
    pulls: (repository.pulls ?? []).map((pull) => pullOf(pull, repository.name)),
    issues: (repository.issues ?? []).map((issue) => issueOf('I_', issue)),
    discussions: (repository.discussions ?? []).map(discussionOf),
    releases: (repository.releases ?? []).map((release) => ({
      ...makeText('RE_', release),
      tag: release.tag,
      name: release.name ?? release.tag,
    })),
  }))
  return { repositories, makeText }
}
