import type { ActionOutcome, IdentityProof } from '../../../incident/adapter.ts'
import { fieldOf, isObject, textOf } from '../../../text/field-of.ts'
import { bodyOf, factsOf, statusOf, type Asked } from '../asking/ask.ts'
import { failedBy, readTroubleOf, refusedBy } from '../asking/trouble.ts'
import { graphAnswerOf, type GraphCaller } from './graph-caller.ts'

/** Where secrets of an application lie. */
export type PasswordPlace = 'applications' | 'servicePrincipals'
export const passwordPlaces: readonly PasswordPlace[] = ['applications', 'servicePrincipals']

/** https://learn.microsoft.com/graph/api/resources/passwordcredential */
export interface EntraPassword {
  readonly place: PasswordPlace
  readonly keyId: string
  /** First three characters; `undefined` where Entra keeps none. */
  readonly hint: string | undefined
  readonly startsAt: string | undefined
  readonly endsAt: string | undefined
}

export interface EntraPasswords {
  readonly displayName: string
  readonly accountEnabled: boolean | undefined
  readonly passwords: readonly EntraPassword[]
  readonly last: Asked
}

export type ReadPasswords = { readonly found: EntraPasswords } | { readonly outcome: ActionOutcome }

export function placeAddress(place: PasswordPlace, clientId: string): string {
  return `${place}(appId='${clientId}')`
}

/**
 * All secrets of the application and of its service principal; a part of them would not do. An application of another
 * tenant has a service principal only.
 */
export async function readPasswords(call: GraphCaller, clientId: string): Promise<ReadPasswords> {
  const passwords: EntraPassword[] = []
  let displayName = ''
  let accountEnabled: boolean | undefined
  let last: Asked | undefined
  for (const place of passwordPlaces) {
    const asked = await call('GET', placeAddress(place, clientId))
    const trouble = readTroubleOf(asked)
    if (trouble !== undefined) return { outcome: trouble }
    if (
      statusOf(asked) === 404 &&
      textOf(bodyOf(asked), 'error', 'code') === 'Request_ResourceNotFound'
    ) {
      last ??= asked
      continue
    }
    const listed = fieldOf(bodyOf(asked), 'passwordCredentials')
    const isThis = textOf(bodyOf(asked), 'appId')?.toLowerCase() === clientId
    if (statusOf(asked) !== 200 || !Array.isArray(listed) || !isThis)
      return { outcome: refusalOf(asked) }
    for (const one of listed) if (isObject(one)) passwords.push(...toPassword(place, one))
    displayName = textOf(bodyOf(asked), 'displayName') ?? displayName
    const enabled = fieldOf(bodyOf(asked), 'accountEnabled')
    if (typeof enabled === 'boolean') accountEnabled = enabled
    last = asked
  }
  return { found: { displayName, accountEnabled, passwords, last: last! } }
}

export function refusalOf(asked: Asked): ActionOutcome {
  const status = statusOf(asked)
  return status === 401 || status === 403
    ? refusedBy(asked, `The acting identity may not do it: ${graphAnswerOf(asked)}`)
    : failedBy(asked, graphAnswerOf(asked))
}

export type ChosenPassword =
  | { readonly password: EntraPassword; readonly proof: IdentityProof }
  | { readonly outcome: ActionOutcome }

/**
 * The one secret that can be the leaked one: by its first three characters, when no other one has them or hides its own; by
 * a key id that a person named, when those characters do not contradict it.
 *
 * @param start first three characters of the value; `undefined` when it is not at hand
 */
export function choosePassword(
  { passwords, last }: EntraPasswords,
  { keyId, start }: { readonly keyId: string | undefined; readonly start: string | undefined },
): ChosenPassword {
  const fitting = passwords.filter(
    ({ hint }) => start !== undefined && (hint === undefined || hint === start),
  )
  const end = (result: 'not-found' | 'ambiguous', detail: string) => ({
    outcome: { result, ...factsOf(last, detail) },
  })
  if (keyId === undefined) {
    const [only, ...others] = fitting
    if (only === undefined)
      return end('not-found', 'No secret of the application begins as the leaked one.')
    if (others.length > 0 || only.hint === undefined)
      return end(
        'ambiguous',
        `${fitting.length} secrets of the application can be the leaked one: name its key id.`,
      )
    return { password: only, proof: 'unique-hint' }
  }
  const named = passwords.find((one) => one.keyId === keyId)
  if (named === undefined) return end('not-found', `The application has no secret ${keyId} now.`)
  if (start !== undefined && !fitting.includes(named))
    return end('ambiguous', `The secret ${keyId} begins otherwise than the leaked one.`)
  const isUnique = fitting.length === 1 && named.hint !== undefined
  return { password: named, proof: isUnique ? 'unique-hint' : 'human-attested' }
}

function toPassword(place: PasswordPlace, one: object): EntraPassword[] {
  const keyId = textOf(one, 'keyId')?.toLowerCase()
  if (keyId === undefined) return []
  const hint = textOf(one, 'hint')
  return [
    {
      place,
      keyId,
      hint,
      startsAt: textOf(one, 'startDateTime'),
      endsAt: textOf(one, 'endDateTime'),
    },
  ]
}
