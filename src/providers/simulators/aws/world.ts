import type { SimulatedEffect } from '../../simulator.ts'

export interface SimulatedKey {
  readonly id: string
  readonly secret: string
  readonly user: string
  readonly createdMs: number
  status: 'Active' | 'Inactive'
  /** The last change, which not all of AWS knows at once. */
  changedMs: number
  statusBefore: 'Active' | 'Inactive' | 'none'
  isDeleted: boolean
  lastUsed?: { readonly atMs: number; readonly service: string; readonly region: string }
}

export interface SimulatedSession {
  readonly id: string
  readonly secret: string
  readonly token: string
  readonly issuedMs: number
  readonly endsMs: number
  readonly holder: 'user' | 'role'
  readonly name: string
  readonly session: string
}

/** A policy in line, or one that is attached; what is removed still holds for a moment. */
export interface SimulatedPolicy {
  readonly name: string
  readonly document: string
  readonly sinceMs: number
}

export interface SimulatedHolder {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  /** Actions that are allowed, or all of them. */
  readonly allows: readonly string[] | 'all'
  /** ARNs of managed policies, and since when. */
  readonly attached: Map<string, number>
  readonly inline: Map<string, SimulatedPolicy>
  readonly groups: readonly string[]
}

export interface SimulatedVersion {
  readonly value: string
  readonly stages: Set<string>
}

export interface SimulatedSecret {
  readonly name: string
  readonly region: string
  readonly arn: string
  readonly rotates: boolean
  readonly versions: Map<string, SimulatedVersion>
  lastReadMs: number
}

export interface TrailRecord {
  readonly region: string
  readonly atMs: number
  readonly keyId: string
  readonly record: Readonly<Record<string, unknown>>
}

/** One account, and what has happened in it. */
export interface AwsWorld {
  readonly account: string
  /** How long a change takes to be known everywhere. */
  readonly propagationMs: number
  /** How long a record takes to be found. */
  readonly trailDelayMs: number
  /** Managed policies that exist. */
  readonly policies: ReadonlySet<string>
  readonly regions: readonly string[]
  readonly noise: (alphabet: string, length: number) => string
  readonly keys: SimulatedKey[]
  readonly sessions: SimulatedSession[]
  readonly users: Map<string, SimulatedHolder>
  readonly roles: Map<string, SimulatedHolder>
  readonly secrets: SimulatedSecret[]
  readonly trail: TrailRecord[]
  readonly lookups: Map<string, number[]>
  readonly effects: SimulatedEffect[]
}

const upperAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
export const base64Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/**
 * An id in which the account stands: of the first ten letters, five bits each, the first is set, 40 are the account’s number,
 * and nine are of the rest (found out by others: AWS does not document it).
 */
export function newKeyId(world: Pick<AwsWorld, 'account' | 'noise'>, prefix: string): string {
  const bits = `1${BigInt(world.account).toString(2).padStart(40, '0')}${'010110011'}`
  const letters = bits.match(/.{5}/g)!.map((five) => upperAndDigits[Number.parseInt(five, 2)]!)
  return prefix + letters.join('') + world.noise(upperAndDigits, 6)
}

export function newKey(world: AwsWorld, user: string, nowMs: number): SimulatedKey {
  const key: SimulatedKey = {
    id: newKeyId(world, 'AKIA'),
    secret: world.noise(base64Letters, 40),
    user,
    createdMs: nowMs,
    status: 'Active',
    changedMs: nowMs,
    statusBefore: 'none',
    isDeleted: false,
  }
  world.keys.push(key)
  return key
}

/** Whether requests with it pass: what was changed a moment ago is not known everywhere yet. */
export function isAccepted(world: AwsWorld, key: SimulatedKey, nowMs: number): boolean {
  const isSettled = nowMs - key.changedMs >= world.propagationMs
  const status = isSettled ? (key.isDeleted ? 'none' : key.status) : key.statusBefore
  return status === 'Active'
}

export function changeKey(
  key: SimulatedKey,
  change: { readonly status?: SimulatedKey['status']; readonly isDeleted?: true },
  nowMs: number,
): void {
  key.statusBefore = key.status
  key.changedMs = nowMs
  if (change.status !== undefined) key.status = change.status
  if (change.isDeleted) key.isDeleted = true
}

export function keysOf(world: AwsWorld, user: string): SimulatedKey[] {
  return world.keys.filter((key) => key.user === user && !key.isDeleted)
}

export function stampOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')
}
