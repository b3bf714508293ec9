import type { NoticeOutcome } from '../report/change/change-facts.ts'
import type { Exposure } from '../report/scan-result.ts'
import type { TellRequest } from './tell-result.ts'

/**
 * Opens incidents, or sends what opens them elsewhere. A fork gets neither: its runs have no secrets, and whoever may open a
 * pull request could wake somebody as often as they like.
 *
 * @returns `undefined`: nothing was to be told
 */
export async function tellOnFinding(
  { target, inputs, scan, host, log, keys }: TellRequest,
  exposures: readonly Exposure[],
): Promise<NoticeOutcome | undefined> {
  const { onFinding } = inputs
  if (onFinding === 'none' || exposures.length === 0) return undefined
  if (target.kind === 'pull' && target.isFork)
    return { onFinding, told: 0, failure: 'a pull request of a fork starts nothing' }
  if (onFinding === 'webhook') {
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
  return openIncidents({ target, scan, exposures, host, keys, onNote: log.noteFor(scan) })
}
