import type { Approver } from '../../incident/approver.ts'
import { faultOfApproval } from '../../incident/fault-of-approvals.ts'
import { approvalRulesOf } from '../../scan/incident/approval-rules.ts'
import { faultOfSignature, signerOf } from '../../store/remote/ssh-signature.ts'
import { textOf as textAt } from '../../text/field-of.ts'
import { uniqueBy } from '../../text/unique-by.ts'
import { formatTime } from '../../report/incident/format-span.ts'
import { toJson, escapeForLog } from '../../report/escape-controls.ts'
import { countOf } from '../../report/format-quantity.ts'
import {
  checkEvidence,
  type CheckedApproval,
  type EvidenceCheck,
} from '../../report/incident/evidence/check-evidence.ts'
import {
  evidenceNamespace,
  manifestName,
  manifestSignatureName,
} from '../../report/incident/evidence/evidence-manifest.ts'
import { createInk } from '../../report/terminal-ink.ts'
import { readBundle } from '../../store/evidence/read-bundle.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { assertTrusted } from './trusted-configuration.ts'
import { readConfiguration } from '../read-configuration.ts'
import { showsColor } from '../shows-color.ts'

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
  const configured = await readConfiguration({
    configurationPath: typed.approvers,
    minConfidence: undefined,
    noIgnore: false,
    ruleFiles: [],
  })
  assertTrusted(configured, typed.approvers, process.env)
  const { configuration } = configured
  const enrolled = configuration.approvers
  const approvers = enrolled.length > 0 ? enrolled : namedByBundle(files)
  const isKnown = ({ person }: { readonly person: string }) =>
    enrolled.length > 0 || approvers.some(({ name }) => name === person)
  const check = checkEvidence(files, place, (incident, approval, at) => {
    if (!isKnown(approval)) return undefined
    const rules = approvalRulesOf(approvers, { isShared: true }, Date.parse(at))
    return faultOfApproval(incident, approval, rules)
  })
  const result: EvidenceResult = {
    ...check,
    approvals: check.approvals.map((one) => ({ ...one, isChecked: isKnown(one) })),
    place,
    knowsApprovers: enrolled.length > 0,
    signature: checkSignature(files, enrolled),
  }
  process.stdout.write(format === 'json' ? jsonOf(result) : textOf(result))
  return isWhole(result) ? exitStatus.clean : exitStatus.found
} // prettier-ignore

interface EvidenceResult extends EvidenceCheck {
  readonly approvals: readonly (CheckedApproval & { readonly isChecked: boolean })[]
  readonly place: string
  /** False: approvals were only checked by keys that the bundle itself names. */
  readonly knowsApprovers: boolean
  readonly signature: CheckedSignature
}

interface CheckedSignature {
  /** `SHA256:…`; `null`: the bundle is not signed. */
  readonly by: string | null
  /** False: by whom it is signed nobody can tell here. */
  readonly isChecked: boolean
  readonly fault?: string
}

function isWhole({ faults, signature }: EvidenceResult): boolean {
  return faults.length === 0 && signature.fault === undefined
}

/** Whoever made the bundle named them: that shows that signatures fit, not that these people may approve. */
function namedByBundle(files: ReadonlyMap<string, Uint8Array>): Approver[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder().decode(files.get('approvals.json')))
  } catch {
    return []
  }
  const approvals = Array.isArray(parsed) ? (parsed as unknown[]) : []
  const named = approvals.flatMap((one) => {
    const [name, key] = [textAt(one, 'person'), textAt(one, 'enrolledKey')]
    return name === undefined || key === undefined ? [] : [{ name, key, aliases: [] }]
  })
  return uniqueBy(named, ({ name }) => name)
}

function checkSignature(
  files: ReadonlyMap<string, Uint8Array>,
  approvers: readonly Approver[],
): CheckedSignature {
  const bytes = files.get(manifestSignatureName)
  if (bytes === undefined) return { by: null, isChecked: false }
  const armour = new TextDecoder().decode(bytes)
  const by = signerOf(armour) ?? 'nobody: it is no signature'
  if (approvers.length === 0) return { by, isChecked: false }
  const keys = approvers.map(({ key }) => key)
  const purpose = { namespace: evidenceNamespace, signersIn: 'approvers in stanch.yaml' }
  const fault = faultOfSignature(files.get(manifestName)!, armour, keys, purpose)
  return { by, isChecked: true, ...(fault !== undefined && { fault }) }
}

function jsonOf(result: EvidenceResult): string {
  const { place, manifest, faults, records, approvals, signature, knowsApprovers } = result
  const { incident, madeAt, isFinished, head } = manifest
  const told = {
    place, incident, madeAt, isFinished, isWhole: isWhole(result), faults, records, head, knowsApprovers,
    approvals: approvals.map(({ fault, ...rest }) => ({ ...rest, fault: fault ?? null })),
    signature,
  } // prettier-ignore
  return `${toJson(told, 2)}\n`
}

function textOf(result: EvidenceResult): string {
  const { place, manifest, faults, records, signature } = result
  const ink = createInk({ color: showsColor(), hyperlinks: false })
  const whole = isWhole(result)
  const rows: [string, string][] = [
    ['incident', `${manifest.incident}, ${manifest.isFinished ? 'finished' : 'unfinished'}, taken ${formatTime(manifest.madeAt)} UTC`],
    ['journal', `${countOf(records, 'record')}, the last ${manifest.head.hash}`],
    ['approvals', approvalsText(result)],
    ['signature', signatureText(signature)],
  ] // prettier-ignore
  const lines = [
    `${ink.paint(whole ? 'good' : 'bad', whole ? 'whole' : 'BROKEN')}  ${escapeForLog(place)}`,
    ...(signature.fault === undefined
      ? faults
      : [...faults, { where: manifestSignatureName, what: signature.fault }]
    ).map(({ where, what }) => `  ${ink.paint('bad', escapeForLog(where))}: ${escapeForLog(what)}`),
    ...rows.map(([name, text]) => `${name.padEnd(9)}  ${escapeForLog(text)}`),
  ]
  return `${lines.join('\n')}\n`
}

function approvalsText({ approvals, knowsApprovers }: EvidenceResult): string {
  if (approvals.length === 0) return 'none'
  const namesOf = (wanted: EvidenceResult['approvals']) =>
    wanted.map(({ person }) => person).join(', ')
  const held = approvals.filter((one) => one.isChecked && one.fault === undefined)
  const broken = approvals.filter(({ fault }) => fault !== undefined)
  const unchecked = approvals.filter(({ isChecked }) => !isChecked)
  const parts = [
    held.length === 0 ? '' : `${namesOf(held)}: signatures hold${knowsApprovers ? '' : ', by keys that the bundle itself names'}`,
    broken.length === 0 ? '' : `${namesOf(broken)}: signatures do not hold`,
    unchecked.length === 0 ? '' : `${namesOf(unchecked)}: not checked, no key of theirs is known`,
    knowsApprovers ? '' : '--approvers FILE says who may approve',
  ]
  return parts.filter((part) => part !== '').join('; ')
} // prettier-ignore

function signatureText({ by, isChecked, fault }: CheckedSignature): string {
  if (by === null) return 'none: whoever could write the bundle could have made it anew'
  if (!isChecked) return `by ${by}, not checked; --approvers FILE says who may sign`
  return fault === undefined ? `holds, by ${by}` : `does not hold, by ${by}`
}
