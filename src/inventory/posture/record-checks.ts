import { ownerOf, type InventoryRecord, type RecordState } from '../record.ts'
import { broadScopesOf } from './broad-scope.ts'
import { daysOf, daysSince, describeDay } from './days.ts'
import type { PostureCheck } from './posture-check.ts'
import { practices } from './practice.ts'
import type { AuditThresholds } from './thresholds.ts'

export interface RecordCheckContext {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly thresholds: AuditThresholds
}

/** Looks at one record by itself. */
export interface RecordCheck extends PostureCheck {
  /** Records of other states are passed by. */
  readonly states: readonly RecordState[]
  /** @returns what shows it, or nothing */
  readonly tell: (record: InventoryRecord, context: RecordCheckContext) => string | undefined
}

const living = ['pre-activation', 'active'] as const
const active = ['active'] as const

/** Nothing ends it but somebody who acts. */
export function isStatic({ ttl, expiresAt }: InventoryRecord): boolean {
  return ttl === undefined && expiresAt === undefined
}

/** It ends within a day, so that nobody need rotate it. */
function isShortLived({ ttl }: InventoryRecord): boolean {
  return ttl !== undefined && daysOf(ttl) <= 1
}

/** Stores that tell when a secret was last read, so that no time means never. */
const storesThatTellAccess = new Set(['aws-secrets-manager'])

/** Places that are no store: whoever has the file, page or machine has the secret. */
const looseStores = new Set([
  'dotenv', 'env', 'environment', 'file', 'json', 'yaml', 'config', 'code', 'repository', 'git', 'laptop', 'wiki', 'chat',
  'ticket', 'spreadsheet', 'email', 'mail', 'terraform-state', 'stdin', 'none',
]) // prettier-ignore

const cloudProvider = /\b(?:aws|amazon|gcp|google|azure|microsoft)\b/i

