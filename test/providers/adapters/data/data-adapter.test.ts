import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ActionOutcome } from '../../../../src/incident/adapter.ts'
import type { HttpRequest } from '../../../../src/providers/http-client.ts'
import { StanchError } from '../../../../src/text/error.ts'
import { actionOf, answerOf, contextOf, openExample, subjectOf } from './open-example.ts'

const value = `ex_${'Qm4kT9zR2wLp7vXs'}`

/** Bodies that look like what the example answers, or do not. */
const someBody = fc.oneof(
  fc.record(
    {
      user: fc.constantFrom<unknown>('ada', '', null, 7, ['ada']),
      error: fc.constantFrom<unknown>('invalid_token', 'forbidden', 'gone', '', null),
      revoked: fc.constantFrom<unknown>(true, false, 'true', 1),
      keys: fc.constantFrom<unknown>([], [{ shown: 'ex_…', id: 1 }], {}, 'x'),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
  fc.string(),
  fc.constantFrom('<!DOCTYPE html><title>Attention Required!</title>', ' <html>{"user":"ada"}', ''),
)
const someHeaders = fc.record(
  {
    'content-type': fc.constantFrom('application/json', 'text/html; charset=utf-8', 'text/plain'),
    'cf-mitigated': fc.constant('challenge'),
    'retry-after': fc.constantFrom('3', 'x', 'Thu, 01 Jan 2026 00:00:09 GMT'),
    location: fc.constant('https://elsewhere.example.org/'),
  },
  { requiredKeys: [] },
)
const someStatus = fc.oneof(
  fc.constantFrom(
    200,
    201,
    204,
    301,
    302,
    400,
    401,
    403,
    404,
    407,
    410,
    429,
    451,
    500,
    502,
    503,
    511,
    525,
  ),
  fc.integer({ min: 100, max: 599 }),
)

test('no answer makes a credential live or dead but the provider’s own', async () => {
  await fc.assert(
    fc.asyncProperty(someStatus, someBody, someHeaders, async (status, body, headers) => {
      const adapter = openExample(() => answerOf(status, body, headers))
      const probe = actionOf(adapter, 'whoami', 'probe')
      const { verdict } = await probe.run(contextOf(subjectOf(value)))
      const json = (typeof body === 'object' ? body : {}) as {
        user?: unknown
        error?: unknown
      } | null
      const isPage =
        (headers['content-type']?.startsWith('text/html') ?? false) || 'cf-mitigated' in headers
      const isUser = json?.user !== undefined && json.user !== null && json.user !== ''
      const expected =
        !isPage && status === 200 && isUser
          ? 'live'
          : !isPage && status === 401 && json?.error === 'invalid_token'
            ? 'dead'
            : 'unverifiable'
      expect(verdict).toBe(expected)
    }),
    { numRuns: 600 },
  )
})

test('no answer makes a revocation done but the one that the file describes', async () => {
  await fc.assert(
    fc.asyncProperty(someStatus, someBody, someHeaders, async (status, body, headers) => {
      const adapter = openExample(() => answerOf(status, body, headers))
      const outcome = await actionOf(adapter, 'revoke', 'revoke').run(contextOf(subjectOf(value)))
      if (outcome.result !== 'done' && outcome.result !== 'already') return
      const { revoked, error } = body as { revoked?: unknown; error?: unknown }
      if (outcome.result === 'done') expect([status, revoked]).toEqual([200, true])
      else expect([status, error]).toEqual([410, 'gone'])
    }),
    { numRuns: 300 },
  )
})

test.for<[string, number, unknown, Record<string, string>, Partial<ActionOutcome>]>([
  [
    'too often',
    429,
    {},
    { 'retry-after': '7' },
    { result: 'failed', isTemporary: true, retryAfterMs: 7000 },
  ],
  [
    'a time to come back',
    429,
    {},
    { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' },
    { result: 'failed', isTemporary: true, retryAfterMs: 9000 },
  ],
  ['a service that is away', 503, {}, {}, { result: 'failed', isTemporary: true }],
  ['a gateway that lost the answer', 502, '<html>Bad gateway', {}, { result: 'unknown' }],
  ['trouble inside', 500, {}, {}, { result: 'unknown' }],
  ['success in other words', 200, { ok: true }, {}, { result: 'unknown' }],
  [
    'a portal’s page',
    200,
    '<html>Welcome to our hotel',
    {},
    { result: 'failed', isTemporary: false },
  ],
  ['a proxy’s refusal', 407, '', {}, { result: 'failed', isTemporary: false }],
  ['a firewall’s page', 403, '<html>Blocked', {}, { result: 'failed', isTemporary: false }],
  ['a refusal that the file knows', 403, { error: 'forbidden' }, {}, { result: 'refused' }],
  ['a refusal that it does not know', 403, {}, {}, { result: 'failed', isTemporary: false }],
  [
    'another address',
    302,
    '',
    { location: 'https://elsewhere.example.org' },
    { result: 'failed', isTemporary: false },
  ],
])('%s ends a revocation as it must', async ([, status, body, headers, expected]) => {
  const adapter = openExample(() => answerOf(status, body, headers))
  const outcome = await actionOf(adapter, 'revoke', 'revoke').run(contextOf(subjectOf(value)))
  expect(outcome).toMatchObject(expected)
})

test.for([
  ['HTTP_HOST_REFUSED', 'POST x: not one of the hosts', 'failed'],
  ['HTTP_FAILED', 'POST x: no answer (ECONNREFUSED).', 'failed'],
  ['HTTP_FAILED', 'POST x: no answer (ECONNRESET).', 'unknown'],
  ['HTTP_FAILED', 'POST x: no whole answer within 30 s.', 'unknown'],
] as const)('%s, %s: %s', async ([code, message, result]) => {
  const adapter = openExample(() => Promise.reject(new StanchError(code, message)))
  const outcome = await actionOf(adapter, 'revoke', 'revoke').run(contextOf(subjectOf(value)))
  expect(outcome.result).toBe(result)
})

test('an abort is thrown, by its reason', async () => {
  const controller = new AbortController()
  const adapter = openExample(() => {
    controller.abort(new Error('enough'))
    throw new Error('aborted')
  })
  const context = { ...contextOf(subjectOf(value)), signal: controller.signal }
  await expect(actionOf(adapter, 'whoami', 'probe').run(context)).rejects.toThrow('enough')
})

test('nothing that comes out holds a piece of the value, whatever the provider repeats', async () => {
  const pieces = fc.nat({ max: value.length - 8 }).map((at) => value.slice(at, at + 8))
  const forms = fc.constantFrom(
    value,
    `key ${value} of ada`,
    Buffer.from(value).toString('base64'),
    Buffer.from(`ada:${value}`).toString('base64'),
    Buffer.from(value).toString('hex'),
    'admin-secret-of-nobody',
    'plain',
  )
  const echo = fc.oneof(forms, pieces, fc.array(forms))
  await fc.assert(
    fc.asyncProperty(echo, echo, echo, async (one, other, third) => {
      const body = { user: one, key: other, note: third, scopes: [one, third], revoked: true }
      const headers = { 'x-request-id': String(one) }
      const adapter = openExample(() => answerOf(200, body, headers))
      const subject = subjectOf(value, { known: { id: '7' } })
      const outcomes = [
        await actionOf(adapter, 'whoami', 'probe').run(contextOf(subject)),
        await actionOf(adapter, 'whoami', 'probe').control(contextOf(subject)),
        await actionOf(adapter, 'revoke', 'revoke').run(contextOf(subject)),
        await actionOf(adapter, 'remove', 'revoke').run(contextOf(subject)),
        adapter.actions.map((action) => action.describe(subject)),
      ]
      const written = JSON.stringify(outcomes)
      for (let at = 0; at + 8 <= value.length; at++)
        expect(written).not.toContain(value.slice(at, at + 8))
      expect(written).not.toContain(Buffer.from(value).toString('base64').slice(4, 14))
      expect(written).not.toContain(Buffer.from(value).toString('hex').slice(2, 20))
      expect(written).not.toContain('admin-secret')
    }),
    { numRuns: 150 },
  )
})

test('a control asks the same with another value of the same shape', async () => {
  const sent: HttpRequest[] = []
  const adapter = openExample(() => answerOf(401, { error: 'invalid_token' }), { sent })
  const probe = actionOf(adapter, 'whoami', 'probe')
  await probe.run(contextOf(subjectOf(value)))
  expect(await probe.control(contextOf(subjectOf(value)))).toMatchObject({ verdict: 'dead' })
  const [real, bad] = sent.map(({ headers }) => headers!['authorization']!.slice('Bearer '.length))
  expect(real).toBe(value)
  expect(bad).not.toBe(value)
  expect(shapeOf(bad!)).toBe(shapeOf(value))
  expect(bad).toMatch(/^ex_/)
  expect([...bad!].filter((letter, at) => letter === value[at])).toHaveLength(3)
})

function shapeOf(text: string): string {
  return text.replace(/[0-9]/g, '9').replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A')
}

/** Plays a list of masked keys in pages of two; `broken` is the page that answers 500. */
function listServer(shown: readonly string[], removed: string[], broken?: number) {
  return ({ method, url }: HttpRequest) => {
    if (method === 'DELETE') {
      removed.push(url.pathname.split('/').at(-1)!)
      return answerOf(204)
    }
    const at = Number(url.searchParams.get('after') ?? 0)
    if (at / 2 === broken) return answerOf(500)
    const keys = shown.map((one, id) => ({ id: `id-${id}`, shown: one })).slice(at, at + 2)
    return answerOf(200, { keys, next: at + 2 < shown.length ? at + 2 : null })
  }
}

test('a look-alike is never removed, and nothing from a list that was not read to its end', async () => {
  const mine = `${value.slice(0, 5)}****${value.slice(-4)}`
  const others = fc.constantFrom(
    `${value.slice(0, 5)}****zzzz`,
    `ex_zz****${value.slice(-4)}`,
    'ex_****',
    `${value.slice(0, 3)}****${value.slice(-2)}`,
    `${value}****`,
    value.slice(0, 8),
    mine.toUpperCase(),
    '',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(others, { maxLength: 7 }),
      fc.array(fc.nat({ max: 7 }), { maxLength: 2 }),
      fc.option(fc.nat({ max: 3 }), { nil: undefined }),
      async (list, places, broken) => {
        const shown = [...list]
        for (const place of places) shown.splice(place, 0, mine)
        const removed: string[] = []
        const adapter = openExample(listServer(shown, removed, broken))
        const outcome = await actionOf(adapter, 'remove', 'revoke').run(contextOf(subjectOf(value)))
        const isRead = broken === undefined || broken * 2 >= Math.max(1, shown.length)
        if (isRead && places.length === 1) {
          expect(outcome.result).toBe('done')
          expect(removed).toEqual([`id-${shown.indexOf(mine)}`])
        } else {
          expect(removed).toEqual([])
          if (isRead) expect(outcome.result).toBe(places.length === 0 ? 'not-found' : 'ambiguous')
          else expect(['failed', 'ambiguous', 'unknown']).toContain(outcome.result)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('a description sends nothing, hides the value and says what is missing', () => {
  const sent: HttpRequest[] = []
  const adapter = openExample(() => answerOf(200), { sent, env: { EXAMPLE_ADMIN: '' } })
  const remove = actionOf(adapter, 'remove', 'revoke')
  expect(remove.describe(subjectOf(value))).toMatchObject({
    calls: [
      { method: 'GET', host: 'api.example.org', path: '/keys' },
      { method: 'DELETE', host: 'api.example.org', path: '/keys/{id}' },
    ],
    proof: 'unique-hint',
    reversible: false,
    missing: ['EXAMPLE_ADMIN: an admin token'],
    actsAs: 'an admin token (EXAMPLE_ADMIN)',
  })
  expect(remove.describe(subjectOf()).missing).toContain(
    'the value itself, from standard input or the place where it was found',
  )
  const pause = actionOf(adapter, 'pause', 'disable')
  expect(pause.describe(subjectOf(undefined, { keyId: 'k/1' })).calls[0]!.path).toBe(
    '/keys/k/1/pause',
  )
  expect(pause.describe(subjectOf()).missing).toContain('Example’s id of it, which whoami tells')
  expect(sent).toEqual([])
})

test('an own server takes the place of the provider’s, with its path', async () => {
  const sent: HttpRequest[] = []
  const env = { EXAMPLE_URL: 'https://own.example.com/api/' }
  const adapter = openExample(() => answerOf(200), { sent, env })
  await actionOf(adapter, 'pause', 'disable').run(
    contextOf(subjectOf(undefined, { keyId: '../k 1' })),
  )
  expect(sent[0]!.url.href).toBe('https://own.example.com/api/keys/..%2Fk%201/pause')
  await actionOf(adapter, 'pause', 'disable').run(contextOf(subjectOf(undefined, { keyId: '..' })))
  expect(sent).toHaveLength(1)
})

test('after a crash a probe or a call of its own tells whether it was done', async () => {
  const states = [
    [answerOf(200, { user: 'ada', paused: true }), 'not-effected', 'effected'],
    [answerOf(401, { error: 'invalid_token' }), 'effected', 'unknown'],
    [answerOf(200, { user: null, paused: false }), 'unknown', 'not-effected'],
    [answerOf(403, '<html>'), 'unknown', 'unknown'],
  ] as const
  for (const [answer, ofRevoke, ofPause] of states) {
    const adapter = openExample(() => answer)
    const context = contextOf(subjectOf(value, { keyId: 'k1' }))
    expect((await actionOf(adapter, 'revoke', 'revoke').check(context)).state).toBe(ofRevoke)
    expect((await actionOf(adapter, 'pause', 'disable').check(context)).state).toBe(ofPause)
  }
})

test('a value with a line feed goes nowhere', async () => {
  const sent: HttpRequest[] = []
  const adapter = openExample(() => answerOf(200, { user: 'ada' }), { sent })
  const outcome = await actionOf(adapter, 'whoami', 'probe').run(
    contextOf(subjectOf(`${value}\nx`)),
  )
  expect(outcome.verdict).toBe('unverifiable')
  expect(sent).toEqual([])
})

test('a batch is one call with all values', async () => {
  const sent: HttpRequest[] = []
  const adapter = openExample(() => answerOf(200, { revoked: true }), {
    sent,
    change: (file) => {
      const revoke = file.actions.find(({ name }) => name === 'revoke')!
      revoke.batchMax = 2
      delete revoke.calls[0]!.bearer
      revoke.calls[0]!.json = { credentials: ['{secrets}'] }
    },
  })
  const revoke = actionOf(adapter, 'revoke', 'revoke')
  const other = `ex_${'Zz8yXw6vUt4sRq2p'}`
  await revoke.run({ ...contextOf(subjectOf(value)), also: [subjectOf(other)] })
  expect(JSON.parse(String(sent[0]!.body))).toEqual({ credentials: [value, other] })
  const tooMany = [subjectOf(other), subjectOf(other)]
  const outcome = await revoke.run({ ...contextOf(subjectOf(value)), also: tooMany })
  expect(outcome.result).toBe('refused')
  expect(sent).toHaveLength(1)
})
