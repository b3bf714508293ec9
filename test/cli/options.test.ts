import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { makeDirectory, run } from './run-stanch.ts'

test.for([
  ['scan', ['scan', '.', '--format', 'csv']],
  ['scan, given first', ['scan', '--format', 'csv', '.']],
  ['scan git', ['scan', 'git', '.', '--format', 'csv']],
] as const)('an option belongs to the command it follows: %s', async ([, args]) => {
  const cwd = makeDirectory()
  execFileSync('git', ['init', '--quiet', cwd])
  const { status, stdout } = await run(args, { cwd })
  expect(stdout).toMatch(/^severity,confidence,/)
  expect(status).toBe(0)
})

test('scan export says that it reads no standard input', async () => {
  const { status, stderr } = await run(['scan', 'export', '-'], { cwd: makeDirectory() })
  expect([status, stderr]).toEqual([2, expect.stringContaining('got "-"')])
})

test('the help of redact export names the modes that it takes', async () => {
  const { stdout } = await run(['redact', 'export', '--help'], { cwd: makeDirectory() })
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'token (default), partial, remove or fixed:TEXT;',
  )
})
