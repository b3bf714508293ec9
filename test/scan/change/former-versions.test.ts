import { describe, expect, test } from 'vitest'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { gitHttpBackend } from '../../github/git-server.ts'
import { Forge, line, range, secretsIn } from './forge.ts'

const words = Array.from({ length: 40 }, (_, at) => `a line of text, number ${at}\n`).join('')

/** What stood in a former version is not new, but only where somebody was told of it there. */
describe.skipIf(!gitHttpBackend.path)(
  `former versions that hid it (${gitHttpBackend.skip})`,
  () => {
    test('a file that is moved out of an ignored directory', async () => {
      const forge = await Forge.start()
      const base = forge.commit({ a: 'one\n' })
      forge.commit({ 'ignored/settings': words + line(1) })
      forge.git('mv', 'ignored/settings', 'settings')
      const head = forge.commitIndex('move')
      forge.push()
      const configuration = { ...defaultConfiguration, ignore: ['ignored/'] }
      const result = await forge.scan(range(base, head), forge.work, { configuration })
      expect(secretsIn(result)).toEqual([1])
      expect(result.findings[0]!.origin.path).toBe('settings')
    })

    test.for([
      ['a binary', {}, `${'\x01\0\0'.repeat(400)}\n${words}${line(1)}`],
      ['too large', { fileBytes: 2_000 }, `${words.repeat(4)}${line(1)}`],
    ] as const)('a version that was %s', async ([, limits, hidden]) => {
      const forge = await Forge.start()
      const base = forge.commit({ settings: 'one\n' })
      forge.commit({ settings: hidden })
      const head = forge.commit({ settings: words + line(1) })
      forge.push()
      const configuration = {
        ...defaultConfiguration,
        limits: { ...defaultConfiguration.limits, ...limits },
      }
      const result = await forge.scan(range(base, head), forge.work, { configuration })
      expect(secretsIn(result)).toEqual([1])
    })

    test('one that was told of before is not told again where it is moved', async () => {
      const forge = await Forge.start()
      const base = forge.commit({ a: words + line(1) })
      forge.git('mv', 'a', 'b')
      const head = forge.commitIndex('move')
      forge.push()
      const result = await forge.scan(range(base, head), forge.work)
      expect(secretsIn(result)).toEqual([])
    })
  },
)
