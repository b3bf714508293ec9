import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { makeDirectory } from './cli/run-stanch.ts'
import { requiredProgram } from './required-program.ts'

afterEach(() => vi.unstubAllEnvs())

test('a program that is missing is told with what installs it; where services are required it fails', () => {
  vi.stubEnv('STANCH_SERVICES', undefined)
  const look = () => requiredProgram('stanch-absent', 'apt-get install -y absent')
  expect(look()).toEqual({
    path: undefined,
    skip: 'stanch-absent is not installed; run: apt-get install -y absent',
  })
  vi.stubEnv('STANCH_SERVICES', 'required')
  expect(look).toThrow('run: apt-get install -y absent')
})

test('a program is found beside PATH, when it can be executed', () => {
  vi.stubEnv('STANCH_SERVICES', undefined)
  const root = makeDirectory()
  mkdirSync(join(root, 'bin'))
  writeFileSync(join(root, 'bin/here'), '', { mode: 0o755 })
  writeFileSync(join(root, 'bin/data'), '', { mode: 0o644 })
  const pathOf = (name: string) => requiredProgram(name, '…', [root]).path
  expect(pathOf('bin/here')).toBe(join(root, 'bin/here'))
  expect(pathOf('bin/data')).toBeUndefined()
})
