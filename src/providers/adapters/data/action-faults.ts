import type { KeyFault, KeyPath } from '../../../text/strict/shape-faults.ts'
import { namesOfCall } from './build-request.ts'
import type { ProviderCall } from './call-schema.ts'
import { isEffect } from './describe-action.ts'
import { isPositive } from './fits-answer.ts'
import type { ProviderAction, ProviderFile } from './provider-schema.ts'
import { namesIn, namesWithin } from './template.ts'

/** Faults of one action as a whole. */
export function actionFaults(
  file: ProviderFile,
  action: ProviderAction,
  path: KeyPath,
): KeyFault[] {
  const at = (key: string, what: string): KeyFault => ({ path: [...path, key], what })
  const faults: KeyFault[] = []
  const leading = action.only?.rules?.filter((rule) => !file.rules.includes(rule)) ?? []
  if (leading.length > 0)
    faults.push(at('only', `expected rules of this file, got ${leading.join(', ')}`))
  const hidden = [...namesIn(action.summary), ...namesIn(action.identity ?? '')].filter((name) =>
    isHidden(name, file),
  )
  if (hidden.length > 0)
    faults.push(at('summary', `expected only what may be shown, got {${hidden.join('}, {')}}`))
  if (action.list !== undefined && action.kind !== 'minted')
    faults.push(at('list', 'expected it at a minted action only'))
  if (action.kind === 'minted' && action.list === undefined)
    faults.push(at('list', 'expected where the list stands'))
  if (action.list !== undefined && action.calls.at(-1)?.pages === undefined)
    faults.push(at('list', 'expected pages at the last call: how the list is read to its end'))
  if (isEffect(action)) return [...faults, ...effectFaults(file, action, at)]
  for (const key of [
    'proof',
    'effect',
    'provedBy',
    'undoneBy',
    'check',
    'batchMax',
    'reversible',
    'completion',
  ] as const)
    if (action[key] !== undefined)
      faults.push(at(key, `expected it at effects only, got it at a ${action.kind}`))
  return action.kind === 'probe' ? [...faults, ...probeFaults(action, at)] : faults
}

type At = (key: string, what: string) => KeyFault

/** What leads to the secret itself. */
export function isHidden(name: string, file: ProviderFile): boolean {
  if (name === 'secret' || name === 'secrets') return true
  if (name.startsWith('component:'))
    return !(file.publicComponents?.includes(name.slice('component:'.length)) ?? false)
  return (
    file.settings !== undefined &&
    Object.hasOwn(file.settings, name) &&
    file.settings[name]!.secret === true
  )
}

function probeFaults(action: ProviderAction, at: At): KeyFault[] {
  const faults: KeyFault[] = []
  const answers = action.calls.flatMap((call) => call.answers)
  for (const sign of ['live', 'dead'] as const)
    if (!answers.some(({ is }) => is === sign))
      faults.push(at('calls', `expected an answer that is ${sign}`))
  if (
    !action.calls.some(
      (call) =>
        namesWithin(sentParts(call)).includes('secret') || namesIn(call.call).includes('secret'),
    )
  )
    faults.push(
      at('calls', 'expected that {secret} is sent: what is not asked with it proves nothing of it'),
    )
  return faults
}

