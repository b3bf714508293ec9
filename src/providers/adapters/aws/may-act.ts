import { objectsOf, textOf } from '../../../text/field-of.ts'
import type { AwsCaller } from '../../aws/aws-caller.ts'
import type { Collecting } from './collecting.ts'

/** What the steps of a plan need. */
const actions = [
  'iam:UpdateAccessKey',
  'iam:DeleteAccessKey',
  'iam:CreateAccessKey',
  'iam:AttachUserPolicy',
  'iam:DetachUserPolicy',
  'iam:PutUserPolicy',
  'iam:DeleteUserPolicy',
]

/**
 * Whose credentials act, and whether they may: `mayAct` is `unknown` where IAM does not let them ask
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html). Policies of an organisation and
 * conditions can still forbid what it allows.
 */
export async function mayAct(
  caller: AwsCaller,
  user: string | undefined,
  { facts, calls }: Collecting,
  signal: AbortSignal,
): Promise<void> {
  const acts = await caller.query('sts', 'GetCallerIdentity', {}, { signal, effect: 'read' })
  calls.push({ ...acts.facts, detail: `sts:GetCallerIdentity as the operator: ${acts.error ?? 'answered'}` }) // prettier-ignore
  const arn = textOf(acts.data, 'Arn')
  facts['actingAs'] = arn ?? `unknown: STS answered ${acts.error ?? 'nothing'}`
  facts['mayAct'] = 'unknown'
  const source = await policySourceOf(caller, arn, signal)
  if (source === undefined || user === undefined) return
  const resource = await arnOfUser(caller, user, signal)
  const names = Object.fromEntries(actions.map((action, at) => [`ActionNames.member.${at + 1}`, action])) // prettier-ignore
  const input = { PolicySourceArn: source, 'ResourceArns.member.1': resource, ...names }
  const answer = await caller.query('iam', 'SimulatePrincipalPolicy', input, { signal, effect: 'read' }) // prettier-ignore
  calls.push({ ...answer.facts, detail: `iam:SimulatePrincipalPolicy: ${answer.error ?? 'answered'}` }) // prettier-ignore
  const results = objectsOf(answer.data, 'EvaluationResults', 'member')
  if (answer.error !== undefined || results.length === 0) return
  const lacking = results.filter((result) => textOf(result, 'EvalDecision') !== 'allowed')
  facts['mayAct'] = lacking.length === 0 ? 'yes' : 'no'
  if (lacking.length > 0)
    facts['lacksPermissions'] = lacking.map((result) => textOf(result, 'EvalActionName') ?? '?').join(', ') // prettier-ignore
}

/** Users and roles only; of a role's session the role, whose path STS does not tell. Root may anything, and cannot be asked about. */
async function policySourceOf(
  caller: AwsCaller,
  arn: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const role = /:assumed-role\/([^/]+)\//.exec(arn ?? '')?.[1]
  if (role === undefined) return arn !== undefined && /:user\//.test(arn) ? arn : undefined
  const answer = await caller.query('iam', 'GetRole', { RoleName: role }, { signal, effect: 'read' }) // prettier-ignore
  return textOf(answer.data, 'Role', 'Arn')
}

async function arnOfUser(
  caller: AwsCaller,
  user: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const answer = await caller.query('iam', 'GetUser', { UserName: user }, { signal, effect: 'read' }) // prettier-ignore
  return textOf(answer.data, 'User', 'Arn')
}
