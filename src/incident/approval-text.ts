import { canonicalJson } from './canonical-json.ts'
import type { Approval } from './event.ts'
import type { Incident } from './incident.ts'

/** What signatures are made for: `ssh-keygen -Y sign -n stanch-approval`. */
export const approvalNamespace = 'stanch-approval'

/** What a person says by his signature. */
export type ApprovalStatement = Pick<Approval, 'planDigest' | 'person' | 'expiresAt' | 'breakGlass'>

/**
 * The bytes that are signed, UTF-8: one line of canonical JSON and its end. With the plan's digest all that will happen is
 * signed; with the incident, or the group whose plans the digest is of, that it is for nothing else.
 */
export function approvalText(
  { id, plan }: Pick<Incident, 'id' | 'plan'>,
  { planDigest, person, expiresAt, breakGlass }: ApprovalStatement,
): string {
  const about = plan?.group === undefined ? { incident: id } : { group: plan.group.name }
  const said = { ...about, planDigest, person, expiresAt, breakGlass }
  return `${canonicalJson({ ...said, says: 'I approve this plan', v: 1 })}\n`
}

/**
 * Reads what was signed on another machine.
 *
 * @returns `undefined` when it is no approval of this plan
 */
export function parseApprovalText(
  incident: Pick<Incident, 'id' | 'plan' | 'planDigest'>,
  text: string,
): ApprovalStatement | undefined {
  try {
    const said = JSON.parse(text) as ApprovalStatement
    const { planDigest, person, expiresAt, breakGlass } = said
    const statement = {
      planDigest,
      person,
      expiresAt,
      ...(breakGlass === undefined ? {} : { breakGlass }),
    }
    const fits = planDigest === incident.planDigest && approvalText(incident, statement) === text
    return fits ? statement : undefined
  } catch {
    return undefined
  }
}
