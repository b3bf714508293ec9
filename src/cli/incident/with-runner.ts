import type { Incident } from '../../incident/incident.ts'
import type { Ledger } from '../../incident/ledger.ts'
import type { RunProgress, RunSetting } from '../../incident/run-setting.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { interruptSignal } from '../interrupt-signal.ts'
import { openCredentialReader, type TypedValueOptions } from './credential-reader.ts'
import { openCleanAdapter } from './open-clean-adapter.ts'
import { openChannelAdapter } from './open-channel-adapter.ts'
import { openNewValueFile } from './new-value-file.ts'
import { openProviderAdapters } from './open-provider-adapters.ts'
import { systemClock } from '../../scan/incident/system-clock.ts'
import { withIncidents, type IncidentDesk, type TypedIncidentOptions } from './with-incidents.ts'
import { withJournals } from './with-journals.ts'

/** What a command has that does something about incidents. */
export interface Runner {
  readonly desk: IncidentDesk
  readonly setting: RunSetting
  readonly ledgers: ReadonlyMap<string, Ledger>
}

export interface RunnerOptions {
  readonly typed: TypedIncidentOptions & TypedValueOptions & { readonly newValueFile?: string }
  /** Ids, worst first, once the store is open. */
  readonly idsOf: (desk: IncidentDesk) => Promise<readonly string[]>
  readonly onProgress: (progress: RunProgress) => void
}

/**
 * Lends a command the journals, adapters and values of the incidents that it is about. An interrupt ends it between two
 * records, a second one at once.
 */
export function withRunner(
  { typed, idsOf, onProgress }: RunnerOptions,
  action: (runner: Runner) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const signal = interruptSignal()
  const interrupted = (error: unknown) => {
    if (!signal.aborted) throw error
    return exitStatus.interrupted
  }
  return withIncidents(typed, async (desk) => {
    const ids = await idsOf(desk)
    return withJournals({ ...desk, signal }, ids, async (ledgers) => {
      const incidents: Incident[] = [...ledgers.values()].map(({ incident }) => incident)
      const reader = openCredentialReader(typed, desk, signal)
      const { newValueFile } = typed
      const keeping = newValueFile === undefined ? undefined : openNewValueFile(newValueFile)
      const opened = await openProviderAdapters(
        incidents,
        systemClock,
        desk.configured.configuration,
      )
      try {
        const setting: RunSetting = {
          adapters: [
            ...opened.adapters,
            ...openChannelAdapter(desk, ledgers),
            ...openCleanAdapter(desk, ledgers, signal),
          ],
          clock: systemClock,
          random: Math.random,
          deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
          subjectOf: (incident) => reader.subjectOf(incident),
          ...(keeping && { keep: (value: Uint8Array) => keeping.keep(value) }),
          onProgress,
          signal,
        }
        const status = await action({ desk, setting, ledgers })
        return signal.aborted ? exitStatus.interrupted : status
      } finally {
        reader.close()
        keeping?.close()
        await opened.close()
      }
    })
  }).catch(interrupted)
}
