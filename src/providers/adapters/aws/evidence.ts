import type { ActionContext, AnswerFacts, EvidenceAction, EvidenceOutcome } from '../../../incident/adapter.ts' // prettier-ignore
import { textOf, type JsonObject } from '../../../text/field-of.ts'
import { recordRegionsOf } from '../../aws/aws-regions.ts'
import type { AwsAnswer, AwsCaller } from '../../aws/aws-caller.ts'
import { readsOnly } from '../asking/reads-only.ts'
import type { AwsActing } from './acting.ts'
import { lookUpTrail } from './cloud-trail.ts'
import type { Collecting } from './collecting.ts'
import { consumersOf } from './consumers-of.ts'
import { awsCalls, trailCalls } from './describe-effect.ts'
import { leakedKeyOf } from './leaked-key.ts'
import { listMembers, locateKey, type LocatedKey } from './locate-key.ts'
import { mayAct } from './may-act.ts'
import { askIdentity } from './probe-identity.ts'
import { attachedTo } from './quarantine.ts'

const iamOperations = [
  'GetAccessKeyLastUsed',
  'ListAccessKeys',
  'ListAttachedUserPolicies',
  'ListUserPolicies',
  'ListGroupsForUser',
  'ListUserTags',
  'SimulatePrincipalPolicy',
]

/** Whose key it is, whether it is used, by whom, what it may, and whether we may act; before anything is done to it. */
export function evidenceAction(acting: AwsActing): EvidenceAction {
  return {
    name: 'evidence',
    kind: 'evidence',
    describe: (subject) => ({
      calls: [
        ...awsCalls(acting, 'sts', ['GetCallerIdentity']),
        ...awsCalls(acting, 'iam', iamOperations),
        ...trailCalls(acting),
      ],
      summary: 'reads the user, the policies, the other keys, the last use and the records of the key', // prettier-ignore
      ...readsOnly,
      actsAs: acting.place,
      permissions: [...iamOperations.map((operation) => `iam:${operation}`), 'cloudtrail:LookupEvents'], // prettier-ignore
      quota: 'CloudTrail: 2 calls a second, of 50 events each',
      missing: [...(leakedKeyOf(subject).id === undefined ? ['the access key id'] : []), ...acting.missing], // prettier-ignore
      reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    }),
    run: (context) => collect(acting, context),
  }
}

async function collect(acting: AwsActing, context: ActionContext): Promise<EvidenceOutcome> {
  const collecting: Collecting = { facts: {}, gaps: [], calls: [] }
  const { facts, gaps, calls } = collecting
  const { id, account } = leakedKeyOf(context.subject)
  if (id !== undefined) facts['keyId'] = id
  if (account !== undefined) facts['account'] = account
  const opened = await acting.callerFor(context.subject)
  if ('outcome' in opened) {
    gaps.push(opened.outcome.detail)
    facts['mayAct'] = 'unknown'
    return { facts, complete: false, gaps, calls }
  }
  const caller = opened.caller.patient()
  const located = await locateKey(caller, context.subject, context.signal)
  if ('key' in located)
    await readUser(caller, located.key, collecting, acting.setting.clock.now(), context.signal) // prettier-ignore
  else gaps.push(located.outcome.detail)
  const user = 'key' in located ? located.key.user : undefined
  await mayAct(caller, user, collecting, context.signal)
  if (id !== undefined) await readTrail(acting, caller, id, collecting, context)
  return { facts, complete: gaps.length === 0, gaps: [...new Set(gaps)], calls }
}

async function readUser(
  caller: AwsCaller,
  key: LocatedKey,
  { facts, gaps, calls }: Collecting,
  nowMs: number,
  signal: AbortSignal,
): Promise<void> {
  const note = (answer: AwsAnswer, what: string): void => {
    calls.push({ ...answer.facts, detail: `${what}: ${answer.error ?? 'read'}` })
    if (answer.error !== undefined) gaps.push(`${what}: not read, ${answer.error}`)
  }
  note(key.answer, `keys of user ${key.user}`)
  facts['owner'] = ownerOf(key.user, facts['account'])
  facts['status'] = key.status
  if (key.createdAt !== undefined) facts['createdAt'] = key.createdAt
  Object.assign(facts, isMaybeOurs(key.lastUsed, nowMs) ? {} : lastUseOf(key.lastUsed))
  const others = key.keys.filter(({ id }) => id !== key.id)
  facts['otherKeys'] = others.map(({ id, status, createdAt }) => `${id} (${status}, made ${createdAt ?? 'some time'})`).join(', ') || 'none' // prettier-ignore
  const list = async (operation: string, member: string, name: string): Promise<string[]> => {
    const { items, answer } = await listMembers(caller, operation, { UserName: key.user }, member, signal) // prettier-ignore
    note(answer, `iam:${operation}`)
    return (items ?? []).flatMap((item) => textOf(item, name) ?? [])
  }
  const groups = await list('ListGroupsForUser', 'Groups', 'GroupName')
  const policies = await list('ListAttachedUserPolicies', 'AttachedPolicies', 'PolicyName')
  const { items: inline, answer } = await listNames(caller, key.user, signal)
  note(answer, 'iam:ListUserPolicies')
  const scopes = [...policies, ...inline.map((name) => `${name} (in line)`), ...groups.map((name) => `all of group ${name}`)] // prettier-ignore
  facts['scopes'] = scopes.join(', ') || 'nothing of its own'
  const { items: tags, answer: tagged } = await listMembers(caller, 'ListUserTags', { UserName: key.user }, 'Tags', signal) // prettier-ignore
  note(tagged, 'iam:ListUserTags')
  const words = (tags ?? []).flatMap((tag) => plainTag(textOf(tag, 'Key'), textOf(tag, 'Value')))
  if (words.length > 0) facts['tags'] = words.join(', ')
  const { attached } = await attachedTo(caller, key.user, signal)
  if (attached !== undefined && attached.length > 0) facts['quarantine'] = attached.join(', ')
}

