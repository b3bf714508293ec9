import type { ReplacedPart, RotatedPart, RotationStore, StoreOutcome, StoreStepDescription } from '../../../../incident/rotation-store.ts' // prettier-ignore
import { bytesOfUtf8 } from '../../../../text/bytes.ts'
import { fieldOf, objectsOf, textOf, type JsonObject } from '../../../../text/field-of.ts'
import { Secret } from '../../../../text/secret.ts'
import type { HttpClient } from '../../../http-client.ts'
import type { ClusterAccess } from '../../../importers/kubernetes/cluster-access.ts'
import type { StorePlace } from '../../adapter-setting.ts'
import { ask, bodyOf, statusOf, type Asked } from '../../asking/ask.ts'
import { editDocument } from '../edit-document.ts'
import { runKey } from '../run-key.ts'
import { notDone, storeTrouble, told } from '../store-outcomes.ts'
import { annotation, encoded, parseSecret, withTexts, type SecretObject } from './secret-object.ts' // prettier-ignore

interface Read {
  readonly current: SecretObject
  readonly pending: SecretObject | undefined
  readonly former: SecretObject | undefined
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What stands behind the name of a Secret for the ones beside it. */
const suffixes = { pending: '.stanch-pending', former: '.stanch-former' } as const

/**
 * A Secret of a cluster. A second one, `<name>.stanch-pending`, holds the value that waits; before that is put to use, a third
 * one, `<name>.stanch-former`, is given the former one, so that it can be rolled back. Each write names the state it comes after
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions), so that no other one is lost.
 */
export class KubernetesStore implements RotationStore {
  readonly type = 'kubernetes'
  readonly hasPending = true
  readonly place: string
  readonly vendor = 'Kubernetes'
  readonly #http: HttpClient
  readonly #access: ClusterAccess
  readonly #namespace: string
  readonly #name: string
  readonly #missing: readonly string[]

  constructor(http: HttpClient, access: ClusterAccess, { path = '' }: StorePlace) {
    this.#http = http
    this.#access = access
    const parts = path.replace(/#.*$/s, '').split('/')
    const cluster = parts[0]?.startsWith('@') === true ? parts.shift()!.slice(1) : undefined
    const [namespace = '', name = '', ...rest] = parts
    const isPlace = [namespace, name].every((part) => /^[a-z0-9](?:[a-z0-9.-]{0,230}[a-z0-9])?$/.test(part)) // prettier-ignore
    this.#namespace = namespace
    this.#name = name
    this.place = `Kubernetes (${access.name}), ${isPlace && rest.length === 0 ? `${namespace}/${name}` : 'of which no Secret is known'}` // prettier-ignore
    this.#missing = [
      ...(isPlace && rest.length === 0 ? [] : ['the place of the Secret: NAMESPACE/NAME']),
      ...(cluster === undefined || cluster === access.name ? [] : [`the cluster ${cluster}: the kubeconfig’s context is ${access.name}`]), // prettier-ignore
    ]
  }

