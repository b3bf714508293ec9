import { randomInt } from 'node:crypto'
import type { ActionContext, Subject } from '../../../incident/adapter.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { makeKnownBadSecret } from './known-bad-secret.ts'
import { makeScope, textOf } from './make-scope.ts'
import type { Performance } from './perform-calls.ts'
import { makeLeakTest } from './plain-fact.ts'
import type { ProviderAction, ProviderFile } from './provider-schema.ts'

/** An adapter's file, and what it is opened with. */
export interface OpenFile {
  readonly file: ProviderFile
  readonly setting: AdapterSetting
  /** By detection rule: characters at the start that all its secrets share. */
  readonly visiblePrefixes: Readonly<Record<string, number>>
}

/** Makes what the calls of an action are performed with. @param isControl with a value that cannot be a credential @throws the signal's reason */
export function beginAction(
  { file, setting, visiblePrefixes }: OpenFile,
  action: ProviderAction,
  { subject, also = [], idempotencyKey, signal }: ActionContext,
  isControl = false,
): Performance {
  signal.throwIfAborted()
  const value = secretOf(subject)
  const shared = visiblePrefixes[subject.rule] ?? 0
  const random = setting.random ?? (() => randomInt(2 ** 32) / 2 ** 32)
  const secret =
    isControl && value !== undefined
      ? makeKnownBadSecret(value, { visiblePrefix: shared, keeps: action.controlKeeps, random })
      : value
  const captured = new Map<string, string>()
  const scope = makeScope({ file, env: setting.env, subject, secret, idempotencyKey, captured })
  const secrets = [secret, ...also.map(secretOf)].filter((one) => one !== undefined)
  const hidden = Object.keys(file.settings ?? {}).flatMap((name) => {
    const known = scope(name)
    return known?.isSecret ? [known.text] : []
  })
  const components = Object.entries(subject.components ?? {}).flatMap(([rule, one]) =>
    file.publicComponents?.includes(rule) ? [] : [textOf(one.reveal()) ?? ''],
  )
  const shown = Object.keys(file.embedded ?? {}).map((name) => scope(name)?.text ?? '')
  const leaks = makeLeakTest([...secrets, value ?? '', ...hidden, ...components], shown)
  return {
    file,
    http: setting.http,
    signal,
    scope,
    secrets,
    shared,
    leaks,
    captured,
    made: new Map(),
  }
}

export function secretOf({ secret }: Subject): string | undefined {
  return secret === undefined ? undefined : textOf(secret.reveal())
}
