import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testDirectory } from '../git/git-process.ts'
import { madeToken, pullPayload, testKey } from './payloads.ts'
import { Forgery, runEntry } from './run-entry.ts'

/** Runs a pull request of three files, and tells which commands of git that took. */
async function commandsFor(depth: number | undefined) {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n', 'b.txt': 'two\n' })
  const files = { 'a.txt': 'other\n', 'b.txt': 'words\n', 'k.env': `TOKEN=${madeToken(1)}\n` }
  const head = forgery.commit(files, { parent: base, ref: 'refs/pull/7/head' })
  const directory = testDirectory()
  const log = join(directory, 'log')
  const wrapper = join(directory, 'git')
  writeFileSync(wrapper, `#!/bin/sh\necho "$*" >> '${log}'\nPATH='${process.env['PATH']}' exec git "$@"\n`) // prettier-ignore
  chmodSync(wrapper, 0o755)
  const ended = await runEntry({
    event: 'pull_request',
    payload: pullPayload(base, head, { 'pull_request.commits': 1 }),
    forgery,
    workspace: forgery.checkout(head, depth),
    env: { PATH: `${directory}:${process.env['PATH']}`, STANCH_KEY: testKey },
  })
  expect(ended.status, ended.err).toBe(1)
  expect(ended.outputs).toMatchObject({ exposures: '1', complete: 'true' })
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
  return {
    lines,
    summary: ended.summary,
    fetches: lines.filter((line) => / fetch /.test(line)),
    settings: lines.filter((line) => line.startsWith('config ')),
  }
}

test('three files in a whole clone take ten processes of git', async () => {
  const { lines, fetches } = await commandsFor(undefined)
  expect(fetches).toEqual([])
  expect(lines.length, lines.join('\n')).toBeLessThanOrEqual(10)
})

test('a clone that was cut is completed by one fetch for commits and policy, and one for files', async () => {
  const { lines, fetches, settings, summary } = await commandsFor(1)
  expect([fetches.length, settings.length], lines.join('\n')).toEqual([2, 1])
  // The base, which the policy is of as well.
  expect(summary).toContain('1 commit fetched')
})
