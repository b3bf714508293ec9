import { expect, test } from 'vitest'
import type { ActionContext, EffectAction, Subject } from '../../../src/incident/adapter.ts'
import type { NotifyChannel } from '../../../src/incident/notify/channel.ts'
import { channelAdapter } from '../../../src/providers/notify/channel-adapter.ts'
import type { NotifyResult } from '../../../src/providers/notify/notify-incident.ts'

const subject: Subject = { rule: 'github-token', provider: 'github' }
const context: ActionContext = { subject, idempotencyKey: 'k', signal: new AbortController().signal } // prettier-ignore
const channels: NotifyChannel[] = [
  { name: 'team', type: 'slack', urlVariable: 'SLACK_URL', severity: 'low', private: false },
  { name: 'oncall', type: 'pagerduty', secretVariable: 'PD_KEY', severity: 'low', private: false },
]

function actionOf(env: Record<string, string>, ...results: NotifyResult['result'][]): EffectAction {
  const told = results.map((result) => ({ channel: 'team', kind: 'opened', result }) as NotifyResult) // prettier-ignore
  const { actions } = channelAdapter(channels, env, () => Promise.resolve(told))
  return actions[0] as EffectAction
}

test('a plan shows hosts, never the path of an address or a secret', () => {
  const env = { SLACK_URL: 'https://hooks.example.org/T0/B0/secret-part', PD_KEY: 'secret-key' }
  const description = actionOf(env).describe(subject)
  expect(description.calls.map(({ host }) => host)).toEqual(['hooks.example.org', 'events.pagerduty.com']) // prettier-ignore
  expect(description.missing).toEqual([])
  expect(JSON.stringify(description)).not.toMatch(/secret-part|secret-key/)
})

test('with no secret at hand nobody can be told', () => {
  const description = actionOf({}).describe(subject)
  expect(description.missing).toEqual(['SLACK_URL', 'PD_KEY'])
  expect(description.calls[0]!.host).toBe('{SLACK_URL}')
})

test.for([
  [[], 'already'],
  [['sent', 'sent'], 'done'],
  [['sent', 'failed'], 'failed'],
  [['waiting'], 'failed'],
  [['given-up'], 'failed'],
] as const)('%j: %s', async ([results, expected]) => {
  expect(await actionOf({}, ...results).run(context)).toMatchObject({ result: expected })
})

test('a run that was killed in the midst may tell the rest: what was told stands in the journal', async () => {
  expect(await actionOf({}).check(context)).toMatchObject({ state: 'not-effected' })
})
