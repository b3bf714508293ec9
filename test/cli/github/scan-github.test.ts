import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeFullEstate } from '../../github/full-estate.ts'
import { placesOf, scanEstate, serveEstate } from '../../github/run-estate.ts'
import { textBelow } from '../../github/text-below.ts'
import { makeDirectory } from '../run-stanch.ts'

test('every text and every file is read, on all pages', async () => {
  const { world, tokens } = makeFullEstate()
  const server = await serveEstate(world)
  const cwd = makeDirectory()
  const scanned = await scanEstate(server, cwd, ['acme/web', '--state', 'state'])
  expect(scanned.stderr).toBe('')
  expect(placesOf(scanned)).toEqual(
    [
      'acme/web repository',
      'acme/web/actions/artifacts/N/build-output.zip!out/settings.json artifact',
      'acme/web/actions/runs/N/attempts/1/logs.zip!build/1_step.txt log',
      'acme/web/actions/runs/N/attempts/2/logs.zip!build/2_test.txt log',
      `acme/web/commit/${'ab'.repeat(20)} commit-comment`,
      'acme/web/discussions/1 answer',
      'acme/web/discussions/1 body',
      'acme/web/discussions/1 comment',
      'acme/web/issues/110 comment',
      'acme/web/issues/215 body',
      'acme/web/issues/5 comment',
      'acme/web/issues/901 title',
      'acme/web/labels label',
      'acme/web/milestone/1 body',
      'acme/web/pull/3 review-comment',
      'acme/web/pull/61 body',
      'acme/web/pull/61 review',
      'acme/web/pull/62 review',
      'acme/web/releases/vN body',
      'acme/web/releases/vN/setup.zip!conf/a.env asset',
    ].toSorted(),
  )
  expect(new Set(scanned.findings.map(({ fingerprint }) => fingerprint)).size).toBe(
    Object.keys(tokens).length,
  )
  const former = scanned.findings.find(({ origin }) => origin.path === 'acme/web/issues/5')
  expect(former!.origin).toMatchObject({ isFormer: true, user: 'bob' })
  // What everybody may write says what its author is to the repository.
  for (const { origin } of scanned.findings)
    expect([origin.path, origin.association]).toEqual([
      origin.path,
      /\/(?:issues|pull|discussions|commit)\//.test(origin.path) ? 'NONE' : undefined,
    ])
  expect(scanned.coverage).toMatchObject({ complete: true, problems: [] })
  expect(scanned.status).toBe(1)
  const written = textBelow(cwd) + scanned.stderr + scanned.stdout
  for (const token of Object.values(tokens)) expect(written).not.toContain(token)
})

test('an interrupt leaves no file behind, and says 130', async () => {
  const { world } = makeFullEstate()
  const server = await serveEstate(world)
  const cwd = makeDirectory()
  const temporary = makeDirectory()
  let interrupt: (() => void) | undefined
  server.onRequest = async (path) => {
    if (!/attempts\/2\/logs/.test(path) || !interrupt) return
    interrupt()
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  const args = ['acme/web', '--state', 'state']
  const scanned = await scanEstate(server, cwd, args, {
    env: { TMPDIR: temporary },
    onStart: (child) => {
      child.stdin?.end()
      interrupt = () => child.kill('SIGINT')
    },
  })
  expect(scanned.status).toBe(130)
  expect(scanned.coverage).toMatchObject({ interrupted: true, complete: false })
  expect(readdirSync(temporary)).toEqual([])
  interrupt = undefined
  const resumed = await scanEstate(server, cwd, args)
  expect(resumed.stderr).toMatch(/goes on with the scan/)
  expect(resumed.coverage.complete).toBe(true)
})
