import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { parseProvider } from '../../../../src/providers/adapters/data/parse-provider.ts'
import { exampleProvider } from './example-provider.ts'

/** @param change of the example file; @returns its faults, without places */
function faultsAfter(change: (file: ReturnType<typeof exampleProvider>) => void): string {
  const file = exampleProvider()
  change(file)
  try {
    parseProvider(stringify(file), 'example.yaml')
    return ''
  } catch (error) {
    expect(error).toMatchObject({ code: 'PROVIDER_INVALID' })
    return (error as Error).message
  }
}

test('the example has no faults', () => {
  expect(faultsAfter(() => undefined)).toBe('')
})

test('the example of rules/README.md has none', () => {
  const readme = readFileSync(new URL('../../../../rules/README.md', import.meta.url), 'utf8')
  const yaml = /```yaml\n([^`]*provider-file[^`]*)```/.exec(readme)![1]!
  expect(parseProvider(yaml, 'README').id).toBe('example')
})

type File = ReturnType<typeof exampleProvider>
const probe = (file: File) => file.actions.find(({ name }) => name === 'whoami')!
const revoke = (file: File) => file.actions.find(({ name }) => name === 'revoke')!
const remove = (file: File) => file.actions.find(({ name }) => name === 'remove')!

test.for<[string, (file: File) => void, string]>([
  ['an unknown key', (file) => Object.assign(file, { endpiont: {} }), 'did you mean endpoint?'],
  [
    'a secret in a path',
    (file) => (probe(file).calls[0]!.call = 'GET {endpoint}/me/{secret}'),
    'expected an address without secrets',
  ],
  [
    'a secret in a query',
    (file) => (probe(file).calls[0]!.query = { token: '{secret}' }),
    'expected an address without secrets',
  ],
  [
    'a secret setting in a path',
    (file) => (remove(file).calls[1]!.call = 'DELETE {endpoint}/keys/{adminToken}'),
    'expected an address without secrets',
  ],
  [
    'the value as the address without saying so',
    (file) => (probe(file).calls[0]!.call = 'GET {secret}'),
    'expected secretUrl',
  ],
  [
    'a host that is not listed',
    (file) => (probe(file).calls[0]!.call = 'GET https://evil.example.org/me'),
    'expected a host of hosts, got evil.example.org',
  ],
  [
    'a host that an answer chooses',
    (file) => {
      file.hosts = ['*.example.org']
      remove(file).calls[1]!.call = 'DELETE https://{id}.example.org/keys'
    },
    'expected a host that no answer chooses',
  ],
  [
    'plain http',
    (file) => (probe(file).calls[0]!.call = 'GET http://api.example.org/me'),
    'expected a method and an address',
  ],
  [
    'an effect without proof',
    (file) => delete revoke(file).proof,
    'expected what shows that no other credential is hit',
  ],
  [
    'a proof that its calls do not give',
    (file) => (remove(file).proof = 'exact-match'),
    'chosen from a list by equals',
  ],
  [
    'self-token without the token',
    (file) => (revoke(file).calls[0]!.bearer = '{adminToken}'),
    'expected that the last call sends {secret}',
  ],
  [
    'reversible, but nothing undoes it',
    (file) => delete file.actions.find(({ name }) => name === 'pause')!.undoneBy,
    'the action that undoes it',
  ],
  [
    'dead without a probe that proves it',
    (file) => delete revoke(file).provedBy,
    'expected the name of a probe',
  ],
  [
    'proved by what is no probe',
    (file) => (revoke(file).provedBy = 'remove'),
    'expected the name of a probe',
  ],
  [
    'an effect without check',
    (file) => delete revoke(file).check,
    'tells after a crash whether it was done',
  ],
  [
    'a probe without dead',
    (file) => probe(file).calls[0]!.answers.pop(),
    'expected an answer that is dead',
  ],
  [
    'live by status alone',
    (file) => delete probe(file).calls[0]!.answers[0]!.json,
    'a status proves nothing',
  ],
  [
    'live by what is missing',
    (file) => (probe(file).calls[0]!.answers[0]!.json = { '$.error': { exists: false } }),
    'a status proves nothing',
  ],
  ['dead by status alone', (file) => delete probe(file).calls[0]!.answers[1]!.json, 'a bare 401'],
  [
    'done by a status that says nothing',
    (file) => delete revoke(file).calls[0]!.answers[0]!.json,
    'only 202 and 204 say it alone',
  ],
  [
    'a probe that does not send the value',
    (file) => (probe(file).calls[0]!.bearer = '{adminToken}'),
    'expected that {secret} is sent',
  ],
  [
    'a name that nothing gives',
    (file) => (remove(file).calls[1]!.call = 'DELETE {endpoint}/keys/{kid}'),
    'got {kid}',
  ],
  [
    'a choice from a list of unknown length',
    (file) => delete remove(file).calls[0]!.pages,
    'how the list is read to its end',
  ],
  [
    'an answer that such an action cannot have',
    (file) => (probe(file).calls[0]!.answers[0]!.is = 'done'),
    'expected one of ok, live',
  ],
  [
    'a summary with the value',
    (file) => (revoke(file).summary = 'revokes {secret}'),
    'expected only what may be shown',
  ],
  [
    'two actions of one name',
    (file) => (revoke(file).name = 'whoami'),
    'expected a name that no other action has',
  ],
  [
    'an address that no setting is',
    (file) => (probe(file).calls[0]!.call = 'GET {adminToken}/me'),
    'expected an address without secrets',
  ],
  [
    'an address that an answer gives',
    (file) => (remove(file).calls[1]!.call = 'DELETE {id}/keys'),
    'expected a setting that is an address, got {id}',
  ],
  [
    'a person’s word for what cannot be undone',
    (file) => {
      remove(file).proof = 'human-attested'
      remove(file).calls[1]!.call = 'DELETE {endpoint}/keys/{keyId}'
    },
    'an action that can be undone',
  ],
  [
    'a probe that is unknown',
    (file) => (probe(file).calls[0]!.answers[1]!.is = 'unknown'),
    'expected one of ok, live',
  ],
  ['a batch without its values', (file) => (revoke(file).batchMax = 10), 'together with {secrets}'],
])('%s is a fault', ([, change, expected]) => {
  const faults = faultsAfter(change)
  expect(faults).toContain(expected)
  for (const line of faults.split('\n')) expect(line).toMatch(/^example\.yaml:\d+: /)
})
