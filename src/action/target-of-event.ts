import type { ObjectId } from '../git/object-id.ts'
import { StanchError } from '../text/error.ts'
import { Payload, shownEvent } from './payload.ts'
import { associationAt, PayloadTexts } from './payload-texts.ts'
import type {
  MergeGroupTarget,
  PolicyPlace,
  PullTarget,
  PushTarget,
  Target,
  TargetCommon,
  TargetRepository,
  TextsTarget,
  TextSubject,
} from './target.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * What an event asks to be looked at.
 *
 * @param payload of `GITHUB_EVENT_PATH`, parsed: https://docs.github.com/en/webhooks/webhook-events-and-payloads
 * @param env `GITHUB_REPOSITORY`, `GITHUB_SERVER_URL` and `GITHUB_SHA`
 * @throws StanchError `ACTION_EVENT` for an event of another kind, or one that lacks what is needed
 */
export function targetOfEvent(event: string, payload: unknown, env: Environment): Target {
  const reader = readers[event]
  if (!Object.hasOwn(readers, event) || reader === undefined) throw unknownEvent(event)
  const read = new Payload(event, payload)
  const repository = repositoryOf(read, env)
  return reader({ event, read, repository, env, texts: new PayloadTexts(read, repository) })
}

interface Source {
  readonly event: string
  readonly read: Payload
  readonly repository: TargetRepository
  readonly texts: PayloadTexts
  readonly env: Environment
}

const readers: Readonly<Record<string, (source: Source) => Target>> = {
  pull_request: pullTarget,
  pull_request_target: pullTarget,
  push: pushTarget,
  merge_group: mergeGroupTarget,
  schedule: wholeTarget,
  workflow_dispatch: wholeTarget,
  issues: (source) => {
    const number = source.read.number('issue.number')
    source.texts.addThread('issue', { number, kind: 'issues' })
    return textsTarget(source, { kind: 'issue', number })
  },
  issue_comment: (source) => {
    const { read, texts } = source
    const number = read.number('issue.number')
    const of = read.has('issue.pull_request') ? 'pull' : 'issue'
    const id = read.number('comment.id')
    texts.addComment('comment', { number, kind: of === 'pull' ? 'pull' : 'issues', id })
    return textsTarget(source, { kind: 'issue-comment', of, number, id })
  },
  pull_request_review: (source) => {
    const { read, texts } = source
    const [number, id] = [read.number('pull_request.number'), read.number('review.id')]
    texts.addReview('review', { number, id })
    return textsTarget(source, { kind: 'review', number, id }, basePolicy(read))
  },
  pull_request_review_comment: (source) => {
    const { read, texts } = source
    const [number, id] = [read.number('pull_request.number'), read.number('comment.id')]
    texts.addReviewComment('comment', { number, id })
    return textsTarget(source, { kind: 'review-comment', number, id }, basePolicy(read))
  },
  discussion: (source) => {
    const number = source.read.number('discussion.number')
    source.texts.addThread('discussion', { number, kind: 'discussions' })
    return textsTarget(source, { kind: 'discussion', number })
  },
  discussion_comment: (source) => {
    const { read, texts } = source
    const [number, id] = [read.number('discussion.number'), read.number('comment.id')]
    texts.addComment('comment', { number, kind: 'discussions', id })
    return textsTarget(source, { kind: 'discussion-comment', number, id })
  },
  release: (source) => {
    const id = source.read.number('release.id')
    source.texts.addRelease('release')
    // What GITHUB_SHA names is the tag, which whoever releases chooses.
    return textsTarget(source, { kind: 'release', id }, { kind: 'default-branch' })
  },
}

/** Events that the Action knows, for messages and documentation. */
export const knownEvents: readonly string[] = Object.keys(readers)

function pullTarget(source: Source): PullTarget {
  const { read, repository, texts } = source
  const number = read.number('pull_request.number')
  const [base, head] = [read.commit('pull_request.base.sha'), read.commit('pull_request.head.sha')]
  const pushed = ['before', 'after'].filter((name) => read.has(name))
  const others = pushed.map((name) => read.commitOrZeros(name))
  const isFormer = (id: ObjectId | undefined): id is ObjectId =>
    id !== undefined && id !== head && id !== base
  texts.addPull('pull_request', number)
  return {
    ...commonOf(source, { kind: 'commit', commit: base }),
    kind: 'pull',
    number,
    url: `${repository.url}/pull/${number}`,
    base,
    head,
    formerHeads: others.filter(isFormer),
    commitCount: read.count('pull_request.commits'),
    authorAssociation: associationAt(read, 'pull_request'),
    isFork: isFork(read),
  }
}

