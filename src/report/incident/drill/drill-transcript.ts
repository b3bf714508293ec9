/** Somebody or something was waited for. */
export interface DrillWait {
  readonly on: string
  readonly why: string
  readonly ms: number
}

/** One thing that happened, or several of the same one after the other. */
export interface DrillEntry {
  /** Since the incident was opened. */
  readonly ms: number
  /** Person, or the provider that is played; undefined: Stanch. */
  readonly who?: string
  readonly text: string
  readonly detail?: string
  readonly tone?: 'good' | 'bad'
  /** Of several: how many, and when the last one was. */
  readonly times: number
  readonly lastMs: number
}

export interface DrillPhase {
  readonly name: string
  readonly ms: number
}

export interface DrillEffect {
  /** In the simulator's words. */
  readonly what: string
  readonly id: string
  readonly times: number
}

/**
 * How it ended. `proven`: dead, and shown to be. `handed-over`: it works no more, but nobody could show it, and a person was
 * asked. `contained`, `alive`: the provider still takes it. `failed`: Stanch broke one of its laws.
 */
export type DrillVerdict = 'proven' | 'handed-over' | 'contained' | 'alive' | 'failed'

/** What a responder would have lived through. Nothing in it is secret. */
export interface DrillTranscript {
  readonly provider: string
  readonly credential: string
  readonly playbook: { readonly id: string; readonly name: string; readonly reason: string }
  readonly faults: readonly string[]
  readonly seed: number
  readonly severity: string
  readonly entries: readonly DrillEntry[]
  readonly totalMs: number
  /** From the leak until somebody found it. */
  readonly unknownMs: number
  /** From the leak until the provider no longer took it; undefined: it still does. */
  readonly openMs?: number
  readonly phases: readonly DrillPhase[]
  /** Summed by whom and why, the longest first. */
  readonly waits: readonly (DrillWait & { readonly times: number })[]
  readonly effects: readonly DrillEffect[]
  /** What a responder has to decide now. */
  readonly decisions: readonly string[]
  readonly improvements: readonly string[]
  readonly verdict: DrillVerdict
  /** What Stanch says of it at the end, and whether the provider still takes it. */
  readonly says: string
  readonly isLive: boolean
  /** Laws of Stanch that were broken. */
  readonly broken: readonly string[]
}
