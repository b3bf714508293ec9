import type { ReplacedPart, RotatedPart, RotationStore, StoreOutcome, StoreStepDescription } from '../../../../incident/rotation-store.ts' // prettier-ignore
import { canonicalJson } from '../../../../incident/canonical-json.ts'
import { bytesOfUtf8 } from '../../../../text/bytes.ts'
import { isObject, type JsonObject } from '../../../../text/field-of.ts'
import { Secret } from '../../../../text/secret.ts'
import type { PlannedCall } from '../../../../incident/adapter.ts'
import type { StorePlace } from '../../adapter-setting.ts'
import { statusOf } from '../../asking/ask.ts'
import { missingAddress, openVaultCaller, vaultActsAs, vaultPlace, type VaultCaller } from '../../vault/vault-caller.ts' // prettier-ignore
import { editDocument } from '../edit-document.ts'
import type { StoreSetting } from '../rotation-store-source.ts'
import { runKey } from '../run-key.ts'
import { notDone, storeTrouble, told } from '../store-outcomes.ts'
import { locateSecret, pendingSuffix, readVersion, writeVersion, type KvPlace, type KvVersion } from './vault-kv-calls.ts' // prettier-ignore

/** A value that waits, and before which version it was made. */
interface Pending {
  readonly key: string
  readonly base: number
  readonly document: JsonObject
}

interface Read {
  readonly call: VaultCaller
  readonly at: KvPlace
  readonly current: KvVersion | undefined
  readonly pending: Pending | undefined
}

/**
 * A secret of an engine for keys and values, version 2 (https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2), of
 * Vault or OpenBao. Whoever reads it without naming a version is given the newest, so that what waits lies beside it, as
 * `<path>.stanch-pending`, with the step's key and the version it was made from. Each write names the version it comes
 * after (`cas`), so that the next one's number is known before it is there.
 */
export class VaultKvStore implements RotationStore {
  readonly type = 'vault'
  readonly hasPending = true
  readonly place: string
  readonly vendor = 'Vault'
  readonly #setting: StoreSetting
  readonly #path: string

