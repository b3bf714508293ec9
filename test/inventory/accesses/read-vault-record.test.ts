import { expect, test } from 'vitest'
import type { LoggedAccess } from '../../../src/inventory/accesses/access-event.ts'
import {
  joinVaultRequests,
  readVaultRecord,
} from '../../../src/inventory/accesses/read-vault-record.ts'
import { targetOf } from './target-of.ts'

const hash = `hmac-sha256:${'ab'.repeat(32)}`
const otherHash = `hmac-sha256:${'cd'.repeat(32)}`
const store = { type: 'vault', path: 'team/kv/app/db' }
const target = targetOf(store)

interface Told {
  readonly type?: string
  readonly operation?: string
  readonly path?: string
  readonly namespace?: string
  readonly error?: string
  readonly sent?: object
  readonly answer?: object
  readonly auth?: object
}

/** Shape of OpenBao 2.7, as its audit device of type file wrote it. */
function entry({ type = 'response', operation = 'read', path = 'team/kv/data/app/db', namespace, error, sent, answer, auth }: Told): object {
  return {
    time: '2026-11-26T14:54:26.097475687Z',
    type,
    auth: auth ?? { display_name: 'approle', policies: ['default'], metadata: { role_name: 'bot' } },
    request: { id: 'r1', operation, path, namespace: { id: 'n', path: namespace }, ...(sent && { data: sent }) },
    ...(answer && { response: { data: answer } }),
    ...(error && { error }),
  }
} // prettier-ignore

function read(told: Told, of = target): LoggedAccess | undefined {
  return readVaultRecord(entry(told), of, { file: 'a', line: 1, format: 'vault' })
}

test.for([
  ['read', 'team/kv/data/app/db', 'read'],
  ['read', 'team/kv/app/db', 'read'],
  ['read', 'team/kv/subkeys/app/db', undefined],
  ['read', 'team/kv/metadata/app/db', undefined],
  ['list', 'team/kv/metadata/app/db', undefined],
  ['delete', 'team/kv/metadata/app/db', 'manage'],
  ['update', 'team/kv/undelete/app/db', 'manage'],
  ['update', 'team/kv/delete/app/db', 'manage'],
  ['update', 'team/kv/destroy/app/db', 'manage'],
  ['read', 'team/kv/data/app/db2', undefined],
  ['read', 'kv/data/app/db', undefined],
  ['read', 'sys/internal/ui/mounts/team/kv/app/db', undefined],
] as const)('%s %s is %s', ([operation, path, action]) => {
  expect(read({ operation, path })?.event.action).toBe(action)
})

test('who is turned away before the command line reads is told', () => {
  const path = 'sys/internal/ui/mounts/team/kv/app/db'
  expect(read({ path, error: 'permission denied' })?.event).toMatchObject({
    action: 'read',
    outcome: 'denied',
  })
})

test('an importer has the namespace before the path, a log has it beside it', () => {
  const namespaced = targetOf({ type: 'vault', path: 'eu/team/kv/app/db' })
  expect(read({ namespace: 'eu/' }, namespaced)?.event.action).toBe('read')
  expect(read({ namespace: 'us/' }, namespaced)).toBeUndefined()
})

test('a role names those that a method of log-in does not', () => {
  expect(read({})?.event.principal).toBe('approle/bot')
  const named = { display_name: 'kubernetes-app-bot', metadata: { role: 'bot' } }
  expect(read({ auth: named })?.event.principal).toBe('kubernetes-app-bot')
})

test('what fails for another reason than a policy is not told as denied', () => {
  expect(read({ error: '1 error occurred:\n\t* permission denied\n\n' })?.event.outcome).toBe('denied')
  expect(read({ error: '1 error occurred:\n\t* invalid request\n\n' })?.event.outcome).toBe('failed')
}) // prettier-ignore

test('unwrapping gives the value to whoever does it: a read', () => {
  const hashed = targetOf(store, { hash, id: 'vault/team/kv/app/db#TOKEN' })
  const told = { operation: 'update', path: 'sys/wrapping/unwrap', sent: { token: otherHash }, answer: { data: { TOKEN: hash } } } // prettier-ignore
  expect(read(told, hashed)?.event).toMatchObject({ action: 'read', proof: 'audit-hash' })
  const written = { operation: 'update', sent: { data: { TOKEN: hash } } }
  expect(read(written, hashed)?.event).toMatchObject({ action: 'write', proof: 'audit-hash' })
})

test('an answer with another version’s value takes its request away, too', () => {
  const hashed = targetOf(store, { hash, id: 'vault/team/kv/app/db#MY~20TOKEN' })
  const both = [
    read({ type: 'request' }, hashed)!,
    read({ answer: { data: { 'MY TOKEN': otherHash }, metadata: { version: 1 } } }, hashed)!,
  ]
  expect(joinVaultRequests(both)).toEqual([])
  expect(joinVaultRequests(both.slice(0, 1))).toHaveLength(1)
})

test('a device that writes values as they are tells of them by the value, wherever they lie', () => {
  const value = 'correct horse battery'
  const told = { path: 'kv1/other', answer: { PASSWORD: value } }
  expect(read(told, targetOf(store, { value }))?.event).toMatchObject({
    action: 'read',
    proof: 'fingerprint',
    operation: 'read kv1/other',
  })
  expect(read(told, targetOf(store))).toBeUndefined()
})
