import { expect, test } from 'vitest'
import type { Adapter } from '../../../../src/incident/adapter.ts'
import { adaptersFor } from '../../../../src/providers/adapters/adapters.ts'
import { readHowTos, type HowTo } from '../../../../src/providers/provider-pack.ts'

async function manualOf(rule: string): Promise<Adapter> {
  const [source, ...others] = adaptersFor(rule)
  expect(others).toEqual([])
  expect(source!.hosts({})).toEqual([])
  return source!.open({
    http: { send: () => Promise.reject(new Error('nothing is to be sent')) },
    env: {},
    clock: { now: () => 0, sleep: () => Promise.resolve() },
  })
}

test('every rule has an adapter, or says what a person does', () => {
  for (const rule of Object.keys(readHowTos())) expect(adaptersFor(rule), rule).not.toEqual([])
})

test('a rule that no adapter knows names the page of its provider', async () => {
  const rule = ruleWhere(({ revoke }) => revoke !== undefined)
  const adapter = await manualOf(rule)
  expect(adapter).toMatchObject({ id: 'manual', rules: [rule], actions: [] })
  expect(adapter.manual![0]).toContain(readHowTos()[rule]!.revoke)
})

test('of a page that nobody knows the documentation is named, and of any place what to look for', async () => {
  const plain = ruleWhere(({ reference }) => reference !== undefined)
  expect((await manualOf(plain)).manual).toContain(`What it is: ${readHowTos()[plain]!.reference}`)
  const generic = ruleWhere(({ isGeneric }) => isGeneric === true)
  expect((await manualOf(generic)).manual![0]).toContain('Find out what takes it')
})

/** The first of those that no adapter knows. */
function ruleWhere(fits: (howTo: HowTo) => boolean): string {
  const isManual = (rule: string) => adaptersFor(rule)[0]!.id === 'manual'
  return Object.entries(readHowTos()).find(([rule, howTo]) => isManual(rule) && fits(howTo))![0]
}

test('an adapter goes first, and of what is no rule nothing is said', () => {
  expect(adaptersFor('github-token').map(({ id }) => id)).not.toContain('manual')
  expect(adaptersFor('no-such-rule')).toEqual([])
  expect(adaptersFor('constructor')).toEqual([])
})
