import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { plant } from '../engine/real-pack.ts'
import { makeDirectory, program, run, testKey } from './run-stanch.ts'

const github = plant('⟦ghp_<base62:30><crc32-base62>⟧', 1).secret
const stripe = plant('⟦sk_live_<base62:24>⟧', 2).secret
const password = plant('⟦<base62:6><digits:2><base62:6><digits:2><base62:4>⟧', 3).secret
const key = plant(
  '⟦-----BEGIN RSA PRIVATE KEY-----\nMIIE<base64:60>\n<lines:6>\n<base64:40>\n-----END RSA PRIVATE KEY-----⟧',
  4,
).secret
const kid = createHash('sha256').update(Buffer.from(testKey, 'hex')).digest('hex').slice(0, 8)
const token = (rule: string) => new RegExp(`\\[stanch:${rule}:${kid}:[0-9a-f]{16}\\]`)
const empty = () => makeDirectory({})

/** A record that expands too much when it is decoded. */
const bomb = gzipSync(Buffer.alloc(40_000_000, 'a')).toString('base64')

describe('standard input to standard output', () => {
  test('a secret becomes its token, all else stays', async () => {
    const input = `a ${github} b\r\nsecond line\n{"n":1,"k":"${stripe}"}`
    const { status, stdout, stderr } = await run(['redact'], { cwd: empty(), input })
    expect(
      stdout.replace(token('github-token'), 'A').replace(token('stripe-secret-key'), 'B'),
    ).toBe('a A b\r\nsecond line\n{"n":1,"k":"B"}')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('a finding of a scan and a token name the same secret, in any encoding', async () => {
    const input = `a ${github}\n${JSON.stringify({ x: JSON.stringify({ k: github }) })}\n`
    const scanned = await run(['scan', '-', '--format', 'json'], { cwd: empty(), input })
    const { findings } = JSON.parse(scanned.stdout) as { findings: { fingerprint: string }[] }
    const [fingerprint] = new Set(findings.map((finding) => finding.fingerprint))
    const { stdout } = await run(['redact'], { cwd: empty(), input })
    const tokens = stdout.match(/[0-9a-f]{8}:[0-9a-f]{12}/g)
    expect(tokens).toHaveLength(2)
    for (const one of tokens!) expect(fingerprint).toContain(`v1:${one}`)
  })

  test('without a key one of this run is used, and that is said once', async () => {
    const { stdout, stderr } = await run(['redact'], {
      cwd: empty(),
      input: `${github}\n`.repeat(3),
      env: { STANCH_KEY: '' },
    })
    expect(new Set(stdout.trim().split('\n')).size).toBe(1)
    expect(stderr.match(/STANCH_KEY/g)).toHaveLength(1)
  })

  test('tokens under an older key of the key file stay', async () => {
    const cwd = empty()
    const old = await run(['redact'], { cwd, input: `password=${password}\n` })
    writeFileSync(join(cwd, 'keys'), `${'ab'.repeat(32)}\n${testKey}\n`)
    const env = { STANCH_KEY: '', STANCH_KEY_FILE: join(cwd, 'keys') }
    const now = await run(['redact'], { cwd, input: `${old.stdout}${github}\n`, env })
    expect(now.stdout.startsWith(old.stdout)).toBe(true)
    expect(now.stdout).not.toContain(github)
    expect(now.stdout.slice(old.stdout.length)).not.toContain(kid)
  })

  test.for([
    ['partial', /^ghp_\*\*\*$/],
    ['remove', /^$/],
    ['fixed:HIDDEN', /^HIDDEN$/],
    ['drop', /^\[stanch-withheld dropped bytes=42\]$/],
    ['github-token=fixed:X', /^X$/],
    ['other-rule=remove', token('github-token')],
  ] as const)('--mode %s', async ([mode, expected]) => {
    const { stdout, status } = await run(['redact', '--mode', mode], {
      cwd: empty(),
      input: `x ${github}\n`,
    })
    expect(stdout.replace(/^x /, '').replace(/\n$/, '')).toMatch(expected)
    expect(status).toBe(0)
  })

  test('--strict masks what may be a secret, too', async () => {
    const input = 'password=correct-horse\n'
    expect((await run(['redact'], { cwd: empty(), input })).stdout).toBe(input)
    expect((await run(['redact', '--strict'], { cwd: empty(), input })).stdout).not.toContain(
      'horse',
    )
  })

  test('what a reader that is gone does not take is no crash', async () => {
    const child = spawn(
      'sh',
      [
        '-c',
        `yes "line of a log" | head -200000 | ${process.execPath} ${program} redact | head -1`,
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let stderr = ''
    child.stderr.on('data', (chunk) => (stderr += String(chunk)))
    await new Promise((resolve) => child.on('close', resolve))
    expect(stderr).not.toContain('    at ')
  })
})

describe('a stream that goes on', () => {
  function open(args: readonly string[] = [], cwd = empty()) {
    const child = spawn(process.execPath, [program, 'redact', ...args], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: cwd, STANCH_KEY: testKey },
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const seen = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => (seen.stdout += String(chunk)))
    child.stderr.on('data', (chunk) => (seen.stderr += String(chunk)))
    const until = async (what: () => boolean) => {
      for (let tries = 0; !what(); tries++) {
        if (tries > 400) throw new Error(`not seen: ${JSON.stringify(seen)}`)
        await sleep(25)
      }
    }
    return { child, seen, until }
  }

  test('lines come out at once, and so does a prompt', async () => {
    const { child, seen, until } = open()
    child.stdin.write(`first ${github}\n`)
    await until(() => seen.stdout.includes('\n'))
    child.stdin.write('Continue? [y/N] ')
    await until(() => seen.stdout.endsWith('Continue? [y/N] '))
    child.stdin.write(`password=${password.slice(0, 9)}`)
    await sleep(300)
    expect(seen.stdout).not.toContain(password.slice(0, 9))
    child.stdin.end(`${password.slice(9)}\n`)
    await until(() => child.exitCode !== null)
    expect(seen.stdout).toMatch(token('generic-password'))
    expect(seen.stdout).not.toContain(password.slice(9))
  })

  test('a key that is not finished is held back, and masked when that takes too long', async () => {
    const { child, seen, until } = open(['--max-hold', '400'])
    child.stdin.write(`before\n${key.split('\n').slice(0, 4).join('\n')}\n`)
    await until(() => seen.stdout === 'before\n')
    await until(() => seen.stdout.includes('[stanch:private-key'))
    child.stdin.end(`${key.split('\n').slice(4).join('\n')}\nafter\n`)
    await until(() => child.exitCode !== null)
    for (const line of key.split('\n').slice(1, -1)) expect(seen.stdout).not.toContain(line)
    expect(seen.stdout).toMatch(/after\n$/)
  })

  test('a hangup reads rules and configuration again, without losing a byte', async () => {
    const cwd = makeDirectory({ 'stanch.yaml': 'rules:\n  disable: [github-token]\n' })
    const { child, seen, until } = open([], cwd)
    child.stdin.write(`one ${github}\nhalf of `)
    await until(() => seen.stdout.includes(github))
    writeFileSync(join(cwd, 'stanch.yaml'), 'rules:\n  disable: []\n')
    child.kill('SIGHUP')
    await until(() => seen.stderr.includes('read again'))
    child.stdin.end(`a line ${github}\n`)
    await until(() => child.exitCode !== null)
    expect(seen.stdout.replace(token('github-token'), 'T')).toBe(
      `one ${github}\nhalf of a line T\n`,
    )
  })

  test('a configuration that cannot be read leaves the rules as they were', async () => {
    const cwd = makeDirectory({ 'stanch.yaml': '{}' })
    const { child, seen, until } = open([], cwd)
    child.stdin.write('one\n')
    await until(() => seen.stdout.includes('one'))
    writeFileSync(join(cwd, 'stanch.yaml'), 'nonsense: [')
    child.kill('SIGHUP')
    await until(() => seen.stderr.includes('rules are as they were'))
    child.stdin.end(`${github}\n`)
    await until(() => child.exitCode !== null)
    expect(seen.stdout).not.toContain(github)
    expect(child.exitCode).toBe(0)
  })

  test('after an interrupt what is held back is let go, masked', async () => {
    const { child, seen, until } = open()
    child.stdin.write(`one\npassword=${password}`)
    await until(() => seen.stdout.includes('one'))
    child.kill('SIGINT')
    await until(() => child.exitCode !== null)
    expect(seen.stdout).toMatch(token('generic-password'))
    expect(child.exitCode).toBe(130)
  })

  test.runIf(existsSync('/dev/zero'))('a file that never ends can be interrupted', async () => {
    const { child, until } = open(['--in', '/dev/zero'])
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill('SIGINT')
    await until(() => child.exitCode !== null)
    expect(child.exitCode).toBe(130)
  })

  test('a port has metrics and says that it is ready', async () => {
    const { child, seen, until } = open(['--metrics', ':19464'])
    child.stdin.write(`${github}\n`)
    await until(() => seen.stdout.includes('\n'))
    expect((await fetch('http://127.0.0.1:19464/readyz')).status).toBe(200)
    const text = await (await fetch('http://127.0.0.1:19464/metrics')).text()
    expect(text).toContain('stanch_redact_masked_total{rule="github-token"} 1\n')
    expect(text).toContain('stanch_redact_bytes_in_total 41\n')
    child.stdin.end()
    await until(() => child.exitCode !== null)
  })
})

describe('files', () => {
  test('in place: replaced as a whole, with its mode', async () => {
    const cwd = makeDirectory({ 'app.log': `a ${github}\n` })
    chmodSync(join(cwd, 'app.log'), 0o640)
    const { status } = await run(['redact', '--in', 'app.log', '--out', 'app.log'], { cwd })
    expect(readFileSync(join(cwd, 'app.log'), 'utf8')).toMatch(token('github-token'))
    expect(statSync(join(cwd, 'app.log')).mode & 0o777).toBe(0o640)
    expect({ status, files: readdirSync(cwd) }).toEqual({ status: 0, files: ['app.log'] })
  })

  test('what cannot be read or written is said, and nothing is left behind', async () => {
    const cwd = makeDirectory({ 'app.log': 'a\n' })
    const missing = await run(['redact', '--in', 'none.log', '--out', 'out.log'], { cwd })
    expect(missing).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('none.log') as string,
    })
    const nowhere = await run(['redact', '--in', 'app.log', '--out', 'no/such/out.log'], { cwd })
    expect(nowhere.status).toBe(2)
    expect(readdirSync(cwd)).toEqual(['app.log'])
  })
})

describe('what it tells', () => {
  const input = `a ${github}\nb ${github}\n{"auth":{"password":"${password}"}}\n`

  test('--shadow changes nothing and tells by rule and field', async () => {
    const { stdout, stderr } = await run(['redact', '--shadow'], { cwd: empty(), input })
    expect(stdout).toBe(input)
    expect(stderr).toMatch(/^2 +1 +github-token +high +- /m)
    expect(stderr).toMatch(/^1 +1 +generic-password +medium +auth\.password /m)
    for (const secret of [github, password]) expect(stderr).not.toContain(secret)
  })

  test('--explain writes only that', async () => {
    const { stdout } = await run(['redact', '--explain'], { cwd: empty(), input })
    expect(stdout).toMatch(/^TIMES .*\n2 +1 +github-token/)
    expect(stdout).toMatch(/3 masks by 2 rules and fields\./)
  })

  test('--findings tells of each secret, and how often it was seen again', async () => {
    const cwd = empty()
    await run(['redact', '--findings', 'found.jsonl'], { cwd, input })
    const lines = readFileSync(join(cwd, 'found.jsonl'), 'utf8').trim().split('\n')
    const found = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(found.map(({ rule, count, field }) => [rule, count, field])).toEqual([
      ['github-token', 1, ''],
      ['generic-password', 1, 'auth.password'],
      ['github-token', 1, ''],
    ])
    expect(lines.join()).not.toContain(github)
  })

  test('--metrics writes a file', async () => {
    const cwd = empty()
    await run(['redact', '--metrics', 'stanch.prom'], { cwd, input })
    const text = readFileSync(join(cwd, 'stanch.prom'), 'utf8')
    expect(text).toContain('stanch_redact_records_total 3\n')
    expect(text).toContain('stanch_redact_masked_total{rule="github-token"} 2\n')
  })
})

describe('what cannot be redacted', () => {
  const input = `before\n{"x":"${bomb}"}\nafter\n`

  test('gives way to a placeholder, and the exit status is 2', async () => {
    const { status, stdout, stderr } = await run(['redact'], { cwd: empty(), input })
    expect(stdout).toMatch(/^before\n\{"stanch":"decoding-limit","bytes":\d+\}\nafter\n$/)
    expect(status).toBe(2)
    expect(stderr).toContain('withheld')
  })

  test('goes to the quarantine, which only its recipient can read', async () => {
    const { Decrypter, generateIdentity, identityToRecipient } = await import('age-encryption')
    const identity = await generateIdentity()
    const cwd = empty()
    const recipient = await identityToRecipient(identity)
    const { stdout } = await run(['redact', '--quarantine', 'kept', '--recipient', recipient], {
      cwd,
      input,
    })
    const [, name] = /"quarantine":"([0-9a-f]{24}\.age)"/.exec(stdout)!
    expect(statSync(join(cwd, 'kept', name!)).mode & 0o777).toBe(0o600)
    const decrypter = new Decrypter()
    decrypter.addIdentity(identity)
    const original = await decrypter.decrypt(readFileSync(join(cwd, 'kept', name!)), 'text')
    expect(original).toBe(`{"x":"${bomb}"}\n`)
  })
})

test.for([
  [['--mode', 'hide'], '--mode'],
  [['--mode', 'fixed:"'], '--mode'],
  [['--strict', '--min-confidence', 'high'], '--strict'],
  [['--max-record', '1K'], '--max-record'],
  [['--max-hold', 'long'], '--max-hold'],
  [['--shadow', '--explain'], '--explain'],
  [['--out', 'x'], '--in'],
  [['--quarantine', 'x'], '--recipient'],
  [['--quarantine', 'x', '--recipient', 'me'], 'age1'],
  [['--metrics', ':99999'], '--metrics'],
] as const)('%j is refused', async ([args, named]) => {
  const cwd = empty()
  const { status, stdout, stderr } = await run(['redact', ...args], { cwd, input: 'a\n' })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(named)
  expect(existsSync(join(cwd, 'x'))).toBe(false)
})
