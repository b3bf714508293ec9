import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { ActionOutcome, IdentityProof } from '../../../incident/adapter.ts'
import { fieldOf, objectsOf, textOf } from '../../../text/field-of.ts'
import { bodyOf, factsOf, statusOf, type Asked } from '../asking/ask.ts'
import { failedBy, readTroubleOf, refusedBy } from '../asking/trouble.ts'
import type { GoogleCaller } from './google-caller.ts'
import { googleAnswerOf } from './google-reason.ts'
import type { NamedKey, ServiceAccountKey } from './service-account-key.ts'

/** A key as IAM has it. */
export interface LocatedKey extends NamedKey {
  readonly proof: IdentityProof
  readonly isDisabled: boolean
  readonly createdAt: string | undefined
  readonly expiresAt: string | undefined
  readonly asked: Asked
}

export type Located = { readonly key: LocatedKey } | { readonly outcome: ActionOutcome }

export function keyAddress({ project, account, keyId }: NamedKey): string {
  return `${keysAddress({ project, account })}/${keyId}`
}

/** With the project by name: with `-` in its place IAM answers 403 where there is nothing. */
export function keysAddress({ project, account }: Pick<NamedKey, 'project' | 'account'>): string {
  const [where, whose] = [project, account].map((part) => encodeURIComponent(part))
  return `https://iam.googleapis.com/v1/projects/${where}/serviceAccounts/${whose}/keys`
}

/**
 * Finds the key that a step is about. Where both the id and the private key are at hand, IAM's public key must be that of
 * the private one; without the id, the only key of the account that has it.
 * https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys/get
 */
export async function locateKey(
  call: GoogleCaller,
  key: ServiceAccountKey & { readonly project: string; readonly account: string },
): Promise<Located> {
  if (key.keyId !== undefined) return await byId(call, key, { ...key, keyId: key.keyId })
  if (key.pem === undefined)
    return {
      outcome: {
        result: 'refused',
        detail: 'Neither the id of the key nor its private key is known.',
      },
    }
  return await byPublicKey(call, key, key.pem)
}

async function byId(
  call: GoogleCaller,
  { pem }: ServiceAccountKey,
  named: NamedKey,
): Promise<Located> {
  const asked = await call('GET', `${keyAddress(named)}?publicKeyType=TYPE_RAW_PUBLIC_KEY`)
  const trouble = troubleOfRead(asked)
  if (trouble !== undefined) return { outcome: trouble }
  const found = toLocated(asked, named, 'id-embedded')
  if (found === undefined)
    return { outcome: failedBy(asked, 'IAM answered with another key than it was asked for.') }
  if (pem !== undefined && isOtherKey(asked, pem)) {
    const detail = `The key ${named.keyId} is not the one whose private key leaked: their public keys differ.`
    return { outcome: { result: 'ambiguous', ...factsOf(asked, detail) } }
  }
  return { key: found }
}

async function byPublicKey(
  call: GoogleCaller,
  { project, account }: Pick<NamedKey, 'project' | 'account'>,
  pem: string,
): Promise<Located> {
  const listed = await call('GET', `${keysAddress({ project, account })}?keyTypes=USER_MANAGED`)
  const trouble = troubleOfRead(listed)
  if (trouble !== undefined) return { outcome: trouble }
  for (const { name } of objectsOf(bodyOf(listed), 'keys')) {
    const keyId = /\/keys\/([0-9a-f]{40})$/.exec(String(name))?.[1]
    if (keyId === undefined) continue
    const named = { project, account, keyId }
    const asked = await call('GET', `${keyAddress(named)}?publicKeyType=TYPE_RAW_PUBLIC_KEY`)
    const stop = troubleOfRead(asked)
    if (stop !== undefined) return { outcome: stop }
    const found = toLocated(asked, named, 'exact-match')
    if (found !== undefined && publicKeyIn(asked) === publicKeyOf(pem)) return { key: found }
  }
  const detail = `No key of ${account} has the public key of the one that leaked.`
  return { outcome: { result: 'not-found', ...factsOf(listed, detail) } }
}

/** @returns `undefined` for a key that is there */
function troubleOfRead(asked: Asked): ActionOutcome | undefined {
  const trouble = readTroubleOf(asked)
  if (trouble !== undefined) return trouble
  const told = `IAM ${googleAnswerOf(asked)}.`
  switch (statusOf(asked)) {
    case 200:
      return undefined
    case 404:
      return { result: 'not-found', ...factsOf(asked, `There is no such key now: ${told}`) }
    case 401:
    case 403:
      return refusedBy(asked, `The acting identity may not read the key: ${told}`)
    default:
      return failedBy(asked, told)
  }
}

function toLocated(asked: Asked, named: NamedKey, proof: IdentityProof): LocatedKey | undefined {
  const body = bodyOf(asked)
  const name = textOf(body, 'name') ?? ''
  if (!name.endsWith(`/serviceAccounts/${named.account}/keys/${named.keyId}`)) return undefined
  return {
    ...named,
    proof,
    isDisabled: fieldOf(body, 'disabled') === true,
    createdAt: textOf(body, 'validAfterTime'),
    expiresAt: textOf(body, 'validBeforeTime'),
    asked,
  }
}

/** Only where both can be read: an answer without a public key shows nothing, and the id stands for itself. */
function isOtherKey(asked: Asked, pem: string): boolean {
  const [theirs, ours] = [publicKeyIn(asked), publicKeyOf(pem)]
  return theirs !== undefined && ours !== undefined && theirs !== ours
}

function publicKeyIn(asked: Asked): string | undefined {
  const data = textOf(bodyOf(asked), 'publicKeyData')
  return data === undefined ? undefined : derOf(() => createPublicKey(Buffer.from(data, 'base64')))
}

function publicKeyOf(pem: string): string | undefined {
  return derOf(() => createPublicKey(createPrivateKey(pem)))
}

function derOf(read: () => ReturnType<typeof createPublicKey>): string | undefined {
  try {
    return read().export({ type: 'spki', format: 'der' }).toString('base64')
  } catch {
    return undefined
  }
}
