export const timelineLanes = [
  'leak',
  'access',
  'decision',
  'effect',
  'probe',
  'proof',
  'note',
] as const

/**
 * Of what an entry tells: `leak`, where and since when it stood open; `access`, who used it, by logs; `decision`, what
 * people and programs decided; `effect`, what was done at the provider or in a store; `probe`, what we asked; `proof`,
 * what that showed; `note`, all else.
 */
export type TimelineLane = (typeof timelineLanes)[number]

/** One thing that happened. Its texts are of others: escape them where they are shown. */
export interface TimelineEntry {
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly lane: TimelineLane
  readonly title: string
  readonly who?: string
  readonly detail?: string
  readonly tone?: 'good' | 'bad'
  /** Number of its record in the journal; none: it is known from elsewhere. */
  readonly sequence?: number
  /** It was Stanch that asked: in the provider's logs it looks like a use of the key, and is none of an attacker. */
  readonly isOurs?: true
}
