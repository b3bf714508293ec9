import { foldIncident } from '../../incident/fold-incident.ts'
import { keyNameOf } from '../../incident/approver.ts'
import { evidenceFiles } from '../../report/incident/evidence/evidence-files.ts'
import { makeManifest, manifestName } from '../../report/incident/evidence/evidence-manifest.ts'
import { makeIncidentReport } from '../../report/incident/incident-report.ts'
import type { Drill } from '../../scan/incident/drill/run-drill.ts'
import { writeBundle } from '../../store/evidence/write-bundle.ts'
import { bytesOfUtf8 } from '../../text/bytes.ts'
import { readVersion } from '../../scan/read-version.ts'

/**
 * Writes the bundle that the real case would have, with the times of the drill; each of its records says `via: drill`.
 *
 * @throws StanchError `EVIDENCE_UNWRITTEN`
 */
export async function writeDrillEvidence({ scene }: Drill, path: string): Promise<void> {
  const { journal, clock, signers } = scene
  const { id, records, lines, head } = journal
  const madeAt = new Date(clock.now()).toISOString()
  const report = makeIncidentReport(foldIncident(records), records, { accesses: undefined, madeAt })
  const files = evidenceFiles({
    report,
    lines,
    head,
    approvers: signers.map(({ name, key }) => ({ name, key, fingerprint: keyNameOf(key) })),
    ocsf: { finding: 2006, productVersion: readVersion() },
  })
  const manifest = makeManifest(files, { incident: id, madeAt, isFinished: report.lacking.length === 0, head }) // prettier-ignore
  const bundle = new Map(Array.from(files, ([name, text]) => [name, bytesOfUtf8(text)]))
  bundle.set(manifestName, bytesOfUtf8(manifest))
  writeBundle(path, bundle, clock.now())
}
