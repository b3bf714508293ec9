import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { plant } from '../engine/real-pack.ts'
import { makeTar, makeZip, unpack } from '../sources/archives/make-archives.ts'
import { makeDirectory, run } from './run-stanch.ts'

const inSettings = plant('⟦ghp_<base62:30><crc32-base62>⟧', 51).secret
const inNotebook = plant('⟦ghp_<base62:30><crc32-base62>⟧', 52).secret
const inArchive = plant('⟦ghp_<base62:30><crc32-base62>⟧', 53).secret
const token = /\[stanch:github-token:4884fdaa:[0-9a-f]{16}\]/g

const image = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0)
const notebook = JSON.stringify({
  cells: [{ cell_type: 'code', source: ['import os\n', `k = "${inNotebook}"\n`] }],
  nbformat: 4,
})
const messages = JSON.stringify([
  {
    type: 'message', user: 'U1', text: `the keys, ${inSettings}`, ts: '1737714849.675319',
    files: ['deploy.env', 'a.ipynb', 'old.tgz', 'shot.png'].map((name, at) => ({ id: `F0123ABCDE${at}`, name })),
  },
]) // prettier-ignore
const entries = [
  { name: '__uploads/F0123ABCDE0/deploy.env', content: `A=1\nGH_TOKEN=${inSettings}\n` },
  { name: '__uploads/F0123ABCDE1/a.ipynb', content: notebook },
  {
    name: '__uploads/F0123ABCDE2/old.tgz',
    content: gzipSync(makeTar([{ name: '.env', content: inArchive }])),
  },
  { name: '__uploads/F0123ABCDE3/shot.png', content: image },
  { name: 'channels.json', content: '[{"id":"C0123ABCD","name":"incident","members":["U1"]}]' },
  { name: 'incident/2025-01-24.json', content: messages },
  { name: 'users.json', content: '[{"id":"U1","name":"ann","profile":{"real_name":"Ann"}}]' },
]

test('a person sees who has sent a file, with what was found in it', async () => {
  const cwd = makeDirectory({ 'slack.zip': makeZip(entries) })
  const { status, stdout } = await run(['scan', 'export', 'slack.zip'], { cwd })
  expect(status).toBe(1)
  const said = '#incident · Ann · 2025-01-24 10:34 UTC'
  for (const [name, place] of [
    ['deploy.env', '__uploads/F0123ABCDE0/deploy.env:2:10'],
    ['a.ipynb', '__uploads/F0123ABCDE1/a.ipynb:1:62 cells[0].source[1]'],
    ['old.tgz!.env', '__uploads/F0123ABCDE2/old.tgz!.env:1:1'],
  ]) {
    const shown = stdout.replaceAll(/\s+/g, ' ')
    expect(shown).toContain(`${said} · attachment ${name}`)
    expect(shown).toContain(` slack.zip!${place}`)
  }
  expect(stdout).toContain('Skipped 1: 1 image\n')
  const byRun = await run(['scan', 'export', '--by', 'run', 'slack.zip'], { cwd })
  expect(byRun.stdout).toMatch(/^#incident {2}2025-01-24 10:34 UTC {2}3 secrets {2}4 files$/m)
})

test('a redacted export has its attachments redacted as well, and each is what it was', async () => {
  const cwd = makeDirectory({ 'slack.zip': makeZip(entries) })
  const { status, stdout } = await run(['redact', 'export', 'slack.zip', 'clean.zip'], { cwd })
  expect(stdout).toContain('Re-scanned: clean.')
  expect(status).toBe(0)
  const files = unpack(readFileSync(join(cwd, 'clean.zip')), 'clean.zip')
  const at = (name: string) => {
    const found = files.find((file) => file.startsWith(`clean.zip!${name}=`))
    return found?.slice(found.indexOf('=') + 1) ?? ''
  }
  const [shown] = at('__uploads/F0123ABCDE0/deploy.env').match(token)!
  expect(at('__uploads/F0123ABCDE0/deploy.env')).toBe(`A=1\nGH_TOKEN=${shown}\n`)
  expect(at('incident/2025-01-24.json')).toBe(messages.replaceAll(inSettings, shown))
  const { cells } = JSON.parse(at('__uploads/F0123ABCDE1/a.ipynb')) as { cells: { source: string[] }[] } // prettier-ignore
  expect(cells[0]!.source[1]).toMatch(/^k = "\[stanch:[^\]]+\]"\n$/)
  expect(at('__uploads/F0123ABCDE2/old.tgz!.env')).toMatch(/^\[stanch:[^\]]+\]$/)
  const again = await run(['scan', 'export', 'clean.zip'], { cwd })
  expect(again.status).toBe(0)
})
