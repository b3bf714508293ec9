import type { Approval } from '../../../incident/event.ts'
import type { JournalHead } from '../../../incident/incident-store.ts'
import { toJson } from '../../escape-controls.ts'
import { writeHtmlIncident } from '../html-incident.ts'
import type { IncidentReport } from '../incident-report.ts'
import { writeMarkdownIncident } from '../markdown-incident.ts'
import { ocsfEvents, type OcsfOptions } from '../ocsf/ocsf-events.ts'
import { textOfPlan } from './text-of-plan.ts'

/** What a bundle is made of. */
export interface EvidenceSource {
  readonly report: IncidentReport
  /** Of the journal, as the store keeps them, without line ends. */
  readonly lines: readonly string[]
  readonly head: JournalHead
  /** Public keys that were enrolled when the bundle was made. */
  readonly approvers: readonly EvidenceApprover[]
  readonly ocsf: OcsfOptions
}

export interface EvidenceApprover {
  readonly name: string
  /** `SHA256:…`, as `ssh-keygen -l` shows it. */
  readonly fingerprint: string
  /** A line of `id_ed25519.pub`. */
  readonly key: string
}

/** An approval as the bundle has it, with the key that was enrolled for it then. */
export interface BundledApproval extends Approval {
  readonly sequence: number
  readonly at: string
  /** `null`: no key of this name and fingerprint was enrolled when the bundle was made. */
  readonly enrolledKey: string | null
}

/** All files of a bundle but its manifest, by name. All are text. */
export function evidenceFiles(source: EvidenceSource): Map<string, string> {
  const { report, lines, head, ocsf } = source
  const { incident, entries, figures, milestones, accesses, lacking, madeAt } = report
  const { plan } = incident
  const files: [string, string][] = [
    ['incident.json', pretty(incident)],
    ['journal.jsonl', lines.map((line) => `${line}\n`).join('')],
    ['head.json', pretty(head)],
    ['approvals.json', pretty(approvalsOf(source))],
    ['timeline.json', pretty({ madeAt, isFinished: lacking.length === 0, lacking, milestones, figures, entries })],
    ['findings.json', pretty(findingsOf(report))],
    ['ocsf.jsonl', ocsfEvents(report, ocsf).map((event) => `${toJson(event)}\n`).join('')],
    ['report.md', writeMarkdownIncident(report)],
    ['report.html', writeHtmlIncident(report)],
  ] // prettier-ignore
  if (plan !== undefined)
    files.push(['plan.json', pretty(plan)], ['plan.txt', textOfPlan(plan, incident.planDigest)])
  if (accesses !== undefined) files.push(['accesses.json', pretty(accesses)])
  return new Map(files.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

function approvalsOf({ report, approvers }: EvidenceSource): BundledApproval[] {
  return report.records.flatMap(({ event, sequence, at }) => {
    if (event.type !== 'approved') return []
    const { key } = event.approval
    const enrolled = approvers.find(({ fingerprint }) => fingerprint === key)
    return [{ sequence, at, ...event.approval, enrolledKey: enrolled?.key ?? null }]
  })
}

/** What was found, where, without the value. */
function findingsOf({ incident, records }: IncidentReport): unknown {
  const { places: _places, ...credential } = incident.leaked
  const seen = records.flatMap(({ event, at, sequence }) => {
    if (event.type !== 'opened' && event.type !== 'seen-again') return []
    const places = event.type === 'opened' ? event.leaked.places : event.places
    return [{ at, sequence, source: event.source, places }]
  })
  return { credential, seen }
}

function pretty(value: unknown): string {
  return `${toJson(value, 2)}\n`
}
