import { approvalText } from '../../incident/approval-text.ts'
import type { Approval } from '../../incident/event.ts'
import {
  faultOfApproval,
  faultOfApprovals,
  needsSharedStore,
  type ApprovalRules,
} from '../../incident/fault-of-approvals.ts'
import { foldIncident } from '../../incident/fold-incident.ts'
import type { Incident } from '../../incident/incident.ts'
import { isEnded } from '../../incident/next.ts'
import { openLedger } from '../../incident/ledger.ts'
import { toJson } from '../../report/escape-controls.ts'
import { wrapped } from '../../report/incident/text-plan-step.ts'
import type { TextPlanOptions } from '../../report/incident/text-plan.ts'
import { approvalRulesOf } from '../../scan/incident/approval-rules.ts'
import { StanchError } from '../../text/error.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { interruptSignal } from '../interrupt-signal.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { usage } from '../usage.ts'
import { howToApprove, layoutApproval } from './layout-approval.ts'
import {
  readApproval,
  signApproval,
  statementOf,
  type PlannedIncident,
  type TypedApproval,
} from './make-approval.ts'
import { idsOfTyped } from './ids-of-typed.ts'
import { approverByName } from './named-approver.ts'
import { incidentScreen } from './incident-screen.ts'
import { inkOfOutput } from './tell-next.ts'
import { withIncidents, type IncidentDesk, type TypedIncidentOptions } from './with-incidents.ts'

export interface TypedApproveOptions extends TypedIncidentOptions, TypedApproval {
  readonly group?: string
  readonly printText?: boolean
  readonly as?: string
  readonly plan?: string
  readonly format?: string
}

const waitMs = 30_000

/**
 * Shows what a plan will do, and with `--key` or `--signature` approves it.
 *
 * @returns 0: it may run, or the text was printed; 1: it waits for a signature
 */
export async function runApprove(
  typedId: string | undefined,
  typed: TypedApproveOptions,
): Promise<ExitStatus> {
  assertOptions(typed)
  return withIncidents(typed, async (desk) => {
    const { approvers } = desk.configured.configuration
    // One signature is for a group's plans together, so any of its incidents will do.
    const id = (await idsOfTyped(desk, typedId, typed.group))[0]!
    const incident = planned(foldIncident(await desk.store.read(id)), typed.plan)
    if (typed.printText === true) return printText(incident, typed, desk)
    if (typed.signature === undefined && typed.key === undefined) return show(incident, typed, desk)
    if (typed.signature === undefined) assertApprovable(incident, typed.breakGlass, desk)
    const approval =
      typed.signature === undefined
        ? await signApproval(incident, typed.key!, typed, approvers)
        : readApproval(incident, typed.signature, typed.text)
    await record(incident, approval, desk)
    return show(planned(foldIncident(await desk.store.read(id)), undefined), typed, desk, 'brief')
  })
}

function assertOptions(typed: TypedApproveOptions): void {
  const { key, printText, signature, text, expires, breakGlass, format } = typed
  assertFormat(format, ['text', 'json'])
  if ([key, printText, signature].filter((one) => one !== undefined).length > 1)
    throw usage('expected one of --key, --print-text and --signature; got more.')
  if (text !== undefined && signature === undefined)
    throw usage('--text: expected --signature beside it.')
  if (signature !== undefined && (expires ?? breakGlass) !== undefined)
    throw usage(
      '--signature: how long it holds, and why the glass is broken, was signed; --expires and --break-glass go with --print-text.',
    )
  if ((expires ?? breakGlass) !== undefined && (key ?? printText) === undefined)
    throw usage('--expires and --break-glass: expected --key or --print-text beside them.')
  if (breakGlass !== undefined && !/^\P{Cc}*\S\P{Cc}*$/u.test(breakGlass))
    throw usage('--break-glass: expected the reason, on one line.')
}

/** @throws StanchError `INCIDENT_NOT_PLANNED`, `PLAN_CHANGED` */
function planned(incident: Incident, wanted: string | undefined): PlannedIncident {
  const { id, plan, planDigest } = incident
  if (plan === undefined || planDigest === undefined || incident.isAborted)
    throw new StanchError(
      'INCIDENT_NOT_PLANNED',
      `incident ${id}: expected a plan to approve; there is none.\nMake one: stanch incident plan ${id}`,
    )
  if (wanted !== undefined && (wanted.length < 8 || !planDigest.startsWith(wanted.toLowerCase())))
    throw new StanchError(
      'PLAN_CHANGED',
      `incident ${id}: expected the plan ${wanted.slice(0, 64)}; the current one is ${planDigest.slice(0, 12)}.\n` +
        `Look at it: stanch incident approve ${id}. Nothing was approved.`,
    )
  return { ...incident, plan, planDigest }
}

