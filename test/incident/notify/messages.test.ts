import { describe, expect, test } from 'vitest'
import { foldIncident } from '../../../src/incident/fold-incident.ts'
import { alertsOf, githubAlertMessage } from '../../../src/incident/notify/messages/github-alert.ts'
import { gitlabNote } from '../../../src/incident/notify/messages/gitlab-note.ts'
import { pagerdutyMessage } from '../../../src/incident/notify/messages/pagerduty-message.ts'
import { partnerAlert } from '../../../src/incident/notify/messages/partner-alert.ts'
import { slackMessage } from '../../../src/incident/notify/messages/slack-message.ts'
import { teamsMessage } from '../../../src/incident/notify/messages/teams-message.ts'
import { webhookMessage } from '../../../src/incident/notify/messages/webhook-message.ts'
import type { Notification } from '../../../src/incident/notify/notification.ts'
import { journalOf, sampleEvents } from '../../report/incident/sample-journal.ts'

const incident = foldIncident(journalOf(sampleEvents))

const plain: Notification = {
  kind: 'opened',
  incident: 'inc-1',
  at: '2026-11-26T03:04:11.210Z',
  sequence: 1,
  severity: 'high',
  state: 'open',
  what: 'AWS access key',
  rule: 'aws-access-key',
  provider: 'aws',
  owner: 'payments',
  where: ['deploy/exporter.env:7'],
  whereCount: 5,
  next: { what: 'Plan it.', command: 'stanch incident plan inc-1 --probe' },
}

/** Everything that others may have written, as hostile as it can be. */
const hostile: Notification = {
  ...plain,
  what: '<!channel> *x* `y` [z](http://e) @all',
  owner: '<https://evil|click>',
  where: ['/close @here <b>&', `${'x'.repeat(9000)}`],
}

describe('every message', () => {
  const makers = { webhookMessage, pagerdutyMessage, slackMessage, teamsMessage, gitlabNote }

  test.for(Object.entries(makers))('%s is thin, whatever stands in it', ([, make]) => {
    for (const notification of [plain, hostile])
      expect(JSON.stringify(make(notification, ['payments'])).length).toBeLessThan(20_000)
  })

  test.for(Object.entries(makers).filter(([name]) => name !== 'pagerdutyMessage'))(
    '%s names the incident and the exact command',
    ([, make]) => {
      const text = JSON.stringify(make(plain, ['payments']))
      expect(text).toContain('inc-1')
      expect(text).toContain('stanch incident plan inc-1')
    },
  )
})

test('a webhook has a type, a time and data', () => {
  expect(webhookMessage(plain, ['payments'])).toMatchObject({
    type: 'incident.opened',
    timestamp: '2026-11-26T03:04:11.210Z',
    data: { incident: 'inc-1', severity: 'high', to: ['payments'] },
  })
})

test.for([
  ['opened', 'trigger'],
  ['seen-again', 'trigger'],
  ['stopped', 'trigger'],
  ['reopened', 'trigger'],
  ['approval-needed', 'acknowledge'],
  ['accepted', 'acknowledge'],
  ['dead', 'acknowledge'],
  ['closed', 'resolve'],
  ['false-alarm', 'resolve'],
] as const)('PagerDuty: %s is %s, of one alert for each incident', ([kind, action]) => {
  const message = pagerdutyMessage({ ...hostile, kind }, ['payments'])
  expect(message).toMatchObject({ event_action: action, dedup_key: 'inc-1' })
  if (action !== 'trigger') return
  const payload = message['payload'] as Record<string, string>
  expect(payload).toMatchObject({ severity: 'error', source: 'aws', group: 'payments' })
  expect(payload['summary']!.length).toBeLessThanOrEqual(1024)
})

test('Slack takes nothing of others for its own signs', () => {
  const { blocks: all, text: shown } = slackMessage(hostile, ['<!here>']) as { blocks: unknown[]; text: string } // prettier-ignore
  // The header is plain text, in which nothing is a sign.
  const text = JSON.stringify([shown, ...all.slice(1)])
  expect(text).not.toContain('<https')
  expect(text).not.toContain('<!here>')
  const { blocks } = slackMessage(hostile, []) as { blocks: { type: string; text?: { text: string }; fields?: { text: string }[] }[] } // prettier-ignore
  expect(blocks[0]!.text!.text.length).toBeLessThanOrEqual(150)
  for (const field of blocks[1]!.fields!) expect(field.text.length).toBeLessThanOrEqual(2000)
})

test('GitLab sees no mention, no quick action, and only members read it', () => {
  const { body, internal } = gitlabNote(hostile, ['@all']) as { body: string; internal: boolean }
  expect(internal).toBe(true)
  expect(body).not.toMatch(/@all|@here/)
  expect(body).not.toMatch(/^\//m)
})

test('GitHub’s alert is resolved with what was proved, and never before', () => {
  expect(githubAlertMessage({ ...plain, kind: 'accepted' })).toBeUndefined()
  expect(githubAlertMessage({ ...plain, kind: 'dead' })).toMatchObject({
    state: 'resolved',
    resolution: 'revoked',
    validity: 'inactive',
  })
  const falseAlarm = githubAlertMessage({ ...plain, kind: 'false-alarm' })
  expect(falseAlarm).toMatchObject({ state: 'resolved', resolution: 'false_positive' })
  expect(falseAlarm).not.toHaveProperty('validity')
})

test('alerts are known from where the incident came from, and from its places, once', () => {
  const url = 'https://github.com/acme/web.site/security/secret-scanning/7'
  const place = { origin: { kind: 'file', path: 'a', url } as never, line: 1, column: 1 }
  const leaked = { ...incident.leaked, places: [place] }
  expect(alertsOf({ leaked, source: `alert ${url}` })).toEqual([
    { owner: 'acme', repository: 'web.site', number: 7 },
  ])
  expect(alertsOf({ leaked: incident.leaked, source: 'scan report' })).toEqual([])
})

test('an alert for partners has everything but the token', () => {
  const [alert] = partnerAlert(plain, incident)
  expect(alert).toMatchObject({ type: 'aws-access-key', source: 'commit' })
  expect(alert).not.toHaveProperty('token')
  expect(alert!['token_fingerprint']).toMatch(/^v1:/)
})
