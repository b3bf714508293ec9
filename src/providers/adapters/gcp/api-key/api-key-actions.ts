import type {
  ActionContext,
  ActionDescription,
  ActionOutcome,
  EffectAction,
  EvidenceAction,
  Subject,
} from '../../../../incident/adapter.ts'
import { fieldOf, objectsOf, textOf } from '../../../../text/field-of.ts'
import type { AdapterSetting } from '../../adapter-setting.ts'
import { bodyOf, factsOf, statusOf } from '../../asking/ask.ts'
import { Gathered } from '../../asking/gathered.ts'
import { guarded, guardedCheck, guardedEvidence } from '../../asking/guard.ts'
import { readsOnly } from '../../asking/reads-only.ts'
import { troubleOf } from '../../asking/trouble.ts'
import { googleActsAs, openGoogleCaller } from '../google-caller.ts'
import { apiKeyProbe } from './api-key-probe.ts'
import {
  apiKeyNameOf,
  apiKeysOrigin,
  byName,
  locateApiKey,
  projectOfApiKey,
  refusalOf,
} from './locate-api-key.ts'

const host = 'apikeys.googleapis.com'
const reference = 'https://cloud.google.com/api-keys/docs/reference/rest/v2/projects.locations.keys'

/** Finds a key, deletes it, and brings it back: Google keeps deleted keys for 30 days. */
export function apiKeyActions(setting: AdapterSetting): (EffectAction | EvidenceAction)[] {
  return [
    {
      name: 'identify',
      kind: 'identify',
      describe: (subject) => ({
        ...shared(subject, setting),
        calls: readCalls(subject),
        summary:
          'reads the texts of all keys of the project, and finds the one that is the leaked one',
        reference: `${reference}/getKeyString`,
      }),
      run: guardedEvidence((context) => identify(context, setting)),
    },
    {
      name: 'delete',
      kind: 'disable',
      describe: (subject) => ({
        ...shared(subject, setting),
        calls: [...readCalls(subject), { method: 'DELETE', host, path: namePath(subject) }],
        summary: 'deletes the key; for 30 days it can be brought back',
        proof: subject.secret === undefined ? 'id-embedded' : 'exact-match',
        undoneBy: 'undelete',
        completion: 'accepted',
        effect: 'dead',
        provedBy: 'models',
        permissions: [...readPermissions, 'apikeys.keys.delete'],
        sideEffects: [
          'Whatever calls Google with this key fails: maps, sign-ins and messages of apps too.',
        ],
        reference: `${reference}/delete`,
      }),
      run: guarded(async (context) => {
        const located = await locateApiKey(context, setting)
        return 'outcome' in located ? located.outcome : await change('DELETE', located.key)
      }),
      check: guardedCheck((context) => checkDeleted(context, setting)),
    },
    {
      name: 'undelete',
      kind: 'restore',
      describe: (subject) => ({
        ...shared(subject, setting),
        calls: [
          { method: 'GET', host, path: namePath(subject) },
          { method: 'POST', host, path: `${namePath(subject)}:undelete` },
        ],
        summary: 'brings the deleted key back',
        proof: 'id-embedded',
        completion: 'accepted',
        permissions: ['apikeys.keys.get', 'apikeys.keys.undelete'],
        sideEffects: ['Whoever has the leaked key can use it again.'],
        missing:
          apiKeyNameOf(subject) === undefined
            ? ['the name of the key: projects/P/locations/global/keys/ID']
            : [],
        reference: `${reference}/undelete`,
      }),
      run: guarded(async ({ subject, signal }) => {
        const name = apiKeyNameOf(subject)
        const call = await openGoogleCaller(setting, projectOfApiKey(subject) ?? '', signal)
        const located = await byName(call, name)
        return 'outcome' in located ? located.outcome : await change('POST', located.key)
      }),
      check: guardedCheck(async ({ subject, signal }) => {
        const call = await openGoogleCaller(setting, projectOfApiKey(subject) ?? '', signal)
        const located = await byName(call, apiKeyNameOf(subject))
        if ('outcome' in located) return { state: 'unknown', detail: located.outcome.detail }
        const { record, asked } = located.key
        const isDeleted = fieldOf(record, 'deleteTime') !== undefined
        const detail = `The key is ${isDeleted ? 'deleted' : 'there'}.`
        return { state: isDeleted ? 'not-effected' : 'effected', ...factsOf(asked, detail) }
      }),
    },
  ]
}

const readPermissions = ['apikeys.keys.list', 'apikeys.keys.getKeyString']

