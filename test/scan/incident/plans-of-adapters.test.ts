import { beforeAll, expect, test } from 'vitest'
import type { Adapter, Subject } from '../../../src/incident/adapter.ts'
import { buildPlan } from '../../../src/incident/build-plan.ts'
import { canonicalJson } from '../../../src/incident/canonical-json.ts'
import { choosePlaybook } from '../../../src/incident/choose-playbook.ts'
import { adapterSources } from '../../../src/providers/adapters/adapters.ts'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { fingerprintKeyOf } from '../../../src/text/fingerprint.ts'
import { Secret } from '../../../src/text/secret.ts'
import { builtInPlaybooks } from '../../incident/built-in-playbooks.ts'
import { FakeClock } from '../../incident/fake-journal.ts'
import { planInputOf } from '../../incident/plan-input-of.ts'

/** Credentials of somebody who acts: of no use, for nothing is sent. */
const env = {
  HOME: '/nowhere',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'y',
  AWS_REGION: 'eu-west-1',
}

let adapters: readonly Adapter[] = []

beforeAll(async () => {
  const http = {
    send: () => {
      throw new Error('a plan sent something')
    },
  }
  adapters = await Promise.all(
    adapterSources().map((source) => source.open({ http, env, clock: new FakeClock() })),
  )
})

test('each action that a playbook names is there', () => {
  const names = new Set(
    adapters.flatMap(({ id, actions }) => actions.map(({ name }) => `${id}/${name}`)),
  )
  const wanted = builtInPlaybooks.flatMap(({ steps }) =>
    steps.flatMap(({ action }) => (action?.includes('/') ? [action] : [])),
  )
  expect(wanted.length).toBeGreaterThan(0)
  for (const one of wanted) expect(names).toContain(one)
})

const value = (template: string) => assembleSample(template, seededRandom(3)).text
const secretOf = (text: string) =>
  new Secret(new TextEncoder().encode(text), fingerprintKeyOf(new Uint8Array(32)))

test.for([
  [
    'github-token',
    '⟦ghp_<base62:30><crc32-base62>⟧',
    {},
    'github-token',
    ['github/user', 'github/revoke', 'github/user'],
  ],
  [
    'aws-access-key-id',
    '',
    { keyId: value('⟦AKIA<base32:16>⟧') },
    'aws-access-key',
    ['aws-iam/deactivate', 'aws-iam/delete'],
  ],
] as const)(
  '%s: planned by its own adapter, without sending anything',
  ([rule, template, more, playbook, actions]) => {
    const text = template === '' ? undefined : value(template)
    const subject: Subject = {
      rule,
      provider: '',
      ...more,
      ...(text !== undefined && { secret: secretOf(text) }),
    }
    const base = planInputOf()
    const input = {
      ...base,
      incident: { ...base.incident, leaked: { ...base.incident.leaked, rule } },
      subject,
      adapters: adapters.filter(({ rules }) => rules.includes(rule)),
    }
    const chosen = choosePlaybook({ own: [], builtIn: builtInPlaybooks }, [rule], {})
    expect(chosen.playbook.id).toBe(playbook)
    const plan = buildPlan(input, chosen)
    expect(plan.steps.map((step) => `${step.adapter}/${step.action}`)).toEqual(
      expect.arrayContaining([...actions]),
    )
    if (text !== undefined) expect(canonicalJson(plan)).not.toContain(text)
  },
)
