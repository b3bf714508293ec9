import { expect, test } from 'vitest'
import type { HttpAnswer, HttpRequest } from '../../../../src/providers/http-client.ts'
import { bytesOfUtf8 } from '../../../../src/text/bytes.ts'
import { recordIdPattern } from '../../../../src/inventory/record.ts'
import { onepasswordImporter } from '../../../../src/providers/importers/onepassword/onepassword-importer.ts'
import { collectImport, textsOf } from '../collect-import.ts'
import { serveVendor, type VendorAnswer } from '../serve-vendor.ts'

// https://developer.1password.com/docs/connect/api-reference and https://developer.1password.com/docs/cli/item-template-json

const vault = { id: 'ftz4pm2xxwmwrsd7rjqn7grzfz', name: 'Größe --help' }

function item(id: string, rest: object = {}) {
  return {
    id,
    title: `Title of ${id}`,
    vault: { id: vault.id },
    category: 'LOGIN',
    tags: ['team/platform', 'env:production', 'plain'],
    version: 3,
    createdAt: '2025-01-02T03:04:05.678Z',
    updatedAt: '2026-01-02T03:04:05Z',
    ...rest,
  }
}

const fields = [
  { id: 'username', type: 'STRING', purpose: 'USERNAME', label: 'username', value: 'bob' },
  {
    id: 'password',
    type: 'CONCEALED',
    purpose: 'PASSWORD',
    label: 'password',
    value: '--help 日本 value',
  },
  { id: 'notesPlain', type: 'STRING', purpose: 'NOTES', label: 'notes', value: 'free text' },
  {
    id: 'otp1',
    type: 'OTP',
    label: 'one-time',
    value: 'otpauth://totp/x?secret=abc',
    totp: '123456',
    section: { id: 's1' },
  },
  { id: 'url', type: 'URL', label: 'empty one' },
]

async function importFrom(answer: (path: string) => VendorAnswer | undefined, options = {}) {
  const vendor = await serveVendor((url, request) =>
    request.headers.authorization === 'Bearer connect-token'
      ? answer(url.pathname)
      : { status: 401 },
  )
  const env = { OP_CONNECT_HOST: vendor.address, OP_CONNECT_TOKEN: 'connect-token' }
  const access = await onepasswordImporter.access!({ arguments: [], options, env } as never)
  expect(access.hosts).toEqual([new URL(vendor.address).host])
  return {
    vendor,
    ...(await collectImport(onepasswordImporter, { env, options, http: vendor.http })),
  }
}

test('fields that are secret are taken, with their names, tags and dates', async () => {
  const whole = item('wepiqdxdzncjtnvmv5fegud4qy', {
    sections: [{ id: 's1', label: 'More' }],
    fields,
  })
  const { secrets, told } = await importFrom((path) => {
    if (path === '/v1/vaults') return { body: [vault] }
    if (path.endsWith('/items')) return { body: [item(whole.id)] }
    return { body: whole }
  })
  const id = `1password/${vault.id}/${whole.id}`
  expect([...secrets.keys()]).toEqual([`${id}#password`, `${id}#otp1`])
  expect(textsOf(secrets.get(`${id}#password`))).toEqual(['--help 日本 value'])
  expect(secrets.get(`${id}#otp1`)!.draft).toEqual({
    id: `${id}#otp1`,
    owner: { team: 'platform' },
    environment: 'production',
    purpose: 'Title of wepiqdxdzncjtnvmv5fegud4qy',
    store: {
      type: '1password',
      path: 'op://Größe --help/Title of wepiqdxdzncjtnvmv5fegud4qy/More/one-time',
      version: '3',
    },
    createdAt: '2025-01-02T03:04:05Z',
    lastRotatedAt: '2026-01-02T03:04:05Z',
  })
  expect(told.map((line) => line.replace(/^.*: /, ''))).toEqual([
    'a field of type STRING, no secret',
    'a note',
  ])
})

test('one item forbidden, one deleted, one archived, one asked for twice, one vault closed', async () => {
  const ids = Array.from({ length: 30 }, (_, at) => `item${String(at).padStart(22, '0')}`)
  let patience = 0
  const { secrets, told } = await importFrom((path) => {
    if (path === '/v1/vaults') return { body: [{ id: 'closed', name: 'Closed' }, vault] }
    if (path === '/v1/vaults/closed/items') return { status: 403 }
    if (path.endsWith('/items')) return { body: ids.map((id) => item(id)) }
    const id = path.slice(path.lastIndexOf('/') + 1)
    if (id === ids[5]) return { status: 403, body: { message: 'private words' } }
    if (id === ids[6] && patience++ === 0) return { status: 429, headers: { 'retry-after': '0' } }
    const state = id === ids[7] ? { trashed: true } : id === ids[8] ? { state: 'ARCHIVED' } : {}
    return { body: item(id, { fields: [fields[1]], ...state }) }
  })
  expect(secrets.size).toBe(28)
  expect(patience).toBe(2)
  expect(secrets.get(`1password/${vault.id}/${ids[8]}#password`)!.draft.store!.stage).toBe(
    'archived',
  )
  expect(told).toEqual([
    'problem op://Closed: answered 403 (forbidden)',
    `problem op://Größe --help/Title of ${ids[5]}: answered 403 (forbidden)`,
    `skipped op://Größe --help/Title of ${ids[7]}: deleted`,
  ])
})