/** Names of policies in line are texts, not objects. */
async function listNames(
  caller: AwsCaller,
  user: string,
  signal: AbortSignal,
): Promise<{ items: string[]; answer: AwsAnswer }> {
  const answer = await caller.query('iam', 'ListUserPolicies', { UserName: user }, { signal, effect: 'read' }) // prettier-ignore
  const list = answer.data?.['PolicyNames']
  const members: unknown = typeof list === 'object' && list !== null ? (list as { member?: unknown }).member : [] // prettier-ignore
  return { items: Array.isArray(members) ? members.map(String) : [], answer }
}

/** As a screen says it behind the provider’s name. */
function ownerOf(user: string, account: string | undefined): string {
  return account === undefined ? `user ${user}` : `user ${user} of account ${account}`
}

/** @returns `lastUsed` and `lastUsedFrom`; without a date it was never used */
export function lastUseOf(lastUsed: JsonObject): Record<string, string> {
  const at = textOf(lastUsed, 'LastUsedDate')
  if (at === undefined) return { lastUsed: 'never' }
  const service = textOf(lastUsed, 'ServiceName')
  const region = textOf(lastUsed, 'Region')
  const where = [service, region].filter((part) => part !== undefined && part !== 'N/A').join(' in ') // prettier-ignore
  return { lastUsed: at, ...(where !== '' && { lastUsedFrom: where }) }
}

const ownProbeMs = 15 * 60_000

/** A probe asks STS, and IAM then calls that the last use: it must not take the place of what was asked before. */
function isMaybeOurs(lastUsed: JsonObject, nowMs: number): boolean {
  const atMs = Date.parse(textOf(lastUsed, 'LastUsedDate') ?? '')
  return textOf(lastUsed, 'ServiceName') === 'sts' && nowMs - atMs < ownProbeMs
}

/** Tags are free text: long ones are no labels, and could be anything. */
function plainTag(key: string | undefined, value: string | undefined): string[] {
  if (key === undefined || !/^[\w.:/=+@ -]{1,64}$/.test(key)) return []
  return /^[\w.:/=+@ -]{0,64}$/.test(value ?? '') ? [`${key}=${value ?? ''}`] : [key]
}

async function readTrail(
  acting: AwsActing,
  caller: AwsCaller,
  id: string,
  { facts, gaps, calls }: Collecting,
  { subject, signal }: ActionContext,
): Promise<void> {
  const { regions, isChosen } = recordRegionsOf(acting.setting.env)
  const question = { attribute: 'AccessKeyId', value: id, regions, since: subject.exposedSince } as const // prettier-ignore
  const { events, gaps: unread, calls: asked } = await lookUpTrail(acting, caller, question, signal)
  calls.push(...asked)
  gaps.push(...unread)
  if (!isChosen) gaps.push(`only ${regions.join(', ')} were asked; name others, or all of them: STANCH_AWS_REGIONS=all`) // prettier-ignore
  Object.assign(facts, consumersOf(events))
}

/** Whose key it is, by the key itself or by its id alone. */
export function identifyAction(acting: AwsActing): EvidenceAction {
  return {
    name: 'identify',
    kind: 'identify',
    describe: (subject) => {
      const { id, pair } = leakedKeyOf(subject)
      const own = pair === undefined ? acting.place : `${acting.place}, and the leaked key itself`
      return {
        calls: [...awsCalls(acting, 'sts', ['GetCallerIdentity']), ...awsCalls(acting, 'iam', ['GetAccessKeyLastUsed', 'ListAccessKeys'])], // prettier-ignore
        summary: 'finds the account and the user of the key',
        ...readsOnly,
        actsAs: own,
        permissions: ['iam:GetAccessKeyLastUsed', 'iam:ListAccessKeys'],
        missing: id === undefined ? ['the access key id'] : [],
        reference: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html', // prettier-ignore
      }
    },
    run: async ({ subject, signal }) => {
      const { id, account, pair } = leakedKeyOf(subject)
      const facts: Record<string, string> = { ...(id !== undefined && { keyId: id }), ...(account !== undefined && { account }) } // prettier-ignore
      const gaps: string[] = []
      const calls: AnswerFacts[] = []
      // Before the key itself is asked: its last use is then ours.
      const opened = await acting.callerFor(subject)
      const located = 'outcome' in opened ? opened : await locateKey(opened.caller, subject, signal)
      if ('key' in located) Object.assign(facts, { owner: ownerOf(located.key.user, account), status: located.key.status, ...lastUseOf(located.key.lastUsed) }) // prettier-ignore
      if (pair !== undefined) {
        const answer = await askIdentity(acting, pair, signal)
        calls.push({ ...answer.facts, detail: `sts:GetCallerIdentity with the leaked key: ${answer.error ?? 'live'}` }) // prettier-ignore
        const arn = textOf(answer.data, 'Arn')
        if (arn !== undefined) Object.assign(facts, { account: textOf(answer.data, 'Account') ?? '', arn, owner: facts['owner'] ?? arn }) // prettier-ignore
      }
      if ('outcome' in located && facts['owner'] === undefined) gaps.push(located.outcome.detail)
      return { facts, complete: gaps.length === 0, gaps, calls }
    },
  }
}
