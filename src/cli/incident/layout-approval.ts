import { faultOfApproval, type ApprovalRules } from '../../incident/fault-of-approvals.ts'
import type { Incident } from '../../incident/incident.ts'
import { changesSomething, type Plan, type PlanStep } from '../../incident/plan.ts'
import { layoutTable } from '../layout-table.ts'

/** What somebody who approves must know, for a terminal: what will be done, to what, and what cannot be taken back. */
export function layoutApproval(
  incident: Incident & { readonly plan: Plan },
  rules: ApprovalRules,
): string {
  const { plan, planDigest, leaked, verdict } = incident
  const about = [leaked.name, leaked.keyId ?? leaked.redacted].join(' ')
  const members = plan.group?.members.length
  const head = layoutTable([
    ['Incident', `${incident.id}  ${about}, ${verdict.severity}`],
    ...(plan.group ? [['Group', `${plan.group.name}: this one of ${members} incidents`]] : []),
    ['Plan', planDigest ?? ''],
    ['Playbook', `${plan.playbook.name}: ${plan.reason}`],
    ['Made by', `${incident.plannedBy ?? ''} at ${incident.plannedAt ?? ''}`],
  ])
  const signed = incident.approvals.map((one) => {
    const fault = faultOfApproval(incident, one, rules)
    const glass = one.breakGlass === undefined ? '' : `, breaking the glass: ${one.breakGlass}`
    return `  ${one.person} until ${one.expiresAt}${glass}${fault ? `\n    ${fault}` : ''}`
  })
  return [
    ...head,
    '',
    ...stepsOf(plan),
    ...(plan.warnings.length > 0 ? ['', 'Know first'] : []),
    ...plan.warnings.map((one) => `  ${one}`),
    '',
    `${needOf(plan)} ${plan.needs.reason}`,
    ...signed,
    '',
  ].join('\n')
}

/** What to type next. @param waits whether a signature is lacking still */
export function howToApprove({ id, plan, planDigest }: Incident, waits: boolean): string {
  if (plan?.needs.signatures === 0) return `Run it: stanch incident run ${id} --yes\n`
  if (!waits) return `Run it: stanch incident run ${id}\n`
  const command = `  stanch incident approve ${id} --plan ${planDigest?.slice(0, 12)}`
  return [
    'Approve it:',
    `${command} --key ~/.ssh/id_ed25519`,
    'With a key that lies on another machine:',
    `${command} --as NAME --print-text > approval`,
    '  ssh-keygen -Y sign -n stanch-approval -f KEY approval',
    `  stanch incident approve ${id} --signature approval.sig`,
    '',
  ].join('\n')
}

function needOf({ needs }: Plan): string {
  if (needs.signatures === 0) return 'Needs no signature.'
  return needs.signatures === 1 ? 'Needs one signature.' : 'Needs signatures of two people.'
}

function stepsOf({ steps }: Plan): string[] {
  const rows = steps.map((step, at) => [
    `  ${at + 1}`,
    step.title,
    callOf(step),
    weightOf(step),
    step.proof ?? '',
  ])
  return layoutTable(rows)
}

function callOf({ description, manual }: PlanStep): string {
  if (manual !== undefined) return 'a person does it'
  const [call, ...more] = description?.calls ?? []
  if (call === undefined) return ''
  return `${call.method} ${call.host}${call.path}${more.length > 0 ? ` and ${more.length} more` : ''}`
}

function weightOf(step: PlanStep): string {
  if (step.manual !== undefined) return ''
  if (!changesSomething(step)) return 'only reads'
  return step.description?.reversible === true ? 'can be undone' : 'CANNOT BE UNDONE'
}
