import { readFileSync } from 'node:fs'
import {
  approvalNamespace,
  approvalText,
  parseApprovalText,
  type ApprovalStatement,
} from '../../incident/approval-text.ts'
import type { Approver } from '../../incident/approver.ts'
import type { Approval } from '../../incident/event.ts'
import { approvalHoursMax } from '../../incident/fault-of-approvals.ts'
import type { Incident } from '../../incident/incident.ts'
import type { Plan } from '../../incident/plan.ts'
import { signerOf } from '../../store/remote/ssh-signature.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import { parseDuration } from '../parse-duration.ts'
import { usage } from '../usage.ts'
import { approverByKey } from './named-approver.ts'
import { nameOfKeyFile, signText } from './sign-text.ts'

export type PlannedIncident = Incident & { readonly plan: Plan; readonly planDigest: string }

/** What was typed of an approval. */
export interface TypedApproval {
  readonly key?: string
  readonly signature?: string
  readonly text?: string
  readonly expires?: string
  readonly breakGlass?: string
}

const hourMs = 3_600_000

/** What this person would sign now. */
export function statementOf(
  { planDigest }: PlannedIncident,
  { name }: Approver,
  { expires = '4h', breakGlass }: TypedApproval,
): ApprovalStatement {
  const limits = { least: 60_000, most: approvalHoursMax * hourMs }
  if (!/[hms]$/.test(expires))
    throw usage('--expires: expected a time such as 30m or 4h, at most 24h.')
  const forMs = parseDuration(expires, '--expires', limits)
  const expiresAt = new Date(Date.now() + forMs).toISOString()
  const glass = breakGlass === undefined ? {} : { breakGlass: breakGlass.trim() }
  return { planDigest, person: name, expiresAt, ...glass }
}

/** Signs here, with `--key`. @throws StanchError `SIGNING_FAILED`, `APPROVER_UNKNOWN` */
export async function signApproval(
  incident: PlannedIncident,
  keyPath: string,
  typed: TypedApproval,
  approvers: readonly Approver[],
): Promise<Approval> {
  const key = await nameOfKeyFile(keyPath)
  const statement = statementOf(incident, approverByKey(approvers, key, keyPath), typed)
  const signature = await signText(approvalText(incident, statement), keyPath, approvalNamespace)
  return { ...statement, key, signature }
}

/**
 * Reads what was signed elsewhere. Whether the signature holds is not looked at yet.
 *
 * @param textPath what was signed; by default the signature's path without `.sig`
 * @throws StanchError `APPROVAL_REFUSED` for a text that is no approval of this plan
 */
export function readApproval(
  incident: PlannedIncident,
  signaturePath: string,
  textPath: string | undefined,
): Approval {
  const path = textPath ?? signaturePath.replace(/\.sig$/, '')
  if (path === signaturePath)
    throw usage(
      `--signature ${signaturePath}: expected --text FILE beside it: the text that was signed.`,
    )
  const signature = readText(signaturePath)
  const statement = parseApprovalText(incident, readText(path))
  if (statement === undefined)
    throw new StanchError(
      'APPROVAL_REFUSED',
      `${path}: expected the approval of the current plan, ${incident.planDigest.slice(0, 12)}, exactly as --print-text ` +
        'wrote it; got another text.\n' +
        `Write it anew: stanch incident approve ${incident.id} --print-text. Nothing was approved.`,
    )
  const key = signerOf(signature)
  if (key === undefined)
    throw new StanchError(
      'APPROVAL_REFUSED',
      `${signaturePath}: expected what ssh-keygen -Y sign writes, with an ed25519 key; got something else. Nothing was approved.`,
    )
  return { ...statement, key, signature }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new StanchError('APPROVAL_REFUSED', `${path} cannot be read: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}
