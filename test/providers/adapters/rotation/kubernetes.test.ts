import { expect, test } from 'vitest'
import { KubernetesStore } from '../../../../src/providers/adapters/rotation/kubernetes/kubernetes-store.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from '../../../../src/providers/http-client.ts'
import { jsonAnswer, secretOf } from '../simulated.ts'

interface Item {
  metadata: Record<string, unknown> & { name: string; resourceVersion?: string; uid?: string }
  data: Record<string, string>
  [key: string]: unknown
}

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Secrets of a namespace, as https://kubernetes.io/docs/reference/using-api/api-concepts/ has them: with resource versions. */
class Cluster {
  readonly items = new Map<string, Item>()
  readonly sent: string[] = []
  #version = 100
  put(item: Item): Item {
    const made = { ...item, metadata: { uid: `u${++this.#version}`, ...item.metadata, resourceVersion: String(++this.#version) } } // prettier-ignore
    this.items.set(item.metadata.name, made)
    return made
  }
  texts(name: string): Record<string, string> | undefined {
    const item = this.items.get(name)
    return item && Object.fromEntries(Object.entries(item.data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()])) // prettier-ignore
  }
  answer({ method, url, headers = {}, body }: HttpRequest): HttpAnswer {
    this.sent.push(`${method} ${url.pathname}`)
    if (headers['authorization'] !== 'Bearer acting') return jsonAnswer(401, { kind: 'Status' })
    const [, name] = /^\/api\/v1\/namespaces\/shop\/secrets(?:\/([^/]+))?$/.exec(url.pathname) ?? []
    const sent = body === undefined ? undefined : (JSON.parse(String(body)) as Item & { preconditions?: Record<string, string> }) // prettier-ignore
    if (method === 'POST') {
      if (this.items.has(sent!.metadata.name)) return jsonAnswer(409, { reason: 'AlreadyExists' })
      return jsonAnswer(201, this.put(sent!))
    }
    const there = this.items.get(name!)
    if (there === undefined) return jsonAnswer(404, { reason: 'NotFound' })
    if (method === 'GET') return jsonAnswer(200, there)
    const wanted = method === 'PUT' ? sent!.metadata.resourceVersion : sent!.preconditions!['resourceVersion'] // prettier-ignore
    if (wanted !== there.metadata.resourceVersion) return jsonAnswer(409, { reason: 'Conflict' })
    if (method === 'PUT') return jsonAnswer(200, this.put(sent!))
    this.items.delete(name!)
    return jsonAnswer(200, { kind: 'Status' })
  }
}

function begin(more: object = {}) {
  const cluster = new Cluster()
  const data = { token: base64('the-old-value'), url: base64('https://x'), blob: 'AP8=' }
  cluster.put({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: { name: 'deploy', namespace: 'shop', labels: { app: 'x' } }, data, ...more }) // prettier-ignore
  let fault: (request: HttpRequest) => HttpAnswer | undefined = () => undefined
  const http: HttpClient = { send: (request) => Promise.resolve(fault(request) ?? cluster.answer(request)) } // prettier-ignore
  const access = { name: 'prod', server: new URL('https://k8s.example.com:6443'), tls: {}, headers: () => Promise.resolve({ authorization: 'Bearer acting' }) } // prettier-ignore
  const store = (path = 'shop/deploy') => new KubernetesStore(http, access, { type: 'kubernetes', path }) // prettier-ignore
  return { cluster, store, setFault: (next: typeof fault) => (fault = next) }
}

const signal = new AbortController().signal
const part = { name: 'value', old: secretOf('the-old-value'), shape: /x/ }
const next = { ...part, next: secretOf('the-new-value') }
const key = 'a'.repeat(64)

test('waits beside it, is put to use, the former one is kept, and comes back', async () => {
  const { cluster, store } = begin()
  const opened = store()
  expect(await opened.prepare([part], signal)).toMatchObject({ result: 'done' })
  expect(await opened.staged(key, signal)).toMatchObject({ result: 'not-found' })
  const staged = await opened.stage([next], key, signal)
  expect(staged).toMatchObject({ result: 'done' })
  const version = 'version' in staged ? staged.version : ''
  expect(cluster.texts('deploy')!['token']).toBe('the-old-value')
  expect(await opened.stage([next], key, signal)).toMatchObject({ result: 'already' })
  expect(await opened.stage([next], 'b'.repeat(64), signal)).toMatchObject({ result: 'refused' })
  expect(await opened.promote(version, signal)).toMatchObject({ result: 'done' })
  expect(cluster.texts('deploy')).toMatchObject({ token: 'the-new-value', url: 'https://x' })
  expect(cluster.items.get('deploy')).toMatchObject({ data: { blob: 'AP8=' }, metadata: { labels: { app: 'x' } } }) // prettier-ignore
  expect([...cluster.items.keys()].toSorted()).toEqual(['deploy', 'deploy.stanch-former'])
  expect(await opened.promote(version, signal)).toMatchObject({ result: 'already' })
  expect(await opened.versions(signal)).toMatchObject({ versions: { current: version, previous: 'original' } }) // prettier-ignore
  expect(await opened.rollBack(version, signal)).toMatchObject({ result: 'done' })
  expect(cluster.texts('deploy')!['token']).toBe('the-old-value')
  expect([...cluster.items.keys()]).toEqual(['deploy'])
  expect(await opened.rollBack(version, signal)).toMatchObject({ result: 'already' })
  const planned = (['stage', 'promote', 'roll-back'] as const).flatMap((step) => opened.describe(step).calls.map(({ method, path }) => `${method} ${path}`)) // prettier-ignore
  for (const sent of cluster.sent) expect(planned).toContain(sent)
})

test('stopped before any of its calls: promoting once more ends it, and the former value is never lost', async () => {
  for (let at = 0; at < 12; at++) {
    const { cluster, store, setFault } = begin()
    const staged = await store().stage([next], key, signal)
    const version = 'version' in staged ? staged.version : ''
    let calls = 0
    setFault(() => (calls++ === at ? jsonAnswer(500) : undefined))
    const first = await store().promote(version, signal)
    setFault(() => undefined)
    const values = [...cluster.items.keys()].map((name) => cluster.texts(name)!['token'])
    expect([at, values]).toEqual([at, expect.arrayContaining(['the-old-value', 'the-new-value'])])
    expect([at, first.result, (await store().promote(version, signal)).result]).toEqual([at, expect.any(String), expect.stringMatching(/done|already/)]) // prettier-ignore
    expect([...cluster.items.keys()].toSorted()).toEqual(['deploy', 'deploy.stanch-former'])
    expect(cluster.texts('deploy.stanch-former')!['token']).toBe('the-old-value')
  }
})

test('what somebody else changed or keeps is not written over', async () => {
  const { cluster, store, setFault } = begin()
  const staged = await store().stage([next], key, signal)
  const version = 'version' in staged ? staged.version : ''
  setFault(({ method }) => {
    if (method === 'PUT') cluster.put(cluster.items.get('deploy')!)
    return undefined
  })
  expect(await store().promote(version, signal)).toMatchObject({ result: 'refused', detail: expect.stringMatching(/changed meanwhile/) as unknown }) // prettier-ignore
  expect(cluster.texts('deploy')!['token']).toBe('the-old-value')
  const kept = begin({ metadata: { name: 'deploy', ownerReferences: [{ kind: 'ExternalSecret', name: 'x' }] } }) // prettier-ignore
  expect(await kept.store().prepare([part], signal)).toMatchObject({ result: 'refused', detail: expect.stringMatching(/ExternalSecret x keeps it/) as unknown }) // prettier-ignore
  expect(await begin({ immutable: true }).store().prepare([part], signal)).toMatchObject({ result: 'refused' }) // prettier-ignore
  expect(await begin().store('shop/other').prepare([part], signal)).toMatchObject({ result: 'not-found' }) // prettier-ignore
  expect(begin().store('@test/shop/deploy').describe('stage').missing).toEqual([expect.stringMatching(/cluster test/)]) // prettier-ignore
})
