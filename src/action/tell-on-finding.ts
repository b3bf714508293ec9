import type { NoticeOutcome } from '../report/change/change-facts.ts'
import { countOf } from '../report/format-quantity.ts'
import type { Exposure } from '../report/scan-result.ts'
import { chooseTold } from './choose-told.ts'
import type { TellRequest } from './tell-result.ts'

/** More at once would be an alarm that nobody reads. */
const toldMax = 20

/**
 * Opens incidents, or sends what opens them elsewhere. `pull_request` of a fork has no secrets, so that neither can be; what other
 * outsiders bring is bounded, see {@link chooseTold}.
 *
 * @returns as everybody may know it; `undefined`: nothing was to be told
 */
export async function tellOnFinding(
  request: TellRequest,
  exposures: readonly Exposure[],
): Promise<NoticeOutcome | undefined> {
  const { target, inputs, scan } = request
  const { onFinding } = inputs
  if (onFinding === 'none' || exposures.length === 0) return undefined
  if (target.kind === 'pull' && target.isFork && target.event === 'pull_request')
    return { onFinding, told: 0, failure: 'a pull request of a fork starts nothing', bounded: 0 }
  const { told, working, bounded } = chooseTold(exposures, scan.result, {
    target,
    isPublic: scan.isPublic,
  })
  // Those of which nobody may learn come last: whatever happens to them changes nothing before.
  const chosen = [...told, ...working].slice(0, toldMax)
  const onNote = told.length === 0 ? () => undefined : request.log.noteFor(scan)
  const done = await tell(request, chosen, onNote)
  const open = Math.min(told.length, toldMax)
  const left = told.length - open
  const most = left === 0 ? undefined : `${countOf(left, 'more', 'more')}, at most ${toldMax} are told of in a run` // prettier-ignore
  return {
    onFinding,
    told: Math.min(done.told, open),
    failure: done.told < open ? done.failure : most,
    bounded,
  }
}

/** What came of it; those told of are the first. */
export interface ToldOutcome {
  readonly told: number
  readonly failure: string | undefined
}

async function tell(
  { target, inputs, scan, host, keys }: TellRequest,
  exposures: readonly Exposure[],
  onNote: (note: string) => void,
): Promise<ToldOutcome> {
  if (exposures.length === 0) return { told: 0, failure: undefined }
  if (inputs.onFinding === 'webhook') {
    const { sendNotices } = await import('./send-notices.ts')
    return sendNotices({
      result: scan.result,
      exposures,
      repository: target.repository.name,
      isPublic: scan.isPublic,
      changeUrl: target.kind === 'pull' ? target.url : target.repository.url,
      url: inputs.webhookUrl!,
      keys: host.env['STANCH_WEBHOOK_SECRET'],
      nowMs: host.now(),
      signal: host.signal,
    })
  }
  const { openIncidents } = await import('./open-incidents.ts')
  return openIncidents({ target, scan, exposures, host, keys, onNote })
}
