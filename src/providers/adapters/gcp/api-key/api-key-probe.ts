import type { ActionContext, ProbeAction, ProbeOutcome } from '../../../../incident/adapter.ts'
import { fieldOf, objectsOf, textOf } from '../../../../text/field-of.ts'
import type { AdapterSetting } from '../../adapter-setting.ts'
import { ask, bodyOf, factsOf, statusOf, type Asked } from '../../asking/ask.ts'
import { guardedProbe } from '../../asking/guard.ts'
import { readsOnly } from '../../asking/reads-only.ts'
import { unverifiableBy } from '../../asking/trouble.ts'
import { unlike } from '../../asking/unlike.ts'
import { missingValue, valueOf } from '../../asking/value-of.ts'
import { googleAnswerOf } from '../google-reason.ts'

const url = new URL('https://generativelanguage.googleapis.com/v1beta/models?pageSize=1')

/**
 * Reasons for which Google knows a key and does not let it call this service: it names the project that the key is of.
 * https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto
 */
const knownReasons: ReadonlySet<string> = new Set([
  'SERVICE_DISABLED',
  'API_KEY_SERVICE_BLOCKED',
  'API_KEY_HTTP_REFERRER_BLOCKED',
  'API_KEY_IP_ADDRESS_BLOCKED',
  'API_KEY_ANDROID_APP_BLOCKED',
  'API_KEY_IOS_APP_BLOCKED',
])

/** Asks for models of Gemini, which costs nothing; the key goes in a header. A key that is none is `API_KEY_INVALID`. */
export function apiKeyProbe(setting: AdapterSetting): ProbeAction {
  const run = async ({ signal }: ActionContext, key: string): Promise<ProbeOutcome> => {
    const headers = { 'x-goog-api-key': key, accept: 'application/json' }
    const asked = await ask(setting.http, { method: 'GET', url, headers }, signal)
    if (statusOf(asked) === 200 && Array.isArray(fieldOf(bodyOf(asked), 'models')))
      return { verdict: 'live', ...factsOf(asked, 'Google takes the key.') }
    const info = errorInfoOf(asked)
    if (statusOf(asked) === 400 && info?.reason === 'API_KEY_INVALID')
      return { verdict: 'dead', ...factsOf(asked, 'Google says: API_KEY_INVALID.') }
    if (statusOf(asked) === 403 && info?.project !== undefined && knownReasons.has(info.reason))
      return {
        verdict: 'live',
        ...factsOf(asked, `Google knows the key, for other services than this (${info.reason}).`),
        facts: { project: info.project, restriction: info.reason },
      }
    return unverifiableBy(
      asked,
      statusOf(asked) === undefined ? undefined : `Google ${googleAnswerOf(asked)}.`,
    )
  }
  return {
    name: 'models',
    kind: 'probe',
    describe: (subject) => ({
      calls: [{ method: 'GET', host: url.host, path: url.pathname }],
      summary: 'lists one model of Gemini; a key of other services is told by the refusal',
      ...readsOnly,
      actsAs: 'the leaked key itself',
      permissions: [],
      missing: missingValue(subject),
      reference: 'https://ai.google.dev/api/models#method:-models.list',
    }),
    run: guardedProbe((context) => run(context, valueOf(context.subject))),
    control: guardedProbe((context) =>
      run(context, unlike(valueOf(context.subject), 'AIza', setting)),
    ),
  }
}

function errorInfoOf(
  asked: Asked,
): { readonly reason: string; readonly project?: string } | undefined {
  for (const detail of objectsOf(bodyOf(asked), 'error', 'details')) {
    const reason = textOf(detail, 'reason')
    if (reason === undefined || textOf(detail, 'domain') !== 'googleapis.com') continue
    const consumer = textOf(detail, 'metadata', 'consumer') ?? ''
    const project = /^projects\/([\w.:-]{1,100})$/.exec(consumer)?.[1]
    return { reason, ...(project !== undefined && { project }) }
  }
  return undefined
}