function rulesFor({ store, configured }: IncidentDesk): ApprovalRules {
  return approvalRulesOf(configured.configuration.approvers, store, Date.now())
}

function show(
  incident: PlannedIncident,
  { format }: TypedApproveOptions,
  desk: IncidentDesk,
  length: 'brief' | 'full' = 'full',
): ExitStatus {
  const rules = rulesFor(desk)
  const fault = faultOfApprovals(incident, rules)
  if (format === 'json') {
    const { id, plan, planDigest, plannedBy, approvals } = incident
    const shown = { incident: id, planDigest, plannedBy, needs: plan.needs, approvals, plan }
    process.stdout.write(`${toJson({ ...shown, waits: fault ?? null }, 2)}\n`)
  } else {
    const screen =
      length === 'full' ? `${layoutApproval(incident, rules, screenOptions(incident))}\n` : ''
    const waits = fault === undefined ? '' : `${inLines(upperFirst(fault))}\n\n`
    process.stdout.write(
      `${screen}${waits}${howToApprove(incident, { waits: fault !== undefined, isShared: rules.isShared })}`,
    )
  }
  return fault === undefined ? exitStatus.clean : exitStatus.found
}

function screenOptions({ facts }: Incident): TextPlanOptions {
  const isProbed = Object.keys(facts).length > 0
  return { ink: inkOfOutput(), width: process.stdout.columns ?? 80, isProbed, isAsked: true }
}

/** A command is not broken into lines: somebody copies it. */
function inLines(text: string): string {
  const options = { ink: inkOfOutput(), width: incidentScreen().width }
  const lines = text
    .split('\n')
    .flatMap((line) => (line.includes('stanch incident') ? [line] : wrapped(line, options, 0)))
  return lines.join('\n')
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function printText(
  incident: PlannedIncident,
  typed: TypedApproveOptions,
  desk: IncidentDesk,
): ExitStatus {
  assertApprovable(incident, typed.breakGlass, desk)
  const { approvers } = desk.configured.configuration
  const approver = approverByName(approvers, typed.as ?? desk.actor.person)
  const statement = statementOf(incident, approver, typed)
  process.stderr.write(
    `${layoutApproval(incident, rulesFor(desk), screenOptions(incident))}\n` +
      `${approver.name} approves it until ${statement.expiresAt} by signing exactly what standard output has:\n` +
      '  ssh-keygen -Y sign -n stanch-approval -f KEY FILE\n' +
      `  stanch incident approve ${incident.id} --signature FILE.sig\n`,
  )
  process.stdout.write(approvalText(incident, statement))
  return exitStatus.clean
}

/** What no signature would make run. @throws StanchError `APPROVAL_REFUSED` */
function assertApprovable(
  { id, plan }: PlannedIncident,
  breakGlass: string | undefined,
  { store }: IncidentDesk,
): void {
  const { signatures, reason } = plan.needs
  if (signatures === 0)
    throw refused(
      id,
      `it needs no signature. ${reason}\nRun it: stanch incident run ${id} --yes. Nothing was approved.`,
    )
  if (signatures === 2 && !store.isShared && breakGlass === undefined)
    throw refused(id, needsSharedStore(id, reason))
}

/**
 * In the journal of each incident of the plan, so that one signature is enough for a group. Those that ended meanwhile, or
 * were planned anew, are left out.
 */
async function record(
  incident: PlannedIncident,
  approval: Approval,
  desk: IncidentDesk,
): Promise<void> {
  assertApprovable(incident, approval.breakGlass, desk)
  const fault = faultOfApproval(incident, approval, rulesFor(desk))
  if (fault !== undefined) throw refused(incident.id, `${fault}.\nNothing was approved.`)
  const options = { waitMs, signal: interruptSignal() }
  const ids = incident.plan.group?.members.map((one) => one.incident) ?? [incident.id]
  for (const id of ids) {
    await desk.store.withJournal(id, desk.actor, options, async (journal) => {
      const ledger = openLedger(journal)
      const { isAborted, planDigest } = ledger.incident
      const isMeant = planDigest === approval.planDigest && !isAborted && !isEnded(ledger.incident)
      if (isMeant) await ledger.append({ type: 'approved', approval })
      else if (id === incident.id) planned(ledger.incident, approval.planDigest)
      else
        process.stderr.write(`stanch: incident ${id}: not approved: it has another plan by now\n`)
    })
  }
  const glass =
    approval.breakGlass === undefined ? '' : ', breaking the glass: it is to be reviewed'
  process.stderr.write(
    `stanch: ${approval.person} approved plan ${approval.planDigest.slice(0, 12)} until ${approval.expiresAt}${glass}\n`,
  )
}

function refused(id: string, what: string): StanchError {
  return new StanchError('APPROVAL_REFUSED', `incident ${id}: ${what}`)
}