  describe(step: 'stage' | 'promote' | 'roll-back'): StoreStepDescription {
    const { host } = this.#access.server
    const call = (method: Method, name = '') => ({ method, host, path: this.#path(name) })
    const own = this.#name
    const [pending, former] = [own + suffixes.pending, own + suffixes.former]
    const writes = {
      stage: [call('POST')],
      promote: [call('DELETE', former), call('POST'), call('PUT', own), call('DELETE', pending)],
      'roll-back': [call('PUT', own), call('DELETE', pending), call('DELETE', former)],
    }
    return {
      calls: [...[own, pending, former].map((name) => call('GET', name)), ...writes[step]],
      permissions: [`get, update, create and delete on secrets of namespace ${this.#namespace}`], // prettier-ignore
      sideEffects: step === 'stage' ? [`Until then the new value lies in a second Secret, ${this.#namespace}/${pending}.`] : step === 'promote' ? [`The former value is kept in ${this.#namespace}/${former}; delete it when all is done: kubectl -n ${this.#namespace} delete secret ${former}`, 'Volumes show the new value within a minute or two; what reads it as a variable must be restarted.'] : [], // prettier-ignore
      actsAs: `the user of the kubeconfig’s context ${this.#access.name}`,
      missing: this.#missing,
      reference: 'https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/', // prettier-ignore
    }
  }

  async versions(signal: AbortSignal) {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const { current, pending, former } = read
    return {
      versions: { current: current.version, ...(pending && { pending: pending.version }), ...(former && { previous: former.version }) }, // prettier-ignore
      answer: { detail: `${this.place}: read` },
    }
  }

  async prepare(parts: readonly RotatedPart[], signal: AbortSignal): Promise<StoreOutcome> {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const { current, pending } = read
    if (pending !== undefined && pending.version !== current.version) return notDone(this, undefined, 'refused', `another rotation is under way, or was left behind: kubectl -n ${this.#namespace} get secret ${this.#name}${suffixes.pending}`) // prettier-ignore
    const { fault } = editDocument(current.texts, parts)
    if (fault !== undefined) return notDone(this, undefined, 'refused', fault)
    return told(this, undefined, 'done', current.version, 'it can take another value')
  }

  async stage(
    parts: readonly ReplacedPart[],
    idempotencyKey: string,
    signal: AbortSignal,
  ): Promise<StoreOutcome> {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const { current, pending } = read
    const version = versionOfKey(idempotencyKey)
    if (pending?.version === version) return told(this, undefined, 'already', version, 'the new value waits beside it') // prettier-ignore
    if (pending !== undefined && pending.version !== current.version) return notDone(this, undefined, 'refused', 'another value is pending') // prettier-ignore
    const { document, fault } = editDocument(current.texts, parts)
    if (document === undefined) return notDone(this, undefined, 'refused', fault)
    const trouble = await this.#drop(pending, signal)
    if (trouble !== undefined) return trouble
    const asked = await this.#make('pending', document, version, signal)
    if (statusOf(asked) === 201) return told(this, asked, 'done', version, 'the new value waits beside it') // prettier-ignore
    const again = await this.#read(signal)
    if (!('result' in again) && again.pending?.version === version) return told(this, undefined, 'already', version, 'the new value waits beside it') // prettier-ignore
    return storeTrouble(this, asked, 'writing the value that waits', false)
  }

  async staged(idempotencyKey: string, signal: AbortSignal): Promise<StoreOutcome> {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const version = versionOfKey(idempotencyKey)
    const isThere = [read.pending?.version, read.current.version].includes(version)
    return isThere ? told(this, undefined, 'already', version, 'the new value is there') : notDone(this, undefined, 'not-found', 'no value of this step is there') // prettier-ignore
  }

  async read(
    version: string,
    signal: AbortSignal,
  ): Promise<StoreOutcome & { readonly value?: Secret }> {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const { current, pending, former } = read
    const found = [current, pending, former].find((one) => one?.version === version)
    if (found === undefined) return notDone(this, undefined, 'not-found', `no version ${version}`)
    const value = new Secret(bytesOfUtf8(JSON.stringify(found.texts)), runKey())
    return { result: 'done', version, detail: `${this.place}: read`, value }
  }

  async promote(version: string, signal: AbortSignal): Promise<StoreOutcome> {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const { current, pending, former } = read
    if (current.version === version) return (await this.#drop(pending, signal)) ?? told(this, undefined, 'already', version, 'it is the current version already') // prettier-ignore
    if (pending?.version !== version) return notDone(this, undefined, 'refused', `version ${version} is not pending`) // prettier-ignore
    // First the former value is put away: after a crash it is there, and nothing is changed yet.
    const trouble = await this.#drop(former, signal)
    if (trouble !== undefined) return trouble
    const kept = await this.#make('former', current.texts, current.version, signal)
    if (statusOf(kept) !== 201) return storeTrouble(this, kept, 'keeping the former value', false)
    const asked = await this.#ask('PUT', this.#name, signal, withTexts(current, pending.texts, version)) // prettier-ignore
    if (statusOf(asked) !== 200) return this.#changed(asked, 'writing the new value')
    return (await this.#drop(pending, signal)) ?? told(this, asked, 'done', version, `version ${version} is current`) // prettier-ignore
  }

  async rollBack(version: string, signal: AbortSignal): Promise<StoreOutcome> {
    const read = await this.#read(signal)
    if ('result' in read) return read
    const { current, pending, former } = read
    const isCurrent = current.version === version
    const isPending = pending?.version === version
    if (!isCurrent && !isPending) return told(this, undefined, 'already', version, `version ${version} is in no use`) // prettier-ignore
    if (isCurrent && former === undefined) return notDone(this, undefined, 'refused', 'its former value was kept nowhere') // prettier-ignore
    if (isCurrent) {
      const asked = await this.#ask('PUT', this.#name, signal, withTexts(current, former!.texts, former!.version)) // prettier-ignore
      if (statusOf(asked) !== 200) return this.#changed(asked, 'writing the former value again')
    }
    const trouble = (await this.#drop(isPending ? pending : undefined, signal)) ?? (await this.#drop(isCurrent ? former : undefined, signal)) // prettier-ignore
    if (trouble !== undefined) return trouble
    return told(this, undefined, 'done', version, isCurrent ? 'the former value is current again' : 'the value that waited is gone') // prettier-ignore
  }

  /** Makes one of the Secrets beside it; there must be none of that name. */
  #make(which: keyof typeof suffixes, texts: JsonObject, version: string, signal: AbortSignal) {
    return this.#ask('POST', '', signal, {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      metadata: {
        name: this.#name + suffixes[which],
        namespace: this.#namespace,
        annotations: { [annotation]: version },
      },
      data: encoded(texts),
    })
  }

  /** Only as it was read. @returns what went wrong */
  async #drop(
    beside: SecretObject | undefined,
    signal: AbortSignal,
  ): Promise<StoreOutcome | undefined> {
    // prettier-ignore
    if (beside === undefined) return undefined
    const [name, uid] = [textOf(beside.json, 'metadata', 'name'), textOf(beside.json, 'metadata', 'uid')] // prettier-ignore
    const preconditions = { uid, resourceVersion: beside.resourceVersion }
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions }
    const asked = await this.#ask('DELETE', name!, signal, body)
    if ([200, 202, 404].includes(statusOf(asked) ?? 0)) return undefined
    return storeTrouble(this, asked, `deleting ${name}`, false)
  }