test('10,000 items, in order', async () => {
  const ids = Array.from({ length: 10_000 }, (_, at) => `item${at}`)
  const send = async ({ url: { pathname } }: HttpRequest): Promise<HttpAnswer> => {
    const id = pathname.slice(pathname.lastIndexOf('/') + 1)
    await Promise.resolve()
    const body =
      id === 'vaults'
        ? [vault]
        : id === 'items'
          ? ids.map((one) => item(one))
          : item(id, { fields })
    return { status: 200, headers: {}, body: bytesOfUtf8(JSON.stringify(body)) }
  }
  const env = { OP_CONNECT_HOST: 'http://localhost:8080', OP_CONNECT_TOKEN: 'connect-token' }
  const { secrets } = await collectImport(onepasswordImporter, { env, http: { send } })
  const passwords = [...secrets.keys()].filter((id) => id.endsWith('#password'))
  expect(passwords).toEqual(ids.map((id) => `1password/${vault.id}/${id}#password`))
})

test('at the door it says what is needed, and --vault chooses', async () => {
  await expect(importFrom(() => ({ status: 401 }))).rejects.toThrow(
    /answered 401.*op connect token create/s,
  )
  await expect(collectImport(onepasswordImporter, {})).rejects.toThrow(
    /op item get - --format json --reveal/,
  )
  const { vendor } = await importFrom(
    (path) => (path === '/v1/vaults' ? { body: [vault, { id: 'b', name: 'B' }] } : { body: [] }),
    { vault: ['B'] },
  )
  expect(vendor.asked).toEqual(['GET /v1/vaults', 'GET /v1/vaults/b/items'])
})

const ofOp = {
  id: 'abc',
  title: 'Key',
  version: 1,
  vault: { id: 'v', name: 'Work' },
  category: 'API_CREDENTIAL',
  created_at: '2024-01-15T10:30:00Z',
  updated_at: '2024-06-20T14:45:00Z',
  fields: [
    {
      id: 'credential',
      type: 'CONCEALED',
      label: 'credential',
      value: 'some credential',
      reference: 'op://Work/Key/credential',
    },
    { id: 'expires', type: 'DATE', label: 'expires', value: '1798761600' },
  ],
}

test.for([
  ['one', JSON.stringify(ofOp)],
  ['a list', JSON.stringify([ofOp], null, 2)],
  ['one behind the other', `${JSON.stringify({ ...ofOp, id: 'first' })}\n${JSON.stringify(ofOp)}`],
] as const)('what op prints: %s', async ([, input]) => {
  const { secrets } = await collectImport(onepasswordImporter, { arguments: ['-'], input })
  expect(secrets.get('1password/v/abc#credential')!.draft).toMatchObject({
    store: { path: 'op://Work/Key/credential' },
    createdAt: '2024-01-15T10:30:00Z',
    expiresAt: '2027-01-01T00:00:00Z',
  })
})

test('without --reveal, and of a mere list, it says what is missing', async () => {
  const concealed = { ...ofOp, fields: [{ ...ofOp.fields[0], value: undefined }] }
  const { secrets, told } = await collectImport(onepasswordImporter, {
    arguments: ['-'],
    input: JSON.stringify([concealed, { ...ofOp, fields: undefined }]),
  })
  expect(secrets.get('1password/v/abc#credential')!.values).toEqual([])
  expect(told).toEqual([
    expect.stringContaining('--reveal'),
    expect.stringContaining('op item get - --format json --reveal'),
  ])
})

test.for(['nothing of JSON', '"a text"', '{"id":', '[1,2', '[{"value":private-words}]'])(
  '%s is a problem that repeats nothing',
  async (input) => {
    const { told } = await collectImport(onepasswordImporter, { arguments: ['-'], input })
    expect(told).toEqual([expect.stringMatching(/^problem -: expected items of op/)])
    expect(told[0]).not.toContain('private')
  },
)

test('ids are such that records may have, whatever things are called', async () => {
  const odd = {
    ...ofOp,
    id: '--help',
    vault: { id: 'ü b' },
    fields: [{ ...ofOp.fields[0], id: '#/ä' }],
  }
  const { secrets } = await collectImport(onepasswordImporter, {
    arguments: ['-'],
    input: JSON.stringify(odd),
  })
  for (const id of secrets.keys()) expect(id).toMatch(recordIdPattern)
})
