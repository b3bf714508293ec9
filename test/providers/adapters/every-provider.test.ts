import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Adapter, Subject } from '../../../src/incident/adapter.ts'
import { openDataAdapter } from '../../../src/providers/adapters/data/open-data-adapter.ts'
import type { ProviderFile } from '../../../src/providers/adapters/data/provider-schema.ts'
import type { HttpAnswer, HttpRequest } from '../../../src/providers/http-client.ts'
import { readProviderPack } from '../../../src/providers/provider-pack.ts'
import { parseRules } from '../../../src/rules/parse-rules.ts'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { contextOf, secretOf } from './simulated.ts'

const directory = new URL('../../../rules/detect/', import.meta.url)
const { providers, visiblePrefixes } = readProviderPack()
const named = new Set(providers.flatMap(({ rules }) => rules))
const rules = readdirSync(directory)
  .map((name) => ({ name, yaml: readFileSync(new URL(name, directory), 'utf8') }))
  .filter(({ yaml }) => [...yaml.matchAll(/^ {2}- id: (\S+)$/gm)].some(([, id]) => named.has(id!)))
  .flatMap(({ name, yaml }) => parseRules(yaml, name).rules)
  .filter(({ id }) => named.has(id))

/** One subject for each example of each rule of the file, with all that can be known of it. */
function subjectsOf(file: ProviderFile): Subject[] {
  const known = Object.fromEntries(
    file.actions
      .flatMap(({ calls }) => calls.flatMap(({ capture = {} }) => Object.keys(capture)))
      .map((name) => [name, `known-${name}`]),
  )
  const components = Object.fromEntries(
    [...JSON.stringify(file).matchAll(/\{component:([a-z0-9-]+)\}/g)].map(([, rule]) => [
      rule,
      secretOf('zQ7.component.of.a.kind'),
    ]),
  )
  return file.rules.flatMap((rule) =>
    rules
      .find(({ id }) => id === rule)!
      .examples.positive.map((example, seed) => {
        const { text, secret } = assembleSample(example, seededRandom(seed + 1))
        const bytes = new TextEncoder().encode(text).subarray(secret!.start, secret!.end)
        const value = secretOf(new TextDecoder().decode(bytes))
        return {
          rule,
          provider: file.name,
          secret: value,
          keyId: 'key-1',
          account: 'ada',
          known,
          components,
        }
      }),
  )
}

function open(file: ProviderFile, answer: (request: HttpRequest) => HttpAnswer): Adapter {
  const settings = Object.values(file.settings ?? {}).flatMap(({ variables, secret }) =>
    variables.map((name) => [name, secret ? 'operators.secret.value' : 'setting-1']),
  )
  return openDataAdapter({
    file,
    visiblePrefixes,
    setting: {
      http: { send: (request) => Promise.resolve(answer(request)) },
      env: Object.fromEntries(settings) as Record<string, string>,
      clock: { now: () => 0, sleep: () => Promise.resolve() },
    },
  })
}

const garbage = fc.record({
  status: fc.oneof(
    fc.constantFrom(200, 201, 301, 400, 401, 403, 404, 407, 409, 410, 422, 429, 451, 500, 502, 503),
    fc.integer({ min: 200, max: 599 }),
  ),
  body: fc.oneof(
    fc.constantFrom('', '{}', '[]', 'null', '<html>Blocked</html>', '{"x":1}', '{"0":[]}'),
    fc.string(),
  ),
  type: fc.constantFrom('application/json', 'text/html', 'text/plain'),
})

test.for(providers.map((file) => [file.id, file] as const))(
  '%s: no answer that could be anybody’s proves anything, and nothing tells the value',
  async ([, file]) => {
    const subjects = subjectsOf(file)
    await fc.assert(
      fc.asyncProperty(
        garbage,
        fc.constantFrom(...subjects),
        async ({ status, body, type }, subject) => {
          const addresses: string[] = []
          const adapter = open(file, ({ url }) => {
            addresses.push(url.href)
            return {
              status,
              headers: { 'content-type': type },
              body: new TextEncoder().encode(body),
            }
          })
          const told: unknown[] = []
          for (const action of adapter.actions) {
            told.push(action.describe(subject))
            const context = { ...contextOf(subject), keep: () => Promise.resolve() }
            const outcome = await action.run(context)
            told.push(outcome)
            if (action.kind === 'probe') {
              expect(outcome, action.name).toMatchObject({ verdict: 'unverifiable' })
              told.push(await action.control(context))
            } else if ('check' in action && status !== 202 && status !== 204) {
              expect(['done', 'accepted', 'already']).not.toContain(
                (outcome as { result: string }).result,
              )
              const checked = await action.check(context)
              expect(checked.state, action.name).toBe('unknown')
              told.push(checked)
            }
          }
          const value = new TextDecoder().decode(subject.secret!.reveal())
          const hidden = value.slice(
            Math.max(visiblePrefixes[subject.rule] ?? 0, value.length - 16),
          )
          const inAddress = file.actions.some(({ secretUrl }) => secretUrl)
          const text = JSON.stringify(told) + (inAddress ? '' : addresses.join(' '))
          expect(text.includes(hidden) && !isPublic(value, file)).toBe(false)
          expect(text.includes('operators.secret')).toBe(false)
        },
      ),
      { numRuns: 25 },
    )
  },
)

/** What is found is the public id of a pair, as that of Twilio is. */
function isPublic(value: string, { embedded = {} }: ProviderFile): boolean {
  return Object.values(embedded).some(
    (pattern) => new RegExp(pattern, 'u').exec(value)?.[1] === value,
  )
}

test.for(providers.map((file) => [file.id, file] as const))(
  '%s: every kind of secret has an action that can run, or a person is told what to do',
  ([, file]) => {
    const adapter = open(file, () => ({ status: 500, headers: {}, body: new Uint8Array() }))
    for (const subject of subjectsOf(file)) {
      const isReady = adapter.actions.some(
        (action) => action.describe(subject).missing.length === 0,
      )
      expect(isReady || (file.manual?.length ?? 0) > 0, subject.rule).toBe(true)
    }
  },
)