  async #read(signal: AbortSignal): Promise<Read | StoreOutcome> {
    if (this.#missing.length > 0) return notDone(this, undefined, 'refused', `it lacks ${this.#missing.join(', ')}`) // prettier-ignore
    const asked = await this.#ask('GET', this.#name, signal)
    if (statusOf(asked) === 404) return notDone(this, asked, 'not-found', 'there is no such Secret')
    if (statusOf(asked) !== 200) return storeTrouble(this, asked, 'reading it', true)
    const current = parseSecret(bodyOf(asked))
    if (current === undefined) return notDone(this, asked, 'refused', 'it is not understood')
    if (fieldOf(current.json, 'immutable') === true) return notDone(this, asked, 'refused', 'it is immutable: make another one, and point what uses it there') // prettier-ignore
    const [owner] = objectsOf(current.json, 'metadata', 'ownerReferences')
    if (owner !== undefined) return notDone(this, asked, 'refused', `${textOf(owner, 'kind') ?? 'something'} ${textOf(owner, 'name') ?? ''} keeps it, and would write over it: put the new value where that has it from`) // prettier-ignore
    const besides: Record<string, SecretObject | undefined> = {}
    for (const [which, suffix] of Object.entries(suffixes)) {
      const other = await this.#ask('GET', this.#name + suffix, signal)
      if (statusOf(other) === 404) continue
      if (statusOf(other) !== 200) return storeTrouble(this, other, `reading ${this.#name}${suffix}`, true) // prettier-ignore
      const parsed = parseSecret(bodyOf(other))
      besides[which] = parsed
      if (parsed === undefined || textOf(parsed.json, 'metadata', 'annotations', annotation) === undefined) return notDone(this, other, 'refused', `${this.#name}${suffix} is there, and is not of a rotation`) // prettier-ignore
    }
    return { current, pending: besides['pending'], former: besides['former'] }
  }

  #changed(asked: Asked, doing: string): StoreOutcome {
    if (statusOf(asked) === 409) return notDone(this, asked, 'refused', 'it was changed meanwhile, so nothing is overwritten; run again') // prettier-ignore
    return storeTrouble(this, asked, doing, false)
  }

  async #ask(method: Method, name: string, signal: AbortSignal, body?: JsonObject): Promise<Asked> {
    const url = new URL(this.#access.server)
    url.pathname = url.pathname.replace(/\/$/, '') + this.#path(name)
    const headers = {
      accept: 'application/json',
      ...(await this.#access.headers()),
      ...(body && { 'content-type': 'application/json' }),
    }
    // Each write names the state that it comes after, or fails.
    const request = { method, url, headers, ...(body && { body: JSON.stringify(body) }) }
    return ask(this.#http, request, signal)
  }

  #path(name: string): string {
    return `/api/v1/namespaces/${this.#namespace || '{namespace}'}/secrets${name === '' ? '' : `/${name}`}` // prettier-ignore
  }
}

/** Labels of Kubernetes hold 63 characters; of a digest 32 are more than enough. */
function versionOfKey(idempotencyKey: string): string {
  return idempotencyKey.slice(0, 32)
}
