import type { LeakPlace } from '../exposure.ts'
import { ownersOf, type OwnerRule } from './code-owners.ts'

/** Who is to be told, and how that is known. */
export interface Addressees {
  readonly names: readonly string[]
  /** In words: `on call for it in the inventory`, `CODEOWNERS line 12 (deploy/)`. */
  readonly reason: string
}

/** What the inventory says of whose it is. */
export interface KnownOwner {
  readonly oncall?: string | undefined
  readonly team?: string | undefined
  readonly person?: string | undefined
}

/**
 * Whom to tell: who is on call for it by the inventory, else its team or person there; else who owns the file that it was
 * found in; else nobody, and that is said.
 *
 * @param owner of its record in the inventory, if it has one
 * @param rules of the repository's CODEOWNERS, if there is one
 */
export function addresseesOf(
  owner: KnownOwner | undefined,
  places: readonly LeakPlace[],
  rules: readonly OwnerRule[],
): Addressees {
  const known = [
    [owner?.oncall, 'on call for it, by the inventory'],
    [owner?.team, 'its team, by the inventory'],
    [owner?.person, 'its owner, by the inventory'],
  ] as const
  for (const [name, reason] of known) if (name) return { names: [name], reason }
  for (const { origin } of places) {
    if (origin.kind !== 'git' && origin.kind !== 'file') continue
    const rule = ownersOf(rules, origin.path.replace(/^\.\//, ''))
    if (rule !== undefined && rule.owners.length > 0)
      return {
        names: rule.owners,
        reason: `CODEOWNERS line ${rule.line} (${rule.pattern}), for ${origin.path}`,
      }
  }
  return { names: [], reason: 'nobody is named: neither the inventory nor CODEOWNERS knows whose it is' } // prettier-ignore
}
