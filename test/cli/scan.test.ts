import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import {
  chmodSync, closeSync, existsSync, lstatSync, openSync, readFileSync, readSync, readdirSync, readlinkSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs' // prettier-ignore
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/engine/finding.ts'
import type { ScanResult } from '../../src/report/scan-result.ts'
import { textEncodings } from '../engine/encodings.ts'
import { plant, templates } from '../engine/real-pack.ts'
import { makeZip } from '../sources/archives/make-archives.ts'
import { makeDirectory, program, run, testKey, type RunOptions } from './run-stanch.ts'

const token = plant(templates.token, 1)
const other = plant(templates.token, 2)
const url = plant(templates.url, 3)
const pair = plant(templates.pair, 4)

const kid = /^[0-9a-f]{8}$/

async function scanJson(args: readonly string[], options: RunOptions) {
  const ended = await run(['scan', '--format', 'json', ...args], options)
  return { ...ended, result: JSON.parse(ended.stdout) as ScanResult }
}

describe('exit status', () => {
  test.for([
    ['0 where nothing is found', 'nothing here\n', [], 0],
    ['1 where a secret is found', `${token.text}\n`, [], 1],
    [
      '0 where it is below the wanted confidence',
      `${plant(templates.assignment, 5).text}\n`,
      ['--min-confidence', 'high'],
      0,
    ],
    ['2 where a file is missing', '', ['missing'], 2],
    ['2 where a file is missing and a secret is found', `${token.text}\n`, ['missing'], 2],
  ] as const)('%s', async ([, text, args, status]) => {
    const cwd = makeDirectory({ 'a.txt': text })
    expect((await run(['scan', 'a.txt', ...args], { cwd })).status).toBe(status)
  })

  test.for([
    ['an unknown option', ['scan', '--colour'], /unknown option '--colour'/],
    ['an unknown command', ['scam'], /error: /],
    ['an unknown format', ['scan', '--format', 'xml'], /--format: expected one of text, json/],
    [
      'an unknown confidence',
      ['scan', '--min-confidence', 'none'],
      /--min-confidence: expected low or medium or high/,
    ],
    ['a report without a file', ['scan', '--report', 'json'], /--report: expected FORMAT:FILE/],
    [
      'threads that are no number',
      ['scan', '--threads', 'many'],
      /--threads: expected a whole number/,
    ],
    ['an owner without --suppress', ['scan', '--owner', 'me'], /--owner goes with --suppress/],
    ['--suppress without a reason', ['scan', '--suppress', '--owner', 'me'], /--reason/],
    [
      'a missing configuration',
      ['scan', '--config', 'missing.yaml'],
      /missing\.yaml cannot be read/,
    ],
  ] as const)('2 for %s, with the reason', async ([, args, message]) => {
    const { status, stdout, stderr } = await run(args, { cwd: makeDirectory() })
    expect(status).toBe(2)
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
  })

  test.for([
    ['too short', { STANCH_KEY: 'abc' }],
    ['no hexadecimal', { STANCH_KEY: 'z'.repeat(64) }],
    ['a missing file', { STANCH_KEY: '', STANCH_KEY_FILE: 'missing' }],
  ] as const)('2 for a bad key: %s; it is not repeated', async ([, env]) => {
    const { status, stderr } = await run(['scan', '.'], { cwd: makeDirectory(), env })
    expect(status).toBe(2)
    expect(stderr).toMatch(/STANCH_KEY/)
    if (env.STANCH_KEY) expect(stderr).not.toContain(env.STANCH_KEY)
  })

  test('130 after an interrupt while standard input is silent', async () => {
    const { status, stdout } = await run(['scan', '--format', 'json', '-'], {
      cwd: makeDirectory(),
      onStart: (child) => void interruptLater(child, 1200),
    })
    expect(status).toBe(130)
    expect((JSON.parse(stdout) as ScanResult).coverage).toMatchObject({
      complete: false,
      interrupted: true,
    })
  })

  test('130 after an interrupt in a large directory', async () => {
    const line = `${'lorem ipsum dolor sit amet "\\u0041" '.repeat(30)}\n`
    const files = Object.fromEntries(
      Array.from({ length: 150 }, (_, at) => [`${at}.txt`, line.repeat(1500)] as const),
    )
    const { status, stdout } = await run(['scan', '--format', 'json', '--threads', '1', '.'], {
      cwd: makeDirectory(files),
      stdin: 'ignore',
      onStart: (child) => void interruptLater(child, 500),
    })
    expect(status).toBe(130)
    expect((JSON.parse(stdout) as ScanResult).coverage.complete).toBe(false)
  })
})

async function interruptLater(child: ChildProcess, afterMs = 400): Promise<void> {
  await sleep(afterMs)
  // On a slow machine it takes longer until it listens; before, the signal just ends it.
  while (!listens(child.pid!)) await sleep(50)
  child.kill('SIGINT')
}

/** Whether a process catches SIGINT, the second bit (https://man7.org/linux/man-pages/man5/proc_pid_status.5.html); taken for granted where nothing says so. */
function listens(pid: number): boolean {
  const path = `/proc/${pid}/status`
  if (!existsSync(path)) return true
  const [, caught = '2'] = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(path, 'utf8')) ?? []
  return (BigInt(`0x${caught}`) & 2n) !== 0n
}

