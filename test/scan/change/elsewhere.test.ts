import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { keepInLfs } from '../../git/keep-in-lfs.ts'
import { gitHttpBackend } from '../../github/git-server.ts'
import { Forge, line, range, secretsIn } from './forge.ts'

describe.skipIf(!gitHttpBackend.path)(
  `what is kept elsewhere, or left out (${gitHttpBackend.skip})`,
  () => {
    test('a file that Git LFS keeps elsewhere makes it incomplete, unless the policy leaves it out', async () => {
      const forge = await Forge.start()
      const base = forge.commit({ a: 'one\n' })
      const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 9\n`
      const head = forge.commit({ 'big.bin': pointer })
      const { coverage } = await forge.scan(range(base, head), forge.work)
      expect(coverage.problems).toMatchObject([{ path: 'big.bin' }])
      expect(coverage.problems[0]!.reason).toContain('Git LFS')
      expect(coverage.complete).toBe(false)
      const configuration = { ...defaultConfiguration, ignore: ['*.bin'] }
      const left = await forge.scan(range(base, head), forge.work, { configuration })
      expect(left.coverage).toMatchObject({
        skipped: [{ path: 'big.bin', reason: 'ignored by stanch.yaml' }],
        complete: true,
      })
    })

    test('what Git LFS keeps is scanned where a checkout brought it, and only what the pointer names', async () => {
      const forge = await Forge.start()
      const base = forge.commit({ a: 'one\n' })
      const older = keepInLfs(forge.work, `first\n${line(1)}`)
      const newer = keepInLfs(forge.work, `first\n${line(1)}${line(2)}`)
      const before = forge.commit({ 'data.csv': older.pointer })
      const head = forge.commit({ 'data.csv': newer.pointer })
      const all = await forge.scan(range(base, head), forge.work)
      expect(all.coverage).toMatchObject({ complete: true, problems: [] })
      expect(secretsIn(all)).toEqual([1, 2])
      expect(all.findings[0]!.origin).toMatchObject({ path: 'data.csv!lfs', commit: before })
      expect(all.findings[0]!.line).toBe(2)
      // What was there before is not told again.
      expect(secretsIn(await forge.scan(range(before, head), forge.work))).toEqual([2])
      writeFileSync(newer.file, readFileSync(newer.file, 'latin1').replace('first', 'other'))
      const other = await forge.scan(range(before, head), forge.work)
      expect(other.coverage.problems).toMatchObject([{ path: 'data.csv' }])
      expect(other.coverage.complete).toBe(false)
    })

    test('a file over a limit of the policy, a binary and a submodule are told as skipped', async () => {
      const forge = await Forge.start()
      const base = forge.commit({ a: 'one\n' })
      forge.write({ 'big.txt': 'x'.repeat(200), 'tool.bin': '\0\x01\x02\x03'.repeat(20) })
      forge.git('add', '--all')
      forge.git('update-index', '--add', '--cacheinfo', `160000,${base},vendor/lib`)
      const head = forge.commitIndex()
      const limits = { ...defaultConfiguration.limits, fileBytes: 100 }
      const configuration = { ...defaultConfiguration, limits }
      const { coverage } = await forge.scan(range(base, head), forge.work, { configuration })
      expect(coverage.complete).toBe(true)
      expect(coverage.skipped).toEqual([
        { path: 'big.txt', reason: 'larger than 100 bytes' },
        { path: 'tool.bin', reason: 'binary' },
        { path: 'vendor/lib', reason: 'submodule: its files are in another repository' },
      ])
    })
  },
)
