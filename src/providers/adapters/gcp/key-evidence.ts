import type {
  ActionContext,
  EvidenceAction,
  EvidenceOutcome,
  Subject,
} from '../../../incident/adapter.ts'
import { textOf, textsOf, objectsOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { bodyOf, factsOf, statusOf } from '../asking/ask.ts'
import { Gathered } from '../asking/gathered.ts'
import { guardedEvidence } from '../asking/guard.ts'
import { readsOnly } from '../asking/reads-only.ts'
import { readAuditLog } from './audit-log.ts'
import { googleActsAs, openGoogleCaller, type GoogleCaller } from './google-caller.ts'
import { googleAnswerOf } from './google-reason.ts'
import { keysAddress, locateKey, type LocatedKey } from './locate-key.ts'
import { missingOf, readServiceAccountKey, requireNames } from './service-account-key.ts'

const permissionsOfKeys = ['disable', 'enable', 'delete'].map(
  (verb) => `iam.serviceAccountKeys.${verb}`,
)

/** Which key it is, what the acting identity may do to it, when and from where it was used. */
export function keyEvidence(setting: AdapterSetting): EvidenceAction[] {
  const shared = (subject: Subject, permissions: readonly string[]) => ({
    ...readsOnly,
    actsAs: googleActsAs(setting.env),
    permissions,
    missing: missingOf(readServiceAccountKey(subject)),
  })
  const keyPath = (subject: Subject) => {
    const key = readServiceAccountKey(subject)
    const account = `/v1/projects/${key.project ?? '{project}'}/serviceAccounts/${key.account ?? '{account}'}`
    return { ...key, account, path: `${account}/keys/${key.keyId ?? '{key}'}` }
  }
  const iam = 'iam.googleapis.com'
  return [
    {
      name: 'identify',
      kind: 'identify',
      describe: (subject) => ({
        ...shared(subject, ['iam.serviceAccountKeys.get']),
        calls: [{ method: 'GET', host: iam, path: keyPath(subject).path }],
        summary: 'asks IAM for the key, and compares its public key with the leaked private one',
        reference:
          'https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys/get',
      }),
      run: guardedEvidence((context) => withKey(context, setting, identify)),
    },
    {
      name: 'use',
      kind: 'evidence',
      describe: (subject) => ({
        ...shared(subject, [
          'iam.serviceAccountKeys.get',
          'policyanalyzer.serviceAccountKeyLastAuthenticationActivities.query',
          'logging.logEntries.list',
        ]),
        calls: [
          { method: 'GET', host: iam, path: keyPath(subject).path },
          { method: 'POST', host: iam, path: `${keyPath(subject).account}:testIamPermissions` },
          {
            method: 'GET',
            host: 'policyanalyzer.googleapis.com',
            path: activitiesPath(keyPath(subject).project ?? '{project}'),
          },
          { method: 'POST', host: 'logging.googleapis.com', path: '/v2/entries:list' },
        ],
        summary: 'asks what the acting identity may do, and when and from where the key was used',
        reference:
          'https://cloud.google.com/policy-intelligence/docs/activity-analyzer-service-account-authentication',
      }),
      run: guardedEvidence((context) => withKey(context, setting, readUse)),
    },
    {
      name: 'minted',
      kind: 'minted',
      describe: (subject) => ({
        ...shared(subject, ['iam.serviceAccountKeys.list', 'logging.logEntries.list']),
        calls: [
          { method: 'GET', host: iam, path: keyPath(subject).path },
          { method: 'GET', host: iam, path: `${keyPath(subject).account}/keys` },
          { method: 'POST', host: 'logging.googleapis.com', path: '/v2/entries:list' },
        ],
        summary:
          'lists keys, accounts and tokens that were made with the key, as far as Google tells',
        reference: 'https://cloud.google.com/iam/docs/audit-logging',
      }),
      run: guardedEvidence((context) => withKey(context, setting, readMinted)),
    },
  ]
}

type Reader = (options: {
  readonly call: GoogleCaller
  readonly key: LocatedKey
  readonly subject: Subject
  readonly gathered: Gathered
  readonly nowMs: number
}) => Promise<void>

async function withKey(
  { subject, signal }: ActionContext,
  setting: AdapterSetting,
  read: Reader,
): Promise<EvidenceOutcome> {
  const gathered = new Gathered()
  const wanted = requireNames(readServiceAccountKey(subject))
  const call = await openGoogleCaller(setting, wanted.project, signal)
  const located = await locateKey(call, wanted)
  if ('outcome' in located) {
    gathered.call(located.outcome)
    gathered.gap(located.outcome.detail)
    return gathered.outcome()
  }
  gathered.call(factsOf(located.key.asked, 'the key as IAM has it'))
  await read({ call, key: located.key, subject, gathered, nowMs: setting.clock.now() })
  return gathered.outcome()
}

const identify: Reader = async ({ key, gathered }) => {
  gathered.fact('keyId', key.keyId)
  gathered.fact('account', key.account)
  gathered.fact('project', key.project)
  gathered.fact('proof', key.proof)
  gathered.fact('state', key.isDisabled ? 'disabled' : 'enabled')
  gathered.fact('createdAt', key.createdAt)
  gathered.fact('expires', key.expiresAt)
  await Promise.resolve()
}

const readUse: Reader = async (options) => {
  await identify(options)
  await readPermissions(options)
  await readLastUse(options)
  const { call, key, subject, gathered } = options
  const log = await readAuditLog(call, key, subject.exposedSince)
  if ('gap' in log) return gathered.gap(log.gap)
  gathered.call(log.facts)
  if (!log.isWhole) gathered.gap('The audit log has more entries of this key than were read.')
  gathered.fact(
    'lastUsedFrom',
    [...new Set(log.entries.map(({ callerIp }) => callerIp).filter(Boolean))].join(', '),
  )
  gathered.fact('usedFor', [...new Set(log.entries.map(({ method }) => method))].join(', '))
}

/** https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts/testIamPermissions */
const readPermissions: Reader = async ({ call, key, gathered }) => {
  const address = `${keysAddress(key).replace(/\/keys$/, '')}:testIamPermissions`
  const asked = await call('POST', address, {
    body: { permissions: permissionsOfKeys },
    isReading: true,
  })
  if (statusOf(asked) !== 200)
    return gathered.gap(
      `What the acting identity may do is not known: IAM ${googleAnswerOf(asked)}.`,
    )
  gathered.call(factsOf(asked, 'what the acting identity may do'))
  const held = textsOf(bodyOf(asked), 'permissions')
  const lacking = permissionsOfKeys.filter((permission) => !held.includes(permission))
  gathered.fact('mayAct', lacking.length === 0 ? 'yes' : 'no')
  gathered.fact('lacksPermissions', lacking.join(', '))
}

function activitiesPath(project: string): string {
  return `/v1/projects/${project}/locations/global/activityTypes/serviceAccountKeyLastAuthentication/activities:query`
}

/** All pages: which one the key stands on is not known before. Google tells the day only, in the time of the Pacific coast. */
const readLastUse: Reader = async ({ call, key, gathered }) => {
  const url = new URL(
    activitiesPath(encodeURIComponent(key.project)),
    'https://policyanalyzer.googleapis.com',
  )
  url.searchParams.set('pageSize', '1000')
  for (let page = 0; page < 1000; page++) {
    const asked = await call('GET', url.href)
    if (statusOf(asked) !== 200)
      return gathered.gap(
        `When it was last used is not known: the Policy Analyzer ${googleAnswerOf(asked)}.`,
      )
    const body = bodyOf(asked)
    const found = objectsOf(body, 'activities').find((one) =>
      textOf(one, 'fullResourceName')?.endsWith(
        `/serviceAccounts/${key.account}/keys/${key.keyId}`,
      ),
    )
    if (found !== undefined) {
      gathered.call(factsOf(asked, 'the last authentication'))
      return gathered.fact(
        'lastUsed',
        textOf(found, 'activity', 'lastAuthenticatedTime')?.slice(0, 10),
      )
    }
    const next = textOf(body, 'nextPageToken')
    if (next === undefined)
      return gathered.fact('lastUsed', 'not within the time that Google watches')
    url.searchParams.set('pageToken', next)
  }
}

const hourMs = 3_600_000

const readMinted: Reader = async ({ call, key, subject, gathered, nowMs }) => {
  gathered.minted({
    kind: 'access-token',
    id: `made with ${key.keyId}`,
    detail:
      `Google neither lists nor revokes access tokens; one made now ends at ${new Date(nowMs + hourMs).toISOString()} at the latest. ` +
      'Removing the account’s roles stops them at once.',
  })
  const since = Date.parse(subject.exposedSince ?? '') || undefined
  const listed = await call('GET', keysAddress(key))
  if (statusOf(listed) === 200) {
    gathered.call(factsOf(listed, 'all keys of the account'))
    for (const one of objectsOf(bodyOf(listed), 'keys')) {
      const id = /\/keys\/([0-9a-f]{40})$/.exec(textOf(one, 'name') ?? '')?.[1]
      const createdAt = textOf(one, 'validAfterTime')
      const isUsers = textOf(one, 'keyType') !== 'SYSTEM_MANAGED'
      const isYounger = since === undefined || Date.parse(createdAt ?? '') >= since
      if (id !== undefined && id !== key.keyId && isUsers && isYounger)
        gathered.minted({
          kind: 'access-key',
          id,
          ...(createdAt && { createdAt }),
          detail: `a key of ${key.account}`,
        })
    }
  } else gathered.gap(`Other keys of the account are not known: IAM ${googleAnswerOf(listed)}.`)
  const log = await readAuditLog(call, key, subject.exposedSince)
  if ('gap' in log) return gathered.gap(log.gap)
  gathered.call(log.facts)
  if (!log.isWhole) gathered.gap('The audit log has more entries of this key than were read.')
  for (const { method, resource, at } of log.entries) {
    const kind = kindOf(method)
    const id = /\/keys\/([0-9a-f]{40})$/.exec(resource)?.[1] ?? resource
    if (kind !== undefined) gathered.minted({ kind, id, createdAt: at, detail: method })
  }
}

/** What a method of the Admin Activity log leaves behind. */
function kindOf(method: string): string | undefined {
  if (/\.CreateServiceAccountKey$|\.UploadServiceAccountKey$/.test(method)) return 'access-key'
  if (method.endsWith('.CreateServiceAccount')) return 'user'
  if (/\.(?:GenerateAccessToken|GenerateIdToken|SignJwt|SignBlob)$/.test(method))
    return 'access-token'
  if (/(?:^|\.)(?:SetIamPolicy|CreateRole|UpdateRole)$/i.test(method)) return 'role'
  if (method.endsWith('.ApiKeys.CreateKey')) return 'access-key'
  return undefined
}
