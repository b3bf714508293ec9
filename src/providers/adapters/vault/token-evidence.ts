import type {
  ActionContext,
  EvidenceAction,
  EvidenceOutcome,
  ProbeAction,
} from '../../../incident/adapter.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { Gathered } from '../asking/gathered.ts'
import { guardedEvidence } from '../asking/guard.ts'
import { accessorOf } from './token-kind.ts'
import { lookupAccessorProbe, lookupSelfProbe } from './token-probes.ts'

/** What a token is, and what goes with it. */
export function tokenEvidence(setting: AdapterSetting): EvidenceAction[] {
  const [bySelf, byAccessor] = [lookupSelfProbe(setting), lookupAccessorProbe(setting)]
  const probeOf = ({ secret }: ActionContext['subject']) =>
    secret === undefined ? byAccessor : bySelf
  return [
    {
      name: 'identify',
      kind: 'identify',
      describe: (subject) => ({
        ...probeOf(subject).describe(subject),
        summary: 'reads the accessor, policies and end of the token',
      }),
      run: guardedEvidence((context) => identify(context, probeOf(context.subject))),
    },
    {
      name: 'minted',
      kind: 'minted',
      describe: (subject) => ({
        ...probeOf(subject).describe(subject),
        summary: 'says what Vault does not tell of tokens and leases that were made with it',
        reference:
          'https://developer.hashicorp.com/vault/docs/concepts/tokens#token-hierarchies-and-orphan-tokens',
      }),
      run: guardedEvidence(async (context) => {
        const found = await identify(context, probeOf(context.subject))
        return {
          ...found,
          complete: false,
          gaps: [
            ...found.gaps,
            'Vault does not list what a token made. Its children and leases go with it; orphan tokens, identities and policies ' +
              'that it made stay: look for its accessor in the audit log.',
          ],
        }
      }),
    },
  ]
}

async function identify(context: ActionContext, probe: ProbeAction): Promise<EvidenceOutcome> {
  const gathered = new Gathered()
  const { verdict, facts = {}, ...told } = await probe.run(context)
  gathered.call(told)
  if (verdict !== 'live') gathered.gap(told.detail)
  for (const [name, value] of Object.entries(facts)) gathered.fact(name, value)
  const stated = accessorOf(context.subject)
  if (stated !== undefined && facts['accessor'] !== undefined && facts['accessor'] !== stated)
    gathered.gap('The token has another accessor than the incident says.')
  if (facts['type'] === 'batch') gathered.gap('A batch token: it cannot be revoked.')
  return gathered.outcome()
}