describe('standard input', () => {
  test.for([
    ['a line', `${token.text}\n`, 1],
    ['no line end', token.text, 1],
    ['nothing', '', 0],
  ] as const)('a pipe with %s', async ([, input, count]) => {
    const { result } = await scanJson(['-'], { cwd: makeDirectory(), input })
    expect(result.findings.length).toBe(count)
    expect(result.coverage).toMatchObject({ documents: 1, bytes: input.length, complete: true })
    for (const finding of result.findings)
      expect(finding.origin).toEqual({ kind: 'stdin', path: '-' })
  })

  test.for([
    ['a small file', 100],
    ['a file of 20 MB', 20_000_000],
  ] as const)('%s as standard input', async ([, length]) => {
    const filler = `${'x'.repeat(99)}\n`.repeat(length / 100)
    const cwd = makeDirectory({ 'in.txt': `${token.text}\n${filler}${url.text}\n` })
    const descriptor = openSync(join(cwd, 'in.txt'), 'r')
    const { result } = await scanJson(['-'], { cwd, stdin: descriptor })
    closeSync(descriptor)
    expect(result.findings.map(({ line }) => line)).toEqual([1, 2 + length / 100])
    expect(result.coverage.bytes).toBe(statSync(join(cwd, 'in.txt')).size)
  })

  test('20 MB through a pipe', async () => {
    const filler = `${'x'.repeat(99)}\n`.repeat(200_000)
    const { result } = await scanJson(['-'], { cwd: makeDirectory(), input: filler + token.text })
    expect(result.findings.map(({ line, column }) => [line, column])).toEqual([[200_001, 4]])
  })

  test('a file that another program has begun to read', async () => {
    const head = `${other.text}\n`
    const cwd = makeDirectory({ 'in.txt': `${head}${token.text}\n` })
    const descriptor = openSync(join(cwd, 'in.txt'), 'r')
    readSync(descriptor, Buffer.alloc(head.length))
    const { result } = await scanJson(['-'], { cwd, stdin: descriptor })
    closeSync(descriptor)
    expect(result.findings.map(({ line, start }) => [line, start])).toEqual([[1, 3]])
  })
})

