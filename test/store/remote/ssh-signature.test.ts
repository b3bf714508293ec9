import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { faultOfSignature as faultFor } from '../../../src/store/remote/ssh-signature.ts'

const purpose = { namespace: 'stanch-inventory', signersIn: 'inventory.signers' }

function faultOfSignature(signed: Uint8Array, armour: string, signers: readonly string[]) {
  return faultFor(signed, armour, signers, purpose)
}

const root = mkdtempSync(join(tmpdir(), 'stanch-sign-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function keygen(...words: readonly string[]): void {
  const { status, stderr } = spawnSync('ssh-keygen', words, { cwd: root, encoding: 'utf8' })
  expect(stderr + String(status)).toMatch(/0$/)
}

function makeKey(name: string, type = 'ed25519'): string {
  keygen('-q', '-t', type, '-N', '', '-C', `${name} of payments`, '-f', join(root, name))
  return readFileSync(join(root, `${name}.pub`), 'utf8').trim()
}

function sign(bytes: Uint8Array, key: string, ...more: readonly string[]): string {
  const path = join(root, 'file')
  rmSync(`${path}.sig`, { force: true })
  writeFileSync(path, bytes)
  keygen('-Y', 'sign', '-f', join(root, key), '-n', 'stanch-inventory', ...more, path)
  return readFileSync(`${path}.sig`, 'utf8')
}

const ann = makeKey('ann')
const ben = makeKey('ben')
makeKey('old', 'rsa')
const bytes = Buffer.from('version: 1\nrecords: []\n# é 漢字\n')
const byAnn = sign(bytes, 'ann')

test.for([
  ['one of the signers', [ben, ann]],
  ['without its comment', [ann.split(' ').slice(0, 2).join(' ')]],
] as const)('what ssh-keygen signs counts: %s', ([, signers]) => {
  expect(faultOfSignature(bytes, byAnn, signers)).toBeUndefined()
})

test('both hashes of ssh-keygen count, and any bytes', () => {
  for (const hash of ['sha256', 'sha512']) {
    const signature = sign(new Uint8Array([0, 255, 10, 13]), 'ben', '-O', `hashalg=${hash}`)
    expect(faultOfSignature(new Uint8Array([0, 255, 10, 13]), signature, [ben])).toBeUndefined()
  }
})

test.for([
  ['one byte more', Buffer.concat([bytes, Buffer.from('\n')]), byAnn, [ann], /exactly these bytes/],
  ['another’s key', bytes, byAnn, [ben], /inventory\.signers has; got one by SHA256:/],
  ['no signer', bytes, byAnn, [], /inventory\.signers/],
  ['another type of key', bytes, sign(bytes, 'old'), [ann], /ssh-ed25519; got another/],
  ['no signature', bytes, '<html>not found</html>', [ann], /what ssh-keygen -Y sign writes/],
  ['nothing', bytes, '', [ann], /what ssh-keygen -Y sign writes/],
] as const)('refused: %s', ([, signed, signature, signers, fault]) => {
  expect(faultOfSignature(signed, signature, signers)).toMatch(fault)
})

test('refused: a signature for another purpose, such as of a commit', () => {
  const path = join(root, 'commit')
  writeFileSync(path, bytes)
  keygen('-Y', 'sign', '-f', join(root, 'ann'), '-n', 'git', path)
  expect(faultOfSignature(bytes, readFileSync(`${path}.sig`, 'utf8'), [ann])).toMatch(/namespace/)
})

test('a signature of which anything is changed counts for nothing', () => {
  const [head, ...body] = byAnn.trim().split('\n')
  const raw = Buffer.from(body.slice(0, -1).join(''), 'base64')
  fc.assert(
    fc.property(fc.nat(raw.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
      const changed = Buffer.from(raw)
      changed[at]! ^= bits
      const armour = `${head}\n${changed.toString('base64')}\n${body.at(-1)}\n`
      expect(faultOfSignature(bytes, armour, [ann])).toEqual(expect.any(String))
    }),
    { numRuns: 500 },
  )
  for (let length = 0; length < raw.length; length += 7) {
    const armour = `${head}\n${raw.subarray(0, length).toString('base64')}\n${body.at(-1)}\n`
    expect(faultOfSignature(bytes, armour, [ann])).toEqual(expect.any(String))
  }
})
