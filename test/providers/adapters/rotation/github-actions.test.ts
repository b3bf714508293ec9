import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { x25519 } from '@noble/curves/ed25519.js'
import { blake2b } from '@noble/hashes/blake2.js'
import { expect, test } from 'vitest'
import { sealBox } from '../../../../src/providers/adapters/rotation/github/sealed-box.ts'
import { GithubActionsStore } from '../../../../src/providers/adapters/rotation/github/github-actions-store.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from '../../../../src/providers/http-client.ts'
import { jsonAnswer, secretOf } from '../simulated.ts'

const receiver = new Uint8Array(32).fill(5)
const publicKey = x25519.getPublicKey(receiver)

test('a sealed box is what libsodium opens: these bytes were opened by it', () => {
  const sealed = sealBox(
    Buffer.from('as libsodium opens it'),
    publicKey,
    new Uint8Array(32).fill(9),
  )
  expect(Buffer.from(publicKey).toString('hex')).toBe(
    '50a61409b1ddd0325e9b16b700e719e9772c07000b1bd7786e907c653d20495d',
  )
  expect(Buffer.from(sealed).toString('hex')).toBe(
    '57db4b359f23ae5e146e4e2512056704722506348c150c14753d0c933d04d421173e7a220308acc4a11bdd45fc954863fcbe9776f291e15d396fc51309de71c72411d2f3d5',
  )
})

/** With the parts of `crypto_box_seal_open`. */
function open(sealed: Uint8Array): string {
  const [theirs, box] = [sealed.subarray(0, 32), sealed.subarray(32)]
  const words = (bytes: Uint8Array) => new Uint32Array(Uint8Array.from(bytes).buffer)
  const key = new Uint8Array(32)
  hsalsa(words(Buffer.from('expand 32-byte k')), words(x25519.getSharedSecret(receiver, theirs)), new Uint32Array(4), new Uint32Array(key.buffer)) // prettier-ignore
  const nonce = blake2b(Buffer.concat([theirs, publicKey]), { dkLen: 24 })
  return Buffer.from(xsalsa20poly1305(key, nonce).decrypt(box)).toString()
}

/** As https://docs.github.com/en/rest/actions/secrets has it; gives no value back. */
class Actions {
  readonly secrets = new Map<string, { sealed: string; visibility?: string; ids?: unknown }>()
  readonly sent: string[] = []
  answer({ method, url, headers = {}, body }: HttpRequest): HttpAnswer {
    this.sent.push(`${method} ${url.pathname}${url.search}`)
    if (headers['authorization'] !== 'Bearer acting') return jsonAnswer(401, { message: 'Bad credentials' }) // prettier-ignore
    const path = url.pathname.slice(1)
    const known = this.secrets.get(path.replace(/\/repositories$/, ''))
    if (path.endsWith('/secrets/public-key')) return jsonAnswer(200, { key_id: '568', key: Buffer.from(publicKey).toString('base64') }) // prettier-ignore
    if (known === undefined) return jsonAnswer(404, { message: 'Not Found' })
    if (method === 'GET' && path.endsWith('/repositories')) return jsonAnswer(200, { total_count: 2, repositories: [{ id: 7 }, { id: 9 }] }) // prettier-ignore
    const isOrganisation = path.startsWith('orgs/')
    if (method === 'GET') return jsonAnswer(200, { name: 'X', updated_at: '2026-11-26T00:00:00Z', ...(isOrganisation && { visibility: known.visibility }) }) // prettier-ignore
    if (method !== 'PUT') return jsonAnswer(404)
    const sent = JSON.parse(String(body)) as Record<string, unknown>
    const isWhole = sent['key_id'] === '568' && typeof sent['encrypted_value'] === 'string' && (!isOrganisation || sent['visibility'] !== undefined) // prettier-ignore
    if (!isWhole) return jsonAnswer(422, { message: 'Invalid request' })
    this.secrets.set(path, { sealed: String(sent['encrypted_value']), ...(isOrganisation && { visibility: String(sent['visibility']), ids: sent['selected_repository_ids'] }) }) // prettier-ignore
    return { status: 204, headers: {}, body: new Uint8Array() }
  }
}

function store(actions: Actions, path: string, token = 'acting') {
  const http: HttpClient = { send: (request) => Promise.resolve(actions.answer(request)) }
  const clock = { now: () => 0, sleep: () => Promise.resolve() }
  return new GithubActionsStore({ http, env: { GH_TOKEN: token }, clock }, { type: 'github-actions', path }) // prettier-ignore
}

const signal = new AbortController().signal
const part = { name: 'value', old: undefined, shape: /x/ }
const next = { ...part, next: secretOf('the-new-value') }

test.for([
  ['acme/shop/DEPLOY', 'repos/acme/shop/actions/secrets/DEPLOY'],
  ['acme/shop/prod eu/DEPLOY', 'repos/acme/shop/environments/prod%20eu/secrets/DEPLOY'],
  ['acme/DEPLOY', 'orgs/acme/actions/secrets/DEPLOY'],
] as const)('%s: sealed, in use at once, who may use it stays', async ([path, at]) => {
  const actions = new Actions()
  actions.secrets.set(at, { sealed: '', visibility: 'selected' })
  const opened = store(actions, path)
  expect(await opened.prepare([part], signal)).toMatchObject({ result: 'done' })
  expect(await opened.stage([next], 'k', signal)).toMatchObject({ result: 'done' })
  const kept = actions.secrets.get(at)!
  expect(open(Buffer.from(kept.sealed, 'base64'))).toBe('the-new-value')
  if (path === 'acme/DEPLOY') expect(kept).toMatchObject({ visibility: 'selected', ids: [7, 9] })
  expect(await opened.promote('new')).toMatchObject({ result: 'already' })
  const planned = opened.describe('stage').calls.map((call) => `${call.method} ${call.path}`)
  for (const sent of actions.sent) expect(planned).toContain(sent.replace(/\?.*/, ''))
})

test('what cannot be brought back is said, and never done', async () => {
  const actions = new Actions()
  actions.secrets.set('repos/acme/shop/actions/secrets/DEPLOY', { sealed: '' })
  const opened = store(actions, 'acme/shop/DEPLOY')
  expect(opened.hasPending).toBe(false)
  expect(opened.describe('stage').sideEffects.join(' ')).toMatch(/cannot be rolled back/)
  expect(await opened.rollBack()).toMatchObject({ result: 'refused' })
  expect(await opened.staged('k', signal)).toMatchObject({ result: 'unknown' })
  expect(await opened.prepare([part, part], signal)).toMatchObject({ result: 'refused' })
  expect(await store(actions, 'acme/shop/OTHER').prepare([part], signal)).toMatchObject({ result: 'not-found' }) // prettier-ignore
  expect(await store(actions, 'acme/shop/DEPLOY', 'wrong').prepare([part], signal)).toMatchObject({ result: 'refused' }) // prettier-ignore
  for (const path of ['', 'acme', 'acme/../DEPLOY', 'a/b/c/d/e'])
    expect(store(actions, path).describe('stage').missing).toHaveLength(1)
})
