import type { Subject } from '../../../incident/adapter.ts'

/**
 * A lease as `keyId`: mount and role, then its own id: `database/creds/shop/2f6a…`. No part may be one that an address would
 * resolve.
 */
export function leaseIdOf({ keyId }: Subject): string | undefined {
  const isLease = keyId !== undefined && /^[\x21-\x7e]{4,512}$/.test(keyId)
  if (!isLease) return undefined
  const parts = keyId.split('/')
  return parts.length >= 3 && parts.every((part) => !/^\.{0,2}$/.test(part)) ? keyId : undefined
}

/** Mount and role of a lease, with a slash at its end: all that was given out the same way. */
export function prefixOf(lease: string): string {
  return lease.slice(0, lease.lastIndexOf('/') + 1)
}

/** The same for a plan, also while the lease is not known. */
export function shownPrefixOf(subject: Subject): string {
  const lease = leaseIdOf(subject)
  return lease === undefined ? '{prefix}' : prefixOf(lease)
}

/** As part of an address. */
export function leasePath(prefix: string): string {
  return prefix
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/')
}
