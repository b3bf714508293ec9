import type {
  ActionContext,
  ActionOutcome,
  EffectAction,
  EvidenceAction,
  PlannedCall,
  Subject,
} from '../../../incident/adapter.ts'
import { fieldOf, textOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { ask, bodyOf, factsOf, statusOf } from '../asking/ask.ts'
import { Gathered } from '../asking/gathered.ts'
import { guarded, guardedCheck, guardedEvidence } from '../asking/guard.ts'
import { readsOnly } from '../asking/reads-only.ts'
import { failedBy, refusedBy, troubleOf } from '../asking/trouble.ts'
import { valueOf } from '../asking/value-of.ts'
import { findKey } from './find-key.ts'
import {
  adminKeyOf,
  isAdminKey,
  missingAdminKey,
  openaiAnswerOf,
  openaiHost,
  openaiRequest,
} from './openai-caller.ts'
import { openaiProbe } from './openai-probe.ts'

/** Finds a key, and deletes it: OpenAI has no way to switch one off. */
export function openaiActions(setting: AdapterSetting): (EvidenceAction | EffectAction)[] {
  const missing = (subject: Subject) => [
    ...(subject.secret === undefined && subject.keyId === undefined
      ? ['the key, or its id: key_…']
      : []),
    ...missingAdminKey(setting),
  ]
  return [
    {
      name: 'identify',
      kind: 'identify',
      describe: (subject) => ({
        calls: listCalls(subject),
        summary: 'reads all keys of all projects, and finds the one whose shown ends are its own',
        ...readsOnly,
        actsAs: 'the admin key in OPENAI_ADMIN_KEY',
        permissions: ['an admin key that may read projects and keys'],
        missing: missing(subject),
        reference: 'https://platform.openai.com/docs/api-reference/project-api-keys/list',
      }),
      run: guardedEvidence(async (context) => {
        const gathered = new Gathered()
        const found = await findKey(context, setting)
        if ('outcome' in found) {
          gathered.call(found.outcome)
          gathered.gap(found.outcome.detail)
          return gathered.outcome()
        }
        const { key, proof, last } = found
        gathered.call(factsOf(last, 'all keys of the organisation'))
        gathered.fact('keyId', key.id)
        gathered.fact('proof', proof)
        gathered.fact('project', key.project)
        gathered.fact('name', key.name)
        gathered.fact('owner', key.owner)
        gathered.fact('createdAt', key.createdAt)
        gathered.fact('lastUsed', key.lastUsedAt ?? 'never, as far as OpenAI tells')
        return gathered.outcome()
      }),
    },
    {
      name: 'delete',
      kind: 'revoke',
      describe: (subject) => ({
        calls: [...listCalls(subject), ...deleteCalls(subject)],
        summary: 'deletes the one key of the organisation whose shown ends are its own, for good',
        proof: subject.secret === undefined ? 'id-embedded' : 'unique-hint',
        reversible: false,
        completion: 'sync',
        effect: 'dead',
        provedBy: 'models',
        actsAs: 'the admin key in OPENAI_ADMIN_KEY',
        permissions: ['an admin key that may write keys of projects'],
        sideEffects: ['Whatever calls OpenAI with this key fails at once.'],
        missing: missing(subject),
        reference: 'https://platform.openai.com/docs/api-reference/project-api-keys/delete',
      }),
      run: guarded((context) => remove(context, setting)),
      check: guardedCheck(async (context) => {
        const probed = context.subject.secret && (await openaiProbe(setting).run(context))
        if (probed?.verdict === 'dead') return { state: 'effected', detail: probed.detail }
        const found = await findKey(context, setting)
        if ('key' in found)
          return { state: 'not-effected', ...factsOf(found.last, 'The key is still listed.') }
        const wasSeen = context.subject.known?.['keyId'] !== undefined
        const isGone = found.outcome.result === 'not-found' && wasSeen && probed?.verdict !== 'live'
        return { state: isGone ? 'effected' : 'unknown', detail: found.outcome.detail }
      }),
    },
  ]
}

async function remove(context: ActionContext, setting: AdapterSetting): Promise<ActionOutcome> {
  const found = await findKey(context, setting)
  if ('outcome' in found) return found.outcome
  const { key, proof } = found
  const request = openaiRequest('DELETE', key.path, adminKeyOf(setting))
  const asked = await ask(setting.http, request, context.signal)
  const trouble = troubleOf(asked)
  if (trouble !== undefined) return trouble
  const body = bodyOf(asked)
  switch (statusOf(asked)) {
    case 200:
      if (fieldOf(body, 'deleted') !== true || textOf(body, 'id') !== key.id)
        return { result: 'unknown', ...factsOf(asked, 'Not the answer of a deletion.') }
      return {
        result: 'done',
        ...factsOf(asked, `The key ${key.id} is deleted.`),
        identity: { proof, id: key.id },
        known: { keyId: key.id },
      }
    case 401:
    case 403:
      return refusedBy(asked, `The admin key may not do it: ${openaiAnswerOf(asked)}`)
    case 404:
      return { result: 'not-found', ...factsOf(asked, openaiAnswerOf(asked)) }
    default:
      return failedBy(asked, openaiAnswerOf(asked))
  }
}

function foldersOf(subject: Subject): string[] {
  const isAdmin = subject.secret !== undefined && isAdminKey(valueOf(subject))
  const admin = '/v1/organization/admin_api_keys'
  const project = '/v1/organization/projects/{project}/api_keys'
  if (isAdmin) return [admin]
  return subject.secret === undefined ? [admin, project] : [project]
}

function listCalls(subject: Subject): PlannedCall[] {
  const folders = foldersOf(subject)
  const paths = folders.some((path) => path.includes('{project}'))
    ? ['/v1/organization/projects', ...folders]
    : folders
  return paths.map((path) => ({ method: 'GET', host: openaiHost, path }))
}

function deleteCalls(subject: Subject): PlannedCall[] {
  return foldersOf(subject).map((path) => ({
    method: 'DELETE',
    host: openaiHost,
    path: `${path}/{key}`,
  }))
}
