import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { makeDirectory, run, testKey } from '../../cli/run-stanch.ts'
import { requiredProgram } from '../../required-program.ts'
import { startRsyslogd, type Rsyslogd } from './rsyslogd.ts'

const rsyslogd = requiredProgram('rsyslogd', 'apt-get install -y --no-install-recommends rsyslog')

const random = seededRandom(16)
const sample = (template: string) => assembleSample(template, random).text
const token = () => sample('⟦ghp_<base62:30><crc32-base62>⟧')
const mask = /\[stanch:github-token:[0-9a-f]{8}:[0-9a-f]{16}\]/
const placeholder = /^\S+ 127\.0\.0\.1 stanch: \[stanch-withheld [\w-]+\]$/

/** A directory with a key, and what `--print-config` prints for it. */
async function configure(args: readonly string[] = []): Promise<[string, string]> {
  const directory = makeDirectory({ key: `${testKey}\n` })
  chmodSync(join(directory, 'key'), 0o600)
  const { status, stdout, stderr } = await run(
    ['redact', 'rsyslog', '--print-config', '--key-file', 'key', '--log-file', 'stanch.log', '--output', join(directory, 'masked.log'), ...args],
    { cwd: directory, env: { STANCH_KEY: undefined } },
  ) // prettier-ignore
  expect([status, stderr]).toEqual([0, ''])
  return [directory, stdout]
}

interface StartOptions {
  readonly settings?: string
  /** Changes what `--print-config` printed. */
  readonly edit?: (configuration: string, directory: string) => string
}

async function start({ settings = '', edit = (text) => text }: StartOptions = {}) {
  const [directory, configuration] = await configure()
  const server = await startRsyslogd({
    program: rsyslogd.path!,
    directory,
    configuration: edit(configuration, directory),
    settings,
  })
  return { server, directory }
}

/** RFC 3164, from one of several programs. */
function message(text: string, sender = 'app[7]'): string {
  return `<13>Oct 11 22:14:15 web-1 ${sender}: ${text}`
}

/** Preloaded, it has the pipe before stanch lets go of it; rsyslog takes the warning for the answer. */
const warningBeforeThird = `
const { openSync, writeSync } = require('node:fs')
const errors = openSync('/proc/self/fd/2', 'w')
const write = process.stdout.write
let answers = 0
process.stdout.write = function (...args) {
  if (++answers === 3) {
    writeSync(errors, '(node:1) Warning: boo\\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  }
  return write.apply(process.stdout, args)
}
`

async function awaitHelper(server: Rsyslogd): Promise<number> {
  for (;;) {
    const [pid] = server.helpers()
    if (pid !== undefined) return pid
    await sleep(10)
  }
}

