import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDirectory } from './run-stanch.ts'

const module = join(import.meta.dirname, '../../dist/cli/keep-memory-private.js')

/** Ends as a crash does, with a text in its memory that stands nowhere else. @returns the dump, if one was written */
async function dumpOf(isPrivate: boolean): Promise<Buffer | undefined> {
  const cwd = makeDirectory()
  const program = `
    ${isPrivate ? `(await import(${JSON.stringify(module)})).keepMemoryPrivate()` : ''}
    globalThis.kept = Buffer.alloc(1 << 16).fill('plan' + 'ted-' + 7 * 6)
    process.abort()`
  const shell = spawn(
    'sh',
    ['-c', 'ulimit -c unlimited; exec "$0" --input-type=module -e "$1"', process.execPath, program],
    { cwd, stdio: 'ignore', env: { PATH: process.env['PATH'] } },
  )
  await once(shell, 'close')
  const [name] = readdirSync(cwd)
  return name === undefined ? undefined : readFileSync(join(cwd, name))
}

const isWrittenHere = () =>
  process.platform === 'linux' &&
  readFileSync('/proc/sys/kernel/core_pattern', 'utf8').startsWith('core')

test('a core dump holds nothing of what was in memory', async ({ skip }) => {
  if (!isWrittenHere()) skip('dumps go elsewhere on this machine')
  const open = await dumpOf(false)
  if (open === undefined) skip('no dump is written on this machine')
  expect(open!.includes('planted-42')).toBe(true)
  const dump = await dumpOf(true)
  expect(dump?.includes('planted-42') ?? false).toBe(false)
})
