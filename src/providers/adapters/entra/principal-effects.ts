import type {
  ActionContext,
  ActionOutcome,
  EffectAction,
  Subject,
} from '../../../incident/adapter.ts'
import { isObject } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { bodyOf, factsOf, statusOf } from '../asking/ask.ts'
import { guarded, guardedCheck } from '../asking/guard.ts'
import { troubleOf } from '../asking/trouble.ts'
import { missingApplication, readEntraApplication } from './entra-application.ts'
import { graphActsAs, openGraphCaller } from './graph-caller.ts'
import { placeAddress, readPasswords, refusalOf } from './locate-password.ts'
import { clientProbe } from './probe-client.ts'

const reference = 'https://learn.microsoft.com/graph/api/serviceprincipal-update'

/**
 * Stops the application as a whole, and lets it go again: the only way back that Entra has. Whose secret it is, Entra itself
 * says: it gives a token for the client id and the secret together. Without the value, the client id is a person's word.
 */
export function principalEffects(setting: AdapterSetting): EffectAction[] {
  return [false, true].map((isEnabled) => {
    const name = isEnabled ? 'enable-application' : 'disable-application'
    return {
      name,
      kind: isEnabled ? ('restore' as const) : ('disable' as const),
      describe: (subject) => {
        const application = readEntraApplication(subject, setting.env)
        const client = application.clientId ?? '{client}'
        const host = application.cloud.graph
        const path = `/v1.0/${placeAddress('servicePrincipals', client)}`
        return {
          calls: [
            ...(isEnabled ? [] : clientProbe(setting).describe(subject).calls),
            { method: 'GET', host, path: `/v1.0/${placeAddress('applications', client)}` },
            { method: 'GET', host, path },
            { method: 'PATCH', host, path },
          ],
          summary: isEnabled
            ? 'lets the application sign in again'
            : 'stops the application in this tenant: it gets no more tokens with any of its secrets',
          proof: isProven(subject, isEnabled) ? 'verify-returns-id' : 'human-attested',
          reversible: true,
          ...(!isEnabled && { undoneBy: 'enable-application' }),
          completion: 'sync',
          effect: isEnabled ? 'none' : 'contained',
          ...(!isEnabled && { provedBy: 'client-credentials' }),
          actsAs: graphActsAs(setting.env),
          permissions: ['Application.ReadWrite.All, or Application.ReadWrite.OwnedBy as an owner'],
          sideEffects: isEnabled
            ? ['Whoever has the leaked secret can use it again.']
            : [
                'Everything that signs in as this application stops, with whatever secret or certificate; users cannot sign in to it.',
                'Access tokens that were made before live on for 60 to 90 minutes.',
              ],
          missing: missingApplication(application),
          reference,
        }
      },
      run: guarded((context) => run(context, setting, isEnabled)),
      check: guardedCheck(async ({ subject, signal }) => {
        const application = readEntraApplication(subject, setting.env)
        const call = openGraphCaller(setting, application, signal)
        const read = await readPasswords(call, application.clientId ?? '')
        if ('outcome' in read) return { state: 'unknown', detail: read.outcome.detail }
        const { accountEnabled, last } = read.found
        if (accountEnabled === undefined)
          return { state: 'unknown', ...factsOf(last, 'The tenant has no such application.') }
        const detail = `The application is ${accountEnabled ? 'enabled' : 'disabled'}.`
        const state = accountEnabled === isEnabled ? 'effected' : 'not-effected'
        return { state, ...factsOf(last, detail) }
      }),
    }
  })
}

function isProven({ secret }: Subject, isEnabled: boolean): boolean {
  return secret !== undefined && !isEnabled
}

async function run(
  context: ActionContext,
  setting: AdapterSetting,
  isEnabled: boolean,
): Promise<ActionOutcome> {
  const { subject, signal } = context
  const application = readEntraApplication(subject, setting.env)
  const { clientId } = application
  if (clientId === undefined) return { result: 'refused', detail: 'The client id is not known.' }
  const call = openGraphCaller(setting, application, signal)
  const read = await readPasswords(call, clientId)
  if ('outcome' in read) return read.outcome
  const { accountEnabled, last } = read.found
  const proof = isProven(subject, isEnabled) ? 'verify-returns-id' : 'human-attested'
  const told = { identity: { proof, id: clientId } as const, known: { clientId } }
  const word = isEnabled ? 'enabled' : 'disabled'
  if (accountEnabled === undefined)
    return { result: 'not-found', ...factsOf(last, 'The tenant has no such application.') }
  if (accountEnabled === isEnabled)
    return { result: 'already', ...factsOf(last, `The application was ${word} before.`), ...told }
  const doubt = isProven(subject, isEnabled) ? await doubtOf(context, setting) : undefined
  if (doubt !== undefined) return doubt
  const body = { accountEnabled: isEnabled }
  const asked = await call('PATCH', placeAddress('servicePrincipals', clientId), body)
  const trouble = troubleOf(asked)
  if (trouble !== undefined) return trouble
  if (statusOf(asked) !== 204 || isObject(bodyOf(asked))) return refusalOf(asked)
  return { result: 'done', ...factsOf(asked, `The application is ${word}.`), ...told }
}

/** @returns `undefined` when the secret is one of this application */
async function doubtOf(
  context: ActionContext,
  setting: AdapterSetting,
): Promise<ActionOutcome | undefined> {
  const { verdict, facts: _facts, ...told } = await clientProbe(setting).run(context)
  if (verdict === 'live') return undefined
  const detail = `Not proven that the secret is one of this application: ${told.detail}`
  return verdict === 'unverifiable' && (told.status === undefined || told.status >= 429)
    ? { result: 'failed', isTemporary: true, ...told, detail }
    : { result: 'refused', ...told, detail }
}
