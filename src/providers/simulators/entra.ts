import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { hexDigits, lettersAndDigits, noiseOf } from './noise.ts'
import {
  answerJson,
  bearerOf,
  jsonBodyOf,
  readRequest,
  type SimulatedRequest,
} from './simulated-request.ts'

interface Password {
  readonly keyId: string
  readonly value: string
  readonly hint: string | null
  readonly startMs: number
  endMs: number
  removedMs: number | undefined
}

export interface EntraSimulatorOptions {
  readonly seed?: number
  /** Another secret of the application has the same first three characters, or none that is told. */
  readonly lookAlike?: 'same-hint' | 'no-hint'
  /** The leaked secret lies on the service principal, not on the application. */
  readonly onPrincipal?: boolean
  readonly propagationMs?: number
  readonly mayWrite?: boolean
  /** Conditional access lets nobody in from here. */
  readonly isBlocked?: boolean
}

const dayMs = 86_400_000

/**
 * Secrets of an application, as https://learn.microsoft.com/graph/api/application-removepassword,
 * https://learn.microsoft.com/graph/api/resources/passwordcredential,
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow and
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes describe them.
 */
export class EntraSimulator implements Simulator {
  readonly id = 'azure'
  readonly hosts = ['login.microsoftonline.com', 'graph.microsoft.com']
  readonly effects: SimulatedEffect[] = []
  readonly tenant: string
  readonly clientId: string
  /** Of the leaked secret. */
  leakedKeyId = ''
  readonly #options: EntraSimulatorOptions
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #operator: string
  readonly #passwords: Record<'applications' | 'servicePrincipals', Password[]> = {
    applications: [],
    servicePrincipals: [],
  }
  #isEnabled = true

  constructor(options: EntraSimulatorOptions = {}) {
    this.#options = options
    this.#noise = noiseOf(options.seed ?? 1)
    this.tenant = this.#guid()
    this.clientId = this.#guid()
    this.#operator = this.#noise(lettersAndDigits, 80)
  }

  plant(): PlantedCredential {
    const start = this.#noise(lettersAndDigits, 3)
    const leaked = this.#add(start, { onPrincipal: this.#options.onPrincipal ?? false })
    this.leakedKeyId = leaked.keyId
    this.#add(this.#noise(lettersAndDigits, 3), {})
    if (this.#options.lookAlike !== undefined)
      this.#add(
        this.#options.lookAlike === 'same-hint' ? start : this.#noise(lettersAndDigits, 3),
        {
          hidesHint: this.#options.lookAlike === 'no-hint',
        },
      )
    return {
      rule: 'azure-entra-client-secret',
      value: leaked.value,
      account: `${this.tenant}/${this.clientId}`,
      env: { AZURE_ACCESS_TOKEN: this.#operator, AZURE_TENANT_ID: this.tenant },
    }
  }

  /** The thief's work: one more secret. @returns its key id */
  mintPassword(atMs: number): string {
    return this.#add(this.#noise(lettersAndDigits, 3), { startMs: atMs }).keyId
  }

  /** The leaked secret ends at this time. */
  expire(atMs: number): void {
    const all = [...this.#passwords.applications, ...this.#passwords.servicePrincipals]
    all.find(({ keyId }) => keyId === this.leakedKeyId)!.endMs = atMs
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    return request.host === 'login.microsoftonline.com'
      ? this.#token(request, nowMs)
      : this.#graph(request, nowMs)
  }

  #add(
    start: string,
    options: { onPrincipal?: boolean; hidesHint?: boolean; startMs?: number },
  ): Password {
    const startMs = options.startMs ?? Date.parse('2026-03-04T00:00:00Z')
    const password: Password = {
      keyId: this.#guid(),
      value: `${start}8Q~${this.#noise(lettersAndDigits, 34)}`,
      hint: options.hidesHint === true ? null : start,
      startMs,
      endMs: startMs + 730 * dayMs,
      removedMs: undefined,
    }
    const place = options.onPrincipal === true ? 'servicePrincipals' : 'applications'
    this.#passwords[place].push(password)
    return password
  }

  #guid(): string {
    const hex = this.#noise(hexDigits, 32)
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }

  #token(request: SimulatedRequest, nowMs: number): HttpAnswer {
    const path = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(request.path)
    if (request.method !== 'POST' || path === null) return answerJson(404)
    if (request.headers['content-type'] !== 'application/x-www-form-urlencoded')
      return oauth(400, 'invalid_request', 900144, 'the body must contain grant_type')
    if (path[1] !== this.tenant) return oauth(400, 'invalid_request', 90002, 'Tenant not found')
    const form = new URLSearchParams(request.text)
    if (form.get('grant_type') !== 'client_credentials')
      return oauth(400, 'unsupported_grant_type', 70003, 'grant type')
    if (!form.get('scope')?.endsWith('/.default'))
      return oauth(400, 'invalid_scope', 70011, 'scope')
    if (form.get('client_id') !== this.clientId)
      return oauth(400, 'unauthorized_client', 700016, 'Application not found in the directory')
    if (!this.#isEnabled)
      return oauth(400, 'unauthorized_client', 7000112, 'Application is disabled')
    const given = form.get('client_secret')
    const late = this.#options.propagationMs ?? 0
    const found = Object.values(this.#passwords)
      .flat()
      .find(
        ({ value, removedMs }) =>
          value === given && (removedMs === undefined || nowMs < removedMs + late),
      )
    if (found === undefined)
      return oauth(401, 'invalid_client', 7000215, 'Invalid client secret provided')
    if (found.endMs <= nowMs)
      return oauth(401, 'invalid_client', 7000222, 'The provided client secret keys are expired')
    if (this.#options.isBlocked === true)
      return oauth(400, 'invalid_grant', 53003, 'blocked by conditional access')
    return answerJson(200, {
      token_type: 'Bearer',
      expires_in: 3599,
      ext_expires_in: 3599,
      access_token: this.#noise(lettersAndDigits, 60),
    })
  }

  #graph(request: SimulatedRequest, nowMs: number): HttpAnswer {
    if (bearerOf(request) !== this.#operator) return fault(401, 'InvalidAuthenticationToken')
    const path =
      /^\/v1\.0\/(applications|servicePrincipals)\(appId='([0-9a-f-]+)'\)(?:\/(removePassword))?$/.exec(
        decodeURIComponent(request.path),
      )
    if (path === null) return fault(400, 'BadRequest')
    const place = path[1] as 'applications' | 'servicePrincipals'
    if (path[2] !== this.clientId) return fault(404, 'Request_ResourceNotFound')
    if (request.method === 'GET' && path[3] === undefined)
      return answerJson(200, this.#described(place))
    if (this.#options.mayWrite === false) return fault(403, 'Authorization_RequestDenied')
    const body = (jsonBodyOf(request) ?? {}) as { keyId?: string; accountEnabled?: boolean }
    if (request.method === 'POST' && path[3] === 'removePassword')
      return this.#removed(place, body.keyId, nowMs)
    if (
      request.method === 'PATCH' &&
      place === 'servicePrincipals' &&
      typeof body.accountEnabled === 'boolean'
    ) {
      this.#isEnabled = body.accountEnabled
      this.effects.push({ what: body.accountEnabled ? 'enabled' : 'disabled', id: this.clientId })
      return answerJson(204)
    }
    return fault(400, 'Request_BadRequest')
  }

  #removed(
    place: 'applications' | 'servicePrincipals',
    keyId: string | undefined,
    nowMs: number,
  ): HttpAnswer {
    const found = this.#passwords[place].find(
      (one) => one.keyId === keyId && one.removedMs === undefined,
    )
    if (found === undefined) return fault(400, 'Request_BadRequest')
    found.removedMs = nowMs
    this.effects.push({ what: 'removed', id: found.keyId })
    return answerJson(204)
  }

  #described(place: 'applications' | 'servicePrincipals'): object {
    return {
      id: '5f0b0d2e-0000-4000-8000-000000000001',
      appId: this.clientId,
      displayName: 'shop backend',
      ...(place === 'servicePrincipals' && { accountEnabled: this.#isEnabled }),
      passwordCredentials: this.#passwords[place]
        .filter(({ removedMs }) => removedMs === undefined)
        .map(({ keyId, hint, startMs, endMs }) => ({
          keyId,
          hint,
          displayName: 'secret',
          startDateTime: new Date(startMs).toISOString(),
          endDateTime: new Date(endMs).toISOString(),
          secretText: null,
        })),
      keyCredentials: [],
    }
  }
}

function oauth(status: number, error: string, code: number, text: string): HttpAnswer {
  return answerJson(status, {
    error,
    error_description: `AADSTS${code}: ${text}. Trace ID: 00000000-0000-0000-0000-000000000000`,
    error_codes: [code],
    timestamp: '2026-11-26 10:00:00Z',
    trace_id: '00000000-0000-0000-0000-000000000000',
  })
}

function fault(status: number, code: string): HttpAnswer {
  return answerJson(status, { error: { code, message: `Simulated ${code}.` } })
}
