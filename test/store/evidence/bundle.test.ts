import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { readBundle } from '../../../src/store/evidence/read-bundle.ts'
import { readTar, writeTar } from '../../../src/store/evidence/tar.ts'
import { writeBundle } from '../../../src/store/evidence/write-bundle.ts' // prettier-ignore

function makeDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'stanch-bundle-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,30}$/)
const files = fc
  .uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 1500 })), { selector: ([one]) => one, maxLength: 5, minLength: 1 })
  .map((list) => new Map(list)) // prettier-ignore
const plain = (map: ReadonlyMap<string, Uint8Array>) => Array.from(map, ([one, bytes]) => [one, [...bytes]]) // prettier-ignore

test('what is written to an archive is read from it, and nothing of one that is cut or changed', () => {
  fc.assert(
    fc.property(files, fc.nat(), (written, at) => {
      const archive = writeTar(written, 1_800_000_000)
      expect(plain(readTar(archive, 'x'))).toEqual(plain(written))
      // Two empty blocks end it; before them nothing may be missing.
      const cut = archive.subarray(0, at % (archive.length - 1024))
      expect(() => readTar(cut, 'x')).toThrow(/^x: /)
      const head = archive.slice()
      head[at % 512]! ^= 1
      expect(() => readTar(head, 'x')).toThrow(/^x: /)
    }),
    { numRuns: 30 },
  )
})

test('tar reads it as we do', () => {
  const directory = makeDirectory()
  const written = new Map([['a.txt', Buffer.from('hello')], ['b.txt', Buffer.alloc(513, 66)]]) // prettier-ignore
  writeBundle(join(directory, 'out.tar'), written, 1_800_000_000_000)
  const out = execFileSync('tar', ['-xOf', join(directory, 'out.tar'), 'out/a.txt'])
  expect(out.toString()).toBe('hello')
  expect(plain(readBundle(join(directory, 'out.tar')))).toEqual(plain(written))
  if (process.platform !== 'win32')
    expect(statSync(join(directory, 'out.tar')).mode & 0o777).toBe(0o600)
})

test('a directory has all files or is not there; nothing is overwritten', () => {
  const directory = makeDirectory()
  const place = join(directory, 'e')
  mkdirSync(place)
  const written = new Map([['a.txt', Buffer.from('hello')]])
  writeBundle(place, written, 0)
  expect(plain(readBundle(place))).toEqual(plain(written))
  expect(() => writeBundle(place, written, 0)).toThrow(/no evidence is overwritten/)
  expect(() => writeBundle(join(directory, 'f'), new Map([['a/b', Buffer.alloc(0)]]), 0)).toThrow(/Nothing was written/) // prettier-ignore
  writeFileSync(join(directory, 'g.tar'), '')
  expect(() => writeBundle(join(directory, 'g.tar'), written, 0)).toThrow(/overwritten/)
  expect(readdirSync(directory).toSorted()).toEqual(['e', 'g.tar'])
})

test('links in a bundle are refused: they could show other files', () => {
  const directory = makeDirectory()
  symlinkSync('/etc/passwd', join(directory, 'incident.json'))
  expect(() => readBundle(directory)).toThrow(/something else than files/)
})
