import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  commandHookStore,
  type RotationHook,
} from '../../../../src/providers/adapters/rotation/command/command-hook-store.ts'
import { makeDirectory } from '../../../cli/run-stanch.ts'
import { secretOf } from '../simulated.ts'

const signal = new AbortController().signal
const value = ['the', 'new', 'value', 'of', '2026'].join('-')
const part = { name: 'value', old: undefined, shape: /x/, next: secretOf(value) }

function begin(script: string, more: Partial<RotationHook> = {}) {
  const cwd = makeDirectory({})
  const path = join(cwd, 'hook.mjs')
  writeFileSync(path, script)
  const output: string[] = []
  const command = [process.execPath, path, cwd]
  const hook = { command, timeoutMs: 10_000, ...more }
  const store = commandHookStore('deploy', hook, { env: { PATH: process.env['PATH'] }, onOutput: (text) => output.push(text) }) // prettier-ignore
  return { store, output, read: (name: string) => readFileSync(join(cwd, name), 'utf8') }
}

const keepsAll = `import { readFileSync, writeFileSync } from 'node:fs'
const input = readFileSync(0, 'utf8')
writeFileSync(process.argv[2] + '/input', input)
writeFileSync(process.argv[2] + '/seen', JSON.stringify([process.argv, process.env]))
console.log('stored')`

test('the value comes on standard input, and nowhere else', async () => {
  const { store, output, read } = begin(keepsAll)
  expect(await store.stage([part], 'key-1', signal)).toMatchObject({ result: 'done' })
  expect(read('input')).toBe(value)
  expect(read('seen')).not.toContain(value)
  expect(read('seen')).toContain('"STANCH_ROTATION":"key-1"')
  expect(output).toEqual(['deploy: stored\n'])
  const pair = [
    { ...part, name: 'id' },
    { ...part, name: 'secret' },
  ]
  await store.stage(pair, 'key-1', signal)
  expect(JSON.parse(read('input'))).toEqual({ id: value, secret: value })
})

test.for([
  'text',
  "Buffer.from(text).toString('base64')",
  'encodeURIComponent(text)',
  'text.slice(2, 20)',
])('what echoes the value as %s is not shown', async (form) => {
  const { store, output } = begin(`import { readFileSync } from 'node:fs'
const text = readFileSync(0, 'utf8'); console.error('got ' + ${form})`)
  await store.stage([part], 'k', signal)
  expect(output).toEqual([expect.stringMatching(/not shown/)])
})

test('what fails or takes too long may have done it: nobody says that it did not', async () => {
  expect(await begin('process.exit(3)').store.stage([part], 'k', signal)).toMatchObject({ result: 'unknown', detail: expect.stringMatching(/ended with 3/) as unknown }) // prettier-ignore
  const slow = begin('setTimeout(() => {}, 60_000)', { timeoutMs: 300 })
  expect(await slow.store.stage([part], 'k', signal)).toMatchObject({ result: 'unknown', detail: expect.stringMatching(/no end within/) as unknown }) // prettier-ignore
  const none = begin('', { command: ['/no/such/program'] })
  expect(await none.store.stage([part], 'k', signal)).toMatchObject({ result: 'refused' })
})

test('its own check tells, and without one nobody knows; rolling back is a command, too', async () => {
  const check = (status: number) => [process.execPath, '-e', `process.exit(${status})`]
  const staged = (status: number) => begin('', { check: check(status) }).store.staged('k', signal)
  expect([(await staged(0)).result, (await staged(1)).result, (await staged(2)).result]).toEqual(['already', 'not-found', 'unknown']) // prettier-ignore
  expect(await begin('').store.staged('k', signal)).toMatchObject({ result: 'unknown' })
  expect(await begin('').store.rollBack('new', signal)).toMatchObject({ result: 'refused' })
  expect(await begin('', { rollBack: check(0) }).store.rollBack('new', signal)).toMatchObject({ result: 'done' }) // prettier-ignore
})
