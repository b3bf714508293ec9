import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closeBlockers } from '../../src/incident/close-blockers.ts'
import { faultsOfClosing } from '../../src/incident/faults-of-closing.ts'
import { stepStates, type Incident } from '../../src/incident/incident.ts'
import { nextStepOf } from '../../src/incident/next-step.ts'
import { incidentWith, planWith, stepWith } from './sample-incident.ts'

const proof = { at: '2026-11-26T04:00:00.000Z', probe: 'aws-iam/probe', propagationMs: 1000 }

const incidents: fc.Arbitrary<Incident> = fc
  .record({
    step: fc.constantFrom(undefined, ...stepStates),
    effect: fc.constantFrom('dead', 'contained') as fc.Arbitrary<'dead' | 'contained'>,
    verdict: fc.constantFrom(undefined, 'dead', 'contained') as fc.Arbitrary<
      'dead' | 'contained' | undefined
    >,
    dispositions: fc.array(fc.constantFrom(undefined, 'revoked' as const), { maxLength: 3 }),
    wantsReview: fc.boolean(),
    standing: fc.constantFrom([], ['aws-iam/delete']),
  })
  .map(({ step, effect, verdict, dispositions, wantsReview, standing }) => {
    const disable = stepWith('disable')
    const description = { ...disable.description!, effect }
    return incidentWith({
      state: 'verifying',
      plan: planWith({ steps: [{ ...disable, description }] }),
      steps: step === undefined ? {} : { disable: { state: step, attempts: 1 } },
      ...(verdict !== undefined && { verification: { ...proof, verdict } }),
      minted: dispositions.map((disposition, at) => ({
        kind: 'session',
        id: `s${at}`,
        ...(disposition !== undefined && { disposition }),
      })),
      wantsReview,
      standing,
    })
  })

test('what is told to stand in the way is what the journal would refuse', () => {
  fc.assert(
    fc.property(
      incidents,
      fc.constantFrom('closed' as const, 'false-alarm' as const),
      (one, as) => {
        expect(closeBlockers(one, as)).toHaveLength(faultsOfClosing(one, as).length)
      },
    ),
  )
})

test('the next step is to close exactly when nothing stands in the way', () => {
  fc.assert(
    fc.property(incidents, (one) => {
      const isThrough = ['done', 'accepted', 'skipped', 'undone'].includes(
        one.steps['disable']?.state ?? '',
      )
      const next = nextStepOf(one)
      expect(next.brief === 'close').toBe(isThrough && closeBlockers(one, 'closed').length === 0)
      expect(next.command).toMatch(/^stanch incident [a-z-]+ inc-20261126-030000-00abcd/)
    }),
  )
})

test('each reason comes with what takes it away', () => {
  const told = closeBlockers(
    incidentWith({
      state: 'verifying',
      minted: [{ kind: 'access-key', id: 'AKIAX' }],
      wantsReview: true,
    }),
    'closed',
  )
  expect(told.map(({ command }) => command.replace(/ inc-\S+/, ''))).toEqual([
    'stanch incident verify --until-dead 10m',
    'stanch incident settle access-key:AKIAX --as revoked --because TEXT',
    'stanch incident review TEXT',
  ])
})

test.for([
  ['open', {}, 'plan', 'plan ID --probe'],
  ['aborted', { isAborted: true, state: 'planned' }, 'plan anew', 'plan ID --probe'],
  ['planned, without signatures', { state: 'planned', plan: planWith() }, 'run', 'run ID --yes'],
  [
    'planned, two to sign',
    { state: 'planned', plan: planWith({ needs: { signatures: 2, reason: 'it is production.' } }) },
    'approve, 1 of 2',
    'approve ID',
  ],
  [
    'approved',
    { state: 'approved', plan: planWith({ needs: { signatures: 1, reason: 'x' } }) },
    'run',
    'run ID',
  ],
  [
    'begun',
    {
      state: 'containing',
      plan: planWith(),
      steps: { disable: { state: 'intended', attempts: 1 } },
    },
    'resume',
    'run ID',
  ],
  [
    'stopped',
    {
      state: 'containing',
      plan: planWith(),
      steps: { disable: { state: 'stopped', attempts: 1, detail: 'two keys fit' } },
    },
    'attest disable',
    'attest ID disable --statement TEXT [--not-done]',
  ],
  [
    'done',
    { state: 'verifying', plan: planWith(), steps: { disable: { state: 'done', attempts: 1 } } },
    'verify',
    'verify ID --until-dead 10m',
  ],
  ['closed', { state: 'closed' }, 'none', 'evidence ID'],
] as const)('after %s', ([, changes, brief, command]) => {
  const next = nextStepOf(incidentWith(changes as Partial<Incident>))
  expect([next.brief, next.command.replace(/inc-\S+/, 'ID')]).toEqual([
    brief,
    `stanch incident ${command}`,
  ])
})
