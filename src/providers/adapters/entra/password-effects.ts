import type { ActionContext, ActionOutcome, EffectAction } from '../../../incident/adapter.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { factsOf, statusOf } from '../asking/ask.ts'
import { guarded, guardedCheck } from '../asking/guard.ts'
import { troubleOf } from '../asking/trouble.ts'
import { valueOf } from '../asking/value-of.ts'
import { missingApplication, readEntraApplication } from './entra-application.ts'
import { graphActsAs, openGraphCaller } from './graph-caller.ts'
import {
  choosePassword,
  passwordPlaces,
  placeAddress,
  readPasswords,
  refusalOf,
} from './locate-password.ts'
import { clientProbe } from './probe-client.ts'

const tokensLiveOn =
  'Access tokens that were made with it before live on for 60 to 90 minutes; a day where continuous access evaluation is on.'

/** https://learn.microsoft.com/graph/api/application-removepassword */
export function removePassword(setting: AdapterSetting): EffectAction {
  const { env } = setting
  return {
    name: 'remove-password',
    kind: 'revoke',
    describe: (subject) => {
      const application = readEntraApplication(subject, env)
      const paths = passwordPlaces.map(
        (place) => `/v1.0/${placeAddress(place, application.clientId ?? '{client}')}`,
      )
      const host = application.cloud.graph
      return {
        calls: [
          ...paths.map((path) => ({ method: 'GET', host, path })),
          ...paths.map((path) => ({ method: 'POST', host, path: `${path}/removePassword` })),
        ],
        summary: 'removes the secret of the application for good, from where of the two it lies',
        proof:
          subject.secret === undefined || application.isKeyNamed ? 'human-attested' : 'unique-hint',
        reversible: false,
        completion: 'sync',
        effect: 'dead',
        provedBy: 'client-credentials',
        actsAs: graphActsAs(env),
        permissions: ['Application.ReadWrite.All, or Application.ReadWrite.OwnedBy as an owner'],
        sideEffects: [tokensLiveOn],
        missing: [
          ...missingApplication(application),
          ...(application.keyId === undefined && subject.secret === undefined
            ? ['the value, or the key id of the secret']
            : []),
        ],
        reference: 'https://learn.microsoft.com/graph/api/application-removepassword',
      }
    },
    run: guarded((context) => remove(context, setting)),
    check: guardedCheck((context) => checkRemoved(context, setting)),
  }
}

/** @returns first three characters */
function startOf({ subject }: ActionContext): string | undefined {
  return subject.secret === undefined ? undefined : valueOf(subject).slice(0, 3)
}

async function remove(context: ActionContext, setting: AdapterSetting): Promise<ActionOutcome> {
  const application = readEntraApplication(context.subject, setting.env)
  const { clientId, keyId } = application
  if (clientId === undefined) return { result: 'refused', detail: 'The client id is not known.' }
  const call = openGraphCaller(setting, application, context.signal)
  const read = await readPasswords(call, clientId)
  if ('outcome' in read) return read.outcome
  const chosen = choosePassword(read.found, { keyId, start: startOf(context) })
  if ('outcome' in chosen) return chosen.outcome
  const { password, proof } = chosen
  const asked = await call('POST', `${placeAddress(password.place, clientId)}/removePassword`, {
    keyId: password.keyId,
  })
  const trouble = troubleOf(asked)
  if (trouble !== undefined) return trouble
  if (statusOf(asked) !== 204) return refusalOf(asked)
  return {
    result: 'done',
    ...factsOf(asked, `The secret ${password.keyId} is removed.`),
    identity: { proof, id: password.keyId },
    known: { keyId: password.keyId, clientId },
  }
}

async function checkRemoved(
  context: ActionContext,
  setting: AdapterSetting,
): ReturnType<EffectAction['check']> {
  const { subject, signal } = context
  const application = readEntraApplication(subject, setting.env)
  const { clientId } = application
  const keyId = application.keyId ?? subject.known?.['keyId']
  if (clientId === undefined) return { state: 'unknown', detail: 'The client id is not known.' }
  const read = await readPasswords(openGraphCaller(setting, application, signal), clientId)
  if ('outcome' in read) return { state: 'unknown', detail: read.outcome.detail }
  const { passwords, last } = read.found
  const start = startOf(context)
  const isThere =
    keyId === undefined
      ? passwords.some(({ hint }) => hint === undefined || hint === start)
      : passwords.some((one) => one.keyId === keyId)
  if (isThere) return { state: 'not-effected', ...factsOf(last, 'The secret is still there.') }
  // A key id that was never there would be gone, too.
  if (keyId !== undefined && subject.known?.['keyId'] === keyId)
    return { state: 'effected', ...factsOf(last, 'The secret was there before, and is gone.') }
  const probed = await clientProbe(setting).run(context)
  return probed.verdict === 'dead'
    ? { state: 'effected', ...factsOf(last, 'The secret is gone, and it is not taken.') }
    : { state: 'unknown', detail: `The secret is not listed. ${probed.detail}` }
}