/** A fork that was deleted leaves `null` behind. */
function isFork(read: Payload): boolean {
  const head = read.count('pull_request.head.repo.id')
  return head === undefined || head !== read.count('pull_request.base.repo.id')
}

function pushTarget(source: Source): PushTarget {
  const { read, repository, texts } = source
  const ref = read.reference('ref')
  const [before, after] = [read.commitOrZeros('before'), read.commitOrZeros('after')]
  texts.addReference(ref)
  return {
    ...commonOf(source, pushPolicy(ref, before, repository)),
    kind: 'push',
    ref,
    before,
    after,
    isForced: read.flag('forced') ?? false,
  }
}

/**
 * What the default branch had before; of any other branch what the default branch has, since its former push was the same
 * author's. Of a new default branch, the first of a repository, all was brought by the push.
 */
function pushPolicy(
  ref: string,
  before: ObjectId | undefined,
  { defaultBranch }: TargetRepository,
): PolicyPlace {
  if (defaultBranch !== undefined && ref !== `refs/heads/${defaultBranch}`)
    return { kind: 'default-branch' }
  if (before !== undefined) return { kind: 'commit', commit: before }
  return { kind: 'none', why: 'the default branch is new' }
}

function mergeGroupTarget(source: Source): MergeGroupTarget {
  const { read, texts } = source
  const base = read.commit('merge_group.base_sha')
  const ref = read.reference('merge_group.head_ref')
  texts.addReference(ref)
  return {
    ...commonOf(source, { kind: 'commit', commit: base }),
    kind: 'merge-group',
    ref,
    baseRef: read.reference('merge_group.base_ref'),
    base,
    head: read.commit('merge_group.head_sha'),
  }
}

/** The branch that a dispatch is for is chosen by whoever dispatches, so it does not say the policy. */
function wholeTarget(source: Source): Target {
  const isChosen = source.event === 'workflow_dispatch'
  return {
    ...commonOf(source, isChosen ? { kind: 'default-branch' } : defaultPolicy(source.env)),
    kind: 'whole',
  }
}

function textsTarget(
  source: Source,
  subject: TextSubject,
  policy: PolicyPlace = defaultPolicy(source.env),
): TextsTarget {
  const common = commonOf(source, policy)
  return { ...common, kind: 'texts', subject, isGone: common.action === 'deleted' }
}

/** Of events that are of no branch `GITHUB_SHA` is the newest commit of the default one. */
function defaultPolicy(env: Environment): PolicyPlace {
  const sha = env['GITHUB_SHA'] ?? ''
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha)
    ? { kind: 'commit', commit: sha }
    : { kind: 'default-branch' }
}

function basePolicy(read: Payload): PolicyPlace {
  return { kind: 'commit', commit: read.commit('pull_request.base.sha') }
}

function commonOf({ event, read, repository, texts }: Source, policy: PolicyPlace): TargetCommon {
  const action = read.formed('action', /^\w+$/)
  return { event, action, repository, texts: texts.all, policy }
}

function repositoryOf(read: Payload, env: Environment): TargetRepository {
  const name = env['GITHUB_REPOSITORY'] ?? read.text('repository.full_name') ?? ''
  if (!/^[\w-]{1,100}\/[\w.-]{1,100}$/.test(name) || /\/\.\.?$/.test(name))
    throw read.fault('repository.full_name or GITHUB_REPOSITORY', 'OWNER/REPO')
  const server = env['GITHUB_SERVER_URL'] || 'https://github.com'
  if (!/^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?\/?$/.test(server))
    throw read.fault('GITHUB_SERVER_URL', 'an address without a path')
  const isPrivate = read.flag('repository.private')
  return {
    name,
    url: `${server.replace(/\/$/, '')}/${name}`,
    defaultBranch: read.formed('repository.default_branch', /^[^\0-\x20\x7f]+$/),
    isPublic: isPrivate === undefined ? undefined : !isPrivate,
  }
}

function unknownEvent(event: string): StanchError {
  return new StanchError(
    'ACTION_EVENT',
    `Event ${shownEvent(event)}: expected one of ${knownEvents.join(', ')}. Nothing was scanned.\n` +
      'Take it out of `on:` of the workflow, or run the step under `if: github.event_name == …`.',
  )
}