function effectFaults(file: ProviderFile, action: ProviderAction, at: At): KeyFault[] {
  const faults: KeyFault[] = []
  const named = (name: string | undefined) => file.actions.find((one) => one.name === name)
  const { proof, reversible = false, undoneBy, effect = 'none', provedBy, check } = action
  if (proof === undefined)
    faults.push(
      at('proof', 'expected what shows that no other credential is hit; the key is missing'),
    )
  else if (!holdsProof(file, action)) faults.push(at('proof', proofWants[proof]))
  if (check === undefined)
    faults.push(
      at('check', 'expected what tells after a crash whether it was done; the key is missing'),
    )
  if (check?.probe !== undefined && named(check.probe)?.kind !== 'probe')
    faults.push(at('check', 'expected the name of a probe of this file'))
  if (check?.probe !== undefined && effect !== 'dead')
    faults.push(at('check', 'expected calls: a probe tells only of effects that are dead'))
  if (reversible && named(undoneBy) === undefined)
    faults.push(at('undoneBy', 'expected the name of the action that undoes it'))
  if (!reversible && undoneBy !== undefined)
    faults.push(at('undoneBy', 'expected reversible: true beside it'))
  if (effect !== 'none' && named(provedBy)?.kind !== 'probe')
    faults.push(
      at('provedBy', 'expected the name of a probe of this file that the action can affect'),
    )
  if (action.kind === 'revoke' && effect !== 'dead')
    faults.push(at('effect', 'expected dead: what is less is disable'))
  if (action.kind === 'disable' && effect === 'none')
    faults.push(at('effect', 'expected dead or contained'))
  const signs = action.calls.at(-1)!.answers.map(({ is }) => is)
  const good = action.completion === 'accepted' ? 'accepted' : 'done'
  if (!signs.includes(good) && !signs.includes('unknown'))
    faults.push(at('calls', `expected an answer of the last call that is ${good}, or unknown`))
  if (good === 'done' && signs.includes('accepted'))
    faults.push(at('completion', 'expected accepted, as the answer is'))
  const sendsBatch = action.calls.some((call) => namesWithin(call.json).includes('secrets'))
  if (sendsBatch !== (action.batchMax !== undefined))
    faults.push(at('batchMax', 'expected it together with {secrets} in a body'))
  return faults
}

const proofWants = {
  'self-token': 'expected that the last call sends {secret}',
  'id-embedded': 'expected that the last call names a part of the value (embedded) or {keyId}',
  'verify-returns-id':
    'expected that the last call names what an earlier call, made with {secret}, captured',
  'exact-match': 'expected that the last call names what was chosen from a list by equals',
  'unique-hint':
    'expected that the last call names what was chosen from a list by masks, prefixOf or suffixOf',
  'human-attested':
    'expected a stronger one, or an action that can be undone and names {keyId}: nobody but a person says that this is it',
} as const

/** Whether the calls do what their proof claims. */
function holdsProof(
  file: ProviderFile,
  { proof, calls, kind, reversible }: ProviderAction,
): boolean {
  const last = calls.at(-1)!
  const named = namesOfCall(last, file)
  const earlier = calls.slice(0, -1)
  const capturedBy = (test: (call: ProviderCall) => boolean) =>
    earlier.some(
      (call) => test(call) && Object.keys(call.capture ?? {}).some((name) => named.includes(name)),
    )
  switch (proof) {
    case 'self-token':
      return named.includes('secret') && last.choose === undefined
    case 'id-embedded':
      return named.some((name) => name === 'keyId' || Object.hasOwn(file.embedded ?? {}, name))
    case 'verify-returns-id':
      return capturedBy((call) => namesWithin(sentParts(call)).includes('secret'))
    case 'exact-match':
      return capturedBy(
        ({ choose }) =>
          choose?.where.some(({ equals }) => equals !== undefined && namesIn(equals).length > 0) ??
          false,
      )
    case 'unique-hint':
      return capturedBy(
        ({ choose }) => choose?.where.some(({ equals }) => equals === undefined) ?? false,
      )
    case 'human-attested':
      return (reversible === true || kind === 'restore') && named.includes('keyId')
    default:
      return false
  }
}

function sentParts({ headers, bearer, basic, json, form }: ProviderCall): unknown {
  return { headers, bearer, basic, json, form }
}

/** Answers that decide about life and death of a credential must carry a proof. */
export function proofOfAnswerFault(answer: ProviderCall['answers'][number]): string | undefined {
  const matchers = [...Object.values(answer.json ?? {}), ...Object.values(answer.header ?? {})]
  const isProven = matchers.some(isPositive) || answer.text !== undefined
  if (
    answer.is === 'live' &&
    !(answer.text !== undefined || Object.values(answer.json ?? {}).some(isPositive))
  )
    return 'expected json or text that only the provider says of a live credential; a status proves nothing'
  if ((answer.is === 'dead' || answer.is === 'contained') && !isProven)
    return `expected json, header or text by which the provider itself says so; a bare ${[answer.status].flat().join(', ')} may be a firewall's`
  const isEmpty = [answer.status].flat().every((status) => status === 202 || status === 204)
  if (['done', 'accepted', 'already'].includes(answer.is) && !isEmpty && !isProven)
    return 'expected json, header or text by which the provider says so; only 202 and 204 say it alone'
  return undefined
}
