import type { ActionContext, ProbeAction, ProbeOutcome } from '../../../incident/adapter.ts'
import { fieldOf, textOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { ask, bodyOf, factsOf, statusOf, type Asked } from '../asking/ask.ts'
import { readsOnly } from '../asking/reads-only.ts'
import { unverifiableBy } from '../asking/trouble.ts'
import { unlike } from '../asking/unlike.ts'
import { missingValue, valueOf } from '../asking/value-of.ts'
import { missingApplication, readEntraApplication } from './entra-application.ts'

/**
 * Asks for a token of the application. Whether a secret is one, only two codes of
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes tell: 7000215 (it is not) and 7000222 (it has
 * ended). Others may change, are about something else, and prove nothing.
 */
export function clientProbe(setting: AdapterSetting): ProbeAction {
  const { http, env } = setting
  const run = async ({ subject, signal }: ActionContext, secret: string): Promise<ProbeOutcome> => {
    const { tenant, clientId, cloud } = readEntraApplication(subject, env)
    if (tenant === undefined || clientId === undefined)
      return { verdict: 'unverifiable', detail: 'Whose secret it is, is not known.' }
    const asked = await ask(
      http,
      {
        method: 'POST',
        url: new URL(`https://${cloud.authority}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: secret,
          scope: `https://${cloud.graph}/.default`,
        }).toString(),
        isIdempotent: true,
      },
      signal,
    )
    return verdictOf(asked, { clientId, tenant })
  }
  return {
    name: 'client-credentials',
    kind: 'probe',
    describe: (subject) => {
      const application = readEntraApplication(subject, env)
      return {
        calls: [
          {
            method: 'POST',
            host: application.cloud.authority,
            path: `/${application.tenant ?? '{tenant}'}/oauth2/v2.0/token`,
          },
        ],
        summary: 'asks for a token of the application, and drops it',
        ...readsOnly,
        actsAs: 'the leaked secret itself',
        permissions: [],
        sideEffects: ['Stands in the sign-in logs of the application.'],
        missing: [...missingValue(subject), ...missingApplication(application)],
        reference:
          'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow',
      }
    },
    run: async (context) =>
      context.subject.secret === undefined
        ? { verdict: 'unverifiable', detail: 'The leaked value is not at hand.' }
        : await run(context, valueOf(context.subject)),
    control: async (context) =>
      context.subject.secret === undefined
        ? { verdict: 'unverifiable', detail: 'The leaked value is not at hand.' }
        : await run(context, unlike(valueOf(context.subject), '.{3}[78]Q~', setting)),
  }
}

function verdictOf(asked: Asked, facts: Readonly<Record<string, string>>): ProbeOutcome {
  const body = bodyOf(asked)
  if (statusOf(asked) === 200 && textOf(body, 'access_token') !== undefined)
    return { verdict: 'live', ...factsOf(asked, 'Entra gave a token.'), facts }
  const code = codeOf(asked)
  if (code === 7_000_215)
    return { verdict: 'dead', ...factsOf(asked, 'No secret of the application (AADSTS7000215).') }
  if (code === 7_000_222)
    return { verdict: 'dead', ...factsOf(asked, 'The secret has ended (AADSTS7000222).') }
  if (code === 7_000_112)
    return {
      verdict: 'contained',
      ...factsOf(
        asked,
        'The application is disabled, its secrets are not removed (AADSTS7000112).',
      ),
    }
  return unverifiableBy(asked, code === undefined ? undefined : adviceOf(code))
}

/** @returns `undefined` for what is no answer of Entra */
function codeOf(asked: Asked): number | undefined {
  const status = statusOf(asked)
  const codes = fieldOf(bodyOf(asked), 'error_codes')
  const isError = status === 400 || status === 401
  return isError && Array.isArray(codes) && typeof codes[0] === 'number' ? codes[0] : undefined
}

function adviceOf(code: number): string {
  const known: Readonly<Record<number, string>> = {
    700_016: 'the tenant does not know the application: wrong tenant, or it was deleted',
    90_002: 'there is no such tenant',
    53_003: 'conditional access lets nobody in from here',
    53_000: 'conditional access wants a managed device',
  }
  return `Entra answered AADSTS${code}${known[code] === undefined ? '' : `: ${known[code]}`}; that proves neither.`
}