describe('the JSON contract', () => {
  const place = { line: 2, column: 4, endLine: 2, endColumn: 44, start: 16, end: 56 }
  const common = {
    type: 'finding',
    rule: 'github-token',
    confidence: 'high',
    inventory: null,
    status: 'unverified',
  }

  test('a file, standard input and an archive’s entry', async () => {
    const text = `nothing here\n${token.text}\n`
    const zip = makeZip([{ name: 'inner/name.env', content: text }])
    const cwd = makeDirectory({ 'a/b.env': text, 'a.zip': zip })
    const { result } = await scanJson(['a/b.env', 'a.zip', '-'], { cwd, input: text })
    const fingerprint = result.findings[0]!.fingerprint
    expect(fingerprint).toMatch(/^v1:[0-9a-f]{8}:[0-9a-f]{32}$/)
    const expected = [
      { kind: 'file', path: 'a/b.env' },
      { kind: 'file', path: 'a.zip!inner/name.env' },
      { kind: 'stdin', path: '-' },
    ].map((origin) => ({
      ...common,
      ...place,
      origin,
      fingerprint,
      redacted: 'ghp_…',
      decoded: [],
      components: [],
    }))
    expect(result.findings).toMatchObject(expected)
    expect(result.exposures).toMatchObject([
      {
        type: 'exposure',
        fingerprint,
        rule: 'github-token',
        status: 'unverified',
        inventory: null,
      },
    ])
    expect(result.exposures[0]!.occurrences.map(({ origin, line }) => ({ origin, line }))).toEqual(
      expected.map(({ origin, line }) => ({ origin, line })),
    )
    const { coverage } = result
    expect(coverage).toMatchObject({
      type: 'coverage',
      documents: 3,
      skipped: [],
      problems: [],
      complete: true,
    })
    expect(coverage.rulePack).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(coverage.key.kid).toMatch(kid)
    expect(coverage.bytes).toBe(3 * text.length)
  })

  test('a key pair is one finding with its key id as a component', async () => {
    const { result } = await scanJson(['a'], { cwd: makeDirectory({ a: `${pair.text}\n` }) })
    expect(result.findings.length).toBe(1)
    expect(result.findings[0]!.components).toMatchObject([
      { rule: expect.stringMatching(/aws/), line: 1 },
    ])
    expect(result.findings[0]).toMatchObject({ line: 2 })
  })

  test('a decoded secret names its encodings and spans its run', async () => {
    const inner = JSON.stringify({ message: `some words\n${token.text}` })
    const run64 = Buffer.from(inner).toString('base64')
    const { result } = await scanJson(['a'], { cwd: makeDirectory({ a: `body: ${run64}\n` }) })
    const [finding, ...others] = result.findings
    expect(others).toEqual([])
    expect(finding!.decoded[0]).toBe('base64')
    expect(
      Buffer.from(
        run64.slice(Math.floor((finding!.start - 6) / 4) * 4, finding!.end - 6),
        'base64',
      ).toString(),
    ).toContain(token.secret)
    expect(finding!.fingerprint).toBe(
      (await scanJson(['-'], { cwd: makeDirectory(), input: token.text })).result.findings[0]!
        .fingerprint,
    )
  })

  test('jsonl: findings, exposures, coverage', async () => {
    const { stdout } = await run(['scan', '--format', 'jsonl', '-'], {
      cwd: makeDirectory(),
      input: token.text,
    })
    const types = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type)
    expect(types).toEqual(['finding', 'exposure', 'coverage'])
  })

  test('without a key the fingerprints are of this run and that is said', async () => {
    const scanOnce = () =>
      scanJson(['-'], { cwd: makeDirectory(), input: token.text, env: { STANCH_KEY: '' } })
    const [first, second] = [await scanOnce(), await scanOnce()]
    expect(first.result.coverage.key.ephemeral).toBe(true)
    expect(first.result.findings[0]!.fingerprint).not.toBe(second.result.findings[0]!.fingerprint)
  })
})

