import type { KeyFault, KeyPath } from '../../../text/strict/shape-faults.ts'
import { isHidden, proofOfAnswerFault } from './action-faults.ts'
import { templateOf } from './build-request.ts'
import type { AnswerSign, ProviderCall } from './call-schema.ts'
import { isEffect } from './describe-action.ts'
import type { ProviderAction, ProviderFile } from './provider-schema.ts'
import { namesIn, namesWithin } from './template.ts'

const signsOfProbes: readonly AnswerSign[] = ['ok', 'live', 'dead', 'contained', 'unverifiable']
const signsOfReaders: readonly AnswerSign[] = ['ok', 'refused', 'failed', 'not-found']
const signsOfEffects: readonly AnswerSign[] = [
  'ok',
  'done',
  'accepted',
  'already',
  'not-found',
  'refused',
  'failed',
  'retry',
  'unknown',
]
const signsOfChecks: readonly AnswerSign[] = ['ok', 'effected', 'not-effected']

/** Faults of the calls of an action, or of its check. */
export function callFaults(
  file: ProviderFile,
  action: ProviderAction,
  calls: readonly ProviderCall[],
  path: KeyPath,
): KeyFault[] {
  const captured = new Set<string>()
  return calls.flatMap((call, at) => {
    const here: KeyPath = [...path, at]
    const faults = [
      ...addressFaults(file, action, call, here),
      ...answerFaults(file, action, call, here, at < calls.length - 1),
      ...nameFaults(file, call, captured, here),
    ]
    for (const name of Object.keys(call.capture ?? {})) captured.add(name)
    return faults
  })
}

function addressFaults(
  file: ProviderFile,
  action: ProviderAction,
  call: ProviderCall,
  path: KeyPath,
): KeyFault[] {
  const template = templateOf(call)
  const where: KeyPath = [...path, 'call']
  if (template === '{secret}')
    return action.secretUrl && file.hosts
      ? []
      : [{ path: where, what: 'expected secretUrl: true at the action, and hosts' }]
  const faults: KeyFault[] = []
  const hidden = [...namesIn(template), ...namesWithin(call.query)].filter(
    (name) => isHidden(name, file) && !(name === 'secret' && action.secretUrl),
  )
  if (hidden.length > 0)
    faults.push({
      path: where,
      what: `expected an address without secrets, got {${hidden.join('}, {')}}: addresses are logged on their way`,
    })
  if (template.startsWith('{endpoint}')) {
    if (file.endpoint === undefined)
      faults.push({ path: where, what: 'expected endpoint in this file' })
    return faults
  }
  const [, setting] = /^\{([^}]*)\}/.exec(template) ?? []
  if (setting !== undefined)
    return isAddress(setting, file)
      ? faults
      : [
          ...faults,
          { path: where, what: `expected a setting that is an address, got {${setting}}` },
        ]
  const host = /^https:\/\/([^/?#]+)/.exec(template)?.[1] ?? ''
  const plain = host.replaceAll(/\{[^}]*\}/g, 'x')
  const isListed = file.hosts?.some(
    (one) => one === host || (one.startsWith('*.') && plain.endsWith(one.slice(1))),
  )
  const captured = namesIn(host).filter((name) => !isFixed(name, file))
  if (!isListed) faults.push({ path: where, what: `expected a host of hosts, got ${host}` })
  if (captured.length > 0)
    faults.push({ path: where, what: 'expected a host that no answer chooses' })
  return faults
}

function isAddress(name: string, { settings = {} }: ProviderFile): boolean {
  return Object.hasOwn(settings, name) && settings[name]!.address === true
}

/** A server must not say to whom a credential is sent next. */
function isFixed(name: string, file: ProviderFile): boolean {
  return Object.hasOwn(file.settings ?? {}, name) || Object.hasOwn(file.embedded ?? {}, name)
}

function answerFaults(
  file: ProviderFile,
  action: ProviderAction,
  call: ProviderCall,
  path: KeyPath,
  isFollowed: boolean,
): KeyFault[] {
  const isCheck = path.includes('check')
  const allowed = isCheck
    ? signsOfChecks
    : action.kind === 'probe'
      ? signsOfProbes
      : isEffect(action)
        ? signsOfEffects
        : signsOfReaders
  const needsOk =
    isFollowed ||
    call.choose !== undefined ||
    (!isCheck && !isEffect(action) && action.kind !== 'probe')
  const faults: KeyFault[] = call.answers.flatMap((answer, at) => {
    const where: KeyPath = [...path, 'answers', at]
    const proof = proofOfAnswerFault(answer)
    return [
      ...(allowed.includes(answer.is)
        ? []
        : [{ path: [...where, 'is'], what: `expected one of ${allowed.join(', ')}` }]),
      ...(proof === undefined ? [] : [{ path: where, what: proof }]),
    ]
  })
  if (needsOk && !call.answers.some(({ is }) => is === 'ok' || (isCheck && is === 'effected')))
    faults.push({ path: [...path, 'answers'], what: 'expected an answer that is ok' })
  if (call.choose !== undefined && call.pages === undefined)
    faults.push({
      path: [...path, 'pages'],
      what: 'expected how the list is read to its end (whole: true if one answer holds all); the key is missing',
    })
  return faults
}

const fixedNames = ['secret', 'secrets', 'keyId', 'account', 'endpoint', 'idempotencyKey']

function nameFaults(
  file: ProviderFile,
  call: ProviderCall,
  captured: ReadonlySet<string>,
  path: KeyPath,
): KeyFault[] {
  const { answers, ...sent } = call
  const says = answers.flatMap((answer) => namesIn(answer.says ?? ''))
  const elsewhere = new Set(
    file.actions.flatMap(({ calls }) => calls.flatMap((one) => Object.keys(one.capture ?? {}))),
  )
  const unknown = [...namesWithin(sent), ...namesWithin(file.headers), ...says].filter(
    (name) =>
      !fixedNames.includes(name) &&
      !name.startsWith('component:') &&
      !isFixed(name, file) &&
      !captured.has(name) &&
      !elsewhere.has(name),
  )
  const faults: KeyFault[] = []
  if (unknown.length > 0)
    faults.push({
      path: [...path, 'call'],
      what: `expected known names, got {${[...new Set(unknown)].join('}, {')}}: settings, embedded or captured ones`,
    })
  const shown = says.filter((name) => isHidden(name, file))
  if (shown.length > 0)
    faults.push({ path: [...path, 'answers'], what: 'expected says without secrets' })
  const taken = Object.keys(call.capture ?? {}).filter(
    (name) =>
      isFixed(name, file) || ['secret', 'secrets', 'endpoint', 'idempotencyKey'].includes(name),
  )
  if (taken.length > 0)
    faults.push({
      path: [...path, 'capture'],
      what: `expected names that are not taken, got ${taken.join(', ')}`,
    })
  return faults
}
