import { generateKeyPairSync, createHash, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import type { HttpAnswer, HttpClient, HttpRequest } from '../../src/providers/http-client.ts'
import { ReadOnlyStore } from '../../src/store/read-only-store.ts'
import { gitHubInventory, parseGitHubPlace } from '../../src/store/remote/github-inventory.ts'
import { parseSignedPlace, signedInventory } from '../../src/store/remote/signed-inventory.ts'

const text =
  'version: 1\nrecords:\n  - id: a\n    tenant: acme\n    state: active\n  - id: b\n    state: active\n'
const sha = 'a1'.repeat(20)

/** Answers by what a test says, and notes what was asked. */
function play(answer: (request: HttpRequest) => Partial<HttpAnswer>) {
  const asked: HttpRequest[] = []
  const http: HttpClient = {
    send: (request) => {
      asked.push(request)
      return Promise.resolve({
        status: 200,
        headers: {},
        body: Buffer.from(text),
        ...answer(request),
      })
    },
  }
  return { http, asked }
}

async function idsOf(store: ReadOnlyStore): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of store.list()) ids.push(id)
  return ids
}

test('an inventory of a repository is asked for once, by its commit', async () => {
  const { http, asked } = play(() => ({}))
  const place = parseGitHubPlace(`acme/keys@${sha}:dir/all keys.yaml`)!
  const store = new ReadOnlyStore(gitHubInventory(place, http, { GH_TOKEN: 'word' }), undefined)
  expect(await idsOf(store)).toEqual(['a', 'b'])
  expect(await store.get('b')).toMatchObject({ state: 'active' })
  expect(asked).toHaveLength(1)
  expect(asked[0]!.url.href).toBe(
    `https://api.github.com/repos/acme/keys/contents/dir/all%20keys.yaml?ref=${sha}`,
  )
  expect(asked[0]!.headers).toMatchObject({
    accept: 'application/vnd.github.raw+json',
    authorization: 'Bearer word',
  })
})

test('Enterprise, no token, one tenant', async () => {
  const { http, asked } = play(() => ({}))
  const env = { GITHUB_API_URL: 'https://github.example.com/api/v3' }
  const place = parseGitHubPlace(`acme/keys@${'b2'.repeat(32)}:x.yaml`)!
  expect(await idsOf(new ReadOnlyStore(gitHubInventory(place, http, env), 'acme'))).toEqual(['a'])
  expect(asked[0]!.url.href).toMatch(/^https:\/\/github\.example\.com\/api\/v3\/repos\/acme\/keys/)
  expect(asked[0]!.headers).not.toHaveProperty('authorization')
})

test('it cannot be written, and says what to do instead', async () => {
  const { http, asked } = play(() => ({}))
  const store = new ReadOnlyStore(
    gitHubInventory(parseGitHubPlace(`acme/keys@${sha}:x.yaml`)!, http, {}),
    undefined,
  )
  await expect(store.change()).rejects.toMatchObject({
    code: 'INVENTORY_READ_ONLY',
    message: expect.stringMatching(/clone of acme\/keys[^]*inventory\.store/) as string,
  })
  expect(asked).toEqual([])
})

test.for([
  [404, {}, {}, /answered 404\. [^]*set GH_TOKEN/],
  [404, { GH_TOKEN: 'x' }, {}, /answered 404\. [^]*token with read access/],
  [401, { GH_TOKEN: 'x' }, {}, /not accepted/],
  [403, {}, { 'x-ratelimit-remaining': '0' }, /limit of requests/],
] as const)('status %s says what to do', async ([status, env, headers, message]) => {
  const { http } = play(() => ({ status, headers }))
  const place = parseGitHubPlace(`acme/keys@${sha}:x.yaml`)!
  await expect(
    idsOf(new ReadOnlyStore(gitHubInventory(place, http, env), undefined)),
  ).rejects.toThrow(message)
})

