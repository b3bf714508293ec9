import type { Finding } from '../engine/finding.ts'
import type { ChangeFacts, CommentOutcome, FormerExposure } from '../report/change/change-facts.ts'
import { markerOf, readMarker, type CommentMarker } from '../report/change/comment-marker.ts'
import { renderComment, renderFormerComment } from '../report/change/render-comment.ts'
import { standingOf, type Standing } from '../report/change/standing.ts'
import { groupByFingerprint } from '../report/group-exposures.ts'
import type { ScanResult } from '../report/scan-result.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import type { CommentPlace, OwnComment, PullComments } from '../github/pull-comments.ts'

export interface CommentRequest {
  /** As its readers may see it. */
  readonly result: ScanResult
  readonly facts: ChangeFacts
  readonly comments: PullComments
  /** Fingerprints that get no comment. */
  readonly withoutComment: ReadonlySet<string>
  /** Ids of markers whose secret a valid entry of the policy hides. */
  readonly suppressed: ReadonlySet<string>
  /** What comments on the change are placed at. */
  readonly head: string
  readonly signal: AbortSignal
}

export interface CommentReport {
  readonly outcome: CommentOutcome
  readonly former: readonly FormerExposure[]
}

/** New ones of a run: more would bury the pull request, and the summary has them all. */
const createdMax = 30

/**
 * Makes the comments say what is so: one for each exposure, found again by its marker. A thread is resolved only when its
 * secret is dead or validly suppressed; one whose line is gone goes on saying where it can still be read.
 */
export async function syncComments(request: CommentRequest): Promise<CommentReport> {
  const { comments, signal } = request
  const urls = new Map<string, string>()
  let former: readonly FormerExposure[] = []
  try {
    const own = byMarker(await comments.list())
    const troubles = await syncFound(request, own, urls)
    former = await syncFormer(request, own)
    await comments.settle()
    return { outcome: outcomeOf(urls, troubles), former }
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof StanchError)) throw error
    const why = whyOf(error)
    if (urls.size === 0) return { outcome: { kind: 'none', why }, former }
    return { outcome: { kind: 'written', urls, trouble: why }, former }
  }
}

function outcomeOf(urls: ReadonlyMap<string, string>, troubles: readonly string[]): CommentOutcome {
  return { kind: 'written', urls, ...(troubles.length > 0 && { trouble: troubles.join('; ') }) }
}

/** For readers: an answer of the forge may hold more than they may see. */
function whyOf(error: StanchError): string {
  if (error.code === 'GITHUB_FORBIDDEN')
    return 'the token may not write comments; grant pull-requests: write'
  return reasonOf(error).split('\n')[0]!
}

type OwnComments = ReadonlyMap<string, OwnComment & { readonly marker: CommentMarker }>

/** The oldest of each marker; whoever has two runs at once has two comments, of which one is kept up. */
function byMarker(comments: readonly OwnComment[]): OwnComments {
  const found = new Map<string, OwnComment & { marker: CommentMarker }>()
  for (const comment of comments) {
    const marker = readMarker(comment.body)
    if (marker !== undefined && !found.has(marker.id)) found.set(marker.id, { ...comment, marker })
  }
  return found
}

async function syncFound(
  request: CommentRequest,
  own: OwnComments,
  urls: Map<string, string>,
): Promise<string[]> {
  const { result, facts, comments, withoutComment } = request
  const findings = groupByFingerprint(result.findings)
  let [created, left] = [0, 0]
  for (const { fingerprint } of result.exposures) {
    const group = findings.get(fingerprint) ?? []
    if (group.length === 0 || withoutComment.has(fingerprint)) continue
    const standing = standingOf(group, facts.pushedAway)
    const body = renderComment(fingerprint, standing, result, facts)
    const known = own.get(markerOf(group, result.coverage.key).id)
    if (known === undefined && created >= createdMax) {
      left++
      continue
    }
    if (known === undefined) {
      created++
      urls.set(fingerprint, (await comments.create(body, placeOf(group, request))).url)
      continue
    }
    urls.set(fingerprint, known.url)
    await bringUp(comments, known, body, standing)
  }
  return left === 0 ? [] : [`${left} more have no comment, at most ${createdMax} are written a run`]
}

async function syncFormer(
  { result, facts, comments, suppressed }: CommentRequest,
  own: OwnComments,
): Promise<FormerExposure[]> {
  const present = new Set(
    [...groupByFingerprint(result.findings).values()].map(
      (group) => markerOf(group, result.coverage.key).id,
    ),
  )
  const former: FormerExposure[] = []
  for (const comment of own.values()) {
    const { marker, url } = comment
    if (present.has(marker.id)) continue
    const isSuppressed = suppressed.has(marker.id)
    const exposure = { marker, commentUrl: url, stillReadableIn: marker.commit }
    const standing: Standing = isSuppressed
      ? { kind: 'resolved', why: 'suppressed' }
      : { kind: 'pushed-away', stillReadableIn: marker.commit }
    const body = renderFormerComment(exposure, standing, facts)
    await bringUp(comments, comment, body, standing)
    if (!isSuppressed) former.push(exposure)
  }
  return former
}

async function bringUp(
  comments: PullComments,
  comment: OwnComment,
  body: string,
  standing: Standing,
): Promise<void> {
  const isNews = comment.body.replaceAll('\r\n', '\n').trim() !== body.trim()
  await comments.update(comment, body)
  if (standing.kind === 'resolved') await comments.resolve(comment)
  // Whoever folded it away did not know this.
  else if (isNews && comment.thread?.isResolved) await comments.unresolve(comment)
}

/** At the head only: elsewhere lines have other numbers. */
function placeOf(findings: readonly Finding[], { head }: CommentRequest): CommentPlace | undefined {
  for (const { origin, line } of findings) {
    const isFile = origin.kind === 'git' && origin.blob !== undefined && origin.inHead === true
    if (isFile && !origin.path.includes('!')) return { commit: head, path: origin.path, line }
  }
  return undefined
}