  constructor(setting: StoreSetting, { path = '' }: StorePlace) {
    this.#setting = setting
    const { env } = setting
    const namespace = (env['BAO_NAMESPACE'] || env['VAULT_NAMESPACE'] || '').replaceAll(/^\/+|\/+$/g, '') // prettier-ignore
    const own = path.replace(/#.*$/s, '')
    this.#path = namespace !== '' && own.startsWith(`${namespace}/`) ? own.slice(namespace.length + 1) : own // prettier-ignore
    this.place = `Vault, ${this.#path || 'of which no path is known'}`
  }

  describe(step: 'stage' | 'promote' | 'roll-back'): StoreStepDescription {
    const { env } = this.#setting
    const { host, base } = vaultPlace(env)
    const call = (method: PlannedCall['method'], path: string) => ({ method, host, path: `${base}/${path}` }) // prettier-ignore
    const data = '{engine}/data/{path}'
    const reads = [call('GET', `sys/internal/ui/mounts/${this.#path}`), call('GET', data)]
    const waits = `${data}${pendingSuffix}`
    const rest = step === 'stage' ? [call('POST', waits)] : [call('POST', data), call('DELETE', `{engine}/metadata/{path}${pendingSuffix}`)] // prettier-ignore
    return {
      calls: [...reads, ...rest],
      permissions: step === 'stage' ? [`read on ${data}`, `create and read on ${waits}`] : [`read and update on ${data}`, `delete on {engine}/metadata/{path}${pendingSuffix}`], // prettier-ignore
      sideEffects: step === 'promote' ? [`Whoever reads ${this.place} is given the new value from then on.`] : step === 'stage' ? [`Until then the new value lies beside it, as ${this.#path}${pendingSuffix}: whoever may read that path may read it.`] : [], // prettier-ignore
      actsAs: vaultActsAs(env),
      missing: [...(this.#path === '' ? ['the path of the secret in Vault'] : []), ...missingAddress(env)], // prettier-ignore
      reference: 'https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#create-update-secret', // prettier-ignore
    }
  }

  async versions(signal: AbortSignal) {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const { current, pending } = read
    const number = current?.version
    return {
      versions: {
        ...(number !== undefined && { current: String(number) }),
        ...(pending && { pending: nextOf(pending) }),
        ...(number !== undefined && number > 1 && { previous: String(number - 1) }),
      },
      answer: { detail: `${this.place}: read` },
    }
  }

  async prepare(parts: readonly RotatedPart[], signal: AbortSignal): Promise<StoreOutcome> {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const { current, pending } = read
    if (pending !== undefined) return notDone(this, undefined, 'refused', `version ${nextOf(pending)} is pending already; another rotation is under way, or was left behind: vault kv get ${this.#path}${pendingSuffix}`) // prettier-ignore
    if (current === undefined) return notDone(this, undefined, 'not-found', 'it has no value, or it is deleted') // prettier-ignore
    const { fault } = editDocument(current.document, parts)
    if (fault !== undefined) return notDone(this, current.asked, 'refused', fault)
    return told(this, current.asked, 'done', String(current.version), 'it can take another value')
  }

  async stage(
    parts: readonly ReplacedPart[],
    idempotencyKey: string,
    signal: AbortSignal,
  ): Promise<StoreOutcome> {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const { current, pending, call, at } = read
    if (pending?.key === idempotencyKey) return this.#waits(pending)
    if (pending !== undefined) return notDone(this, undefined, 'refused', 'another value is pending') // prettier-ignore
    if (current === undefined) return notDone(this, undefined, 'not-found', 'it has no value, or it is deleted') // prettier-ignore
    const { document, fault } = editDocument(current.document, parts)
    if (document === undefined) return notDone(this, current.asked, 'refused', fault)
    const made: Pending = { key: idempotencyKey, base: current.version, document }
    const asked = await writeVersion(call, at.pendingData, 0, toData(made))
    if (statusOf(asked) === 200) return told(this, asked, 'done', nextOf(made), 'the new value waits beside it') // prettier-ignore
    // `cas` refuses what is there already, be it our own of a try whose answer was lost.
    const again = await this.#read(signal)
    if (!('result' in again) && again.pending?.key === idempotencyKey) return this.#waits(again.pending) // prettier-ignore
    return storeTrouble(this, asked, 'writing the value that waits', false)
  }

  async staged(idempotencyKey: string, signal: AbortSignal): Promise<StoreOutcome> {
    const read = await this.#read(signal)
    if ('result' in read) return read
    if (read.pending?.key === idempotencyKey) return this.#waits(read.pending)
    return notDone(this, undefined, 'not-found', 'no value of this step waits')
  }

  async read(
    version: string,
    signal: AbortSignal,
  ): Promise<StoreOutcome & { readonly value?: Secret }> {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const { pending, current, call, at } = read
    const isWaiting = pending !== undefined && nextOf(pending) === version
    const found = isWaiting ? pending : String(current?.version) === version ? current : await readVersion(call, this, `${at.data}?version=${encodeURIComponent(version)}`) // prettier-ignore
    if (found === undefined) return notDone(this, undefined, 'not-found', `no version ${version}`)
    if ('result' in found) return found
    const value = new Secret(bytesOfUtf8(JSON.stringify(found.document)), runKey())
    return { result: 'done', version, detail: `${this.place}: read`, value }
  }

  async promote(version: string, signal: AbortSignal): Promise<StoreOutcome> {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const { current, pending, call, at } = read
    const isThere = String(current?.version) === version
    if (pending === undefined && isThere) return told(this, undefined, 'already', version, 'it is the current version already') // prettier-ignore
    if (pending === undefined || nextOf(pending) !== version) return notDone(this, undefined, 'refused', `version ${version} is not pending`) // prettier-ignore
    if (isThere && isSame(current!.document, pending.document)) return (await this.#drop(read, signal)) ?? told(this, undefined, 'already', version, 'it is the current version already') // prettier-ignore
    if (current?.version !== pending.base) return notDone(this, undefined, 'refused', `it was changed after version ${pending.base}, from which the new value was made, so nothing is overwritten`) // prettier-ignore
    const asked = await writeVersion(call, at.data, pending.base, pending.document)
    if (statusOf(asked) !== 200) return storeTrouble(this, asked, `writing version ${version}`, false) // prettier-ignore
    return (await this.#drop(read, signal)) ?? told(this, asked, 'done', version, `version ${version} is current`) // prettier-ignore
  }

  async rollBack(version: string, signal: AbortSignal): Promise<StoreOutcome> {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const { current, pending, call, at } = read
    const isWaiting = pending !== undefined && nextOf(pending) === version
    const isPromoted = String(current?.version) === version && (!isWaiting || isSame(current!.document, pending.document)) // prettier-ignore
    if (isPromoted) {
      const former = await readVersion(call, this, `${at.data}?version=${current!.version - 1}`)
      if (former === undefined) return notDone(this, undefined, 'refused', `version ${current!.version - 1}, which was current before, is deleted; bring it back: vault kv undelete -versions=${current!.version - 1} ${this.#path}`) // prettier-ignore
      if ('result' in former) return former
      const asked = await writeVersion(call, at.data, current!.version, former.document)
      if (statusOf(asked) !== 200) return storeTrouble(this, asked, 'writing the former value again', false) // prettier-ignore
    }
    const trouble = isWaiting ? await this.#drop(read, signal) : undefined
    if (trouble !== undefined) return trouble
    if (!isPromoted && !isWaiting) return told(this, undefined, 'already', version, `version ${version} is in no use`) // prettier-ignore
    return told(this, undefined, 'done', version, isPromoted ? 'the former value is current again' : 'the value that waited is gone') // prettier-ignore
  }

  /** Takes away what waits, with all its versions. @returns what went wrong */
  async #drop({ call, at }: Read, _signal: AbortSignal): Promise<StoreOutcome | undefined> {
    const asked = await call('DELETE', at.pendingMetadata)
    const status = statusOf(asked)
    if (status === 204 || status === 404) return undefined
    return storeTrouble(this, asked, `deleting ${this.#path}${pendingSuffix}`, true)
  }

  #waits(pending: Pending): StoreOutcome {
    return told(this, undefined, 'already', nextOf(pending), 'the new value waits beside it')
  }

  async #read(signal: AbortSignal): Promise<Read | StoreOutcome> {
    const call = await openVaultCaller(this.#setting, undefined, signal)
    const at = await locateSecret(call, this, this.#path)
    if ('result' in at) return at
    const current = await readVersion(call, this, at.data)
    if (current !== undefined && 'result' in current) return current
    const waiting = await readVersion(call, this, at.pendingData)
    if (waiting !== undefined && 'result' in waiting) return waiting
    const pending = waiting && ofData(waiting.document)
    if (waiting !== undefined && pending === undefined) return notDone(this, waiting.asked, 'refused', `${this.#path}${pendingSuffix} is there, and is not of a rotation`) // prettier-ignore
    return { call, at, current, pending }
  }
}

function nextOf({ base }: Pending): string {
  return String(base + 1)
}

function toData({ key, base, document }: Pending): JsonObject {
  return { rotation: key, base, document }
}

function ofData({ rotation, base, document }: JsonObject): Pending | undefined {
  if (typeof rotation !== 'string' || typeof base !== 'number' || !isObject(document)) return undefined // prettier-ignore
  return { key: rotation, base, document }
}

function isSame(left: JsonObject, right: JsonObject): boolean {
  return canonicalJson(left) === canonicalJson(right)
}
