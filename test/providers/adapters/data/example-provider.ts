/* oxlint-disable typescript/no-explicit-any */
interface LooseCall {
  call: string
  query?: Record<string, string>
  bearer?: string
  json?: unknown
  answers: { is: string; status: number | number[]; json?: Record<string, any>; says?: string }[]
  pages?: object
  choose?: object
  capture?: Record<string, string>
}
interface LooseAction {
  name: string
  kind: string
  summary: string
  proof?: string
  reversible?: boolean
  undoneBy?: string
  completion?: string
  effect?: string
  provedBy?: string
  batchMax?: number
  identity?: string
  calls: LooseCall[]
  check?: { probe?: string; calls?: LooseCall[] }
}
interface LooseFile {
  id: string
  name: string
  rules: string[]
  reference: string
  endpoint: { default?: string; variables?: string[] }
  hosts?: string[]
  settings: Record<string, object>
  actions: LooseAction[]
}

/** A provider that does not exist: a probe, revocation by the token itself, by a masked list, and a pause. Yours to change. */
export function exampleProvider(): LooseFile {
  const status = (is: string, paused: boolean) => ({
    is,
    status: 200,
    json: { '$.paused': paused },
  })
  return {
    id: 'example',
    name: 'Example',
    rules: ['example-token'],
    reference: 'https://example.org/docs',
    endpoint: { default: 'https://api.example.org', variables: ['EXAMPLE_URL'] },
    settings: {
      adminToken: { variables: ['EXAMPLE_ADMIN'], secret: true, what: 'an admin token' },
    },
    actions: [
      {
        name: 'whoami',
        kind: 'probe',
        summary: 'asks whose it is',
        calls: [
          {
            call: 'GET {endpoint}/me',
            bearer: '{secret}',
            answers: [
              { is: 'live', status: 200, json: { '$.user': { exists: true } } },
              { is: 'dead', status: 401, json: { '$.error': 'invalid_token' } },
            ],
            capture: { account: '$.user', keyId: '$.key', note: '$.note', scopes: '$.scopes' },
          },
        ],
      },
      {
        name: 'revoke',
        kind: 'revoke',
        summary: 'revokes it for good',
        proof: 'self-token',
        effect: 'dead',
        provedBy: 'whoami',
        calls: [
          {
            call: 'POST {endpoint}/revoke',
            bearer: '{secret}',
            answers: [
              { is: 'done', status: 200, json: { '$.revoked': true } },
              { is: 'already', status: 410, json: { '$.error': 'gone' } },
              { is: 'refused', status: 403, json: { '$.error': 'forbidden' } },
            ],
          },
        ],
        check: { probe: 'whoami' },
      },
      {
        name: 'remove',
        kind: 'revoke',
        summary: 'removes the one key of the list that looks like it',
        proof: 'unique-hint',
        identity: '{id}',
        effect: 'dead',
        provedBy: 'whoami',
        calls: [
          {
            call: 'GET {endpoint}/keys',
            bearer: '{adminToken}',
            answers: [{ is: 'ok', status: 200, json: { '$.keys': { exists: true } } }],
            pages: { cursor: '$.next', parameter: 'after' },
            choose: { from: '$.keys', where: [{ path: '$.shown', masks: '{secret}' }] },
            capture: { id: '$.id' },
          },
          {
            call: 'DELETE {endpoint}/keys/{id}',
            bearer: '{adminToken}',
            answers: [{ is: 'done', status: 204 }],
          },
        ],
        check: { probe: 'whoami' },
      },
      {
        name: 'pause',
        kind: 'disable',
        summary: 'pauses {keyId}',
        proof: 'id-embedded',
        reversible: true,
        undoneBy: 'resume',
        effect: 'contained',
        provedBy: 'whoami',
        calls: [
          {
            call: 'POST {endpoint}/keys/{keyId}/pause',
            bearer: '{adminToken}',
            answers: [{ is: 'done', status: 200, json: { '$.paused': true } }],
          },
        ],
        check: {
          calls: [
            {
              call: 'GET {endpoint}/keys/{keyId}',
              bearer: '{adminToken}',
              answers: [status('effected', true), status('not-effected', false)],
            },
          ],
        },
      },
      {
        name: 'resume',
        kind: 'restore',
        summary: 'lets {keyId} work again',
        proof: 'id-embedded',
        calls: [
          {
            call: 'POST {endpoint}/keys/{keyId}/resume',
            bearer: '{adminToken}',
            answers: [{ is: 'done', status: 200, json: { '$.paused': false } }],
          },
        ],
        check: {
          calls: [
            {
              call: 'GET {endpoint}/keys/{keyId}',
              bearer: '{adminToken}',
              answers: [status('effected', false), status('not-effected', true)],
            },
          ],
        },
      },
    ],
  }
}
