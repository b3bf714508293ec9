import { findIncident } from '../../incident/find-incident.ts'
import { resolve } from 'node:path'
import { keyNameOf } from '../../incident/approver.ts'
import { foldIncident } from '../../incident/fold-incident.ts'
import type { JournalHead } from '../../incident/incident-store.ts'
import { journalBroken, checkJournal } from '../../incident/check-journal.ts'
import { evidenceFiles } from '../../report/incident/evidence/evidence-files.ts'
import {
  evidenceNamespace,
  makeManifest,
  manifestName,
  manifestSignatureName,
} from '../../report/incident/evidence/evidence-manifest.ts'
import { makeIncidentReport, headlineOf } from '../../report/incident/incident-report.ts'
import { countOf } from '../../report/format-quantity.ts'
import { writeBundle } from '../../store/evidence/write-bundle.ts'
import { bytesOfUtf8 } from '../../text/bytes.ts'
import { StanchError } from '../../text/error.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { readVersion } from '../../scan/read-version.ts'
import { usage } from '../usage.ts'
import { readAccessFile } from './read-access-file.ts'
import { signText } from './sign-text.ts'
import { withIncidents, type TypedIncidentOptions } from './with-incidents.ts'

/** As typed. */
export interface TypedEvidenceOptions extends TypedIncidentOptions {
  readonly out?: string
  readonly accesses?: string
  readonly ocsfFinding?: string
  readonly key?: string
}

/** `stanch incident evidence`. An unfinished incident gives a bundle, too, which says so. */
export function runEvidence(typedId: string, typed: TypedEvidenceOptions): Promise<ExitStatus> {
  const { ocsfFinding = '2006' } = typed
  if (ocsfFinding !== '2006' && ocsfFinding !== '2004')
    throw usage(`--ocsf-finding: expected 2006 or 2004, got "${ocsfFinding}".`)
  return withIncidents(typed, async ({ store, configured }) => {
    const id = await findIncident(store, typedId)
    const { out = `evidence-${id}` } = typed
    const records = await store.read(id)
    const accesses = await readAccessFile(typed.accesses)
    const now = new Date()
    const madeAt = now.toISOString()
    const report = makeIncidentReport(foldIncident(records), records, { accesses, madeAt })
    const { lines, head } = await wholeJournal(id, records.length, store)
    const files = evidenceFiles({
      report,
      lines,
      head,
      approvers: configured.configuration.approvers.map(({ name, key }) => ({
        name,
        key,
        fingerprint: keyNameOf(key),
      })),
      ocsf: { finding: ocsfFinding === '2004' ? 2004 : 2006, productVersion: readVersion() },
    })
    await assertHoldsNone(files)
    const isFinished = report.lacking.length === 0
    const manifest = makeManifest(files, { incident: id, madeAt, isFinished, head })
    const bundle = new Map(Array.from(files, ([name, text]) => [name, bytesOfUtf8(text)]))
    bundle.set(manifestName, bytesOfUtf8(manifest))
    if (typed.key !== undefined)
      bundle.set(
        manifestSignatureName,
        bytesOfUtf8(await signText(manifest, typed.key, evidenceNamespace)),
      )
    writeBundle(out, bundle, now.getTime())
    process.stdout.write(`${resolve(out)}\n`)
    process.stderr.write(`${summaryOf(report, out, typed.key !== undefined).join('\n')}\n`)
    return exitStatus.clean
  })
}

type Store = Parameters<Parameters<typeof withIncidents>[1]>[0]['store']

/** The lines as they are kept, up to the record that was read: somebody may have written meanwhile. */
async function wholeJournal(
  id: string,
  count: number,
  store: Store,
): Promise<{ lines: readonly string[]; head: JournalHead }> {
  const kept = await store.readUnchecked(id)
  const lines = kept.lines.slice(0, count)
  const fault = kept.fault ?? checkJournal(id, kept.lines, kept.head).fault
  if (fault !== undefined) throw journalBroken(id, fault, store.name)
  const last = checkJournal(id, lines, kept.head).lines.at(-1)!.record
  return { lines, head: { incident: id, sequence: count, hash: last.hash } }
}

/** The last line of defence: what is to be written is searched as any file is. */
async function assertHoldsNone(files: ReadonlyMap<string, string>): Promise<void> {
  const { openValueReader } = await import('../../scan/parts-of-value.ts')
  const { holdsSecret } = openValueReader()
  const faulty = [...files].find(([, text]) => holdsSecret(text))?.[0]
  if (faulty === undefined) return
  throw new StanchError(
    'EVIDENCE_HOLDS_SECRET',
    `${faulty}: expected a text without a secret; got one that looks like it holds one. Nothing was written.\n` +
      'Look for it in what was typed: notes, reasons, statements, and names of files and people (stanch incident show).',
  )
}

function summaryOf(
  report: Parameters<typeof headlineOf>[0],
  out: string,
  isSigned: boolean,
): string[] {
  const { lacking, records } = report
  return [
    headlineOf(report),
    `${countOf(records.length, 'record')}, the last one ${records.at(-1)!.hash.slice(0, 16)}…; ${isSigned ? 'signed' : 'not signed: --key signs it'}`,
    ...(lacking.length === 0 ? [] : ['unfinished, and says so:', ...lacking.map((one) => `  ${one}`)]), // prettier-ignore
    `check it: stanch incident check-evidence ${out}`,
  ]
}
