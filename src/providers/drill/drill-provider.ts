import { createSign } from 'node:crypto'
import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, Simulator } from '../simulator.ts'

export interface DrillStageOptions {
  readonly seed: number
  /** Another key of the account looks like the one that leaks. */
  readonly hasLookAlikes: boolean
}

/** A simulator with a credential that has leaked from it. */
export interface DrillStage {
  readonly simulator: Simulator
  readonly planted: PlantedCredential
  /** Ids under which effects of the simulator name it. */
  readonly names: readonly string[]
  /** Whether the provider would let it in; found out without any adapter. */
  isLive(nowMs: number): boolean
}

/** A provider that can be drilled. */
export interface DrillProvider {
  readonly id: string
  /** For people. */
  readonly name: string
  /** Of what leaks: `AWS access key`. */
  readonly credential: string
  /** The provider's own id of it is known from where it leaked, as that of a pair is. */
  readonly tellsId?: true
  /** Where its value lies, for a rotation. */
  readonly store?: (planted: PlantedCredential) => { readonly type: string; readonly path: string }
  open(options: DrillStageOptions): DrillStage
}

/** A call by which the vendor's documentation says that the credential works. */
export interface ProofOfLife {
  readonly request: (planted: PlantedCredential, nowMs: number) => HttpRequest
  /** 200 is enough when undefined. */
  readonly accepts?: (answer: HttpAnswer) => boolean
}

/** @param names by default the planted credential's own id */
export function stageOf(
  simulator: Simulator,
  { request, accepts = ({ status }) => status === 200 }: ProofOfLife,
  names?: (planted: PlantedCredential) => readonly string[],
): DrillStage {
  const planted = simulator.plant()
  return {
    simulator,
    planted,
    names: names?.(planted) ?? [planted.keyId!],
    isLive: (nowMs) => accepts(simulator.answer(request(planted, nowMs), nowMs)),
  }
}

/** @param headerOf what carries the value */
export function readingCall(
  address: string,
  headerOf: (value: string) => Readonly<Record<string, string>>,
): (planted: PlantedCredential) => HttpRequest {
  return ({ value }) => ({
    method: 'GET',
    url: new URL(address),
    headers: { 'user-agent': 'drill', ...headerOf(value) },
  })
}

export function bearer(value: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${value}` }
}

export function formCall(address: string, fields: Readonly<Record<string, string>>): HttpRequest {
  return {
    method: 'POST',
    url: new URL(address),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  }
}

/** https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
export function assertionCall(
  { value, keyId, account }: PlantedCredential,
  nowMs: number,
): HttpRequest {
  const address = 'https://oauth2.googleapis.com/token'
  const now = Math.floor(nowMs / 1000)
  const claims = { iss: account, scope: 'openid', aud: address, iat: now, exp: now + 600 }
  const [head, body] = [{ alg: 'RS256', typ: 'JWT', kid: keyId }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const signature = createSign('sha256').update(`${head}.${body}`).sign(value, 'base64url')
  const assertion = `${head}.${body}.${signature}`
  return formCall(address, { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
}
