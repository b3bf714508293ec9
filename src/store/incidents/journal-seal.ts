import { createHmac, timingSafeEqual } from 'node:crypto'
import { canonicalJson } from '../../incident/canonical-json.ts'
import { checkJournal, journalLineOf, type JournalLine } from '../../incident/check-journal.ts'
import type { JournalHead } from '../../incident/incident-store.ts'
import type { JournalFault, JournalRecord } from '../../incident/journal.ts'
import type { FingerprintKey } from '../../text/fingerprint.ts'

/** A journal as a store has it, checked under the store's key. */
export interface SealedJournal {
  readonly records: readonly JournalRecord[]
  readonly fault: JournalFault | undefined
  /** Of the last record, where all holds; as it was kept, where not. */
  readonly head: JournalHead | undefined
  /** The head that is kept names an earlier record: who wrote them ended in between. */
  readonly isAhead: boolean
}

/**
 * Seals of a store: HMAC-SHA256 under a subkey of its key. A chain alone is made anew by whoever may write the file; for
 * a seal he must have the key, too. A head tells where a journal ends.
 */
export class JournalSeal {
  readonly #key: Buffer

  constructor({ bytes }: FingerprintKey) {
    this.#key = createHmac('sha256', bytes).update('stanch incident seal').digest()
  }

  /** @param purpose keeps seals of one kind of thing from counting for another */
  of(purpose: 'record' | 'head' | 'index', text: string): string {
    return createHmac('sha256', this.#key).update(`${purpose}\n${text}`).digest('hex').slice(0, 32)
  }

  fits(purpose: 'record' | 'head' | 'index', text: string, seal: string | undefined): boolean {
    if (seal?.length !== 32) return false
    return timingSafeEqual(
      Buffer.from(seal, 'latin1'),
      Buffer.from(this.of(purpose, text), 'latin1'),
    )
  }

  lineOf(record: JournalRecord): string {
    return journalLineOf({ record, seal: this.of('record', record.hash) })
  }

  headTextOf({ incident, sequence, hash }: JournalHead): string {
    const head = { incident, sequence, hash }
    return canonicalJson({ ...head, seal: this.of('head', canonicalJson(head)) })
  }

  /** @returns `undefined` for what this key did not seal */
  parseHead(text: string): JournalHead | undefined {
    try {
      const { seal, ...head } = JSON.parse(text) as JournalHead & { readonly seal: string }
      return this.fits('head', canonicalJson(head), seal) ? head : undefined
    } catch {
      return undefined
    }
  }

  /**
   * Checks chain, seals and end.
   *
   * @param headText as it is kept
   * @param end `may-be-ahead`: records behind the one that the head names are right when they are sealed; see `JournalFiles`
   *   for how they come about
   */
  check(
    incident: string,
    lines: readonly string[],
    headText: string | undefined,
    end: 'may-be-ahead' | 'equal',
  ): SealedJournal {
    const kept = headText === undefined ? undefined : this.parseHead(headText)
    const upTo = (head: JournalHead | undefined) => checkJournal(incident, lines, head)
    const first = upTo(kept)
    const records = first.lines.map(({ record }) => record)
    const unsealed = this.#faultOfSeals(first.lines)
    const last = records.at(-1)
    const isAhead =
      end === 'may-be-ahead' &&
      kept !== undefined &&
      kept.incident === incident &&
      kept.sequence < records.length &&
      records[kept.sequence - 1]?.hash === kept.hash
    const head = isAhead && last !== undefined ? headOf(last) : kept
    const fault = earlier(unsealed, isAhead ? upTo(head).fault : first.fault)
    return { records, fault, head: fault === undefined ? head : kept, isAhead }
  }

  #faultOfSeals(lines: readonly JournalLine[]): JournalFault | undefined {
    const at = lines.findIndex(({ record, seal }) => !this.fits('record', record.hash, seal))
    if (at < 0) return undefined
    return { sequence: at + 1, what: 'expected the seal of this store; it was written without it' }
  }
}

export function headOf({ incident, sequence, hash }: JournalRecord): JournalHead {
  return { incident, sequence, hash }
}

/** The second's, when both name the same record. */
function earlier(
  one: JournalFault | undefined,
  other: JournalFault | undefined,
): JournalFault | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one.sequence < other.sequence ? one : other
}
