import type { ReplacedPart, RotatedPart, RotationStore, StoreOutcome, StoreStepDescription } from '../../../../incident/rotation-store.ts' // prettier-ignore
import { fieldOf, objectsOf, textOf, type JsonObject } from '../../../../text/field-of.ts'
import { githubApiUrl } from '../../../importers/github/github-api.ts'
import type { StorePlace } from '../../adapter-setting.ts'
import { ask, bodyOf, statusOf, type Asked } from '../../asking/ask.ts'
import type { StoreSetting } from '../rotation-store-source.ts'
import { notDone, storeTrouble, told } from '../store-outcomes.ts'
import { sealBox } from './sealed-box.ts'

/** Repositories of an organisation’s secret that are listed and sent again; more are refused. */
const repositoriesMax = 100
const reference = 'https://docs.github.com/en/rest/actions/secrets#create-or-update-a-repository-secret' // prettier-ignore
const apiVersion = '2022-11-28'

/** Paths as of the API’s address, parts percent-encoded. */
interface SecretAddress {
  readonly secret: string
  readonly publicKey: string
  readonly scope: 'organisation' | 'repository' | 'environment'
}

/**
 * A secret of GitHub Actions: of an organisation, a repository or an environment. GitHub takes values, sealed under a key
 * of its own, and never gives one back: a new value is in use at once, and the former one cannot be brought back.
 */
export class GithubActionsStore implements RotationStore {
  readonly type = 'github-actions'
  readonly hasPending = false
  readonly place: string
  readonly vendor = 'GitHub'
  readonly #setting: StoreSetting
  readonly #at: SecretAddress | undefined

  constructor(setting: StoreSetting, { path = '' }: StorePlace) {
    this.#setting = setting
    this.#at = addressOf(path)
    this.place = `GitHub Actions, ${this.#at === undefined ? 'of which no secret is known' : path}`
  }

