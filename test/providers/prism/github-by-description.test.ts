import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Notification } from '../../../src/incident/notify/notification.ts'
import { githubAlertMessage } from '../../../src/incident/notify/messages/github-alert.ts'
import type { Adapter, Subject } from '../../../src/incident/adapter.ts'
import { adapterSources } from '../../../src/providers/adapters/adapters.ts'
import {
  createHttpClient,
  type OpenHttpClient,
} from '../../../src/providers/http/create-http-client.ts'
import type { HttpClient } from '../../../src/providers/http-client.ts'
import { RestJudge } from '../../github/judge-rest.ts'
import { contextOf, secretOf } from '../adapters/simulated.ts'
import { prism } from './describe-github.ts'
import { startGithubByDescription, type RunningPrism } from './start-prism.ts'

let server: RunningPrism
let client: OpenHttpClient

/** GitHub's own calls go to the server instead, which is asked for that answer of those that are described. */
async function openGithub(code: number): Promise<Adapter> {
  const http: HttpClient = {
    send: (request, signal) => {
      const { pathname, search } = request.url
      const url = new URL(server.url + pathname + search)
      // Its example of 202 is null, of which Prism makes a 500.
      const prefer = `code=${code}${code === 202 ? ', dynamic=true' : ''}`
      // Its own type of JSON, which GitHub recommends, does not stand in its description.
      const headers = { ...request.headers, accept: 'application/json', prefer }
      return client.send({ ...request, url, headers }, signal)
    },
  }
  return adapterSources()
    .find(({ id }) => id === 'github')!
    .open({
      http,
      env: { GITHUB_CLIENT_ID: 'Iv1.0123', GITHUB_CLIENT_SECRET: 'of no app' },
      clock: { now: () => 0, sleep: () => Promise.resolve() },
    })
}

const noise = 'x'.repeat(30) + '0Zq4aB'
const subjectOf = (prefix: string): Subject => ({
  rule: 'github-token',
  provider: 'GitHub',
  secret: secretOf(prefix + noise),
})

describe.skipIf(prism.path === undefined)(`GitHub by its description (${prism.skip})`, () => {
  beforeAll(async () => {
    server = await startGithubByDescription([
      '/user',
      '/user/orgs',
      '/user/keys',
      '/credentials/revoke',
      '/installation/repositories',
      '/installation/token',
      '/applications/{client_id}/token',
    ])
    client = createHttpClient({ allowedHosts: [new URL(server.url).host], env: {} })
  }, 100_000)
  afterAll(async () => {
    await client?.close()
    server?.stop()
  })

  test('a body that does not fit is refused, so that an answer shows that ours do', async () => {
    const send = (body: object) =>
      fetch(`${server.url}/credentials/revoke`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    expect((await send({ credentials: 'one' })).status).toBe(422)
    expect((await send({ credential: ['one'] })).status).toBe(422)
  })

  test.for<[string, string, number, object]>([
    ['user', 'ghp_', 200, { verdict: 'live', facts: { account: 'octocat' } }],
    ['installation', 'ghs_', 200, { verdict: 'live' }],
    ['organizations', 'ghp_', 200, { complete: true, facts: { organizations: 'github' } }],
    [
      'ssh-keys',
      'ghp_',
      200,
      {
        minted: [
          { kind: 'ssh-key', id: '2' },
          { kind: 'ssh-key', id: '3' },
        ],
      },
    ],
    ['revoke', 'ghp_', 202, { result: 'accepted' }],
    ['revoke', 'ghp_', 422, { result: 'failed', isTemporary: false }],
    ['revoke', 'ghp_', 500, { result: 'failed', isTemporary: true }],
    ['revoke-app-token', 'gho_', 204, { result: 'done' }],
    ['revoke-app-token', 'gho_', 422, { result: 'not-found' }],
    ['revoke-installation', 'ghs_', 204, { result: 'done' }],
  ])('%s of %s… with %i', async ([name, prefix, code, expected]) => {
    const adapter = await openGithub(code)
    const action = adapter.actions.find((one) => one.name === name)!
    const outcome = await action.run(contextOf(subjectOf(prefix)))
    expect(outcome, JSON.stringify(outcome)).toMatchObject(expected)
  })

  test('a batch of a thousand fits, and one of more is not sent', async () => {
    const adapter = await openGithub(202)
    const revoke = adapter.actions.find((one) => one.name === 'revoke')!
    const also = Array.from({ length: 999 }, () => subjectOf('ghp_'))
    expect(await revoke.run({ ...contextOf(subjectOf('ghp_')), also })).toMatchObject({
      result: 'accepted',
    })
    const more = [...also, subjectOf('ghp_')]
    expect(await revoke.run({ ...contextOf(subjectOf('ghp_')), also: more })).toMatchObject({
      result: 'refused',
    })
  })

  test.for(['dead', 'false-alarm'] as const)('an alert is resolved as GitHub describes it: %s', async (kind) => {
    const notification = { kind, incident: 'one', at: '2026-01-01T00:00:00Z' } as Notification
    const body = JSON.stringify(githubAlertMessage(notification))
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
    const path = '/repos/o/r/secret-scanning/alerts/7'
    const sent = { method: 'PATCH', path, headers, status: 200, answer: {} }
    const judge = new RestJudge()
    expect(await judge.faultsOf({ ...sent, body })).toEqual([])
    const other = body.replace('"resolution"', '"resolved_as"')
    expect(await judge.faultsOf({ ...sent, body: other })).not.toEqual([])
  }, 60_000) // prettier-ignore
})
