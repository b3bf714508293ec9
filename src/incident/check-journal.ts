import { StanchError } from '../text/error.ts'
import { canonicalJson } from './canonical-json.ts'
import type { JournalHead } from './incident-store.ts'
import { faultOfChain, type JournalFault, type JournalRecord } from './journal.ts'

/** A line of a journal, taken apart. */
export interface JournalLine {
  readonly record: JournalRecord
  /** What a store made of its hash under its own key, where the line has it. */
  readonly seal?: string
}

export interface CheckedJournal {
  /** Those that could be read before the first line that is no record; they hold when there is no fault. */
  readonly lines: readonly JournalLine[]
  readonly fault: JournalFault | undefined
}

/**
 * Reads a journal's lines and tells what the first fault is, if any: a line changed, dropped, moved, doubled, from another
 * journal, or missing at the end. No key is asked for: who may write both lines and head can make both anew, so the head
 * must come from elsewhere or be signed.
 *
 * @param lines without line ends, oldest first
 * @param head names the last line; `undefined`: there is none, which is a fault
 */
export function checkJournal(
  incident: string,
  lines: readonly string[],
  head: JournalHead | undefined,
): CheckedJournal {
  const parsed: JournalLine[] = []
  for (const line of lines) {
    const one = parseJournalLine(line)
    if (one === undefined) break
    parsed.push(one)
  }
  const records = parsed.map(({ record }) => record)
  const fault =
    faultOfStart(incident, records) ??
    faultOfChain(records) ??
    faultOfLine(parsed.length, lines.length) ??
    faultOfEnd(incident, records, head)
  return { lines: parsed, fault }
}

/** @throws StanchError `JOURNAL_BROKEN` naming the first record that does not hold @returns the records */
export function assertJournal(
  incident: string,
  lines: readonly string[],
  head: JournalHead | undefined,
): readonly JournalRecord[] {
  const { lines: parsed, fault } = checkJournal(incident, lines, head)
  if (fault !== undefined) throw journalBroken(incident, fault)
  return parsed.map(({ record }) => record)
}

/** @param where for messages: the store, or the bundle */
export function journalBroken(incident: string, fault: JournalFault, where?: string): StanchError {
  return new StanchError(
    'JOURNAL_BROKEN',
    `${where === undefined ? '' : `${where}: `}incident ${incident}: record ${fault.sequence}: ${fault.what}.\n` +
      'Nothing is done on a journal that does not hold. Keep it as it is, and compare it with a backup or an evidence bundle.',
  )
}

/** @returns `undefined` for what is not, byte for byte, a record as a journal has it */
export function parseJournalLine(line: string): JournalLine | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (canonicalJson(value) !== line) return undefined
    const { seal, ...record } = value as JournalRecord & { readonly seal?: unknown }
    if (!isRecord(record)) return undefined
    if (seal === undefined) return { record }
    return typeof seal === 'string' ? { record, seal } : undefined
  } catch {
    return undefined
  }
}

/** The line of a record, without its end. */
export function journalLineOf({ record, seal }: JournalLine): string {
  return canonicalJson(seal === undefined ? record : { ...record, seal })
}

function isRecord(record: JournalRecord): boolean {
  const { v, incident, sequence, at, actor, event, previous, hash } = record
  const hasTexts = [incident, at, previous, hash, actor?.person, event?.type].every(
    (one) => typeof one === 'string',
  )
  return (v as number) === 1 && Number.isInteger(sequence) && hasTexts
}

function faultOfStart(
  incident: string,
  [first]: readonly JournalRecord[],
): JournalFault | undefined {
  if (first === undefined || first.incident === incident) return undefined
  return { sequence: 1, what: `expected a record of this incident, got one of another` }
}

function faultOfLine(read: number, all: number): JournalFault | undefined {
  if (read === all) return undefined
  return { sequence: read + 1, what: 'expected a record exactly as it was written, got other text' }
}

function faultOfEnd(
  incident: string,
  records: readonly JournalRecord[],
  head: JournalHead | undefined,
): JournalFault | undefined {
  const { length } = records
  if (head === undefined)
    return {
      sequence: Math.max(length, 1),
      what: 'expected a head that names the last record; without it nobody can tell whether records are missing',
    }
  if (head.incident !== incident)
    return {
      sequence: Math.max(length, 1),
      what: 'expected the head of this journal, got another’s',
    }
  if (head.sequence > length)
    return {
      sequence: length + 1,
      what: `expected it to be there, as the head names record ${head.sequence}; the journal was cut`,
    }
  if (head.sequence < length)
    return {
      sequence: head.sequence + 1,
      what: 'expected none behind the one that the head names as the last',
    }
  if (length > 0 && records.at(-1)!.hash !== head.hash)
    return { sequence: length, what: 'expected the record that the head names, got another' }
  return length > 0 ? undefined : { sequence: 1, what: 'expected a record, got an empty journal' }
}