  describe(step: 'stage' | 'promote' | 'roll-back'): StoreStepDescription {
    const { env } = this.#setting
    const { host, pathname } = githubApiUrl(env)
    const base = pathname.replace(/\/$/, '')
    const at = this.#at
    const call = (method: 'GET' | 'PUT', path: string) => ({
      method,
      host,
      path: `${base}/${path}`,
    })
    const own = at === undefined ? [] : [call('GET', at.secret), call('GET', at.publicKey), ...(at.scope === 'organisation' ? [call('GET', `${at.secret}/repositories`)] : []), call('PUT', at.secret)] // prettier-ignore
    const name = env['GH_TOKEN'] ? 'GH_TOKEN' : 'GITHUB_TOKEN'
    return {
      calls: step === 'stage' ? own : own.slice(0, 1),
      permissions: [at?.scope === 'organisation' ? '"Secrets" of the organisation (read and write), or the scope admin:org' : at?.scope === 'environment' ? '"Environments" of the repository (read and write), or the scope repo' : '"Secrets" of the repository (read and write), or the scope repo'], // prettier-ignore
      sideEffects: step === 'stage' ? ['The new value is in use at once: GitHub keeps one value, and jobs that begin later get it.', 'GitHub never gives a value back, so the former one cannot be brought back: this cannot be rolled back.'] : [], // prettier-ignore
      actsAs: `the token in ${name}`,
      missing: [...(at === undefined ? ['the path of the secret: OWNER/REPO/NAME, OWNER/REPO/ENVIRONMENT/NAME or OWNER/NAME'] : []), ...(this.#token() === undefined ? ['a token of GitHub in GH_TOKEN or GITHUB_TOKEN'] : [])], // prettier-ignore
      reference,
    }
  }

  async versions(signal: AbortSignal) {
    const read = await this.#describeSecret(signal)
    if ('result' in read) return read
    return { versions: { current: read.updatedAt }, answer: { detail: `${this.place}: last written at ${read.updatedAt}` } } // prettier-ignore
  }

  async prepare(parts: readonly RotatedPart[], signal: AbortSignal): Promise<StoreOutcome> {
    if (parts.length !== 1) return notDone(this, undefined, 'refused', 'a secret of GitHub Actions holds one value, and what is rotated has several parts') // prettier-ignore
    const read = await this.#describeSecret(signal)
    if ('result' in read) return read
    const key = await this.#publicKey(signal)
    if ('result' in key) return key
    return told(this, read.asked, 'done', read.updatedAt, 'it can take another value')
  }

  async stage(
    parts: readonly ReplacedPart[],
    _idempotencyKey: string,
    signal: AbortSignal,
  ): Promise<StoreOutcome> {
    // prettier-ignore
    const [part] = parts
    if (part === undefined || parts.length > 1) return notDone(this, undefined, 'refused', 'it holds one value') // prettier-ignore
    const read = await this.#describeSecret(signal)
    if ('result' in read) return read
    const key = await this.#publicKey(signal)
    if ('result' in key) return key
    const sealed = Buffer.from(sealBox(part.next.reveal(), key.bytes)).toString('base64')
    const body = { encrypted_value: sealed, key_id: key.id, ...read.kept }
    const asked = await this.#ask('PUT', this.#at!.secret, signal, body)
    const status = statusOf(asked)
    if (status !== 204 && status !== 201) return storeTrouble(this, asked, 'writing the new value', false) // prettier-ignore
    return told(this, asked, 'done', stagedVersion, 'the new value is in use')
  }

  /** GitHub tells when a secret was written last, and nothing of by whom or what. */
  async staged(_idempotencyKey: string, signal: AbortSignal): Promise<StoreOutcome> {
    const read = await this.#describeSecret(signal)
    if ('result' in read) return read
    return notDone(this, read.asked, 'unknown', `GitHub does not tell which value it holds; it was last written at ${read.updatedAt}`) // prettier-ignore
  }

  read(version: string): Promise<StoreOutcome> {
    return Promise.resolve(notDone(this, undefined, 'refused', `GitHub gives no value back, neither that of ${version}`)) // prettier-ignore
  }

  promote(version: string): Promise<StoreOutcome> {
    return Promise.resolve(told(this, undefined, 'already', version, 'GitHub puts a new value to use at once')) // prettier-ignore
  }

  rollBack(): Promise<StoreOutcome> {
    return Promise.resolve(notDone(this, undefined, 'refused', 'GitHub gives no value back, so the former one cannot be put there again')) // prettier-ignore
  }

  async #publicKey(signal: AbortSignal): Promise<{ id: string; bytes: Uint8Array } | StoreOutcome> {
    const asked = await this.#ask('GET', this.#at!.publicKey, signal)
    if (statusOf(asked) !== 200) return storeTrouble(this, asked, 'reading the public key', true)
    const id = textOf(bodyOf(asked), 'key_id')
    const bytes = new Uint8Array(Buffer.from(textOf(bodyOf(asked), 'key') ?? '', 'base64'))
    if (id === undefined || bytes.length !== 32) return notDone(this, asked, 'refused', 'its public key is not understood') // prettier-ignore
    return { id, bytes }
  }

  async #describeSecret(
    signal: AbortSignal,
  ): Promise<{ asked: Asked; updatedAt: string; kept: JsonObject } | StoreOutcome> {
    const at = this.#at
    if (at === undefined) return notDone(this, undefined, 'refused', 'no path is known')
    const asked = await this.#ask('GET', at.secret, signal)
    if (statusOf(asked) === 404) return notDone(this, asked, 'not-found', 'there is no such secret, or the token may not see it') // prettier-ignore
    if (statusOf(asked) !== 200) return storeTrouble(this, asked, 'reading when it was written', true) // prettier-ignore
    const updatedAt = textOf(bodyOf(asked), 'updated_at') ?? 'an unknown time'
    if (at.scope !== 'organisation') return { asked, updatedAt, kept: {} }
    const visibility = textOf(bodyOf(asked), 'visibility')
    if (visibility === undefined) return notDone(this, asked, 'refused', 'who may use it is not told') // prettier-ignore
    if (visibility !== 'selected') return { asked, updatedAt, kept: { visibility } }
    const listed = await this.#ask('GET', `${at.secret}/repositories?per_page=${repositoriesMax}`, signal) // prettier-ignore
    if (statusOf(listed) !== 200) return storeTrouble(this, listed, 'reading who may use it', true)
    const ids = objectsOf(bodyOf(listed), 'repositories').map((one) => fieldOf(one, 'id'))
    if (fieldOf(bodyOf(listed), 'total_count') !== ids.length) return notDone(this, listed, 'refused', `more than ${repositoriesMax} repositories may use it: write it by hand`) // prettier-ignore
    return { asked, updatedAt, kept: { visibility, selected_repository_ids: ids } }
  }

  #ask(method: 'GET' | 'PUT', path: string, signal: AbortSignal, body?: JsonObject) {
    const base = githubApiUrl(this.#setting.env).href.replace(/\/?$/, '/')
    const headers = {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${this.#token()}`,
      'x-github-api-version': apiVersion,
      'user-agent': 'stanch',
      ...(body && { 'content-type': 'application/json' }),
    }
    const request = { method, url: new URL(base + path), headers, ...(body && { body: JSON.stringify(body) }) } // prettier-ignore
    return ask(this.#setting.http, request, signal)
  }

  #token(): string | undefined {
    const { GH_TOKEN, GITHUB_TOKEN } = this.#setting.env
    return (GH_TOKEN || GITHUB_TOKEN)?.trim() || undefined
  }
}

/** GitHub names no versions. */
const stagedVersion = 'new'

function addressOf(path: string): SecretAddress | undefined {
  const parts = path.replace(/#.*$/s, '').split('/')
  if (parts.some((part) => !/^[\w. :()-]{1,255}$/.test(part) || /^\.{1,2}$/.test(part))) return undefined // prettier-ignore
  const [owner = '', repository = '', ...rest] = parts.map((part) => encodeURIComponent(part))
  const name = rest.at(-1)
  if (parts.length === 2) return make(`orgs/${owner}/actions/secrets`, repository, 'organisation')
  const base = `repos/${owner}/${repository}`
  if (rest.length === 1) return make(`${base}/actions/secrets`, name!, 'repository')
  if (rest.length === 2) return make(`${base}/environments/${rest[0]}/secrets`, name!, 'environment') // prettier-ignore
  return undefined
}

function make(list: string, name: string, scope: SecretAddress['scope']): SecretAddress {
  return { secret: `${list}/${name}`, publicKey: `${list}/public-key`, scope }
}