export const recordChecks: readonly RecordCheck[] = [
  {
    id: 'no-owner',
    title: 'Nobody answers for it',
    severity: 'medium',
    practice: practices.accountable,
    remedy: 'Name a team, a person or a rota as its owner, with stanch inventory set.',
    states: living,
    tell: (record) =>
      ownerOf(record) === null && !isStatic(record) ? 'owner is not set' : undefined,
  },
  {
    id: 'static-without-owner',
    title: 'It never ends, and nobody answers for it',
    severity: 'high',
    practice: practices.accountable,
    remedy: 'Find out who uses it, name them as its owner, then give it an end.',
    states: living,
    tell: (record) =>
      ownerOf(record) === null && isStatic(record)
        ? 'owner is not set, and neither ttl nor expiresAt'
        : undefined,
  },
  {
    id: 'no-purpose',
    title: 'Nobody knows what it is for',
    severity: 'low',
    practice: practices.accountable,
    remedy: 'Write down what breaks when it is revoked; if nothing does, revoke it.',
    states: living,
    tell: ({ purpose }) => (purpose === undefined ? 'purpose is not set' : undefined),
  },
  {
    id: 'no-scope',
    title: 'Nobody knows what it may do',
    severity: 'medium',
    practice: practices.leastPrivilege,
    remedy: 'Look up what its provider lets it do, and write that down as its scopes.',
    states: living,
    tell: ({ scopes = [] }) => (scopes.length === 0 ? 'scopes are not set' : undefined),
  },
  {
    id: 'broad-scope',
    title: 'It may do far more than one purpose needs',
    severity: 'high',
    practice: practices.leastPrivilege,
    remedy: 'Issue one that may do only what its purpose needs, and revoke this one.',
    states: living,
    tell: (record) => {
      const broad = broadScopesOf(record)
      return broad.length === 0 ? undefined : `scopes hold ${broad.join(', ')}`
    },
  },
  {
    id: 'static-without-expiry',
    title: 'It never ends by itself',
    severity: 'medium',
    practice: practices.shortLived,
    remedy: 'Replace it by workload identity or a short-lived token; if there is none, give it an end.',
    states: living,
    tell: (record) => (isStatic(record) ? 'neither ttl nor expiresAt is set' : undefined),
  },
  {
    id: 'static-without-revocation',
    title: 'It never ends, and nobody knows how to revoke it',
    severity: 'high',
    practice: practices.revocation,
    remedy: 'Find out how it is revoked and how one knows that it is the right one; write that down as its revocation.',
    states: living,
    tell: (record) =>
      isStatic(record) && record.revocation === undefined
        ? 'revocation is not set, and neither ttl nor expiresAt'
        : undefined,
  },
  {
    id: 'old-cloud-key',
    title: 'An old key of a cloud account',
    severity: 'high',
    practice: practices.workloadIdentity,
    remedy: 'Let the workload assume a role or identity of its own, then disable the key, later delete it.',
    states: active,
    tell: (record, { now, thresholds }) => {
      const since = record.lastRotatedAt ?? record.createdAt
      if (since === undefined || !isStatic(record)) return undefined
      if (!cloudProvider.test(record.provider ?? '')) return undefined
      return daysSince(since, now) > thresholds.cloudKeyDays
        ? `the same value since ${describeDay(since, now)}; the limit is ${thresholds.cloudKeyDays} days`
        : undefined
    },
  },
  {
    id: 'no-last-rotation',
    title: 'Nobody knows that it was ever rotated',
    severity: 'medium',
    practice: practices.rotation,
    remedy: 'Rotate it, or write down when it was last rotated.',
    states: living,
    tell: (record, { now, thresholds }) => {
      const { lastRotatedAt, createdAt } = record
      if (lastRotatedAt !== undefined || isShortLived(record)) return undefined
      if (createdAt === undefined) return 'neither lastRotatedAt nor createdAt is set'
      return daysSince(createdAt, now) > thresholds.rotationDays
        ? `created ${describeDay(createdAt, now)}, lastRotatedAt is not set`
        : undefined
    },
  },
  {
    id: 'rotation-overdue',
    title: 'Its rotation is overdue',
    severity: 'medium',
    practice: practices.rotation,
    remedy: 'Rotate it now, with both values valid until the consumers have changed over.',
    states: active,
    tell: (record, { now, thresholds }) => {
      const { nextRotationAt, lastRotatedAt } = record
      if (nextRotationAt !== undefined) {
        return daysSince(nextRotationAt, now) >= 0
          ? `was to be rotated on ${describeDay(nextRotationAt, now)}`
          : undefined
      }
      if (lastRotatedAt === undefined || isShortLived(record)) return undefined
      return daysSince(lastRotatedAt, now) > thresholds.rotationDays
        ? `last rotated ${describeDay(lastRotatedAt, now)}; the limit is ${thresholds.rotationDays} days`
        : undefined
    },
  },
  {
    id: 'rotation-stuck',
    title: 'A rotation stopped half-way',
    severity: 'high',
    practice: practices.rotation,
    remedy: 'Finish it: move the consumers to the pending version, then revoke the former one; or take the pending one back.',
    states: active,
    tell: ({ rotation, lastRotatedAt }, { now, thresholds }) => {
      if (rotation?.pendingVersion === undefined && rotation?.pendingSince === undefined) return undefined
      const since = rotation.pendingSince ?? lastRotatedAt
      if (since === undefined || daysSince(since, now) <= thresholds.rotationStuckDays) return undefined
      const { pendingVersion = 'one', currentVersion = 'another' } = rotation
      return `${currentVersion} is current and ${pendingVersion} pending since ${describeDay(since, now)}; the limit is ${thresholds.rotationStuckDays} days`
    },
  },
  {
    id: 'expired-but-active',
    title: 'It has expired and still counts as active',
    severity: 'medium',
    practice: practices.offboarding,
    remedy: 'Make sure that it no longer works, then set its state to destroyed; if it is still needed, issue a new one.',
    states: active,
    tell: ({ expiresAt }, { now }) =>
      expiresAt !== undefined && daysSince(expiresAt, now) >= 0
        ? `expired ${describeDay(expiresAt, now)}, state is active`
        : undefined,
  },
  {
    id: 'unused',
    title: 'Nobody has used it for long',
    severity: 'medium',
    practice: practices.offboarding,
    remedy: 'Disable it; if nobody complains for some weeks, revoke it.',
    states: active,
    tell: ({ lastAccessedAt, breakGlass }, { now, thresholds }) =>
      lastAccessedAt !== undefined &&
      breakGlass === undefined &&
      daysSince(lastAccessedAt, now) > thresholds.unusedDays
        ? `last read ${describeDay(lastAccessedAt, now)}; the limit is ${thresholds.unusedDays} days`
        : undefined,
  },
  {
    id: 'never-used',
    title: 'It was never used',
    severity: 'low',
    practice: practices.offboarding,
    remedy: 'Ask its owner; if nobody needs it, revoke it.',
    states: active,
    tell: ({ lastAccessedAt, createdAt, breakGlass, store }, { now, thresholds }) => {
      if (lastAccessedAt !== undefined || breakGlass !== undefined) return undefined
      if (createdAt === undefined || !storesThatTellAccess.has(store?.type ?? '')) return undefined
      return daysSince(createdAt, now) > thresholds.neverUsedDays
        ? `created ${describeDay(createdAt, now)}, and its store has never seen it read`
        : undefined
    },
  },
  {
    id: 'not-in-central-store',
    title: 'It lies in no central store',
    severity: 'high',
    practice: practices.centralStore,
    remedy: 'Put a new value into the central store, let the consumers read it there, and revoke the one that lies about.',
    states: living,
    tell: ({ store }) => {
      if (store === undefined) return 'store is not set'
      if (!looseStores.has(store.type.toLowerCase())) return undefined
      return `its store is ${store.type}${store.path === undefined ? '' : ` (${store.path})`}`
    },
  },
  {
    id: 'break-glass-untested',
    title: 'A credential for emergencies that nobody has tried',
    severity: 'high',
    practice: practices.breakGlass,
    remedy: 'Rehearse its use with its owner, then set breakGlass.testedAt, and rotate it.',
    states: living,
    tell: ({ breakGlass }) =>
      breakGlass !== undefined && breakGlass.testedAt === undefined
        ? 'breakGlass.testedAt is not set'
        : undefined,
  },
  {
    id: 'break-glass-test-old',
    title: 'A credential for emergencies that nobody has tried for long',
    severity: 'medium',
    practice: practices.breakGlass,
    remedy: 'Rehearse its use again, then set breakGlass.testedAt, and rotate it.',
    states: living,
    tell: ({ breakGlass }, { now, thresholds }) => {
      const testedAt = breakGlass?.testedAt
      return testedAt !== undefined && daysSince(testedAt, now) > thresholds.breakGlassTestDays
        ? `last tried ${describeDay(testedAt, now)}; the limit is ${thresholds.breakGlassTestDays} days`
        : undefined
    },
  },
  {
    id: 'blocked-but-stored',
    title: 'It is compromised or blocked, and consumers can still read it',
    severity: 'high',
    practice: practices.blocking,
    remedy: 'Replace its value in the store, or take it away there, so that no consumer starts with it.',
    states: ['compromised', 'suspended', 'deactivated'],
    tell: ({ state, store }) =>
      store === undefined || looseStores.has(store.type.toLowerCase())
        ? undefined
        : `state is ${state}, and it still lies in ${store.type}${store.path === undefined ? '' : ` (${store.path})`}`,
  },
] // prettier-ignore