test('a damaged inventory is refused with its lines', async () => {
  const { http } = play(() => ({ body: Buffer.from(`${text}  - id: b\n    state: active\n`) }))
  const place = parseGitHubPlace(`acme/keys@${sha}:x.yaml`)!
  await expect(
    idsOf(new ReadOnlyStore(gitHubInventory(place, http, {}), undefined)),
  ).rejects.toThrow(/acme\/keys@a1a1a1a1a1a1:x\.yaml:8: /)
})

test.for([
  ['a branch', 'acme/keys@main:x.yaml'],
  ['a short name', `acme/keys@${sha.slice(0, 12)}:x.yaml`],
  ['no path', `acme/keys@${sha}:`],
  ['a path upwards', `acme/keys@${sha}:../x.yaml`],
  ['an absolute path', `acme/keys@${sha}:/x.yaml`],
] as const)('refused as a place: %s', ([, place]) => {
  expect(() => parseGitHubPlace(place)).toThrow(/expected/)
})

test.for(['stanch-inventory.yaml', 'a/b.yaml', './a@b.yaml', 'C:\\a.yaml', 'a/b/c@d:e'])(
  'of another kind: %s',
  (place) => expect(parseGitHubPlace(place)).toBeUndefined(),
)

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const field = (bytes: Uint8Array | string) => {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(Buffer.from(bytes).length)
  return Buffer.concat([head, Buffer.from(bytes)])
}
const blob = Buffer.concat([
  field('ssh-ed25519'),
  field(Buffer.from((publicKey.export({ format: 'jwk' }) as { x: string }).x, 'base64url')),
])
const signer = `ssh-ed25519 ${blob.toString('base64')}`

function signatureOf(bytes: string): Buffer {
  const names = [field('stanch-inventory'), field(''), field('sha512')]
  const signed = Buffer.concat([
    Buffer.from('SSHSIG'),
    ...names,
    field(createHash('sha512').update(bytes).digest()),
  ])
  const raw = Buffer.concat([field('ssh-ed25519'), field(sign(null, signed, privateKey))])
  const whole = Buffer.concat([Buffer.from('SSHSIG\0\0\0\x01'), field(blob), ...names, field(raw)])
  return Buffer.from(
    `-----BEGIN SSH SIGNATURE-----\n${whole.toString('base64')}\n-----END SSH SIGNATURE-----\n`,
  )
}

test('an address counts with its signature only', async () => {
  const url = parseSignedPlace('https://keys.example.com/a.yaml?v=1')
  const isSignature = (request: HttpRequest) => request.url.pathname.endsWith('.sig')
  const good = play((request) => (isSignature(request) ? { body: signatureOf(text) } : {}))
  expect(
    await idsOf(new ReadOnlyStore(signedInventory(url, good.http, [signer]), undefined)),
  ).toEqual(['a', 'b'])
  expect(good.asked.map((request) => request.url.href).sort()).toEqual([
    'https://keys.example.com/a.yaml.sig?v=1',
    'https://keys.example.com/a.yaml?v=1',
  ])
  for (const [answer, code] of [
    [{ body: signatureOf(`${text} `) }, 'INVENTORY_SIGNATURE_INVALID'],
    [{ body: Buffer.from('no') }, 'INVENTORY_SIGNATURE_INVALID'],
    [{ status: 404 }, 'INVENTORY_UNREADABLE'],
  ] as const) {
    const { http } = play((request) => (isSignature(request) ? answer : {}))
    await expect(
      idsOf(new ReadOnlyStore(signedInventory(url, http, [signer]), undefined)),
    ).rejects.toMatchObject({ code })
  }
  expect(() => signedInventory(url, good.http, [])).toThrow(
    /inventory\.signers[^]*ssh-keygen -Y sign/,
  )
})

test.for(['http://keys.example.com/a.yaml', 'https://me:pw@keys.example.com/a.yaml', 'ftp://x/a'])(
  'no place: %s',
  (place) => {
    expect(() => parseSignedPlace(place)).toThrow(/expected an https address/)
    expect(() => parseSignedPlace(place)).not.toThrow(/pw/)
  },
)
