import { expect } from 'vitest'
import type { Playbook } from '../../../../src/incident/playbook.ts'
import type { DrillFaultName, DrillFaults } from '../../../../src/providers/drill/drill-fault.ts'
import type { DrillProvider } from '../../../../src/providers/drill/drill-provider.ts'
import { toJson } from '../../../../src/report/escape-controls.ts'
import { runDrill, type Drill } from '../../../../src/scan/incident/drill/run-drill.ts'
import { builtInPlaybooks } from '../../../incident/built-in-playbooks.ts'

/** Built-in ones that ask for a proof for a minute, not for ten: an answer more says nothing more. */
const patient: readonly Playbook[] = builtInPlaybooks.map((playbook) => ({
  ...playbook,
  steps: playbook.steps.map((step) =>
    step.phase === 'verify' ? { ...step, timeoutMs: Math.min(step.timeoutMs, 60_000) } : step,
  ),
}))
const shelf = { own: [], builtIn: patient }

export function faultsOf(...names: readonly DrillFaultName[]): DrillFaults {
  return { names: new Set(names), propagationMs: 30_000 }
}

export function playbooksFor(provider: DrillProvider): string[] {
  const { rule } = provider.open({ seed: 1, hasLookAlikes: false }).planted
  return patient.filter(({ rules }) => rules === 'any' || rules.includes(rule)).map(({ id }) => id)
}

export function drill(
  provider: DrillProvider,
  playbook: string | undefined,
  faults: DrillFaults,
  seed = 1,
): Promise<Drill> {
  return runDrill({ provider, shelf, playbook, faults, seed })
}

/** What must be so whatever goes wrong. */
export function expectLawful({ transcript, scene }: Drill): void {
  const { world, ledger, journal, clock } = scene
  const { broken, verdict } = transcript
  expect(broken).toEqual([])
  const { verification, state } = ledger.incident
  const isLive = world.isLive(clock.now())
  expect(transcript.isLive).toBe(isLive)
  if (isLive) {
    expect(verification?.verdict).not.toBe('dead')
    expect(state).not.toBe('closed')
    expect(['alive', 'contained']).toContain(verdict)
  }
  if (verdict === 'proven') expect(verification?.verdict).toBe('dead')
  const said = `${journal.lines.join('\n')}\n${toJson(transcript)}`
  for (const secret of secretsOf(scene)) expect(said.includes(secret)).toBe(false)
}

function secretsOf({ world: { planted } }: Drill['scene']): string[] {
  const acting = Object.entries(planted.env)
    .filter(([name]) => /(?:TOKEN|SECRET|KEY)$/.test(name))
    .map(([, value]) => value)
  return [planted.value, ...acting].map((value) => JSON.stringify(value).slice(1, -1))
}
