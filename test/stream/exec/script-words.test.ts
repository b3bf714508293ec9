import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scriptWords } from '../../../src/stream/exec/script-words.ts'

test('a shell makes of the line the words that were given', () => {
  const sign = fc.constantFrom(...'\n\'"\\$`*!#;&|<> ~=({\t', 'ü', 'a')
  const word = fc.string({ unit: sign, maxLength: 12 })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), (words) => {
      const command = ['printf', '%s\\0', 'x', ...words]
      const line = scriptWords({
        command,
        shell: "/bin/o'dd",
        isInputTerminal: true,
        isErrorTerminal: true,
        size: undefined,
      })[4]!
      const { stdout, status } = spawnSync('sh', ['-c', line], {
        stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
      })
      expect(status).toBe(0)
      expect(stdout.toString().split('\0').slice(0, -1)).toEqual(['x', ...words])
    }),
    { numRuns: 60 },
  )
}) // prettier-ignore
