/** What a simulated GitHub holds; tests change it as they like, also while it is read. */
export interface EstateWorld {
  readonly accounts: Map<string, EstateAccount>
  readonly repositories: Map<string, EstateRepository>
}

export interface EstateAccount {
  readonly login: string
  readonly type: 'Organization' | 'User'
  readonly members: string[]
  readonly gists: Json[]
  /** By id of the gist. */
  readonly gistComments: Map<string, Json[]>
}

export type Json = Record<string, unknown>

export interface EstateRepository {
  readonly entry: Json
  /** Newest commits. */
  readonly branches: Map<string, string>
  readonly issues: Json[]
  readonly comments: Json[]
  readonly reviewComments: Json[]
  readonly commitComments: Json[]
  readonly labels: Json[]
  readonly milestones: Json[]
  readonly releases: Json[]
  readonly runs: Json[]
  readonly artifacts: Json[]
  readonly pulls: Json[]
  readonly discussions: Json[]
  /** By node: what a text said before, the newest first, and what it says now. */
  readonly former: Map<string, Json[]>
  /** By path behind `/repos/OWNER/REPO`: what a download answers. */
  readonly files: Map<string, Uint8Array | number>
}

let clock = Date.UTC(2026, 0, 1)
let ids = 1000

/** A second later than the last. */
export function nextTime(): string {
  clock += 1000
  return `${new Date(clock).toISOString().slice(0, 19)}Z`
}

export function nextId(): number {
  return ids++
}

export function makeWorld(): EstateWorld {
  return { accounts: new Map(), repositories: new Map() }
}

export function addAccount(
  world: EstateWorld,
  login: string,
  type: EstateAccount['type'] = 'Organization',
): EstateAccount {
  const account: EstateAccount = { login, type, members: [], gists: [], gistComments: new Map() }
  world.accounts.set(login, account)
  return account
}

export function addRepository(
  world: EstateWorld,
  name: string,
  entry: Json = {},
): EstateRepository {
  const time = nextTime()
  const repository: EstateRepository = {
    entry: {
      id: nextId(),
      full_name: name,
      default_branch: 'main',
      fork: false,
      archived: false,
      private: true,
      has_discussions: true,
      has_wiki: false,
      description: null,
      homepage: null,
      topics: [],
      size: 1,
      created_at: time,
      updated_at: time,
      pushed_at: time,
      ...entry,
    },
    branches: new Map(),
    issues: [],
    comments: [],
    reviewComments: [],
    commitComments: [],
    labels: [],
    milestones: [],
    releases: [],
    runs: [],
    artifacts: [],
    pulls: [],
    discussions: [],
    former: new Map(),
    files: new Map(),
  }
  world.repositories.set(name, repository)
  return repository
}

export function issueOf(number: number, body: string, time = nextTime()): Json {
  const id = nextId()
  return {
    id,
    node_id: `I_${id}`,
    number,
    title: `Issue ${number}`,
    body,
    html_url: `https://github.test/acme/web/issues/${number}`,
    user: { login: 'ann' },
    author_association: 'NONE',
    created_at: time,
    updated_at: time,
  }
}

export function commentOf(number: number, body: string, time = nextTime()): Json {
  const { id, ...comment } = saidBy('IC', body, time)
  return {
    id,
    ...comment,
    html_url: `https://github.test/acme/web/issues/${number}#issuecomment-${String(id)}`,
    issue_url: `https://api.github.test/repos/acme/web/issues/${number}`,
  }
}

export function reviewCommentOf(number: number, body: string): Json {
  const { id, ...comment } = saidBy('PRRC', body)
  return {
    id,
    ...comment,
    html_url: `https://github.test/acme/web/pull/${number}#discussion_r${String(id)}`,
    pull_request_url: `https://api.github.test/repos/acme/web/pulls/${number}`,
  }
}

/** A gist of one file, with its comments. */
export function addGist(
  account: EstateAccount,
  { id, webUrl, comments, ...gist }: GistOptions,
): void {
  const { login } = account
  account.gists.push({
    id,
    html_url: `${webUrl}/gist/${id}`,
    files: { 'a.sh': {} },
    owner: { login },
    comments: comments.length,
    updated_at: nextTime(),
    ...gist,
  })
  const listed = comments.map((body) => saidBy('GC', body))
  account.gistComments.set(id, listed)
}

export interface GistOptions {
  readonly id: string
  readonly webUrl: string
  readonly description: string
  readonly comments: readonly string[]
}

export function commitCommentOf(commit: string, body: string): Json {
  const { id, ...comment } = saidBy('CC', body)
  const url = `https://github.test/acme/web/commit/${commit}#commitcomment-${String(id)}`
  return { id, ...comment, html_url: url, commit_id: commit }
}

function saidBy(prefix: string, body: string, time = nextTime()): Json {
  const id = nextId()
  const node_id = `${prefix}_${id}`
  return { id, node_id, body, user: { login: 'bob' }, author_association: 'NONE', created_at: time, updated_at: time } // prettier-ignore
}

export function pullOf(number: number, body: string, reviews: readonly string[] = []): Json {
  const time = nextTime()
  return {
    id: `PR_${number}`,
    number,
    title: `Pull ${number}`,
    body,
    url: `https://github.test/acme/web/pull/${number}`,
    headRefName: `topic-${number}`,
    author: { login: 'cat' },
    authorAssociation: 'NONE',
    createdAt: time,
    updatedAt: time,
    reviews: reviews.map((text, at) => ({
      id: `PRR_${number}_${at}`,
      body: text,
      url: `https://github.test/acme/web/pull/${number}#review-${at}`,
      updatedAt: time,
      author: { login: 'dan' },
      authorAssociation: 'NONE',
    })),
  }
}

export function discussionOf(number: number, body: string, comments: readonly Json[] = []): Json {
  const time = nextTime()
  return {
    id: `D_${number}`,
    number,
    title: `Discussion ${number}`,
    body,
    url: `https://github.test/acme/web/discussions/${number}`,
    author: { login: 'eve' },
    authorAssociation: 'NONE',
    createdAt: time,
    updatedAt: time,
    comments,
  }
}

export function discussionCommentOf(id: string, body: string, replies: readonly string[]): Json {
  const updatedAt = nextTime()
  const said = {
    updatedAt,
    url: `https://github.test/${id}`,
    author: { login: 'fay' },
    authorAssociation: 'NONE',
  }
  return {
    id,
    body,
    ...said,
    replies: replies.map((text, at) => ({ id: `${id}_${at}`, body: text, ...said })),
  }
}

export function runOf(attempts = 1, status = 'completed'): Json {
  const id = nextId()
  const time = nextTime()
  return {
    id,
    run_attempt: attempts,
    status,
    html_url: `https://github.test/acme/web/actions/runs/${id}`,
    actor: { login: 'ann' },
    created_at: time,
    updated_at: time,
  }
}
