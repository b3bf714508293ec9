import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { makeDirectory, run, testKey } from '../../cli/run-stanch.ts'
import { startSyslogNg, syslogNg, type SyslogNg } from './syslog-ng.ts'

const random = seededRandom(26)
const token = () => assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', random).text
const mask = String.raw`\[stanch:github-token:[0-9a-f]{8}:[0-9a-f]{16}\]`

async function configure(mode = 0o600): Promise<[string, string]> {
  const directory = makeDirectory({ key: `${testKey}\n` })
  chmodSync(join(directory, 'key'), mode)
  const pipe = join(directory, 'pipe')
  execFileSync('mkfifo', ['-m', '600', pipe])
  const { status, stdout, stderr } = await run(
    ['redact', 'syslog-ng', '--print-config', '--key-file', 'key', '--log-file', 'stanch.log', '--pipe', pipe, '--output', join(directory, 'masked.log')],
    { cwd: directory },
  ) // prettier-ignore
  expect([status, stderr]).toEqual([0, ''])
  return [directory, stdout]
}

async function helperOf(server: SyslogNg): Promise<number> {
  for (let turn = 0; ; turn++) {
    const [pid] = server.helpers()
    if (pid !== undefined) return pid
    if (turn > 1000) expect.fail('no helper is started')
    await sleep(10)
  }
}

describe.skipIf(syslogNg.path === undefined)(`real syslog-ng (${syslogNg.skip})`, () => {
  test('messages come back masked, one for one, with their lines and structured data', async () => {
    const [directory, configuration] = await configure()
    const server = await startSyslogNg(directory, configuration)
    const secrets = Array.from({ length: 6 }, token)
    const [first, second, third, fourth, fifth, sixth] = secrets
    server.send(`<13>1 2026-01-01T00:00:00Z host app 123 ID47 [a@1 k="${first}" l="\\"q\\]"] ü ${second} "q" \\ €`)
    server.send(`<13>1 2026-01-01T00:00:00Z host app 123 - - one\ntwo ${third}\tthree`)
    server.send(`<13>1 2026-01-01T00:00:00Z host app 123 - - ${'x y '.repeat(16_000)}${fourth} end`)
    await server.lines(4)
    server.lineSocket.write(`<13>{"password":"${fifth!.slice(8, 30)}","user":"x"}\n<13>api_key: ${sixth!.slice(8, 32)}\n`)
    const lines = await server.lines(6)
    const text = lines.join('\n')
    for (const secret of secrets) expect(text).not.toContain(secret.slice(8, 30))
    const head = String.raw`^2026-01-01T00:00:00\+00:00 host app\[123\]:`
    expect(Buffer.from(lines[0]!, 'latin1').toString()).toMatch(new RegExp(`${head} ü ${mask} "q" \\\\ €$`))
    expect(lines.slice(1, 3).join('\n')).toMatch(new RegExp(`${head} one\ntwo ${mask}\tthree$`))
    expect(lines[3]).toMatch(new RegExp(`${head} (?:x y ){16000}${mask} end$`))
    expect(lines[4]).toMatch(/\{"password":"\[stanch:[^\]]+\]","user":"x"\}$/)
    expect(lines[5]).toMatch(/api_key: \[stanch:[^\]]+\]$/)
    expect(existsSync(join(directory, 'stanch.log'))).toBe(true)
  }) // prettier-ignore

  test('a helper that is killed five times costs messages, but none comes in clear, twice or out of order', async () => {
    const [directory, configuration] = await configure()
    const server = await startSyslogNg(directory, configuration)
    const count = 400
    const secrets = Array.from({ length: count }, token)
    const sending = (async () => {
      for (const [at, secret] of secrets.entries()) {
        server.send(`<13>1 2026-01-01T00:00:00Z h a 1 - - n=${at}. t=${secret}`)
        await sleep(15)
      }
    })()
    for (let killed = 0; killed < 5; killed++) {
      process.kill(await helperOf(server), 'SIGKILL')
      await sleep(800)
    }
    await sending
    server.send('<13>1 2026-01-01T00:00:00Z h a 1 - - last')
    for (let turn = 0; turn < 500 && !server.written().some((line) => line.endsWith(' last')); turn++) await sleep(20) // prettier-ignore
    const lines = server.written()
    expect(lines.at(-1)).toMatch(/ last$/)
    const text = lines.join('\n')
    for (const secret of secrets) expect(text).not.toContain(secret.slice(4, 34))
    const numbers = lines.slice(0, -1).map((line) => Number(new RegExp(`n=(\\d+)\\. t=${mask}$`).exec(line)?.[1]))
    expect(numbers).toEqual([...new Set(numbers)].toSorted((left, right) => left - right))
    expect(numbers.length).toBeGreaterThan(0)
    process.stdout.write(`syslog-ng: ${count - numbers.length} of ${count} messages lost with five helpers killed\n`)
  }, 40_000) // prettier-ignore

  test('stopped and started again nothing comes in clear, and what was handed over is there', async () => {
    const [directory, configuration] = await configure()
    const secrets = Array.from({ length: 40 }, token)
    for (const half of [secrets.slice(0, 20), secrets.slice(20)]) {
      const server = await startSyslogNg(directory, configuration)
      const before = server.written().length
      for (const secret of half) server.send(`<13>1 2026-01-01T00:00:00Z h a 1 - - t=${secret}`)
      await server.lines(before + 20)
      await server.stop()
    }
    const text = readFileSync(join(directory, 'masked.log'), 'latin1')
    expect(text.match(new RegExp(`t=${mask}\n`, 'g'))).toHaveLength(40)
    for (const secret of secrets) expect(text).not.toContain(secret.slice(4, 34))
  })

  test('without a good key every message is withheld, and says why', async () => {
    const [directory, configuration] = await configure(0o644)
    const server = await startSyslogNg(directory, configuration)
    server.send(`<13>1 2026-01-01T00:00:00Z h a 1 - - t=${token()}`)
    expect(await server.lines(1)).toEqual([
      expect.stringMatching(/ 127\.0\.0\.1 stanch: \[stanch-withheld KEY_FILE_MODE\]$/),
    ])
  })
})
