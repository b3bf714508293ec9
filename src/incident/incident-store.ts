import type { FingerprintKey } from '../text/fingerprint.ts'
import type { Actor, EventOf, IncidentEvent } from './event.ts'
import type { JournalFault, JournalRecord } from './journal.ts'

/** A journal that nobody else writes meanwhile. */
export interface OpenJournal {
  /** Grows by what is appended. */
  readonly records: readonly JournalRecord[]
  /** Seals the event into the chain; once it resolves, the record is on the disk. After a failure it takes no more. */
  readonly append: (event: IncidentEvent) => Promise<JournalRecord>
}

export interface JournalHead {
  readonly incident: string
  readonly sequence: number
  readonly hash: string
}

/** A journal as it was kept, even when it is broken; for whoever checks. */
export interface UncheckedJournal {
  /** For `checkJournal`; without what a writer that was killed left behind them. */
  readonly lines: readonly string[]
  /** Kept apart from the records; `undefined`: missing, or not sealed by the store. */
  readonly head: JournalHead | undefined
  /** What the store found under its own key; see `checkJournal` for what may be found without. */
  readonly fault: JournalFault | undefined
}

/**
 * What an exposure is to a store.
 *
 * @param existing the journal of who has its identities already; `undefined`: nobody has
 * @returns what is appended; `undefined`: nothing is
 */
export type FirstEvent = (
  existing: readonly JournalRecord[] | undefined,
) => EventOf<'opened' | 'seen-again'> | undefined

/** Where incidents are kept: a directory of one machine, or a team's database. */
export interface IncidentStore {
  /** For people: path, or database without credentials. */
  readonly name: string
  /** Whether more than one person can reach it: what two must approve needs that. */
  readonly isShared: boolean
  /** The store's own key: identities are made under it, so that every machine gives a credential the same. */
  readonly key: FingerprintKey
  /**
   * Opens an incident, or adds to the one that has one of the identities already.
   *
   * @returns the incident's id, and whether it is new
   */
  open(
    identities: readonly string[],
    actor: Actor,
    first: FirstEvent,
  ): Promise<{ readonly id: string; readonly isNew: boolean }>
  /** Ids, the newest incident first. */
  list(): AsyncIterable<string>
  /** @throws StanchError `INCIDENT_UNKNOWN`; `JOURNAL_BROKEN` naming the first record that does not hold */
  read(id: string): Promise<readonly JournalRecord[]>
  /** @throws StanchError `INCIDENT_UNKNOWN`; `JOURNAL_BROKEN` when it was removed as a whole */
  readUnchecked(id: string): Promise<UncheckedJournal>
  /**
   * Lends a journal to `action`, which alone writes it until it is through.
   *
   * @param waitMs how long another holder is waited for; 0: not at all
   * @throws StanchError `INCIDENT_BUSY` naming who holds it, and those of `read`
   */
  withJournal<T>(
    id: string,
    actor: Actor,
    options: { readonly waitMs: number; readonly signal: AbortSignal },
    action: (journal: OpenJournal) => Promise<T>,
  ): Promise<T>
  close(): Promise<void>
}
