import type { Adapter, ProbeOutcome, Subject } from './adapter.ts'
import type { Clock } from './clock.ts'
import type { Incident, StepProgress } from './incident.ts'
import type { PlanStep } from './plan.ts'

/** What happens in a run, for whoever watches. */
export type RunProgress =
  | {
      readonly type: 'probed'
      readonly incident: string
      readonly probe: string
      readonly isControl: boolean
      readonly outcome: ProbeOutcome
    }
  | { readonly type: 'not-probed'; readonly incident: string; readonly reason: string }
  | { readonly type: 'step-not-begun'; readonly step: PlanStep; readonly reason: string }
  | { readonly type: 'step-begun'; readonly step: PlanStep; readonly attempt: number }
  | {
      readonly type: 'step-waits'
      readonly step: PlanStep
      readonly waitMs: number
      readonly reason: string
    }
  | { readonly type: 'step-asked'; readonly step: PlanStep; readonly detail: string }
  | { readonly type: 'step-ended'; readonly step: PlanStep; readonly progress: StepProgress }
  | { readonly type: 'step-undone'; readonly step: PlanStep; readonly progress: StepProgress }

/** What a run, an undo and a verification are made of. */
export interface RunSetting {
  readonly adapters: readonly Adapter[]
  readonly clock: Clock
  /** At least 0, less than 1; for jitter. */
  readonly random: () => number
  /**
   * A signal that aborts when a call has taken too long. Real time also in a drill, whose clock passes only while somebody
   * waits.
   */
  readonly deadline: (milliseconds: number) => AbortSignal
  /** The credential of an incident, with its value where that is at hand; asked once for each incident. */
  readonly subjectOf: (incident: Incident) => Promise<Subject>
  /** Keeps a new value that a rotation makes; without it a rotation that no store takes is refused. */
  readonly keep?: (value: Uint8Array) => Promise<void>
  readonly onProgress: (progress: RunProgress) => void
  /** Once aborted nothing more is begun; what was sent is waited for and journalled. */
  readonly signal: AbortSignal
}

export interface RunOptions {
  /** Calls under way at the same time: 8, where it is not told. */
  readonly concurrency?: number
  /** The plan needs no signature, and the person said yes. */
  readonly unsigned: boolean
  /** Why a plan may not run now, such as a signature that has expired; asked again before each effect. */
  readonly faultOfApprovals: (incident: Incident) => string | undefined
}

/** How a run ended. `waiting`: somebody must do something first. `stopped`: it failed, or was interrupted. */
export interface RunResult {
  readonly result: 'finished' | 'waiting' | 'stopped'
  readonly detail: string
  /** At which step. */
  readonly step?: PlanStep
}
