import { faultOfApproval, type ApprovalRules } from '../../incident/fault-of-approvals.ts'
import type { Incident } from '../../incident/incident.ts'
import type { Plan } from '../../incident/plan.ts'
import { escapeControls } from '../../report/escape-controls.ts'
import { wrapped } from '../../report/incident/text-plan-step.ts'
import { planLines, type TextPlanOptions } from '../../report/incident/text-plan.ts'

/** What somebody who approves must know: what will be done, to what, by which plan, and who has signed it already. */
export function layoutApproval(
  incident: Incident & { readonly plan: Plan },
  rules: ApprovalRules,
  options: TextPlanOptions,
): string {
  const { plan, planDigest = '', plannedBy = '', plannedAt = '', approvals } = incident
  const group = plan.group
  const { signatures, reason } = plan.needs
  const whom = ['Nobody has to sign', 'One person has to sign', 'Two people have to sign']
  const lines = [
    ...planLines(plan, incident, options),
    '',
    ...(group ? [`Group    ${escapeControls(group.name)}, ${group.members.length} incidents`] : []),
    `Plan     ${planDigest}`,
    `Made by  ${escapeControls(plannedBy)} at ${plannedAt}`,
    ...approvals.map((one) => {
      const glass = one.breakGlass === undefined ? '' : `, breaking the glass: ${one.breakGlass}`
      const fault = faultOfApproval(incident, one, rules)
      const counts = fault === undefined ? '' : ` – ${fault}`
      return escapeControls(`Signed   ${one.person} until ${one.expiresAt}${glass}${counts}`)
    }),
    '',
    ...wrapped(`${whom[signatures]}. ${reason}`, options, 0),
    '',
  ]
  return lines.join('\n')
}

/**
 * What to type next.
 *
 * @param waits whether a signature is lacking still
 * @param isShared whether two people reach the store; if not, what needs two is for one who breaks the glass
 */
export function howToApprove(
  { id, plan, planDigest }: Incident,
  { waits, isShared }: { readonly waits: boolean; readonly isShared: boolean },
): string {
  const signatures = plan?.needs.signatures ?? 0
  if (signatures === 0) return `Run it: stanch incident run ${id} --yes\n`
  if (!waits) return `Run it: stanch incident run ${id}\n`
  const glass = signatures === 2 && !isShared ? ' --break-glass REASON' : ''
  const command = `  stanch incident approve ${id} --plan ${planDigest?.slice(0, 16)}${glass}`
  return [
    glass === '' ? 'Approve it' : 'Approve it nevertheless',
    `${command} --key ~/.ssh/id_ed25519`,
    'or with a key that lies on another machine',
    `${command} --as NAME --print-text > approval`,
    '  ssh-keygen -Y sign -n stanch-approval -f KEY approval',
    `  stanch incident approve ${id} --signature approval.sig`,
    '',
  ].join('\n')
}
