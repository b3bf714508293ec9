import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { ordinaryRecords, plantedLine } from '../bench/log-lines.ts'
import { RandomText } from '../bench/random-text.ts'
import { encode, encodeJson } from '../stream/otlp/protocol.ts'
import { makeDirectory, program, testKey } from './run-stanch.ts'

/** What a filter may take, whatever comes in; 186 to 221 MB are measured. */
const peakBytesMax = 250e6
/** Just below what is taken by default. */
const bodyBytes = 7.9 * (1 << 20)

/** Log records with attributes; one of a thousand holds a secret. */
function logRecords(count: number) {
  const text = new RandomText(21)
  const time = new Date(0)
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } })
  const logRecordsOf = Array.from({ length: count }, (_, at) => ({
    timeUnixNano: 1_700_000_000,
    body: { stringValue: at % 1000 === 500 ? plantedLine(0, text, time) : text.pick(ordinaryRecords)(text, time) },
    attributes: [
      attribute('http.route', '/api/v2/orders'),
      attribute('request.id', text.uuid()),
      attribute('k8s.pod.name', `app-${text.below(90)}-${text.run('digits', 5)}`),
    ],
  })) // prettier-ignore
  return { resourceLogs: [{ scopeLogs: [{ logRecords: logRecordsOf }] }] }
}

function makeBody(encoding: 'json' | 'protobuf'): Uint8Array {
  const make = encoding === 'json' ? encodeJson : encode
  const perRecord = make('logs', logRecords(1000)).length / 1000
  return make('logs', logRecords(Math.floor((bodyBytes * 0.98) / perRecord)))
}

/** An upstream that takes its time, and keeps nothing. */
async function startUpstream() {
  const counts = { requests: 0, bytes: 0 }
  const server = createServer((incoming, response) => {
    incoming.on('data', (chunk: Buffer) => (counts.bytes += chunk.length))
    incoming.on('end', () => {
      counts.requests++
      setTimeout(() => response.end(), 100)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { counts, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function startProxy(forward: string) {
  const child = spawn(
    process.execPath,
    [program, 'redact', 'otlp', '--listen', '127.0.0.1:0', '--forward', forward, '--timeout', '90'],
    {
      cwd: makeDirectory({}),
      env: { PATH: process.env['PATH'], STANCH_KEY: testKey },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  await expect.poll(() => /listen=(\S+)/.exec(log)?.[1], { timeout: 20_000 }).toBeDefined()
  return { origin: /listen=(\S+)/.exec(log)![1]!, pid: child.pid! }
}

function send(origin: string, headers: Record<string, string>, body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}/v1/logs`, { method: 'POST', headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode!))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024
}

test.runIf(existsSync('/proc/self/status'))(
  'eight clients that send large requests at once, of all kinds, are served in bounded memory',
  { timeout: 120_000 },
  async () => {
    const upstream = await startUpstream()
    const { origin, pid } = await startProxy(upstream.url)
    const bodies = (['json', 'protobuf'] as const).flatMap((encoding) => {
      const type = `application/${encoding === 'json' ? 'json' : 'x-protobuf'}`
      const body = makeBody(encoding)
      expect(body.length).toBeGreaterThan(0.9 * bodyBytes)
      return [
        { headers: { 'content-type': type }, body },
        {
          headers: { 'content-type': type, 'content-encoding': 'gzip' },
          body: gzipSync(body, { level: 1 }),
        },
      ]
    })
    const sent = [...bodies, ...bodies].map(({ headers, body }) => send(origin, headers, body))
    expect(await Promise.all(sent)).toEqual(sent.map(() => 200))
    expect(upstream.counts.requests).toBe(8)
    expect(peakOf(pid)).toBeLessThan(peakBytesMax)
  },
)
