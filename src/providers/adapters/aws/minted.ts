import type { ActionContext, EvidenceAction, EvidenceOutcome, MintedItem } from '../../../incident/adapter.ts' // prettier-ignore
import { recordRegionsOf } from '../../aws/aws-regions.ts'
import type { AwsCaller } from '../../aws/aws-caller.ts'
import { readsOnly } from '../asking/reads-only.ts'
import type { AwsActing } from './acting.ts'
import { lookUpTrail, type TrailLookup } from './cloud-trail.ts'
import { trailCalls } from './describe-effect.ts'
import { leakedKeyOf } from './leaked-key.ts'
import { mintedBy } from './minted-events.ts'

/** Of sessions that were minted, and of what these minted, so many keys are followed. */
const keysMax = 25
/** So long a record may take to appear (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html). */
const delayMs = 15 * 60_000

/**
 * What was made with the key since it leaked, and with what was made with it: sessions, keys, users, roles, grants, as
 * CloudTrail’s event history of management events tells it.
 */
export function mintedAction(acting: AwsActing): EvidenceAction {
  const { regions } = recordRegionsOf(acting.setting.env)
  return {
    name: 'minted',
    kind: 'minted',
    describe: (subject) => ({
      calls: trailCalls(acting),
      summary: `reads CloudTrail’s event history of ${regions.length} regions for what was made with the key`,
      ...readsOnly,
      actsAs: acting.place,
      permissions: ['cloudtrail:LookupEvents'],
      quota: '2 calls a second, of 50 events each',
      missing: [...(leakedKeyOf(subject).id === undefined ? ['the access key id'] : []), ...acting.missing], // prettier-ignore
      reference: 'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html', // prettier-ignore
    }),
    run: async (context) => {
      const { id } = leakedKeyOf(context.subject)
      const opened = await acting.callerFor(context.subject)
      if ('outcome' in opened || id === undefined)
        return nothingRead('outcome' in opened ? opened.outcome.detail : 'no access key id is known') // prettier-ignore
      return followKeys(acting, opened.caller, id, context)
    },
  }
}

async function followKeys(
  acting: AwsActing,
  caller: AwsCaller,
  first: string,
  { subject, signal }: ActionContext,
): Promise<EvidenceOutcome> {
  const { regions, isChosen } = recordRegionsOf(acting.setting.env)
  const waiting = [first]
  const seen = new Set(waiting)
  const items = new Map<string, MintedItem>()
  const lookups: TrailLookup[] = []
  const gaps: string[] = isChosen ? [] : [`only ${regions.join(', ')} were asked; name others, or all of them: STANCH_AWS_REGIONS=all`] // prettier-ignore
  for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
    const question = { attribute: 'AccessKeyId', value: key, regions, since: subject.exposedSince } as const // prettier-ignore
    const lookup = await lookUpTrail(acting, caller, question, signal)
    lookups.push(lookup)
    for (const item of lookup.events.flatMap((event) => mintedBy(event))) {
      const via = key === first ? {} : { detail: `${item.detail ?? item.kind}, with ${key}` }
      items.set(`${item.kind} ${item.id}`, { ...item, ...via })
      const isKey = item.kind === 'session' || item.kind === 'access-key'
      if (!isKey || seen.has(item.id) || !/^A[KS]IA\w+$/.test(item.id)) continue
      seen.add(item.id)
      if (seen.size <= keysMax) waiting.push(item.id)
      else if (seen.size === keysMax + 1) gaps.push(`more than ${keysMax} keys and sessions were made; what the others made was not read`) // prettier-ignore
    }
  }
  gaps.push(...lookups.flatMap((lookup) => lookup.gaps), ...delayGap(acting, subject.known))
  const minted = [...items.values()].sort((left, right) => ((left.createdAt ?? '') < (right.createdAt ?? '') ? -1 : 1)) // prettier-ignore
  return {
    facts: {
      minted: String(minted.length),
      mintedKeysRead: String(lookups.length),
      regionsRead: regions.join(', '),
    },
    minted,
    complete: gaps.length === 0,
    gaps: [...new Set(gaps)],
    calls: lookups.flatMap(({ calls }) => calls),
  }
}

/** Records come late: a list taken right after the key ended is not the last one. */
function delayGap(
  acting: AwsActing,
  known: Readonly<Record<string, string>> | undefined,
): string[] {
  // prettier-ignore
  const ended = Date.parse(known?.['awsDeactivatedAt'] ?? '')
  if (Number.isNaN(ended) || acting.setting.clock.now() >= ended + delayMs) return []
  const after = new Date(ended + delayMs).toISOString()
  return [`CloudTrail may take 15 minutes to show the last calls of the key: ask again after ${after}`] // prettier-ignore
}

function nothingRead(gap: string): EvidenceOutcome {
  return { facts: {}, minted: [], complete: false, gaps: [gap], calls: [] }
}
