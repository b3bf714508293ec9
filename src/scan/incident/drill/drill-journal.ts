import type { Actor, IncidentEvent } from '../../../incident/event.ts'
import type { JournalHead, OpenJournal } from '../../../incident/incident-store.ts'
import { chainRecord, type JournalRecord } from '../../../incident/journal.ts'
import { timeOf, type Clock } from '../../../incident/clock.ts'
import { headOf, JournalSeal } from '../../../store/incidents/journal-seal.ts'
import type { FingerprintKey } from '../../../text/fingerprint.ts'

/** Who of those who are played writes the next record. */
export type DrillPerson = Actor['person']

/** A journal in memory, chained and sealed as one on a disk is. */
export class DrillJournal implements OpenJournal {
  readonly id: string
  records: readonly JournalRecord[] = []
  readonly lines: string[] = []
  /** Who writes from now on. */
  person: DrillPerson
  readonly #clock: Clock
  readonly #seal: JournalSeal
  readonly #onRecord: (record: JournalRecord) => void

  constructor(
    id: string,
    person: DrillPerson,
    parts: {
      readonly clock: Clock
      readonly key: FingerprintKey
      readonly onRecord: (record: JournalRecord) => void
    },
  ) {
    this.id = id
    this.person = person
    this.#clock = parts.clock
    this.#seal = new JournalSeal(parts.key)
    this.#onRecord = parts.onRecord
  }

  readonly append = (event: IncidentEvent): Promise<JournalRecord> => {
    const actor = { person: this.person, via: 'drill' }
    const record = chainRecord(this.records.at(-1), {
      incident: this.id,
      at: timeOf(this.#clock),
      actor,
      event,
    })
    this.records = [...this.records, record]
    this.lines.push(this.#seal.lineOf(record))
    this.#onRecord(record)
    return Promise.resolve(record)
  }

  get head(): JournalHead {
    return headOf(this.records.at(-1)!)
  }
}
