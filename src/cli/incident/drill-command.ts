import { resolve } from 'node:path'
import type { PlaybookShelf } from '../../incident/choose-playbook.ts'
import { drillFaultTexts } from '../../providers/drill/drill-fault.ts'
import type { DrillProvider } from '../../providers/drill/drill-provider.ts'
import { drillProviders } from '../../providers/drill/drill-providers.ts'
import { toJson } from '../../report/escape-controls.ts'
import type { DrillTranscript } from '../../report/incident/drill/drill-transcript.ts'
import { textDrill } from '../../report/incident/drill/text-drill.ts'
import { textDrills } from '../../report/incident/drill/text-drills.ts'
import type { DrillRequest } from '../../scan/incident/drill/drill-scene.ts'
import { runDrill } from '../../scan/incident/drill/run-drill.ts'
import { loadPlaybooks } from '../../scan/incident/load-playbooks.ts'
import { nearestWord } from '../../text/strict/nearest-word.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { readConfiguration } from '../read-configuration.ts'
import { usage } from '../usage.ts'
import { incidentScreen } from './incident-screen.ts'
import { parseDrillFaults } from './parse-drill-faults.ts'
import { writeLines } from './tell-next.ts'

/** As typed. */
export interface TypedDrillOptions {
  readonly provider?: string
  readonly playbook?: string
  readonly fault?: readonly string[]
  readonly all?: boolean
  readonly seed?: string
  readonly evidence?: string
  readonly format?: string
  readonly config?: string
}

/**
 * `stanch incident drill`: an incident, played.
 *
 * @returns 0 when Stanch did the right thing and the credential is dead at the end, 1 when the provider still takes it, 2
 *   when a law of Stanch was broken; of several the worst
 */
export async function drillIncident(typed: TypedDrillOptions): Promise<ExitStatus> {
  const { format = 'text', evidence, all = false } = typed
  assertFormat(format, ['text', 'json'])
  if (all && evidence !== undefined) throw usage('--evidence: expected a single drill, without --all.')
  const requests = await requestsOf(typed)
  const transcripts: DrillTranscript[] = []
  for (const request of requests) {
    const drill = await runDrill(request)
    transcripts.push(drill.transcript)
    if (evidence !== undefined) {
      const { writeDrillEvidence } = await import('./drill-evidence.ts')
      await writeDrillEvidence(drill, evidence)
      process.stderr.write(`stanch: evidence of the drill: ${resolve(evidence)}\n`)
    }
  }
  const [first] = transcripts
  const screen = { ...incidentScreen(), faultTexts: drillFaultTexts }
  if (format === 'json') process.stdout.write(`${toJson(all ? transcripts : first, 2)}\n`)
  else writeLines(all ? textDrills(transcripts, screen.ink) : textDrill(first!, screen))
  return worstOf(transcripts)
} // prettier-ignore

async function requestsOf(typed: TypedDrillOptions): Promise<DrillRequest[]> {
  const { configuration, directory, whereIs } = await readConfiguration({
    configurationPath: typed.config,
    minConfidence: undefined,
    noIgnore: false,
    ruleFiles: [],
  })
  const shelf = await loadPlaybooks({ choices: configuration.playbooks, directory, whereIs })
  const house = {
    approvers: configuration.approvers.length,
    channels: (configuration.notify ?? []).length,
  }
  const common = { shelf, house, seed: seedOf(typed.seed), faults: parseDrillFaults(typed.fault ?? []) } // prettier-ignore
  if (typed.all !== true) {
    const provider = providerOf(typed.provider ?? 'github')
    return [{ ...common, provider, playbook: typed.playbook }]
  }
  const providers = typed.provider === undefined ? drillProviders : [providerOf(typed.provider)]
  return providers.flatMap((provider) =>
    fittingOf(provider, shelf)
      .filter((id) => typed.playbook === undefined || id === typed.playbook)
      .map((playbook) => ({ ...common, provider, playbook })),
  )
}

function providerOf(id: string): DrillProvider {
  const found = drillProviders.find((provider) => provider.id === id)
  if (found !== undefined) return found
  const ids = drillProviders.map((provider) => provider.id)
  const near = nearestWord(id, ids)
  throw usage(
    `--provider: expected one of ${ids.join(', ')}, got "${id}"${near === undefined ? '' : `; do you mean ${near}?`}.`,
  )
}

/** Playbooks that are made for what leaks there. */
function fittingOf(provider: DrillProvider, { own, builtIn }: PlaybookShelf): string[] {
  const { rule } = provider.open({ seed: 1, hasLookAlikes: false }).planted
  return [...own, ...builtIn]
    .filter(({ rules }) => rules === 'any' || rules.includes(rule))
    .map(({ id }) => id)
}

function seedOf(typed = '1'): number {
  if (/^\d{1,9}$/.test(typed)) return Number(typed)
  throw usage(`--seed: expected a whole number of up to nine digits, got "${typed}".`)
}

function worstOf(transcripts: readonly DrillTranscript[]): ExitStatus {
  const has = (...wanted: readonly DrillTranscript['verdict'][]) => transcripts.some(({ verdict }) => wanted.includes(verdict)) // prettier-ignore
  if (has('failed')) return exitStatus.failed
  return has('alive', 'contained') ? exitStatus.found : exitStatus.clean
}