describe('--report', () => {
  const scanTo = (cwd: string, path: string, extra: Partial<RunOptions> = {}) =>
    run(['scan', 'a.txt', '--report', `json:${path}`], { cwd, ...extra })
  const findingsIn = (text: string) => (JSON.parse(text) as ScanResult).findings.length

  test('to a new file, beside the report on standard output', async () => {
    const cwd = makeDirectory({ 'a.txt': token.text })
    const { stdout } = await scanTo(cwd, 'out.json')
    expect(findingsIn(readFileSync(join(cwd, 'out.json'), 'utf8'))).toBe(1)
    expect(stdout).toContain('GitHub')
    expect(readdirSync(cwd).toSorted()).toEqual(['a.txt', 'out.json'])
  })

  test('a file is replaced as a whole and keeps its mode', async () => {
    const cwd = makeDirectory({ 'a.txt': token.text, 'out.json': 'old' })
    chmodSync(join(cwd, 'out.json'), 0o640)
    const before = statSync(join(cwd, 'out.json')).ino
    await scanTo(cwd, 'out.json')
    const after = statSync(join(cwd, 'out.json'))
    expect(after.mode & 0o777).toBe(0o640)
    expect(after.ino).not.toBe(before)
  })

  test('a device stays a device', async () => {
    const cwd = makeDirectory({ 'a.txt': token.text })
    expect((await scanTo(cwd, '/dev/null')).status).toBe(1)
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  test('a link stays a link; its target is written', async () => {
    const cwd = makeDirectory({ 'a.txt': token.text, 'target.json': '' })
    symlinkSync('target.json', join(cwd, 'link.json'))
    await scanTo(cwd, 'link.json')
    expect(readlinkSync(join(cwd, 'link.json'))).toBe('target.json')
    expect(findingsIn(readFileSync(join(cwd, 'target.json'), 'utf8'))).toBe(1)
  })

  test('a named pipe gets the report', async () => {
    const cwd = makeDirectory({ 'a.txt': token.text })
    execFileSync('mkfifo', [join(cwd, 'pipe')])
    const reader = spawn('cat', [join(cwd, 'pipe')])
    const parts: Buffer[] = []
    reader.stdout.on('data', (part: Buffer) => parts.push(part))
    const closed = new Promise((resolve) => reader.on('close', resolve))
    await scanTo(cwd, 'pipe')
    await closed
    expect(findingsIn(Buffer.concat(parts).toString())).toBe(1)
  })

  test('a report that cannot be written is an error', async () => {
    const { status, stderr } = await scanTo(makeDirectory({ 'a.txt': '' }), 'missing/out.json')
    expect(status).toBe(2)
    expect(stderr).toContain('missing/out.json cannot be written')
  })
})

describe('suppressions', () => {
  const file = '.stanch-suppressions.yaml'
  const suppress = (cwd: string, ...more: string[]) =>
    run(['scan', 'a.txt', '--suppress', '--owner', 'team', '--reason', 'a test', ...more], { cwd })

  test('what is accepted is found no more; another secret on its line is', async () => {
    const cwd = makeDirectory({ 'a.txt': `${token.text}\n` })
    const written = await suppress(cwd)
    expect([written.status, written.stderr]).toEqual([
      0,
      expect.stringContaining('1 suppressions added'),
    ])
    expect(readFileSync(join(cwd, file), 'utf8')).not.toContain(token.secret)
    const again = await scanJson(['a.txt'], { cwd })
    expect(again.status).toBe(0)
    expect(again.result.coverage.suppressions).toMatchObject({
      suppressed: 1,
      expired: [],
      dead: [],
    })
    writeFileSync(join(cwd, 'a.txt'), `${token.text} ${other.text}\n`)
    const third = await scanJson(['a.txt'], { cwd })
    expect([third.status, third.result.findings.length]).toEqual([1, 1])
  })

  test('an expired entry hides nothing and is listed', async () => {
    const cwd = makeDirectory({ 'a.txt': `${token.text}\n` })
    await suppress(cwd, '--expires', '2099-01-01')
    const path = join(cwd, file)
    writeFileSync(path, readFileSync(path, 'utf8').replace('2099-01-01', '2001-01-01'))
    const { status, result } = await scanJson(['a.txt'], { cwd })
    expect(status).toBe(1)
    expect(result.coverage.suppressions.expired).toMatchObject([
      { owner: 'team', expires: '2001-01-01' },
    ])
  })

  test('an entry whose secret is gone is dead', async () => {
    const cwd = makeDirectory({ 'a.txt': `${token.text}\n` })
    await suppress(cwd)
    writeFileSync(join(cwd, 'a.txt'), 'clean\n')
    const { status, result } = await scanJson(['a.txt'], { cwd })
    expect(status).toBe(0)
    expect(result.coverage.suppressions.dead).toMatchObject([{ reason: 'a test' }])
  })

  test.for([
    ['counts for nothing by default', '', 1],
    ['counts where policy says so', 'suppressions: { inline: true }\n', 0],
  ] as const)('a comment %s', async ([, policy, status]) => {
    const text = `${token.text} # stanch:allow\n`
    const cwd = makeDirectory({ 'a.sh': text, ...(policy && { 'stanch.yaml': policy }) })
    expect((await run(['scan', 'a.sh'], { cwd })).status).toBe(status)
    expect((await run(['scan', '-'], { cwd, input: text })).status).toBe(1)
  })
})

describe('no output holds a secret', () => {
  const all = [token, url, pair, plant(templates.assignment, 6), plant(templates.key, 7)]
  const written = all.map(({ text }) => text).join('\n\n')
  const formsOf = (secret: string) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('hex'),
    encodeURIComponent(secret),
    ...[0, 1, 2].map((shift) =>
      Buffer.from(' '.repeat(shift) + secret)
        .toString('base64')
        .slice(4, -4),
    ),
  ]

  test.for(['text', 'json', 'jsonl', 'sarif', 'github', 'gitlab', 'junit', 'csv'])(
    '%s',
    async (format) => {
      const encodings = ['base64', 'hex', 'a JSON string', 'percent, all'] as const
      const encoded = all.map(({ text }) =>
        encodings.map((name) => textEncodings[name]!(text)).join('\n'),
      )
      const cwd = makeDirectory({
        'a.txt': `${written}\n${encoded.join('\n')}\n`,
        'b.txt': `${token.text}\n`,
      })
      const ended = await run(
        ['scan', '.', '--format', format, '--verbose', '--all-places', '--min-confidence', 'low'],
        { cwd },
      )
      expect(ended.status).toBe(1)
      for (const { secret } of all) {
        for (const form of formsOf(secret)) expect(ended.stdout + ended.stderr).not.toContain(form)
        // Not even a piece of it, but for its public prefix.
        expect(ended.stdout + ended.stderr).not.toContain(secret.slice(12, 28))
      }
    },
  )

  test('no colour where NO_COLOR is set or the output is no terminal', async () => {
    const cwd = makeDirectory({ 'a.txt': token.text })
    for (const env of [{ NO_COLOR: '1' }, { NO_COLOR: '' }]) {
      expect((await run(['scan', '.'], { cwd, env })).stdout).not.toContain('\u001b')
    }
  })
})

describe('the world gets in the way', () => {
  test('a reader that stops reading ends the program without a word', async () => {
    const cwd = makeDirectory({
      'a.txt': Array.from({ length: 3000 }, (_, at) => plant(templates.token, at).text).join('\n'),
    })
    const command = `"${process.execPath}" "${program}" scan --format jsonl a.txt | head -1`
    const child = spawn('sh', ['-c', command], {
      cwd,
      env: { PATH: process.env['PATH'], STANCH_KEY: testKey },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()))
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
    await new Promise((resolve) => child.on('close', resolve))
    expect((JSON.parse(stdout) as Finding).type).toBe('finding')
    expect(stderr).toBe('')
  })

  test('an unreadable file is a problem, not the end', async () => {
    const cwd = makeDirectory({ 'a.txt': token.text })
    symlinkSync('nowhere', join(cwd, 'dangling'))
    const { status, result } = await scanJson(['a.txt', 'dangling'], { cwd })
    expect(status).toBe(2)
    expect(result.findings.length).toBe(1)
    expect(result.coverage.problems).toMatchObject([{ path: 'dangling' }])
  })

  test('a file that grows while it is read does not stop the scan', async () => {
    const cwd = makeDirectory({ 'a.log': `${token.text}\n` })
    const writer = setInterval(
      () => writeFileSync(join(cwd, 'a.log'), 'more of it\n'.repeat(500), { flag: 'a' }),
      1,
    )
    const { status, result } = await scanJson(['a.log'], { cwd })
    clearInterval(writer)
    expect([status, result.findings.length]).toEqual([1, 1])
  })

  test('files that vanish while the directory is read are problems at most', async () => {
    const cwd = makeDirectory(
      Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`d/${at}.txt`, 'text\n'])),
    )
    const remover = sleep(60).then(() => execFileSync('rm', ['-rf', join(cwd, 'd')]))
    const { status, stderr } = await scanJson(['d'], { cwd })
    await remover
    expect([0, 2]).toContain(status)
    expect(stderr).not.toMatch(/ at .*\.js:/)
  })

  test('one line of 50 MB', async () => {
    const text = `${'lorem ipsum '.repeat(2_200_000)} ${token.text} ${'dolor sit am '.repeat(1_900_000)}`
    const { result } = await scanJson(['a.txt'], { cwd: makeDirectory({ 'a.txt': text }) })
    expect(
      result.findings.map(({ line, column, end }) => [line, column, text.slice(column - 1, end)]),
    ).toEqual([[1, text.indexOf(token.secret) + 1, token.secret]])
  })

  test('without the native RE2 the findings are the same, and one line says so', async () => {
    const text = [token, url, pair].map((item) => item.text).join('\n')
    const cwd = makeDirectory({
      'a.txt': text,
      'hide.cjs':
        "const M = require('module'), load = M._load\nM._load = (id, ...rest) => { if (id === 're2') throw new Error('hidden'); return load(id, ...rest) }\n",
    })
    const plain = await scanJson(['a.txt'], { cwd })
    const chosen = await scanJson(['a.txt'], { cwd, env: { STANCH_REGEX: 're2js' } })
    const hidden = await scanJson(['a.txt'], {
      cwd,
      nodeArguments: ['--require', join(cwd, 'hide.cjs')],
    })
    expect(plain.result.findings.length).toBe(3)
    expect(JSON.stringify(chosen.result.findings)).toBe(JSON.stringify(plain.result.findings))
    expect(JSON.stringify(hidden.result.findings)).toBe(JSON.stringify(plain.result.findings))
    expect(hidden.stderr.trimEnd().split('\n').length).toBe(1)
    expect(hidden.stderr).toMatch(/RE2.*port/)
  })
})
