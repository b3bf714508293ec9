import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { githubToken } from '../exports/scan-text.ts'
import { makeDirectory, run } from './run-stanch.ts'

const secret = githubToken(1)
const token = /\[stanch:github-token:4884fdaa:[0-9a-f]{16}\]/g

const redact = (root: string, ...args: readonly string[]) =>
  run(['redact', 'export', ...args], { cwd: root })

test('a transcript in which a crash left NULs is read, and masked', async () => {
  const record = (text: string) =>
    `${JSON.stringify({ type: 'user', sessionId: 's', uuid: 'u', timestamp: '2026-01-01T00:00:00Z', message: { role: 'user', content: text } })}\n`
  const text = `${record('begun')}${'\0'.repeat(7000)}\n${record(secret)}`
  const root = makeDirectory({ 's.jsonl': text })
  const scanned = await run(['scan', 'export', '--format', 'json', 's.jsonl'], { cwd: root })
  const { findings, coverage } = JSON.parse(scanned.stdout) as Record<string, unknown>
  expect([scanned.status, findings]).toEqual([
    2,
    [expect.objectContaining({ line: 3, origin: expect.objectContaining({ run: 's' }) })],
  ])
  expect(coverage).toMatchObject({ skipped: [], problems: [{ path: 's.jsonl' }] })
  expect((await redact(root, 's.jsonl', 'out.jsonl')).status).toBe(2)
  const copy = readFileSync(join(root, 'out.jsonl'), 'utf8')
  expect(copy.replace(token, secret)).toBe(text)
})

test('archives that are not opened here make a scan and a copy incomplete; images do not', async () => {
  const packed = (start: string) => Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(99)])
  const root = makeDirectory({
    'in/a.tar.xz': packed('\xfd7zXZ\0'),
    'in/b.7z': packed('7z\xbc\xaf\x27\x1c'),
    'in/mail.pst': packed('!BDN'),
    'in/pic.png': packed('\x89PNG\r\n'),
  })
  const scanned = await run(['scan', 'export', '--format', 'json', 'in'], { cwd: root })
  const { coverage } = JSON.parse(scanned.stdout) as {
    coverage: { problems: object[]; skipped: object[] }
  }
  const reason = (kind: string) => `${kind}: not opened here, unpack it first`
  expect([scanned.status, coverage.problems]).toEqual([
    2,
    [
      { path: 'in/a.tar.xz', reason: reason('xz file') },
      { path: 'in/b.7z', reason: reason('7-Zip archive') },
      { path: 'in/mail.pst', reason: reason('Outlook data file') },
    ],
  ])
  expect(coverage.skipped).toHaveLength(1)
  const { status, stdout } = await redact(root, 'in', 'out', '--format', 'json')
  expect(status).toBe(2)
  expect((JSON.parse(stdout) as { problems: object[] }).problems).toHaveLength(3)
})
