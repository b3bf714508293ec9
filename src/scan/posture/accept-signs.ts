import type { PostureFinding } from '../../inventory/posture/posture-check.ts'
import type { AcceptNote } from '../../report/posture/audit-result.ts'
import type { AcceptedSign } from '../audit-configuration.ts'
import { compileGlob } from '../glob.ts'
import { isExpired } from '../suppressions/suppression-file.ts'

/** What is left, and what came of the entries. */
export interface AcceptedOutcome {
  readonly findings: readonly PostureFinding[]
  readonly accepted: number
  readonly expired: readonly AcceptNote[]
  /** Valid entries that hid nothing. */
  readonly unmet: readonly AcceptNote[]
}

/**
 * Takes out what somebody has accepted. An entry of a record is about signs of that record alone, or of several if it is
 * the one that they are told of.
 *
 * @param today `YYYY-MM-DD` @param whereIs `file:line` of an entry
 */
export function acceptSigns(
  findings: readonly PostureFinding[],
  entries: readonly AcceptedSign[],
  { today, whereIs }: { readonly today: string; readonly whereIs: (at: number) => string },
): AcceptedOutcome {
  const told = entries.map((entry, at) => ({
    entry,
    note: noteOf(entry, whereIs(at)),
    isMeant: meaningOf(entry),
  }))
  const valid = told.filter(({ entry }) => !isExpired(entry, today))
  const met = new Set<AcceptNote>()
  const left = findings.filter((finding) => {
    const entry = valid.find(({ isMeant }) => isMeant(finding))
    if (entry) met.add(entry.note)
    return entry === undefined
  })
  return {
    findings: left,
    accepted: findings.length - left.length,
    expired: told.filter(({ entry }) => isExpired(entry, today)).map(({ note }) => note),
    unmet: valid.map(({ note }) => note).filter((note) => !met.has(note)),
  }
}

function meaningOf(entry: AcceptedSign): (finding: PostureFinding) => boolean {
  const { check, record, connector, path } = entry
  const isPath = path === undefined ? undefined : compileGlob(path)
  return ({ check: id, subject }) => {
    if (id !== check) return false
    if (subject.kind === 'record') return subject.id === record
    if (subject.kind === 'connector') return subject.id === connector
    return isPath?.(subject.path) ?? false
  }
}

function noteOf(entry: AcceptedSign, where: string): AcceptNote {
  const { check, record, connector, path, owner, reason, expires } = entry
  return { check, of: record ?? connector ?? path ?? '', owner, reason, expires, where }
}
