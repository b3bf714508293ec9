import { execFileSync, spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** Debian keeps the server's programs out of PATH, one directory for each version; newest first. */
const versions = '/usr/lib/postgresql'
export const postgresDirectories: readonly string[] = existsSync(versions)
  ? readdirSync(versions)
      .sort((left, right) => Number(right) - Number(left))
      .map((version) => join(versions, version, 'bin'))
  : []

export const postgresInstall = 'apt-get install -y --no-install-recommends postgresql'

export interface PostgresOptions {
  /** Lines of postgresql.conf. */
  readonly settings?: readonly string[]
  /** Shows a certificate for 127.0.0.1 that nobody vouches for. */
  readonly hasTls?: boolean
}

export interface PostgresServer {
  /** Directory of the socket: who comes there is whom he says he is. Over TCP a password is asked for. */
  readonly host: string
  /** Of the socket and of 127.0.0.1. */
  readonly port: number
  /** All that the server writes but its log: tables, indexes, write-ahead log. */
  readonly dataDirectory: string
  readonly logPath: string
  /** File with the certificate, when it has one. */
  readonly certificatePath: string
  /** Variables under which a role comes in through the socket. */
  environmentOf(role: string): Record<string, string>
  /** `postgres:///<database>`, to go with the variables. */
  addressOf(database: string): string
  /** Runs statements with psql; the superuser is `postgres`. @returns rows, columns parted by `|` */
  sql(statements: string, at?: { readonly database?: string; readonly role?: string }): string
  /** Waits until it takes connections again. */
  restart(): Promise<void>
  /** The same programs, beside the server: `pg_basebackup`, … */
  run(program: string, args: readonly string[]): void
  stop(): Promise<void>
}

/**
 * Starts a server of its own in a new directory, on a socket and a free port of the loopback. As root it runs as the user
 * `postgres` or `nobody`, since PostgreSQL refuses root.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-postgres-'))
  const dataDirectory = join(directory, 'data')
  const owner = ownerOf()
  give(directory, owner)
  execute(owner, directory, 'initdb', [
    '--no-sync',
    '--auth=trust',
    '--username=postgres',
    '--encoding=UTF8',
    '--locale=C',
    `--pgdata=${dataDirectory}`,
  ])
  const rules = [
    'local all all trust',
    'local replication all trust',
    'host all all 127.0.0.0/8 scram-sha-256',
  ]
  writeFileSync(join(dataDirectory, 'pg_hba.conf'), `${rules.join('\n')}\n`)
  return serve(directory, dataDirectory, options)
}

/** A server that follows `primary` and takes no changes. */
export async function startReplica(primary: PostgresServer): Promise<PostgresServer> {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-postgres-'))
  const dataDirectory = join(directory, 'data')
  const owner = ownerOf()
  give(directory, owner)
  const from = ['-h', primary.host, '-p', String(primary.port), '-U', 'postgres']
  const args = [...from, '-D', dataDirectory, '-R', '-X', 'stream', '-c', 'fast', '--no-sync']
  execute(owner, directory, 'pg_basebackup', args)
  return serve(directory, dataDirectory, {})
}

async function serve(
  directory: string,
  dataDirectory: string,
  { settings = [], hasTls = false }: PostgresOptions,
): Promise<PostgresServer> {
  const owner = ownerOf()
  const port = await freePort()
  const logPath = join(directory, 'log')
  const certificatePath = join(directory, 'certificate.pem')
  if (hasTls) makeCertificate(directory, certificatePath, owner)
  const lines = [
    `listen_addresses = '127.0.0.1'`,
    `port = ${port}`,
    `unix_socket_directories = '${directory}'`,
    'fsync = off',
    ...(hasTls
      ? [
          'ssl = on',
          `ssl_cert_file = '${certificatePath}'`,
          `ssl_key_file = '${directory}/key.pem'`,
        ]
      : []),
    ...settings,
  ]
  appendFileSync(join(dataDirectory, 'postgresql.conf'), `\n${lines.join('\n')}\n`)
  const start = () => {
    const log = openSync(logPath, 'a')
    const stdio: StdioOptions = ['ignore', log, log]
    const at = { cwd: directory, stdio, ...owner }
    return spawn(programOf('postgres'), ['-D', dataDirectory], at)
  }
  let child = start()
  const sql: PostgresServer['sql'] = (statements, at = {}) => {
    const { database = 'postgres', role = 'postgres' } = at
    const where = ['-h', directory, '-p', String(port), '-U', role, '-d', database]
    const args = ['-XqAt', '-v', 'ON_ERROR_STOP=1', ...where]
    return execFileSync(programOf('psql'), args, {
      input: statements,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    }).trimEnd()
  }
  await takesConnections(sql, child)
  return {
    host: directory,
    port,
    dataDirectory,
    logPath,
    certificatePath,
    environmentOf: (role) => ({ PGHOST: directory, PGPORT: String(port), PGUSER: role }),
    addressOf: (database) => `postgres:///${database}`,
    sql,
    restart: async () => {
      await end(child)
      child = start()
      await takesConnections(sql, child)
    },
    run: (program, args) => execute(owner, directory, program, args),
    stop: async () => {
      await end(child)
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

interface Owner {
  readonly uid?: number
  readonly gid?: number
}

function ownerOf(): Owner {
  if (process.getuid?.() !== 0) return {}
  const id = (option: string, name: string) =>
    Number(execFileSync('id', [option, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: id('-u', name), gid: id('-g', name) }
    } catch {
      // There is no such user.
    }
  }
  throw new Error('PostgreSQL refuses root, and there is neither a user postgres nor nobody')
}

function give(path: string, { uid, gid }: Owner): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
}

function programOf(name: string): string {
  const directories = [...postgresDirectories, ...(process.env['PATH'] ?? '').split(delimiter)]
  const path = directories.map((directory) => join(directory, name)).find((one) => existsSync(one))
  if (path === undefined) throw new Error(`no ${name}: ${postgresInstall}`)
  return path
}

function execute(owner: Owner, cwd: string, name: string, args: readonly string[]): void {
  execFileSync(programOf(name), args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], ...owner })
}

function makeCertificate(directory: string, certificatePath: string, owner: Owner): void {
  const key = join(directory, 'key.pem')
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const files = ['-keyout', key, '-out', certificatePath]
  execFileSync('openssl', ['req', '-x509', ...kind, ...name, ...files], { stdio: 'ignore' })
  chmodSync(key, 0o600)
  give(key, owner)
  give(certificatePath, owner)
}

async function takesConnections(sql: PostgresServer['sql'], child: ChildProcess): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      sql('SELECT 1')
      return
    } catch (error) {
      if (child.exitCode !== null || attempt > 300) {
        await end(child)
        throw error
      }
      await setTimeout(50)
    }
  }
}

/** Whoever is still connected is thrown out. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  await ended
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
