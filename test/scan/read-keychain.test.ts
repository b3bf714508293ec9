import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readKeychain } from '../../src/scan/read-keychain.ts'
import { readFingerprintKeys } from '../../src/scan/read-keys.ts'
import { makeDirectory, testKey } from '../cli/run-stanch.ts'

/** Stands in for the system's program: it needs a desktop session. */
function install(name: string, script: string) {
  const directory = makeDirectory({})
  writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(directory, name), 0o755)
  const path = process.env['PATH']
  process.env['PATH'] = `${directory}:${path}`
  onTestFinished(() => void (process.env['PATH'] = path))
}

test('the system is asked for the entry by its name', () => {
  install('secret-tool', `[ "$*" = 'lookup service stanch-logs' ] && echo ${testKey}`)
  expect(readKeychain('stanch-logs', 'linux').trim()).toBe(testKey)
  install('security', `[ "$*" = 'find-generic-password -w -s stanch-logs' ] && echo ${testKey}`)
  expect(readKeychain('stanch-logs', 'darwin').trim()).toBe(testKey)
})

test.runIf(process.platform === 'linux')('a run takes its keys from there', () => {
  install('secret-tool', `echo ${testKey}`)
  const { keys, isEphemeral } = readFingerprintKeys({ STANCH_KEY_KEYCHAIN: 'stanch-logs' })
  expect(Buffer.from(keys[0]!.bytes).toString('hex')).toBe(testKey)
  expect(isEphemeral).toBe(false)
})

test.for([
  ['linux', 'secret-tool', 'exit 1', /knows no such entry \(exit status 1\)/],
  ['linux', 'secret-tool', 'true', /knows no such entry/],
  ['aix', 'none', '', /on aix/],
] as const)('on %s, where %s does "%s", that is said', ([platform, name, script, message]) => {
  install(name, script)
  expect(() => readKeychain('stanch-logs', platform)).toThrow(message)
})
