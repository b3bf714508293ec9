import type { ActionContext, ProbeAction, ProbeOutcome } from '../../../incident/adapter.ts'
import { fieldOf, textOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { ask, bodyOf, factsOf, statusOf } from '../asking/ask.ts'
import { guardedProbe } from '../asking/guard.ts'
import { readsOnly } from '../asking/reads-only.ts'
import { unverifiableBy } from '../asking/trouble.ts'
import { unlike } from '../asking/unlike.ts'
import { missingValue, valueOf } from '../asking/value-of.ts'
import { isAdminKey, openaiAnswerOf, openaiHost, openaiRequest } from './openai-caller.ts'

/**
 * Lists models, or with an admin key projects. A key that is none gets 401 with `invalid_api_key`
 * (https://platform.openai.com/docs/guides/error-codes); a restricted one gets 403, which proves neither.
 */
export function openaiProbe(setting: AdapterSetting): ProbeAction {
  const run = async ({ signal }: ActionContext, key: string): Promise<ProbeOutcome> => {
    const asked = await ask(setting.http, openaiRequest('GET', pathOf(key), key), signal)
    const body = bodyOf(asked)
    if (
      statusOf(asked) === 200 &&
      textOf(body, 'object') === 'list' &&
      Array.isArray(fieldOf(body, 'data'))
    )
      return { verdict: 'live', ...factsOf(asked, 'OpenAI takes the key.') }
    if (statusOf(asked) === 401 && textOf(body, 'error', 'code') === 'invalid_api_key')
      return { verdict: 'dead', ...factsOf(asked, 'OpenAI says: invalid_api_key.') }
    return unverifiableBy(asked, statusOf(asked) === undefined ? undefined : openaiAnswerOf(asked))
  }
  return {
    name: 'models',
    kind: 'probe',
    describe: (subject) => ({
      calls: [
        {
          method: 'GET',
          host: openaiHost,
          path: `/v1/${subject.secret === undefined ? 'models' : pathOf(valueOf(subject)).replace(/\?.*$/, '')}`,
        },
      ],
      summary: 'lists what the key can see: models, or projects with an admin key',
      ...readsOnly,
      actsAs: 'the leaked key itself',
      permissions: [],
      missing: missingValue(subject),
      reference: 'https://platform.openai.com/docs/api-reference/models/list',
    }),
    run: guardedProbe((context) => run(context, valueOf(context.subject))),
    control: guardedProbe((context) =>
      run(context, unlike(valueOf(context.subject), 'sk-(?:[a-z]+-)?', setting)),
    ),
  }
}

function pathOf(key: string): string {
  return isAdminKey(key) ? 'organization/projects?limit=1' : 'models'
}
