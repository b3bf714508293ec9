import { execFileSync } from 'node:child_process'
import {
  existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync,
} from 'node:fs' // prettier-ignore
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { makeTar, makeZip, unpack } from '../sources/archives/make-archives.ts'
import { makeDirectory, run } from './run-stanch.ts'

const sample = (form: string, seed: number) => assembleSample(form, seededRandom(seed)).text
const secret = sample('⟦ghp_<base62:30><crc32-base62>⟧', 1)
const other = sample('⟦ghp_<base62:30><crc32-base62>⟧', 2)
const token = /\[stanch:github-token:4884fdaa:[0-9a-f]{16}\]/g

const messages = (text: string, cut = 9) => [
  {
    type: 'message',
    user: 'U1',
    text: `see ${text}`,
    ts: '1737714849.675319',
    blocks: [
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [
        { type: 'text', text: `see ${text.slice(0, cut)}` },
        { type: 'text', text: text.slice(cut), style: { bold: true } },
      ] }] },
    ],
  },
] // prettier-ignore
const day = (text: string) => JSON.stringify(messages(text))

async function redact(root: string, ...args: readonly string[]) {
  const ended = await run(['redact', 'export', ...args], { cwd: root })
  expect(ended.stdout + ended.stderr).not.toContain(secret)
  return ended
}

/** What of a report does not depend on the key. */
const plain = (report: string) => report.replaceAll(token, 'TOKEN').replaceAll(/ +/g, ' ')

test('a Slack archive: one token for all copies, the other entries as they were, and it scans clean', async () => {
  const image = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3)
  const files = [
    { name: 'users.json', content: '[{"id":"U1","name":"ann"}]' },
    { name: 'general/', content: '' },
    { name: 'general/2025-01-24.json', content: day(secret) },
    { name: 'general/2025-01-25.json', content: day('nothing') },
    { name: 'pic.png', content: image },
  ]
  const root = makeDirectory({ 'in.zip': makeZip(files) })
  const { status, stdout } = await redact(root, 'in.zip', 'out.zip')
  expect(status).toBe(0)
  expect(plain(stdout)).toBe(
    'out.zip: in.zip without 1 secret, masked in 2 places of 1 file (of 4 files, 602 bytes).\n\n' +
      'PLACES RULE SURE TOKEN\n2 github-token high TOKEN\n\n' +
      'Notes:\n in.zip!pic.png: binary: copied as it is\n\nRe-scanned: clean.\n',
  )
  const words = unpack(readFileSync(join(root, 'out.zip')), 'out.zip')
  const [shown] = stdout.match(token)!
  expect(words[1]).toBe(
    `out.zip!general/2025-01-24.json=${JSON.stringify(messages(shown, shown.length))}`,
  )
  expect([words[0], words[2]]).toEqual([
    `out.zip!users.json=${files[0]!.content.toString()}`,
    `out.zip!general/2025-01-25.json=${day('nothing')}`,
  ])
  const again = await run(['scan', 'export', 'out.zip'], { cwd: root })
  expect(again.status).toBe(0)
  await redact(root, 'out.zip', 'twice.zip')
  expect(readFileSync(join(root, 'twice.zip')).equals(readFileSync(join(root, 'out.zip')))).toBe(
    true,
  )
})

