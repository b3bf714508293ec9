import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'

/** A running rsyslogd of its own, with a TCP input in which messages are counted, so that they may hold line feeds. */
export interface Rsyslogd {
  /** Sends one message; bytes, without a line feed at the end. */
  send(message: string | Uint8Array): void
  /** Waits until the output has so many lines, and gives it; one character per byte. */
  lines(count: number): Promise<string[]>
  /** Whatever rsyslogd itself has said. */
  said(): string
  /** The pids of the helpers that it runs. */
  helpers(): number[]
}

export interface RsyslogdOptions {
  readonly program: string
  readonly directory: string
  /** What `--print-config` gave, writing to `masked.log` of the directory. */
  readonly configuration: string
  /** Of `global(…)`. */
  readonly settings?: string
}

const startMs = 10_000
const waitMs = 20_000

export async function startRsyslogd(options: RsyslogdOptions): Promise<Rsyslogd> {
  const { directory, program } = options
  const portFile = join(directory, 'port')
  const main = join(directory, 'main.conf')
  writeFileSync(join(directory, 'stanch.conf'), options.configuration)
  writeFileSync(
    main,
    `global(workDirectory="${directory}" maxMessageSize="128k" ${options.settings ?? ''})
module(load="imtcp")
include(file="${join(directory, 'stanch.conf')}")
input(type="imtcp" address="127.0.0.1" port="0" listenPortFileName="${portFile}" ruleset="stanch")
`,
  )
  let said = ''
  const child = spawn(program, ['-n', '-f', main, '-i', join(directory, 'pid')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')))
  }
  onTestFinished(() => stop(child))
  await waitFor(() => existsSync(portFile) && readFileSync(portFile, 'utf8') !== '', startMs, () => said) // prettier-ignore
  const socket = await connectTo(Number(readFileSync(portFile, 'utf8')))
  return {
    send: (message) => sendCounted(socket, message),
    lines: (count) => readLines(join(directory, 'masked.log'), count),
    said: () => said,
    helpers: () => childrenOf(child.pid!),
  }
}

/** The file that names the port is there a little before its listener. */
async function connectTo(port: number): Promise<Socket> {
  for (let turn = 0; ; turn++) {
    const socket = connect(port, '127.0.0.1')
    const failure = await once(socket, 'connect').then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failure === undefined) return socket
    if (turn === 50) throw failure
    await sleep(50)
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await Promise.race([once(child, 'exit'), sleep(3000)])
  child.kill('SIGKILL')
}

/** RFC 6587: the length, then as many bytes. */
function sendCounted(socket: Socket, message: string | Uint8Array): void {
  const bytes = Buffer.from(message as string)
  socket.write(Buffer.concat([Buffer.from(`${bytes.length} `), bytes]))
}

async function readLines(path: string, count: number): Promise<string[]> {
  const read = () => (existsSync(path) ? readFileSync(path, 'latin1').split('\n').slice(0, -1) : [])
  await waitFor(() => read().length >= count, waitMs, () => `${read().length} of ${count} lines`) // prettier-ignore
  return read()
}

async function waitFor(isTrue: () => boolean, ms: number, describe: () => string): Promise<void> {
  const end = performance.now() + ms
  while (!isTrue()) {
    if (performance.now() > end) expect.fail(`waited ${ms} ms: ${describe()}`)
    await sleep(20)
  }
}

/** Of all its threads: mmexternal forks in that of a queue. */
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  )
}
