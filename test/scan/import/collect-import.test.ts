import { expect, test } from 'vitest'
import type { ImportEvent, RecordDraft } from '../../../src/inventory/stored-secret.ts'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { collectImport } from '../../../src/scan/import/collect-import.ts'
import { openValueReader } from '../../../src/scan/parts-of-value.ts'
import { bytesOfUtf8 } from '../../../src/text/bytes.ts'
import { fingerprintKeyOf, fingerprintOf } from '../../../src/text/fingerprint.ts'

const key = fingerprintKeyOf(new Uint8Array(32).fill(7))
const { partsOf, holdsSecret } = openValueReader()
const never = new AbortController().signal

const token = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(4)).text
const other = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(5)).text

async function* told(...events: ImportEvent[]): AsyncGenerator<ImportEvent> {
  yield* events
}

function secret(draft: Partial<RecordDraft>, ...values: (string | Uint8Array)[]): ImportEvent {
  const bytes = values.map((value) => (typeof value === 'string' ? bytesOfUtf8(value) : value))
  return {
    kind: 'secret',
    secret: { draft: { id: 'store/a', ...draft }, values: bytes.map((value) => ({ value })) },
  }
}

function collect(...events: ImportEvent[]) {
  return collectImport(told(...events), { key, partsOf, holdsSecret }, never)
}

test('a value is known by its fingerprint, and overwritten', async () => {
  const value = bytesOfUtf8(token)
  const { taken } = await collect(secret({}, value))
  const [fingerprint] = taken.get('store/a')!.fingerprints
  expect(fingerprint!.value).toBe(fingerprintOf(bytesOfUtf8(token), key))
  expect(value.every((byte) => byte === 0)).toBe(true)
})

test.for([
  ['refused', secret({}, '8080')],
  ['a fault of its draft', secret({ createdAt: 'soon' }, token)],
] as const)('a value is overwritten after %s, too', async ([, event]) => {
  await collect(event)
  const { values } = (event as Extract<ImportEvent, { kind: 'secret' }>).secret
  expect(values[0]!.value.every((byte) => byte === 0)).toBe(true)
})

test('a secret of which only the name is told is taken without fingerprints', async () => {
  const { taken } = await collect(secret({}))
  expect(taken.get('store/a')!.fingerprints).toEqual([])
})

test('of versions, those that cannot be known are left out; a secret with no other is refused', async () => {
  const { taken, refused } = await collect(
    secret({}, '8080', token),
    secret({ id: 'store/b' }, '80', ''),
  )
  expect(taken.get('store/a')!.fingerprints).toHaveLength(1)
  expect(refused).toEqual([{ path: 'store/b', reason: expect.stringContaining('shorter') }])
})

test('two secrets of one id are not mixed', async () => {
  const { taken, problems } = await collect(secret({}, token), secret({}, other))
  expect(taken.get('store/a')!.fingerprints[0]!.value).toBe(fingerprintOf(bytesOfUtf8(token), key))
  expect(problems).toEqual([{ path: 'store/a', reason: 'another secret has the same id' }])
})

test('what looks like a secret is told as no name', async () => {
  const { taken, refused, skipped } = await collect(secret({ id: `store/${other}` }, token), {
    kind: 'skipped',
    path: other,
    reason: `deleted ${other}`,
  })
  expect(taken.size).toBe(0)
  expect(JSON.stringify([refused, skipped])).not.toContain(other)
  expect(refused[0]!.path).toBe('store/…')
})

test('no control character comes through, and an id that is none is a problem', async () => {
  const hostile = { type: 's', path: 'a\n\u202e\x1b[2J' }
  const { taken, problems } = await collect(
    secret({ store: hostile }, token),
    secret({ id: 'store/a\n--help b' }, other),
  )
  expect(taken.size).toBe(1)
  expect(taken.get('store/a')!.draft.store!.path).toBe('a\\n\\u202e\\x1b[2J')
  expect(problems).toEqual([{ path: 'store/a\n--help b', reason: expect.stringMatching(/^id: /) }])
})

test('long texts are cut, and empty ones left out', async () => {
  const { taken } = await collect(secret({ purpose: 'to run '.repeat(500), agent: '' }, token))
  const { draft } = taken.get('store/a')!
  expect(draft.purpose).toHaveLength(1024)
  expect(draft).not.toHaveProperty('agent')
})

test.for([
  ['its own value in its purpose', secret({ purpose: `like ${token}` }, token), 'purpose'],
  [
    'its own value in its path',
    secret({ store: { type: 's', path: `x/${token}` } }, token),
    'store',
  ],
  ['its own value as its id', secret({ id: `store/${token}` }, token), 'id'],
  ['another secret in its purpose', secret({ purpose: `old one: ${other}` }, token), 'purpose'],
  ['another secret as its owner', secret({ owner: { team: other } }, token), 'owner'],
] as const)('%s: it is not taken, and told without it', async ([, event, field]) => {
  const { taken, problems, refused } = await collect(event)
  expect(taken.size).toBe(0)
  const isName = field === 'id' || field === 'store'
  const [notes, none] = isName ? [refused, problems] : [problems, refused]
  expect(notes[0]!.reason).toBe(`a secret stands in its ${field}, as the store has it`)
  expect(none).toEqual([])
  expect(JSON.stringify(notes)).not.toMatch(new RegExp(`${token}|${other}`))
})

test('an ordinary word may be a value and stand in a path', async () => {
  const { refused, problems } = await collect(secret({ id: 'store/production#x' }, 'production'))
  expect(refused).toEqual([
    { path: 'store/production#x', reason: expect.stringContaining('a word') as string },
  ])
  expect(problems).toEqual([])
})

test('a date that is none is a problem that names the field', async () => {
  const { problems } = await collect(secret({ createdAt: '2026-02-30' }, token))
  expect(problems[0]!.reason).toMatch(/^createdAt: expected a day/)
})

test('what is told beside secrets is kept as it is', async () => {
  const { skipped, refused, problems, covered } = await collect(
    { kind: 'skipped', path: 'a', reason: 'deleted' },
    { kind: 'refused', path: 'b', reason: 'a word' },
    { kind: 'problem', path: 'c', reason: 'forbidden (403)' },
    { kind: 'covered', idPrefix: 'store/' },
  )
  expect([skipped, refused, problems, covered]).toEqual([
    [{ path: 'a', reason: 'deleted' }],
    [{ path: 'b', reason: 'a word' }],
    [{ path: 'c', reason: 'forbidden (403)' }],
    [{ idPrefix: 'store/' }],
  ])
})

test('an abort ends it, also when the importer hangs', async () => {
  async function* hanging(): AsyncGenerator<ImportEvent> {
    yield secret({}, token)
    await new Promise(() => undefined)
  }
  const controller = new AbortController()
  const reason = new Error('stopped')
  setTimeout(() => controller.abort(reason), 20)
  const collected = collectImport(hanging(), { key, partsOf, holdsSecret }, controller.signal)
  await expect(collected).rejects.toBe(reason)
})

test('what the importer throws comes through', async () => {
  async function* failing(): AsyncGenerator<ImportEvent> {
    yield secret({}, token)
    throw new Error('refused at the door')
  }
  const collected = collectImport(failing(), { key, partsOf, holdsSecret }, never)
  await expect(collected).rejects.toThrow('refused at the door')
})