test('a folder: archives in it, links, times, modes, names; nothing is left beside it', async () => {
  const root = makeDirectory({
    'in/a.jsonl': `${day(secret)}\n{"cut": "${other}`,
    'in/deep/b.tar.gz': gzipSync(makeTar([{ name: 'c.txt', content: `key ${secret}\n` }])),
    'in/clean.json': '[1]',
  })
  mkdirSync(join(root, 'in/empty'))
  symlinkSync('/etc/passwd', join(root, 'in/link'))
  utimesSync(join(root, 'in/clean.json'), 1e9, 1e9 + 0.123456)
  const { status, stdout } = await redact(root, 'in', 'out', '--format', 'json')
  const report = JSON.parse(stdout) as Record<string, unknown>
  expect(status).toBe(2)
  expect(report).toMatchObject({
    type: 'redaction',
    files: 3,
    changed: ['in/a.jsonl', 'in/deep/b.tar.gz!c.txt'],
    skipped: [{ path: 'in/link', reason: 'symlink: left out' }],
    problems: [
      { path: 'in/a.jsonl', reason: expect.stringMatching(/^no JSON from byte/) as string },
    ],
    residue: [],
  })
  const out = (name: string) => readFileSync(join(root, 'out', name))
  expect(readdirSync(join(root, 'out')).toSorted()).toEqual([
    'a.jsonl',
    'clean.json',
    'deep',
    'empty',
  ])
  expect(statSync(join(root, 'out/clean.json')).mtimeMs).toBeCloseTo(1e12 + 123.456, 2)
  expect(out('a.jsonl').toString()).toMatch(/^\[.*\n\{"cut": "\[stanch:github-token:\w+:\w+\]$/)
  expect(gunzipSync(out('deep/b.tar.gz')).toString('latin1')).not.toContain(secret)
  expect(readdirSync(root).toSorted()).toEqual(['in', 'out'])
})

test('known values: a number becomes a string, also in JSON in a string', async () => {
  const inner = JSON.stringify({ pin: 83021746551 })
  const root = makeDirectory({
    'known.txt': '83021746551\n',
    'in.json': JSON.stringify({ a: 83021746551, b: [1, 83021746551], inner }),
  })
  const { status } = await redact(root, 'in.json', 'out.json', '--known', 'known.txt')
  expect(status).toBe(0)
  const {
    a,
    b,
    inner: masked,
  } = JSON.parse(readFileSync(join(root, 'out.json'), 'utf8')) as {
    a: string
    b: unknown[]
    inner: string
  }
  expect([b[0], b[1], JSON.parse(masked)]).toEqual([1, a, { pin: a }])
  expect(a).toMatch(/^\[stanch:known-value:/)
})

test("an export's own credential is told once, and kept if asked for", async () => {
  const own = `xo${'xe'}-${sample('⟦<digits:11>⟧', 3)}-${sample('⟦<digits:12>⟧', 4)}-${sample('⟦<digits:12>⟧', 5)}-${sample('⟦<hex:32>⟧', 6)}`
  const file = {
    url_private: `https://files.slack.com/a?t=${own}`,
    thumb_64: `https://files.slack.com/b?t=${own}`,
  }
  const days = JSON.stringify([{ ...messages('none')[0], files: [file, file] }])
  const root = makeDirectory({ 'in/general/1.json': days, 'in/general/2.json': days })
  const scanned = await run(['scan', 'export', '--format', 'json', 'in'], { cwd: root })
  const { findings } = JSON.parse(scanned.stdout) as { findings: { origin: object }[] }
  expect(findings).toHaveLength(1)
  expect(findings[0]!.origin).toMatchObject({ repeats: 7, format: 'slack' })
  const masked = await redact(root, 'in', 'masked')
  expect(masked.stdout).toContain("The export's own credential was masked in 8 addresses of files")
  expect(readFileSync(join(root, 'masked/general/1.json'), 'utf8')).not.toContain(own)
  const kept = await redact(root, 'in', 'kept', '--keep-export-tokens')
  expect([kept.status, kept.stdout]).toEqual([
    0,
    expect.stringMatching(/: a copy of .*; nothing to mask \(/),
  ])
  expect(readFileSync(join(root, 'kept/general/1.json'), 'utf8')).toBe(days)
})

test('a look-alike of a token hides nothing', async () => {
  const hidden = `{"a":"[stanch:github-token:0123abcd:${'0'.repeat(12)}${'1'.repeat(4)}] ${secret}"}`
  const root = makeDirectory({ 'in.json': hidden })
  expect((await redact(root, 'in.json', 'out.json')).status).toBe(0)
  expect(readFileSync(join(root, 'out.json'), 'utf8')).not.toContain(secret)
})

test('encrypted entries and what is damaged are exit 2', async () => {
  const root = makeDirectory({
    'in.zip': makeZip([
      { name: 'e', content: 'x', isEncrypted: true },
      { name: 'a', content: secret },
    ]),
    'cut.gz': gzipSync(`${secret} `.repeat(2000)).subarray(0, -20),
  })
  const encrypted = await redact(root, 'in.zip', 'out.zip')
  const scanned = await run(['scan', 'export', 'in.zip'], { cwd: root })
  expect([scanned.status, scanned.stdout]).toEqual([
    2,
    expect.stringContaining('in.zip!e: encrypted'),
  ])
  expect([encrypted.status, encrypted.stdout]).toEqual([
    2,
    expect.stringContaining('in.zip!e: encrypted'),
  ])
  expect(unpack(readFileSync(join(root, 'out.zip')))[1]).toMatch(/^a!a=\[stanch:/)
  const cut = await redact(root, 'cut.gz', 'out.gz')
  expect([cut.status, cut.stdout]).toEqual([
    2,
    expect.stringContaining('unexpected end of archive'),
  ])
  expect(gunzipSync(readFileSync(join(root, 'out.gz'))).toString()).toMatch(/^\[stanch:/)
})

test.for([
  [['in', 'in/out'], /it is the export itself, or in it/],
  [['in', 'in'], /it is the export itself/],
  [['in', 'full'], /a folder stands there/],
  [['in/a.json', 'in/b.json'], /something stands there. Name another place, or take --force/],
  [['none', 'out'], /there is nothing at none/],
  [['in', 'no/such/out'], /there is no folder/],
  [['in', 'out', '--mode', 'drop'], /keeps its records/],
  [['in', 'out', '--mode', 'fixed:<gone>'], /expected one without quotes and < > &/],
  [['in', 'out', '--mode', 'github-token=fixed:a,b'], /got "a,b"/],
  [['in', 'out', '--input-format', 'nonsense'], /expected one of/],
] as const)('%s is refused', async ([args, message]) => {
  const root = makeDirectory({ 'in/a.json': '[]', 'in/b.json': '[]', 'full/x': '' })
  const { status, stderr } = await redact(root, ...args)
  expect([status, stderr]).toEqual([2, expect.stringMatching(message)])
  expect(existsSync(join(root, 'out'))).toBe(false)
})

test('an empty folder is taken, a file with --force; other modes than tokens', async () => {
  const root = makeDirectory({ 'in/a.json': `["${secret}"]`, 'there.json': 'old' })
  mkdirSync(join(root, 'empty'))
  expect((await redact(root, 'in', 'empty', '--mode', 'fixed:gone')).status).toBe(0)
  expect(readFileSync(join(root, 'empty/a.json'), 'utf8')).toBe('["gone"]')
  expect((await redact(root, 'in/a.json', 'there.json', '--force')).status).toBe(0)
  expect(readFileSync(join(root, 'there.json'), 'utf8')).toMatch(/^\["\[stanch:/)
})

test('memory does not grow with the file: one line of 24 MB', async () => {
  const root = makeDirectory()
  const text = `{"t":"${'lorem ipsum \\n dolor '.repeat(1000)}"},`
  const count = Math.ceil(24e6 / text.length)
  writeFileSync(join(root, 'big.json'), `[${text.repeat(count)}"${secret}"]`)
  const { status } = await run(['redact', 'export', 'big.json', 'out.json'], {
    cwd: root,
    nodeArguments: ['--max-old-space-size=100'],
  })
  expect(status).toBe(0)
  const tail = execFileSync('tail', ['-c', '80', join(root, 'out.json')]).toString()
  expect(tail).toMatch(/,"\[stanch:github-token:\w+:\w+\]"\]$/)
}, 60_000)

test('a name that is a secret is said, never shown; so is a secret in a file that is no text', async () => {
  const binary = Buffer.concat([
    Buffer.from('\x7fELF\0\0'),
    Buffer.alloc(4000),
    Buffer.from(` ${secret} `),
    Buffer.alloc(90),
  ])
  const root = makeDirectory({ [`in/${secret}/a.json`]: `["${other}"]`, 'in/b.bin': binary })
  const { status, stdout } = await redact(root, 'in', 'out')
  expect(status).toBe(2)
  expect(stdout).toContain('in/*/a.json: a name in its path holds a secret, and stays: rename it')
  expect(stdout).toContain('in/b.bin: binary: copied as it is, but holds secrets (github-token)')
})

test('Google Chat: annotations stay on their words', async () => {
  const text = `key ${secret} and 😀 https://example.com`
  const message = (said: string) => ({
    messages: [{
      creator: { name: 'Ann', user_type: 'Human' },
      created_date: 'Tuesday, January 3, 2023 at 10:15:31 AM UTC',
      text: said,
      annotations: [{ start_index: said.indexOf('https'), length: 19, url_metadata: {} }],
      message_id: 'x/y/z',
    }],
  }) // prettier-ignore
  const root = makeDirectory({ 'messages.json': JSON.stringify(message(text)) })
  const { status, stdout } = await redact(root, 'messages.json', 'out.json')
  expect([status, stdout]).toEqual([
    0,
    expect.stringContaining('1 offset into changed texts moved'),
  ])
  const [shown] = stdout.match(token)!
  expect(readFileSync(join(root, 'out.json'), 'utf8')).toBe(
    JSON.stringify(message(text.replace(secret, shown))),
  )
})
