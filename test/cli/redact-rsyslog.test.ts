import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeDirectory, run, testKey, type RunOptions } from './run-stanch.ts'

const request = (id: string) =>
  `${JSON.stringify({ msg: 'hello', $: '', '$!': { stanch: { id } } })}\n`

/** As rsyslog starts it: an empty environment, and keys by a file. */
function serve(files: Record<string, string>, options: Partial<RunOptions>) {
  const directory = makeDirectory({ key: `${testKey}\n`, ...files })
  chmodSync(join(directory, 'key'), 0o600)
  const args = ['redact', 'rsyslog', '--key-file', 'key', '--log-file', 'log']
  const nothing = { PATH: undefined, HOME: undefined, STANCH_KEY: undefined, NO_COLOR: undefined }
  const ended = run(args, { cwd: directory, env: nothing, ...options })
  return { ended, log: () => readFileSync(join(directory, 'log'), 'utf8') }
}

test('answers each request, and ends with its input', async () => {
  const { ended, log } = serve({}, { input: request('m1') })
  const { status, stdout, stderr } = await ended
  expect([status, stderr]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toMatchObject({ '$!': { stanch: { ok: 'm1', msg: 'hello' } } })
  expect(log()).toMatch(/^stanch: redacting/)
})

test('two requests at once mean that rsyslog lost step: no answer, and an end', async () => {
  const { ended, log } = serve({}, { input: request('m1') + request('m2') })
  expect(await ended).toEqual({ status: 2, stdout: '', stderr: '' })
  expect(log()).toContain('starting anew')
})

describe('nothing is ever written to standard error', () => {
  const later = (code: string) => `setTimeout(() => { ${code} }, 1000)\n`
  test.for([
    ['a warning', "process.emitWarning('boo')", 0],
    ['console', "console.error('boo')", 0],
    ['a file descriptor', "require('fs').writeSync(2, 'boo')", 0],
    ['an exception, with what it says', "throw new Error('boo')", 2],
    ['a rejection', "Promise.reject(new Error('boo'))", 2],
  ] as const)('%s', async ([, code, expected]) => {
    const directory = makeDirectory({ 'later.cjs': later(code) })
    const { ended, log } = serve(
      {},
      {
        nodeArguments: ['-r', join(directory, 'later.cjs')],
        onStart: (child) => {
          child.stdin!.write(request('m1'))
          setTimeout(() => child.stdin!.end(), 1500)
        },
      },
    )
    const { status, stdout, stderr } = await ended
    expect([status, stderr, stdout.trim().split('\n').length]).toEqual([expected, '', 1])
    // What an exception says may repeat what was read; where it was thrown does not.
    expect(log().includes('boo')).toBe(expected === 0)
    if (expected === 2) expect(log()).toMatch(/ends by an error of its own error=Error at=at /)
  })

  test('a log file that cannot be written changes nothing', async () => {
    const { ended } = serve({}, { input: request('m1'), cwd: makeDirectory({ 'log/x': '' }) })
    const { stdout, stderr } = await ended
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toHaveProperty(['$!', 'stanch'])
  })
})

test('--print-config refuses what rsyslog cannot pass on', async () => {
  const directory = makeDirectory({ 'a key': testKey })
  writeFileSync(join(directory, 'a key'), testKey)
  const ended = await run(['redact', 'rsyslog', '--print-config', '--key-file', 'a key'], {
    cwd: directory,
  })
  expect([ended.status, ended.stdout]).toEqual([2, ''])
  expect(ended.stderr).toContain('rsyslog passes on no path with blanks')
})
