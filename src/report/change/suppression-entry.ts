import { toJson } from '../escape-controls.ts'

/** Entries for a file of suppressions, made by who has the values: readers can paste them. */
export interface SuppressionProposal {
  /** Where the file stands, from the root of the repository that has the policy: `.stanch-suppressions.yaml`. */
  readonly file: string
  /** `OWNER/REPO` where the policy is another repository's; `undefined`: this one's. */
  readonly repository: string | undefined
  /** 32 hex digits under which the hashes were made. */
  readonly salt: string
  /** The base has no such file yet: readers paste a whole one. */
  readonly isNew: boolean
  /** Last day, `YYYY-MM-DD`. */
  readonly expires: string
  /**
   * In the order of the exposures; at most {@link proposedMax}, for each costs a slow hash. In a public repository also for
   * active secrets: leaving them out would tell which they are, and no entry hides them anyway.
   */
  readonly entries: readonly ProposedEntry[]
  /** Further exposures without one. */
  readonly left: number
  /** And those whose values somebody could guess by an entry that everybody can read. */
  readonly withheld: number
}

export interface ProposedEntry {
  readonly fingerprint: string
  readonly rule: string
  /** 64 hex digits: what `hashSecret` makes of the value under the salt. */
  readonly secret: string
}

/** Entries that a summary has. */
export const proposedMax = 10

/**
 * YAML to paste. Owner and reason are empty, which the file's reader refuses: nothing is hidden before somebody answers for
 * it.
 */
export function writeSuppressionEntries(proposal: SuppressionProposal): string {
  const entries = proposal.entries.map(writeEntry(proposal)).join('')
  if (!proposal.isNew) return entries
  return `version: 1\nsalt: '${proposal.salt}'\nentries:\n${entries}`
}

function writeEntry({ expires }: SuppressionProposal): (entry: ProposedEntry) => string {
  return ({ secret, rule }) =>
    [
      `  - secret: '${secret}'`,
      `    rule: ${scalarOf(rule)}`,
      `    owner: '' # who answers for it: a team or a mail address`,
      `    reason: '' # why it may stay`,
      `    expires: ${expires}`,
      '',
    ].join('\n')
}

/** Quoted where YAML could take it for something else. */
function scalarOf(rule: string): string {
  return /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(rule) ? rule : toJson(rule)
}