function shared(
  subject: Subject,
  { env }: AdapterSetting,
): Omit<ActionDescription, 'calls' | 'summary' | 'reference'> {
  return {
    ...readsOnly,
    actsAs: googleActsAs(env),
    permissions: readPermissions,
    missing:
      subject.secret === undefined && apiKeyNameOf(subject) === undefined
        ? ['the key, or its name: projects/P/locations/global/keys/ID']
        : [],
  }
}

function namePath(subject: Subject): string {
  const project = projectOfApiKey(subject) ?? '{project}'
  return `/v2/${apiKeyNameOf(subject) ?? `projects/${project}/locations/global/keys/{key}`}`
}

/** Shown with the value or without it: a plan may be made before the value is at hand. */
function readCalls(subject: Subject) {
  const project = projectOfApiKey(subject)
  const folder = `/v2/projects/${project ?? '{project}'}/locations/global/keys`
  const probe = { method: 'GET', host: 'generativelanguage.googleapis.com', path: '/v1beta/models' }
  return [
    ...(project === undefined ? [probe] : []),
    ...(subject.secret === undefined ? [{ method: 'GET', host, path: namePath(subject) }] : []),
    { method: 'GET', host, path: folder },
    { method: 'GET', host, path: `${folder}/{key}/keyString` },
  ]
}

async function change(
  method: 'DELETE' | 'POST',
  {
    name,
    proof,
    record,
    asked: before,
    call,
  }: Extract<Awaited<ReturnType<typeof byName>>, { key: unknown }>['key'],
): Promise<ActionOutcome> {
  const told = { identity: { proof, id: name }, known: { keyId: name } }
  const isDeleted = fieldOf(record, 'deleteTime') !== undefined
  if (isDeleted === (method === 'DELETE'))
    return {
      result: 'already',
      ...factsOf(before, `The key was ${isDeleted ? 'deleted' : 'there'} before.`),
      ...told,
    }
  const address = `${apiKeysOrigin}${name}`
  const asked =
    method === 'DELETE'
      ? await call('DELETE', address)
      : await call('POST', `${address}:undelete`, { body: {} })
  const trouble = troubleOf(asked)
  if (trouble !== undefined) return trouble
  if (statusOf(asked) !== 200) return refusalOf(asked)
  // A long-running operation: that it was begun, not that it has ended.
  const operation = textOf(bodyOf(asked), 'name')
  if (operation === undefined || fieldOf(bodyOf(asked), 'error') !== undefined)
    return { result: 'unknown', ...factsOf(asked, 'Not an operation of the API Keys API.') }
  const word = method === 'DELETE' ? 'delete' : 'bring back'
  return { result: 'accepted', ...factsOf(asked, `Google has begun to ${word} the key.`), ...told }
}

/** By the list, and where the key is not in it by the key itself. */
async function checkDeleted(
  context: ActionContext,
  setting: AdapterSetting,
): ReturnType<EffectAction['check']> {
  const located = await locateApiKey(context, setting)
  if ('key' in located) {
    const isDeleted = fieldOf(located.key.record, 'deleteTime') !== undefined
    const detail = `The key is ${isDeleted ? 'deleted' : 'still there'}.`
    return { state: isDeleted ? 'effected' : 'not-effected', ...factsOf(located.key.asked, detail) }
  }
  if (located.outcome.result !== 'not-found' || context.subject.secret === undefined)
    return { state: 'unknown', detail: located.outcome.detail }
  const { verdict, detail } = await apiKeyProbe(setting).run(context)
  return { state: verdict === 'dead' ? 'effected' : 'unknown', detail }
}

async function identify(context: ActionContext, setting: AdapterSetting) {
  const gathered = new Gathered()
  const located = await locateApiKey(context, setting)
  if ('outcome' in located) {
    gathered.call(located.outcome)
    gathered.gap(located.outcome.detail)
    return gathered.outcome()
  }
  const { name, proof, record, all, asked } = located.key
  gathered.call(factsOf(asked, 'the keys of the project'))
  gathered.fact('keyId', name)
  gathered.fact('proof', proof)
  gathered.fact('name', textOf(record, 'displayName'))
  gathered.fact('createdAt', textOf(record, 'createTime'))
  const targets = objectsOf(record, 'restrictions', 'apiTargets').map((one) =>
    textOf(one, 'service'),
  )
  gathered.fact(
    'scopes',
    targets.length === 0 ? 'every service of the project' : targets.join(', '),
  )
  const callers = Object.keys((fieldOf(record, 'restrictions') as object | undefined) ?? {})
  gathered.fact(
    'restrictedTo',
    callers.filter((one) => one !== 'apiTargets').join(', ') || 'nobody',
  )
  if (all.length > 0) gathered.fact('otherKeys', String(all.length - 1))
  return gathered.outcome()
}
