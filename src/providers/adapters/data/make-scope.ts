import type { Subject } from '../../../incident/adapter.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { endpointOf } from './endpoint-of.ts'
import type { ProviderFile } from './provider-schema.ts'
import type { KnownValue, Scope } from './template.ts'

export interface ScopeSource {
  readonly file: ProviderFile
  readonly env: AdapterSetting['env']
  readonly subject: Subject
  /** The value itself as text, or the known-bad one of a control. */
  readonly secret: string | undefined
  readonly idempotencyKey?: string | undefined
  /** What calls of this action captured; grows. */
  readonly captured: ReadonlyMap<string, string>
}

/** What the names in a file's texts stand for, for one credential. */
export function makeScope(source: ScopeSource): Scope {
  return (name) => {
    const captured = source.captured.get(name)
    if (captured !== undefined) return { text: captured, isSecret: false }
    const known = fixedValue(name, source)
    return known === undefined || known.text === '' ? undefined : known
  }
}

function fixedValue(name: string, source: ScopeSource): KnownValue | undefined {
  const { file, env, subject, secret } = source
  if (name === 'secret') return toKnown(secret, true)
  if (name === 'endpoint') return toKnown(endpointOf(file, env)?.address, false)
  if (name === 'idempotencyKey') return toKnown(source.idempotencyKey, false)
  if (name.startsWith('component:')) return componentValue(name.slice('component:'.length), source)
  if (name === 'keyId' && subject.keyId !== undefined) return toKnown(subject.keyId, false)
  if (name === 'account' && subject.account !== undefined) return toKnown(subject.account, false)
  const pattern = ownOf(file.embedded, name)
  if (pattern !== undefined && secret !== undefined)
    return toKnown(new RegExp(pattern, 'u').exec(secret)?.[1], false)
  const setting = ownOf(file.settings, name)
  if (setting !== undefined) {
    const set = setting.variables.map((variable) => env[variable]).find(Boolean)
    return toKnown(set ?? setting.default, setting.secret ?? false)
  }
  return toKnown(ownOf(subject.known, name), false)
}

function componentValue(rule: string, { file, subject }: ScopeSource): KnownValue | undefined {
  const component = ownOf(subject.components, rule)
  if (component === undefined) return undefined
  const isPublic = file.publicComponents?.includes(rule) ?? false
  return toKnown(textOf(component.reveal()), !isPublic)
}

/** @returns `undefined` for bytes that are no text: no interface takes such a token */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function toKnown(text: string | undefined, isSecret: boolean): KnownValue | undefined {
  return text === undefined ? undefined : { text, isSecret }
}

function ownOf<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}
