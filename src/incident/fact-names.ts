/**
 * Names of what probes and evidence tell of a leaked credential, as `Incident.facts` holds them, and how a screen calls each.
 * Values are texts that a person reads: several things of a kind are joined by `, `, times are `YYYY-MM-DDTHH:MM:SSZ` or a
 * day, and whether something is so is `yes`, `no` or `unknown`. Nothing secret. Adapters may tell further facts under names
 * of their own; those are shown as words.
 */
export const factLabels = {
  /** `yes`, `no`, `contained` or `unverifiable`: the newest answer of a probe. */
  live: 'still works',
  /** When `live` was asked. */
  checkedAt: 'asked at',
  /** Whose it is at the provider: account, project, organisation, user. */
  account: 'account',
  keyId: 'key id',
  /** Person or mail address at the provider. */
  owner: 'owner there',
  scopes: 'may',
  createdAt: 'made at',
  expires: 'expires at',
  lastUsed: 'last used',
  /** Address, region or service that used it last. */
  lastUsedFrom: 'used from',
  /** Who uses it, as the provider, its logs or the inventory say. */
  consumers: 'used by',
  /** Whose credentials the steps of the plan use. */
  actingAs: 'acting as',
  /** Whether these may do what the plan wants: `yes`, `no` or `unknown`. */
  mayAct: 'may act',
  /** What they lack, in the provider's own words. */
  lacksPermissions: 'lacks',
  /** What goes with it when it is revoked. */
  goesWithIt: 'goes with it',
  /** `yes`: it is a trap; nobody probes it. */
  canary: 'canary',
  /** `yes`: a newer value is in use already. */
  rotated: 'replaced',
  environment: 'environment',
} as const

export type FactName = keyof typeof factLabels

/** In the order in which a screen shows them. */
export const factNames = Object.keys(factLabels) as FactName[]

/** How a screen calls a fact; an adapter's own name is shown as words. */
export function labelOfFact(name: string): string {
  if (Object.hasOwn(factLabels, name)) return factLabels[name as FactName]
  return name.replaceAll(/(?<=[a-z])[A-Z](?=[a-z])/g, (letter) => ` ${letter.toLowerCase()}`)
}
