import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { plant } from '../engine/real-pack.ts'
import { makeDirectory, run } from './run-stanch.ts'

const inArchive = plant('⟦ghp_<base62:30><crc32-base62>⟧', 41).secret
const inBody = plant('⟦ghp_<base62:30><crc32-base62>⟧', 42).secret
const inSettings = plant('⟦ghp_<base62:30><crc32-base62>⟧', 43).secret

const base64 = (bytes: Uint8Array | string) =>
  Buffer.from(bytes)
    .toString('base64')
    .replaceAll(/.{1,76}/g, '$&\n')

function part(name: string, body: Uint8Array | string): string {
  const disposition = `Content-Disposition: attachment; filename="${name}"`
  return `--b\nContent-Transfer-Encoding: base64\n${disposition}\n\n${base64(body)}`
}

function message(parts: readonly string[]): string {
  const headers = [
    'From: Ann <ann@x.test>', 'Date: Thu, 1 Jan 2026 10:00:00 +0000', 'Message-ID: <m1@x.test>', 'Subject: the keys',
    'Content-Type: multipart/mixed; boundary=b',
  ] // prettier-ignore
  const body = `--b\nContent-Transfer-Encoding: quoted-printable\n\n${inBody.slice(0, 9)}=\n${inBody.slice(9)}\n`
  return `${headers.join('\n')}\n\n${body}${parts.join('')}--b--\n`
}

interface Scanned {
  readonly findings: readonly { readonly origin: Readonly<Record<string, unknown>> }[]
  readonly coverage: { readonly skipped: readonly object[]; readonly complete: boolean }
}

test('what is attached is scanned with what its message says', async () => {
  const picture = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0)
  const parts = [
    part('prod.env', `GH_TOKEN=${inSettings}\n`),
    part('old.txt.gz', gzipSync(`see ${inArchive}\n`)),
    part('logo.png', picture),
  ]
  const cwd = makeDirectory({ 'a.eml': message(parts) })
  const { status, stdout } = await run(['scan', 'export', 'a.eml', '--format', 'json'], { cwd })
  const { findings, coverage } = JSON.parse(stdout) as Scanned
  const said = { kind: 'export', record: 'm1@x.test', user: 'Ann', channel: 'the keys' }
  expect(findings.map(({ origin }) => origin)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ ...said, path: 'a.eml', field: 'parts[0]' }),
      expect.objectContaining({ ...said, path: 'a.eml', field: 'parts[1].prod.env' }),
      expect.objectContaining({
        ...said,
        path: 'a.eml!1/old.txt.gz!old.txt',
        format: 'mail',
        file: 'old.txt.gz!old.txt',
      }),
    ]),
  )
  expect(findings).toHaveLength(3)
  expect(coverage.skipped).toEqual([{ path: 'a.eml!1/logo.png', reason: 'image' }])
  expect({ status, complete: coverage.complete }).toEqual({ status: 1, complete: true })
})

test('a redacted message is one, its attachments too, and nothing is found in it', async () => {
  const settings = `A=1\nGH_TOKEN=${inSettings}\n`
  const cwd = makeDirectory({ 'a.eml': message([part('prod.env', settings)]) })
  const { status, stderr } = await run(['redact', 'export', 'a.eml', 'b.eml'], { cwd })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const parsed = await PostalMime.parse(readFileSync(join(cwd, 'b.eml')))
  expect(parsed.text).toMatch(/^\[stanch:github-token:[0-9a-f:]+\]\n$/)
  const [attached] = parsed.attachments
  const content = new TextDecoder().decode(attached!.content as ArrayBuffer)
  expect(content).toMatch(/^A=1\nGH_TOKEN=\[stanch:github-token:[0-9a-f:]+\]\n$/)
  const again = await run(['scan', 'export', 'b.eml'], { cwd })
  expect(again.status).toBe(0)
})

test('an archive that is copied as it is is told, and not called clean', async () => {
  const cwd = makeDirectory({ 'a.eml': message([part('old.gz', gzipSync(inArchive))]) })
  const { status, stdout, stderr } = await run(['redact', 'export', 'a.eml', 'b.eml'], { cwd })
  expect(status).toBe(2)
  expect(stdout + stderr).toContain('the archive attached at parts[1].old.gz is copied as it is')
})
