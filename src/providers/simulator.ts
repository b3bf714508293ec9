import type { HttpAnswer, HttpRequest } from './http-client.ts'

/**
 * A provider as its documentation describes it, played in this process: for drills and tests. Shares nothing with the
 * adapters. Keeps its own world of keys; a wrong method, host, header or body is answered as the vendor would.
 */
export interface Simulator {
  /** `github`, `aws`, `vault`, … */
  readonly id: string
  readonly hosts: readonly string[]
  /** Adds a live credential to the world. */
  plant(): PlantedCredential
  /** @param nowMs the drill's clock @returns the answer; the body is the caller's */
  answer(request: HttpRequest, nowMs: number): HttpAnswer
  /** What happened to credentials: each effect once, in order; for laws such as “nothing twice”. */
  readonly effects: readonly SimulatedEffect[]
}

export interface PlantedCredential {
  /** Of detection rule. */
  readonly rule: string
  readonly value: string
  readonly keyId?: string
  readonly account?: string
  readonly components?: Readonly<Record<string, string>>
  /** Variables with which an operator would act. */
  readonly env: Readonly<Record<string, string>>
}

export interface SimulatedEffect {
  /** `revoked`, `deactivated`, … in the simulator's words. */
  readonly what: string
  readonly id: string
}
