import { expect, test } from 'vitest'
import type { ChangeFacts } from '../../../src/report/change/change-facts.ts'
import { nextCommands } from '../../../src/report/change/next-command.ts'
import {
  addedFinding,
  baseCommit,
  changeResult,
  factsWith,
  headCommit,
  textFinding,
} from './sample-change.ts'

const { pull: _pull, range, ...push } = factsWith({ eventName: 'push' })

test.for<[string, ChangeFacts, string | undefined]>([
  ['a pull request', factsWith(), 'pr acme/shop#12'],
  ['a push', { ...push, range: range! }, `git --range ${baseCommit}..${headCommit}`],
  ['a new branch', push, 'git'],
  ['a range that is none', { ...push, range: { base: '--output=x', head: headCommit } }, 'git'],
  ['a repository that is none', { ...push, repository: '$(id)/x' }, undefined],
])('%s', ([, facts, expected]) => {
  const result = changeResult([addedFinding(1)])
  const scan = nextCommands(result.exposures, result, facts)?.scan
  expect(scan).toBe(expected && `stanch scan ${expected} --format json > scan.json`)
})

test('what was found in texts of an event is found again over the interface', () => {
  const result = changeResult([textFinding(1)])
  expect(nextCommands([], result, push)?.scan).toContain('stanch scan github acme/shop ')
})
