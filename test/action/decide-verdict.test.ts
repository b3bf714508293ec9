import { expect, test } from 'vitest'
import {
  decideVerdict,
  exitStatusOf,
  publicVerdictOf,
  type ExitPolicy,
} from '../../src/action/decide-verdict.ts'
import type { Coverage, Exposure, ScanResult } from '../../src/report/scan-result.ts'

const exposure = (over: Partial<Exposure>, at = 0) =>
  ({ fingerprint: `v1:00000000:${at}`, rule: 'r', confidence: 'medium', severity: 'critical', status: 'unverified', ...over }) as Exposure // prettier-ignore

const scanned = (exposures: readonly Partial<Exposure>[], over: Partial<Coverage> = {}) =>
  ({
    exposures: exposures.map(exposure),
    coverage: { complete: true, interrupted: false, ...over },
  }) as Pick<ScanResult, 'exposures' | 'coverage'>

function check(
  exposures: readonly Partial<Exposure>[],
  policy: Partial<ExitPolicy>,
  coverage: Partial<Coverage> = {},
): [string, number] {
  const result = scanned(exposures, coverage)
  const verdict = decideVerdict(result, {
    failOn: 'any',
    onIncomplete: 'fail',
    ...policy,
  })
  return [verdict.conclusion, exitStatusOf(verdict, result.coverage)]
}

const all = [
  { confidence: 'medium' },
  { confidence: 'high' },
  { confidence: 'medium', status: 'active' },
  { maturity: 'trial', confidence: 'high', status: 'active' },
] as const satisfies Partial<Exposure>[]
const [medium, high, active, trial] = all

test.each<[ExitPolicy['failOn'], Partial<Exposure>[], Partial<Exposure>[]]>([
  ['any', [medium, high, active], [trial]],
  ['high', [high], [medium, active, trial]],
  ['verified', [active], [medium, high, trial]],
  ['never', [], [medium, high, active, trial]],
])('fail-on: %s', (failOn, fails, passes) => {
  for (const one of fails) expect(check([one], { failOn })).toEqual(['failure', 1])
  for (const one of passes) expect(check([one], { failOn })).toEqual(['success', 0])
  expect(check([], { failOn })).toEqual(['success', 0])
  expect(check(all, { failOn })[1]).toBe(fails.length > 0 ? 1 : 0)
})

test('trouble outranks findings; neutral is never a success', () => {
  const incomplete = { complete: false }
  expect(check([high], {}, incomplete)).toEqual(['failure', 2])
  expect(check([], {}, incomplete)).toEqual(['failure', 2])
  expect(check([high], { failOn: 'never' }, incomplete)).toEqual(['failure', 2])
  expect(check([], { onIncomplete: 'neutral' }, incomplete)).toEqual(['neutral', 0])
  expect(check([trial], { onIncomplete: 'neutral' }, incomplete)).toEqual(['neutral', 0])
  expect(check([high], { onIncomplete: 'neutral' }, incomplete)).toEqual(['failure', 1])
})

test('an interrupted scan is 130, whatever somebody wants of incomplete ones', () => {
  const interrupted = { complete: false, interrupted: true }
  expect(check([], { onIncomplete: 'neutral' }, interrupted)).toEqual(['failure', 130])
})

test('in public nobody learns from the verdict which of two secrets works', () => {
  const result = scanned([{ status: 'active' }, { status: 'inactive' }, { maturity: 'trial' }])
  const verdict = decideVerdict(result, { failOn: 'verified', onIncomplete: 'fail' })
  expect([...verdict.judged.values()]).toEqual(['fails', 'below', 'trial'])
  expect([...publicVerdictOf(verdict).judged.values()]).toEqual(['fails', 'fails', 'trial'])
  const dead = decideVerdict(scanned([{ status: 'inactive' }, {}]), { failOn: 'verified', onIncomplete: 'fail' }) // prettier-ignore
  expect([...publicVerdictOf(dead).judged.values()]).toEqual(['below', 'below'])
})
