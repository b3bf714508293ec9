import type { EvidenceAction } from '../../../incident/adapter.ts'
import { readsOnly } from '../asking/reads-only.ts'
import type { AwsActing } from './acting.ts'
import { awsCalls } from './describe-effect.ts'
import { lastUseOf } from './evidence.ts'
import { leakedKeyOf } from './leaked-key.ts'
import { locateKey } from './locate-key.ts'
import { openStore } from './rotation-setting.ts'

/** Whether the old key and the store are still asked for. */
export function drainAction(acting: AwsActing): EvidenceAction {
  return {
    name: 'drain',
    kind: 'drain',
    describe: (subject) => ({
      calls: awsCalls(acting, 'iam', ['GetAccessKeyLastUsed', 'ListAccessKeys']),
      summary: `asks when ${leakedKeyOf(subject).id ?? '{id}'} was used last, and when the store was read last`, // prettier-ignore
      ...readsOnly,
      actsAs: acting.place,
      permissions: [
        'iam:GetAccessKeyLastUsed',
        'iam:ListAccessKeys',
        'secretsmanager:DescribeSecret',
      ],
      missing: [...(leakedKeyOf(subject).id === undefined ? ['the access key id'] : []), ...acting.missing], // prettier-ignore
      reference: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html', // prettier-ignore
    }),
    run: async ({ subject, signal }) => {
      const opened = await acting.callerFor(subject)
      if ('outcome' in opened) return { facts: { stillUsed: 'unknown' }, complete: false, gaps: [opened.outcome.detail], calls: [] } // prettier-ignore
      const located = await locateKey(opened.caller, subject, signal)
      if ('outcome' in located) return { facts: { stillUsed: 'unknown' }, complete: false, gaps: [located.outcome.detail], calls: [] } // prettier-ignore
      const facts: Record<string, string> = lastUseOf(located.key.lastUsed)
      const told = await (await openStore(acting, subject))?.versions(signal)
      const read = told !== undefined && 'versions' in told ? told.versions.lastReadAt : undefined
      if (read !== undefined) facts['storeLastRead'] = `${read} (a day’s precision, any version)`
      const since = subject.known?.['storePromotedAt']
      facts['stillUsed'] = since === undefined ? 'unknown' : isUsedSince(facts['lastUsed'], since) ? 'yes' : 'no' // prettier-ignore
      if (facts['lastUsedFrom']?.startsWith('sts')) facts['lastUsedBy'] = 'maybe ourselves: probes ask STS' // prettier-ignore
      const calls = [{ ...located.key.answer.facts, detail: 'last use of the old key' }]
      return { facts, complete: true, gaps: [], calls }
    },
  }
}

function isUsedSince(lastUsed: string | undefined, since: string): boolean {
  return lastUsed !== undefined && Date.parse(lastUsed) >= Date.parse(since)
}
