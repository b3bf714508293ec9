import type { ActionContext, EvidenceAction, EvidenceOutcome } from '../../../incident/adapter.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { factsOf } from '../asking/ask.ts'
import { Gathered } from '../asking/gathered.ts'
import { guardedEvidence } from '../asking/guard.ts'
import { readsOnly } from '../asking/reads-only.ts'
import { valueOf } from '../asking/value-of.ts'
import { missingApplication, readEntraApplication } from './entra-application.ts'
import { graphActsAs, openGraphCaller } from './graph-caller.ts'
import {
  choosePassword,
  passwordPlaces,
  placeAddress,
  readPasswords,
  type EntraPasswords,
} from './locate-password.ts'

/** Which secret it is, and which secrets the application got since. */
export function entraEvidence(setting: AdapterSetting): EvidenceAction[] {
  const described = (
    name: string,
    kind: 'identify' | 'minted',
    summary: string,
    read: (found: EntraPasswords, context: ActionContext, gathered: Gathered) => void,
  ): EvidenceAction => ({
    name,
    kind,
    describe: (subject) => {
      const application = readEntraApplication(subject, setting.env)
      return {
        calls: passwordPlaces.map((place) => ({
          method: 'GET',
          host: application.cloud.graph,
          path: `/v1.0/${placeAddress(place, application.clientId ?? '{client}')}`,
        })),
        summary,
        ...readsOnly,
        actsAs: graphActsAs(setting.env),
        permissions: ['Application.Read.All'],
        missing: missingApplication(application),
        reference: 'https://learn.microsoft.com/graph/api/application-get',
      }
    },
    run: guardedEvidence((context) => gather(context, setting, read)),
  })
  return [
    described(
      'identify',
      'identify',
      'reads the secrets of the application, without values',
      identify(setting),
    ),
    described('minted', 'minted', 'lists the secrets that the application got since', readMinted),
  ]
}

async function gather(
  context: ActionContext,
  setting: AdapterSetting,
  read: (found: EntraPasswords, context: ActionContext, gathered: Gathered) => void,
): Promise<EvidenceOutcome> {
  const gathered = new Gathered()
  const application = readEntraApplication(context.subject, setting.env)
  const call = openGraphCaller(setting, application, context.signal)
  const answer = await readPasswords(call, application.clientId ?? '')
  if ('outcome' in answer) {
    gathered.call(answer.outcome)
    gathered.gap(answer.outcome.detail)
  } else {
    gathered.call(factsOf(answer.found.last, 'the secrets of the application'))
    read(answer.found, context, gathered)
  }
  return gathered.outcome()
}

function identify({ env }: AdapterSetting) {
  return (found: EntraPasswords, { subject }: ActionContext, gathered: Gathered): void => {
    const { clientId, tenant, keyId } = readEntraApplication(subject, env)
    gathered.fact('application', found.displayName)
    gathered.fact('clientId', clientId)
    gathered.fact('tenant', tenant)
    gathered.fact('otherSecrets', String(Math.max(0, found.passwords.length - 1)))
    const enabled = found.accountEnabled
    gathered.fact('state', enabled === undefined ? undefined : enabled ? 'enabled' : 'disabled')
    const start = subject.secret === undefined ? undefined : valueOf(subject).slice(0, 3)
    const chosen = choosePassword(found, { keyId, start })
    if ('outcome' in chosen) return gathered.gap(chosen.outcome.detail)
    gathered.fact('keyId', chosen.password.keyId)
    gathered.fact('proof', chosen.proof)
    gathered.fact('createdAt', chosen.password.startsAt)
    gathered.fact('expires', chosen.password.endsAt)
  }
}

function readMinted(found: EntraPasswords, { subject }: ActionContext, gathered: Gathered): void {
  gathered.minted({
    kind: 'access-token',
    id: 'made with the secret',
    detail:
      'Entra neither lists nor revokes tokens of applications; they end after 60 to 90 minutes.',
  })
  const since = Date.parse(subject.exposedSince ?? '')
  for (const { keyId, startsAt } of found.passwords)
    if (!Number.isNaN(since) && Date.parse(startsAt ?? '') >= since)
      gathered.minted({ kind: 'secret', id: keyId, ...(startsAt && { createdAt: startsAt }) })
  if (Number.isNaN(since))
    gathered.gap('Since when it could be read is not known: all secrets may be new ones.')
}
