import { expect, test } from 'vitest'
import type { ProbeOutcome } from '../../../src/incident/adapter.ts'
import type { AdapterSource } from '../../../src/providers/adapters/adapter-setting.ts'
import { validateSecrets } from '../../../src/scan/validate/validate-secrets.ts'
import type { FoundSecret } from '../../../src/scan/found-secret.ts'
import { fingerprintKeyOf } from '../../../src/text/fingerprint.ts'

type Verdict = Pick<ProbeOutcome, 'verdict' | 'onlyAfterLive'>

const key = fingerprintKeyOf(new Uint8Array(32))

function foundSecret(fingerprint: string, more: Partial<FoundSecret['finding']> = {}): FoundSecret {
  return {
    finding: {
      fingerprint,
      rule: 'a-rule',
      provider: 'A',
      status: 'unverified',
      components: [],
      ...more,
    },
    value: new TextEncoder().encode(`value of ${fingerprint}`),
    componentValues: [],
    allowedInline: false,
  } as unknown as FoundSecret
}

/** An adapter whose one probe answers as told. @param asked filled with `run` and `control` */
function sourceOf(answers: { run: Verdict; control: Verdict }, asked: string[]): AdapterSource {
  const answer = (which: 'run' | 'control') => () => {
    asked.push(which)
    return Promise.resolve({ ...answers[which], detail: '' })
  }
  const calls = [{ method: 'GET', host: 'api.example.org', path: '/' }]
  return {
    id: 'a',
    rules: ['a-rule'],
    hosts: () => ['api.example.org'],
    open: () =>
      Promise.resolve({
        id: 'a',
        name: 'A',
        rules: ['a-rule'],
        actions: [
          {
            kind: 'probe',
            name: 'ask',
            describe: () => ({ missing: [], calls }) as never,
            run: answer('run'),
            control: answer('control'),
          },
        ],
      }),
  }
}

async function validate(sources: readonly AdapterSource[], found: readonly FoundSecret[]) {
  return Object.fromEntries(
    await validateSecrets(found, {
      sources,
      key,
      env: {},
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      signal: new AbortController().signal,
      hosts: undefined,
      onPlan: () => undefined,
    }),
  )
}

const live: Verdict = { verdict: 'live' }
const dead: Verdict = { verdict: 'dead' }
const unknown: Verdict = { verdict: 'unverifiable' }

test.for<[string, Verdict, Verdict, string]>([
  ['live', live, dead, 'active'],
  ['dead, as the control is', dead, dead, 'inactive'],
  ['dead, but the control is live: the probe tells nothing', dead, live, 'unverifiable'],
  ['dead, but the control is not', dead, unknown, 'unverifiable'],
  [
    'dead in words that mean an address, too',
    { verdict: 'dead', onlyAfterLive: true },
    dead,
    'unverifiable',
  ],
  ['contained', { verdict: 'contained' }, dead, 'unverifiable'],
  ['nothing', unknown, dead, 'unverifiable'],
])('%s', async ([, run, control, expected]) => {
  expect(await validate([sourceOf({ run, control }, [])], [foundSecret('one')])).toEqual({
    one: expected,
  })
})

test('each secret is asked about once, and one control is enough', async () => {
  const asked: string[] = []
  const found = ['one', 'two', 'one', 'three', 'two'].map((name) => foundSecret(name))
  await validate([sourceOf({ run: dead, control: dead }, asked)], found)
  expect(asked.toSorted()).toEqual(['control', 'run', 'run', 'run'])
})

test('what fails its checksum, or has no adapter, is sent to nobody', async () => {
  const asked: string[] = []
  const found = [
    foundSecret('one', { status: 'invalid-format' }),
    foundSecret('two', { rule: 'other' }),
  ]
  expect(await validate([sourceOf({ run: live, control: dead }, asked)], found)).toEqual({})
  expect(asked).toEqual([])
})

test('an adapter that cannot be opened does not stop the others', async () => {
  const broken: AdapterSource = {
    ...sourceOf({ run: live, control: dead }, []),
    open: () => Promise.reject(new Error('a faulty setting')),
  }
  const sources = [broken, sourceOf({ run: live, control: dead }, [])]
  expect(await validate(sources, [foundSecret('one')])).toEqual({ one: 'active' })
})
