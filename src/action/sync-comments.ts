import type { Finding } from '../engine/finding.ts'
import type { ChangeFacts, CommentOutcome, FormerExposure } from '../report/change/change-facts.ts'
import { markerOf, readMarker, type CommentMarker } from '../report/change/comment-marker.ts'
import {
  renderComment,
  renderFormerComment,
  saysResolved,
} from '../report/change/render-comment.ts'
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
  /** Fingerprints of what is proven dead: in public `result` does not say so, and a thread is folded without saying why. */
  readonly dead: ReadonlySet<string>
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

const unfolded = 'threads could not be resolved: GitHub wants contents: write for that'

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
    const found = await syncFound(request, own, urls)
    const gone = await syncFormer(request, own)
    former = gone.former
    await comments.settle()
    const isFolded = found.isFolded && gone.isFolded
    const troubles = [...found.troubles, ...(isFolded ? [] : [unfolded])]
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
): Promise<{ readonly troubles: readonly string[]; readonly isFolded: boolean }> {
  const { result, facts, comments, withoutComment, dead } = request
  const findings = groupByFingerprint(result.findings)
  let [created, left, isFolded] = [0, 0, true]
  for (const { fingerprint } of result.exposures) {
    const group = findings.get(fingerprint) ?? []
    if (group.length === 0 || withoutComment.has(fingerprint)) continue
    const standing: Standing = dead.has(fingerprint)
      ? { kind: 'resolved', why: 'inactive' }
      : standingOf(group, facts.pushedAway)
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
    isFolded = (await bringUp(comments, known, body, standing)) && isFolded
  }
  const more = `${left} more have no comment, at most ${createdMax} are written a run`
  return { troubles: left === 0 ? [] : [more], isFolded }
}

async function syncFormer(
  { result, facts, comments, suppressed }: CommentRequest,
  own: OwnComments,
): Promise<{ readonly former: FormerExposure[]; readonly isFolded: boolean }> {
  const present = new Set(
    [...groupByFingerprint(result.findings).values()].map(
      (group) => markerOf(group, result.coverage.key).id,
    ),
  )
  const former: FormerExposure[] = []
  // What is missing from half a scan may stand in the other half.
  if (!result.coverage.complete) return { former, isFolded: true }
  let isFolded = true
  for (const comment of own.values()) {
    const { marker, url, thread } = comment
    if (present.has(marker.id)) continue
    const isSuppressed = suppressed.has(marker.id)
    const exposure = { marker, commentUrl: url, stillReadableIn: marker.commit }
    if (thread?.isResolved) {
      // A thread that somebody folded away is left so, but only what was dead or allowed needs no words any more.
      if (!isSuppressed && !saysResolved(comment.body)) former.push(exposure)
      continue
    }
    const standing: Standing = isSuppressed
      ? { kind: 'resolved', why: 'suppressed' }
      : { kind: 'pushed-away', stillReadableIn: marker.commit }
    const body = renderFormerComment(exposure, standing, facts)
    isFolded = (await bringUp(comments, comment, body, standing)) && isFolded
    if (!isSuppressed) former.push(exposure)
  }
  return { former, isFolded }
}

/** @returns false: the token may not fold it away */
async function bringUp(
  comments: PullComments,
  comment: OwnComment,
  body: string,
  standing: Standing,
): Promise<boolean> {
  const isNews = comment.body.replaceAll('\r\n', '\n').trim() !== body.trim()
  await comments.update(comment, body)
  if (standing.kind === 'resolved') return comments.resolve(comment)
  // Whoever folded it away did not know this.
  if (isNews && comment.thread?.isResolved) return comments.unresolve(comment)
  return true
}

/** At the head only: elsewhere lines have other numbers. */
function placeOf(findings: readonly Finding[], { head }: CommentRequest): CommentPlace | undefined {
  for (const { origin, line } of findings) {
    const isFile = origin.kind === 'git' && origin.blob !== undefined && origin.inHead === true
    if (isFile && !origin.path.includes('!')) return { commit: head, path: origin.path, line }
  }
  return undefined
}
