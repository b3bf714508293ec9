import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import { requiredProgram } from '../../required-program.ts'

/** Debian's package excludes rsyslog's, so it may stand in a directory of its own. */
const root = '/opt/syslog-ng'

export const syslogNg = requiredProgram(
  'syslog-ng',
  `cd "$(mktemp -d)" && apt-get download syslog-ng-core libivykis0 libnet1 libpcre3 libwrap0 && for deb in *.deb; do dpkg -x "$deb" ${root}; done`,
  ['/usr/sbin', join(root, 'usr/sbin')],
)

/** A running syslog-ng of its own: RFC 6587 with lengths on `port`, lines on `linePort`. */
export interface SyslogNg {
  readonly socket: Socket
  readonly lineSocket: Socket
  send(message: string | Uint8Array): void
  /** Waits until the output has so many lines, and gives it; one character per byte. */
  lines(count: number): Promise<string[]>
  /** What is there now. */
  written(): string[]
  /** The pids of its children. */
  helpers(): number[]
  stop(): Promise<void>
}

const waitMs = 20_000

export async function startSyslogNg(directory: string, configuration: string): Promise<SyslogNg> {
  const main = join(directory, 'main.conf')
  const [port, linePort] = [await freePort(), await freePort()]
  writeFileSync(
    main,
    `@version: 3.38
options { keep-hostname(yes); log-msg-size(131072); };
source s_in { syslog(ip("127.0.0.1") port(${port}) transport("tcp")); network(ip("127.0.0.1") port(${linePort}) transport("tcp")); };
${configuration}
log { source(s_in); destination(d_stanch); flags(flow-control); };
`,
  )
  const child = startProcess(directory, main)
  onTestFinished(() => end(child.process))
  const socket = await connectTo(port, child.said)
  const lineSocket = await connectTo(linePort, child.said)
  const output = join(directory, 'masked.log')
  const written = () =>
    existsSync(output) ? readFileSync(output, 'latin1').split('\n').slice(0, -1) : []
  return {
    socket,
    lineSocket,
    send: (message) => {
      const bytes = Buffer.from(message as string)
      socket.write(Buffer.concat([Buffer.from(`${bytes.length} `), bytes]))
    },
    lines: async (count) => {
      const until = performance.now() + waitMs
      while (written().length < count) {
        if (performance.now() > until) expect.fail(`${written().length} of ${count}: ${child.said()}`)
        await sleep(20)
      }
      return written()
    },
    written,
    helpers: () => childrenOf(child.process.pid!),
    stop: () => end(child.process),
  }
} // prettier-ignore

function startProcess(directory: string, main: string) {
  const own = join(directory, 'state')
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const libraries = [
    'usr/lib/syslog-ng',
    `usr/lib/${machine}-linux-gnu`,
    `lib/${machine}-linux-gnu`,
  ]
  const isApart = dirname(syslogNg.path!).startsWith(root)
  const modules = isApart ? [`--module-path=${modulePath(join(root, 'usr/lib/syslog-ng'))}`] : []
  const args = ['-F', '-f', main, '-R', `${own}.persist`, '-p', `${own}.pid`, '-c', `${own}.ctl`]
  const env = {
    ...process.env,
    ...(isApart ? { LD_LIBRARY_PATH: libraries.map((path) => join(root, path)).join(':') } : {}),
  }
  const child = spawn(syslogNg.path!, [...args, ...modules], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')))
  }
  return { process: child, said: () => said }
}

/** The only directory below, named after a version. */
function modulePath(directory: string): string {
  const version = readdirSync(directory).find((name) => /^\d/.test(name))
  return join(directory, version ?? '')
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function connectTo(port: number, said: () => string): Promise<Socket> {
  for (let turn = 0; turn < 200; turn++) {
    const socket = connect(port, '127.0.0.1')
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    if (isThere) {
      socket.on('error', () => undefined)
      return socket
    }
    await sleep(50)
  }
  return expect.fail(`no listener: ${said()}`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await Promise.race([once(child, 'exit'), sleep(3000)])
  child.kill('SIGKILL')
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  )
}
