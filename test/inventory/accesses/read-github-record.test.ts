import { expect, test } from 'vitest'
import { readGitHubRecord } from '../../../src/inventory/accesses/read-github-record.ts'
import { targetOf } from './target-of.ts'

function isTold(record: object, type: string, path: string): boolean {
  const log = { file: 'a', line: 1, format: 'github-audit' }
  const told = { '@timestamp': 1_700_000_000_000, actor: 'ann', org: 'acme', ...record }
  return readGitHubRecord(told, targetOf({ type, path }), log) !== undefined
}

const change = { action: 'repo.update_actions_secret', repo: 'acme/crm', key: 'TOKEN' }
const inEnvironment = { ...change, action: 'environment.update_actions_secret' }

test.for([
  ['of a repository', change, 'github-actions', 'acme/crm/TOKEN', true],
  ['in other letters', { ...change, repo: 'Acme/CRM' }, 'github-actions', 'acme/crm/TOKEN', true],
  ['of one whose name begins so', change, 'github-actions', 'acme/crm-two/TOKEN', false],
  ['of one whose name begins so', { ...change, repo: 'acme/cr' }, 'github-actions', 'acme/crm/TOKEN', false],
  ['of another name', change, 'github-actions', 'acme/crm/TOKEN_2', false],
  ['of another app', change, 'github-codespaces', 'acme/crm/TOKEN', false],
  ['of an environment', inEnvironment, 'github-actions', 'acme/crm/prod/TOKEN', true],
  ['of another environment', { ...inEnvironment, environment_name: 'dev' }, 'github-actions', 'acme/crm/prod/TOKEN', false],
  ['of the repository, not its environment', change, 'github-actions', 'acme/crm/prod/TOKEN', false],
  ['of the organisation', { action: 'org.update_actions_secret', key: 'TOKEN' }, 'github-actions', 'acme/TOKEN', true],
  ['of the organisation, not a repository', { action: 'org.update_actions_secret', key: 'TOKEN' }, 'github-actions', 'acme/crm/TOKEN', false],
  ['of the organisation for Codespaces', { action: 'codespaces.update_an_org_secret', key: 'TOKEN' }, 'github-codespaces', 'acme/TOKEN', true],
] as const)('a change of a secret %s', ([, record, type, path, expected]) => {
  expect(isTold(record, type, path)).toBe(expected)
}) // prettier-ignore
