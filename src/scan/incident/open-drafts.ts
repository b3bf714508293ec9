import { canonicalJson } from '../../incident/canonical-json.ts'
import type { Actor, EventOf } from '../../incident/event.ts'
import { severityLevels, type LeakPlace, type SeverityVerdict } from '../../incident/exposure.ts'
import type { IncidentStore } from '../../incident/incident-store.ts'
import type { JournalRecord } from '../../incident/journal.ts'
import { earliestTime, judgeSeverity, reachOf } from '../../incident/severity.ts'
import { placesMax } from './credential-of-findings.ts'
import type { IncidentDraft } from './incident-draft.ts'

export interface OpenOptions {
  readonly actor: Actor
  readonly group: string | undefined
  /** Since when everybody could read it, as somebody says. */
  readonly publicSince: string | undefined
  /** ISO 8601. */
  readonly now: string
  readonly signal: AbortSignal
}

/** What became of a draft. */
export interface OpenedIncident {
  readonly id: string
  /** `known`: it was there, and nothing about it is new. */
  readonly result: 'opened' | 'seen-again' | 'known'
  readonly draft: IncidentDraft
  readonly verdict: SeverityVerdict
  /** It had ended before. */
  readonly isEnded: boolean
}

/**
 * Opens an incident for each draft, or adds to the one that is there what is new: places, identities, the group, since when
 * it is public.
 */
export async function openDrafts(
  drafts: readonly IncidentDraft[],
  store: IncidentStore,
  options: OpenOptions,
): Promise<OpenedIncident[]> {
  const opened: OpenedIncident[] = []
  for (const draft of drafts) {
    options.signal.throwIfAborted()
    opened.push(await openDraft(draft, store, options))
  }
  return opened
}

async function openDraft(
  draft: IncidentDraft,
  store: IncidentStore,
  options: OpenOptions,
): Promise<OpenedIncident> {
  const publicSince = options.publicSince ?? draft.publicSince
  const verdict = verdictOf(draft, publicSince, options.now)
  let appended: EventOf<'opened' | 'seen-again'> | undefined
  let isEnded = false
  const { id, isNew } = await store.open(draft.identities, options.actor, (existing) => {
    isEnded = hasEnded(existing ?? [])
    appended =
      existing === undefined
        ? openedEvent(draft, verdict, publicSince, options)
        : seenAgain(draft, existing, publicSince, options)
    return appended
  })
  const result = isNew ? 'opened' : appended === undefined ? 'known' : 'seen-again'
  return { id, result, draft, verdict, isEnded }
}

export function verdictOf(
  { leaked }: Pick<IncidentDraft, 'leaked'>,
  publicSince: string | undefined,
  now: string,
): SeverityVerdict {
  const { status, expires, inventory, places, consumers, kindSeverity } = leaked
  return judgeSeverity({
    status,
    expires,
    recordState: inventory?.state,
    environment: inventory?.environment,
    reach: reachOf(places, publicSince !== undefined),
    since: publicSince ?? earliestTime(places),
    ...(consumers !== undefined && { consumers }),
    kindSeverity,
    now,
  })
}

function openedEvent(
  { leaked, identities, source, detectedAt }: IncidentDraft,
  verdict: SeverityVerdict,
  publicSince: string | undefined,
  { group, now }: OpenOptions,
): EventOf<'opened'> {
  return {
    type: 'opened',
    leaked,
    identities,
    verdict,
    source,
    ...(group !== undefined && { group }),
    detectedAt: detectedAt ?? now,
    ...(publicSince !== undefined && { publicSince }),
  }
}

function seenAgain(
  draft: IncidentDraft,
  existing: readonly JournalRecord[],
  publicSince: string | undefined,
  { group, now }: OpenOptions,
): EventOf<'seen-again'> | undefined {
  const known = knownOf(existing)
  const room = Math.max(0, placesMax - known.placeCount)
  const places = draft.leaked.places
    .filter((place) => !known.places.has(placeKey(place)))
    .slice(0, room)
  const identities = draft.identities.filter((identity) => !known.identities.has(identity))
  const newGroup = known.group === undefined ? group : undefined
  const isEarlier =
    publicSince !== undefined &&
    (known.publicSince === undefined || Date.parse(publicSince) < Date.parse(known.publicSince))
  const { keyId } = draft.leaked
  const isIdNew = keyId !== undefined && known.keyId === undefined
  const verdict = verdictOf(draft, publicSince ?? known.publicSince, now)
  const isWorse = known.verdict !== undefined && isWorseThan(verdict, known.verdict)
  const isBetter = known.verdict === undefined || isWorseThan(known.verdict, verdict)
  const isNews =
    [places, identities].some(({ length }) => length > 0) ||
    [newGroup !== undefined, isEarlier, isIdNew, isWorse].includes(true)
  if (!isNews) return undefined
  return {
    type: 'seen-again',
    places,
    identities,
    source: draft.source,
    ...(newGroup !== undefined && { group: newGroup }),
    ...(isEarlier && { publicSince }),
    ...(isIdNew && { keyId }),
    // What is public since then says so in its reasons.
    ...((isWorse || (isEarlier && !isBetter)) && { verdict }),
  }
}

function isWorseThan(left: SeverityVerdict, right: SeverityVerdict): boolean {
  return severityLevels.indexOf(left.severity) < severityLevels.indexOf(right.severity)
}

function hasEnded(records: readonly JournalRecord[]): boolean {
  const last = records.findLast(({ event }) => event.type === 'closed' || event.type === 'reopened')
  return last?.event.type === 'closed'
}

interface Known {
  readonly places: ReadonlySet<string>
  readonly placeCount: number
  readonly identities: ReadonlySet<string>
  readonly group: string | undefined
  readonly publicSince: string | undefined
  readonly keyId: string | undefined
  /** `undefined` once evidence has been taken: that knows more than who sees it again. */
  readonly verdict: SeverityVerdict | undefined
}

/** What the journal of an incident says of what leaked. */
function knownOf(records: readonly JournalRecord[]): Known {
  const places: LeakPlace[] = []
  const identities: string[] = []
  let group: string | undefined
  let publicSince: string | undefined
  let keyId: string | undefined
  let verdict: SeverityVerdict | undefined
  for (const { event } of records) {
    if (event.type === 'assessed') verdict = undefined
    if (event.type !== 'opened' && event.type !== 'seen-again') continue
    verdict = event.verdict ?? verdict
    const own = event.type === 'opened' ? event.leaked : event
    places.push(...own.places)
    identities.push(...event.identities)
    keyId ??= own.keyId
    group ??= event.group
    publicSince = event.publicSince ?? publicSince
  }
  return {
    places: new Set(places.map(placeKey)),
    placeCount: places.length,
    identities: new Set(identities),
    group,
    publicSince,
    keyId,
    verdict,
  }
}

/** The same for one place seen twice, whatever else is known of it by then: branches move. */
function placeKey({ origin, line, column }: LeakPlace): string {
  const { kind, path } = origin
  const within =
    origin.kind === 'git'
      ? [origin.blob ?? origin.commit, origin.part]
      : origin.kind === 'export'
        ? [origin.field, origin.url]
        : []
  return canonicalJson([kind, path, ...within.map((one) => one ?? null), line, column])
}