describe.skipIf(rsyslogd.path === undefined)(`real rsyslog (${rsyslogd.skip})`, () => {
  test('messages of several senders come out masked, one for one, everything else as it was', async () => {
    const { server, directory } = await start()
    const secrets = Array.from({ length: 30 }, token)
    secrets.forEach((secret, at) => server.send(message(`n=${at} t=${secret} ü`, `app${at % 3}[${at}]`)))
    const lines = await server.lines(30)
    lines.forEach((line, at) => {
      const text = Buffer.from(line, 'latin1').toString()
      expect(text).toMatch(/^\d{4}-10-11T22:14:15\S* web-1 /)
      expect(text.slice(text.indexOf('web-1'))).toMatch(
        new RegExp(`^web-1 app${at % 3}\\[${at}\\]: n=${at} t=${mask.source} ü$`),
      )
    })
    expect(readFileSync(join(directory, 'stanch.log'), 'utf8')).toContain('redacting')
  }) // prettier-ignore

  test('several lines, broken UTF-8, 64 KB and structured data', async () => {
    const { server } = await start({ settings: 'parser.escapeControlCharactersOnReceive="off"' })
    const [first, second, third] = [token(), token(), token()]
    const head = '<13>1 2026-01-01T00:00:00Z host app 123 ID47'
    server.send(message(`one\ntwo ${first}\tthree`))
    server.send(Buffer.from(`${head} [a@1 k="${second}\xff" l="\\"q\\]"] b\xfe\xe9 ${third}`, 'latin1'))
    server.send(`${head} - ${'x y '.repeat(16_000)}${first} end`)
    const text = (await server.lines(4)).join('\n')
    for (const secret of [first, second, third]) expect(text).not.toContain(secret.slice(4, 34))
    expect(text).toMatch(new RegExp(`web-1 app\\[7\\]: one\ntwo ${mask.source}\tthree\n`))
    expect(text).toMatch(new RegExp(`b\xfe\xe9 ${mask.source}\n`))
    expect(text).toMatch(new RegExp(`(?:x y ){16000}${mask.source} end$`))
  }) // prettier-ignore

  test('the template for forwarding writes RFC 5424 with structured data masked', async () => {
    const edit = (text: string) => text.replace('template="stanch_file"', 'template="lined"').replace('ruleset(name="stanch_out")', `template(name="lined" type="string" string="%$!stanch!sd%|%$!stanch!app%|%$!stanch!procid%|%$!stanch!msgid%|%$!stanch!msg%\\n")\nruleset(name="stanch_out")`) // prettier-ignore
    const { server } = await start({ edit })
    server.send(
      `<13>1 2026-01-01T00:00:00Z host app 123 ID47 [a@1 k="v" t="${token()}" l="\\"q\\]"] hi`,
    )
    const [line] = await server.lines(1)
    expect(line).toMatch(
      new RegExp(`^\\[a@1 k="v" t="${mask.source}" l="\\\\"q\\\\]"\\]\\|app\\|123\\|ID47\\|hi$`),
    )
  })

  test('a helper that is killed ten times lets nothing through, and every message is there', async () => {
    const { server } = await start()
    const secrets: string[] = []
    let isOver = false
    // Only a message makes rsyslog start a helper again.
    const sending = (async () => {
      for (let at = 0; at < 600 || !isOver; at++) {
        secrets.push(token())
        server.send(message(`n=${at}. t=${secrets.at(-1)}`))
        if (at % 10 === 0) await sleep(20)
      }
    })()
    for (let killed = 0; killed < 10; killed++) {
      process.kill(await awaitHelper(server), 'SIGKILL')
      await sleep(50 + 30 * killed)
    }
    isOver = true
    await sending
    const count = secrets.length
    await server.lines(count)
    server.send(message('n=last'))
    const lines = (await server.lines(count + 1)).slice(0, count)
    expect((await server.lines(count + 1)).slice(count)).toEqual([
      expect.stringMatching(/: n=last$/),
    ])
    const masked = lines.filter((line) => mask.test(line))
    const withheld = lines.filter((line) => placeholder.test(line))
    expect(masked.length + withheld.length).toBe(count)
    expect(masked.length).toBeGreaterThan(0)
    expect(withheld.length).toBeGreaterThan(0)
    const text = lines.join('\n')
    for (const secret of secrets) expect(text).not.toContain(secret.slice(4, 34))
    // Each message that came out masked is itself, in its order: no answer was taken for another's.
    const numbers = masked.map((line) => Number(/n=(\d+)\./.exec(line)![1]))
    expect(numbers).toEqual(numbers.toSorted((left, right) => left - right))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(count - withheld.length).toBe(numbers.length)
  }, 90_000)

  test('a line on its standard error costs placeholders, no message gets the answer to another', async () => {
    const edit = (text: string, directory: string) => {
      const double = join(directory, 'double.cjs')
      writeFileSync(double, warningBeforeThird)
      return text.replace(/binary="(\S+)/, `binary="$1 -r ${double}`)
    }
    const { server } = await start({ edit })
    for (let at = 0; at < 12; at++) {
      server.send(message(`n=${at}. t=${token()}`))
      await server.lines(at + 1)
    }
    const lines = await server.lines(12)
    const shown = lines.map((line) => (placeholder.test(line) ? 'withheld' : Number(/n=(\d+)\. t=\[stanch:/.exec(line)?.[1])))
    expect(shown.slice(0, 2)).toEqual([0, 1])
    expect(shown[2]).toBe('withheld')
    shown.forEach((number, at) => expect([at, 'withheld']).toContain(number))
    // Each instance that lost step made way for another.
    expect(shown.slice(3).some((number) => number !== 'withheld')).toBe(true)
  }) // prettier-ignore

  test.for([
    ['a key that others may read', 'KEY_FILE_MODE', (directory: string) => chmodSync(join(directory, 'key'), 0o644)],
    ['no key', 'KEY_FORMAT', (directory: string) => writeFileSync(join(directory, 'key'), '')],
  ] as const)('with %s every message is withheld, and says why', async ([, code, spoil]) => {
    const { server, directory } = await start({ edit: (text, directory) => (spoil(directory), text) })
    for (let at = 0; at < 3; at++) server.send(message(token()))
    const lines = await server.lines(3)
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line).toContain(`stanch: [stanch-withheld ${code}]`)
    expect(readFileSync(join(directory, 'stanch.log'), 'utf8')).toContain(code)
  }) // prettier-ignore

  test('a helper that cannot be run at all lets nothing through', async () => {
    const { server } = await start({ edit: (text) => text.replace(/binary="[^"]+"/, 'binary="/nonexistent/stanch"') }) // prettier-ignore
    for (let at = 0; at < 3; at++) server.send(message(token()))
    for (const line of await server.lines(3)) expect(line).toMatch(placeholder)
  })

  test('says how many messages a second one helper answers', async () => {
    const { server } = await start()
    const text =
      'INFO [checkout-3] request 6f1c2b1e done in 120 ms, user=123456 cache=hit, '.repeat(2)
    const send = (count: number) => {
      for (let at = 0; at < count; at++) server.send(message(text))
    }
    send(300)
    await server.lines(300)
    const helper = server.helpers()[0]!
    const [startMs, startCpuMs] = [performance.now(), processorMs(helper)]
    send(1000)
    const lines = await server.lines(1300)
    const seconds = (performance.now() - startMs) / 1000
    const cpuUs = processorMs(helper) - startCpuMs
    expect(lines.filter((line) => line.endsWith(text))).toHaveLength(1300)
    process.stdout.write(
      `rsyslog: ${Math.round(1000 / seconds)} messages a second, half-duplex; ${cpuUs} µs of processor time each\n`,
    )
  })
})

/** User and system time of a process; Linux counts in ticks of 10 ms. */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ')
  return 10 * (Number(fields[11]) + Number(fields[12]))
}
