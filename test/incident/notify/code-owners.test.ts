import { expect, test } from 'vitest'
import { ownersOf, parseCodeOwners } from '../../../src/incident/notify/code-owners.ts'
import { addresseesOf } from '../../../src/incident/notify/whom.ts'

function ownersIn(text: string, path: string): readonly string[] | undefined {
  return ownersOf(parseCodeOwners(text), path)?.owners
}

test.for([
  ['*', 'a/b.txt', true],
  ['*.js', 'deep/down/a.js', true],
  ['*.js', 'a.json', false],
  ['/build/logs/', 'build/logs/deep/a.log', true],
  ['/build/logs/', 'src/build/logs/a.log', false],
  ['/build/logs/', 'build/logs', false],
  ['docs/*', 'docs/getting-started.md', true],
  ['docs/*', 'docs/build-app/troubleshooting.md', false],
  ['apps/', 'src/apps/a/b.ts', true],
  ['apps/', 'apps', false],
  ['/docs/', 'docs/deep/a.md', true],
  ['/scripts/deploy', 'scripts/deploy', true],
  ['/scripts/deploy', 'scripts/deploy/run.sh', true],
  ['/scripts/deploy', 'scripts/deployed', false],
  ['**/logs', 'build/logs/a.txt', true],
  ['**/logs', 'deeply/nested/logs/a.txt', true],
  ['**/logs', 'logs/a.txt', true],
  ['src/**/*.ts', 'src/a/b/c.ts', true],
  ['src/**/*.ts', 'src/c.ts', true],
  ['src/**/*.ts', 'lib/src/c.ts', false],
  ['/src/**', 'src/a/b', true],
  ['a?c', 'x/abc', true],
  ['a?c', 'x/a/c', false],
  ['a.c', 'abc', false],
  ['with\\ blank.txt', 'with blank.txt', true],
  ['\\#odd', '#odd', true],
  ['Docs/', 'docs/a', false],
  ['*', '.hidden', true],
] as const)('%s and %s: %s', ([pattern, path, fits]) => {
  expect(ownersIn(`${pattern} @team`, path) !== undefined).toBe(fits)
})

test('the last rule that fits counts, and one without owners takes them away', () => {
  const text =
    '# all\n* @all\n\n/apps/ @apps team@example.org # inline\n/apps/github\n!x @no\n[sec] @no\n'
  expect(ownersIn(text, 'a')).toEqual(['@all'])
  expect(ownersIn(text, 'apps/x')).toEqual(['@apps', 'team@example.org'])
  expect(ownersIn(text, 'apps/github/y')).toEqual([])
  expect(ownersOf(parseCodeOwners(text), 'apps/x')).toMatchObject({ line: 4, pattern: '/apps/' })
})

test('the inventory comes first, then the file’s owners, then nobody, each with its reason', () => {
  const rules = parseCodeOwners('deploy/ @ops\n')
  const places = [{ origin: { kind: 'file', path: 'deploy/a.env' } as const, line: 1, column: 1 }]
  const elsewhere = [{ origin: { kind: 'file', path: 'x' } as const, line: 1, column: 1 }]
  expect(addresseesOf({ oncall: 'pager-7', team: 'payments' }, places, rules).names).toEqual(['pager-7']) // prettier-ignore
  expect(addresseesOf({ team: 'payments' }, places, rules).names).toEqual(['payments'])
  expect(addresseesOf(undefined, places, rules)).toEqual({
    names: ['@ops'],
    reason: 'CODEOWNERS line 1 (deploy/), for deploy/a.env',
  })
  expect(addresseesOf(undefined, elsewhere, rules)).toMatchObject({ names: [] })
})
