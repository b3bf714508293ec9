import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, connect } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const version = '4.0.0'
const cache = join(homedir(), '.cache/stanch-test', `kafka-${version}`)
const libraries = join(cache, 'libs')

/** A whole JDK, as a Java file is run as it is. */
const install = 'apt-get install -y openjdk-17-jdk-headless maven openssl'

/**
 * Why there can be no broker here; undefined when there can. With STANCH_SERVICES=required that is an error.
 */
export function whyNoBroker(): string | undefined {
  const wanted = ['java', 'javac', 'openssl', ...(existsSync(libraries) ? [] : ['mvn'])]
  const missing = wanted.filter((name) => spawnSync(name, ['version'], { stdio: 'ignore' }).error)
  if (missing.length === 0) return undefined
  const reason = `no ${missing.join(' and ')}: ${install}`
  if (process.env['STANCH_SERVICES'] === 'required') throw new Error(reason)
  return reason
}

/** The broker and what it needs, from Maven's repository into a cache; once. */
function fetchLibraries(): void {
  if (existsSync(libraries)) return
  mkdirSync(cache, { recursive: true })
  const project = mkdtempSync(join(cache, 'pom-'))
  writeFileSync(
    join(project, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>stanch.test</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId>
<version>${version}</version></dependency></dependencies></project>`,
  )
  const goal = 'dependency:copy-dependencies'
  const args = ['-q', '-B', goal, '-DincludeScope=runtime', '-DoutputDirectory=libs']
  execFileSync('mvn', args, { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] })
  if (!existsSync(libraries)) renameSync(join(project, 'libs'), libraries)
  rmSync(project, { recursive: true })
}

export interface Broker {
  /** `host:port`. */
  readonly address: string
  /** The same behind TLS, for the user `stanch` with the password. */
  readonly secureAddress: string
  readonly password: string
  /** File with the certificate that the broker shows. */
  readonly certificate: string
  /** The jars of the broker, which hold Java's client, too. */
  readonly libraries: string
  /** Kills it, and starts it again as it was. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Starts one broker that is its own controller, on free ports of the loopback, in a new directory. */
export async function startBroker(): Promise<Broker> {
  fetchLibraries()
  const directory = mkdtempSync(join(tmpdir(), 'stanch-kafka-'))
  const ports = { plain: await freePort(), secure: await freePort(), controller: await freePort() }
  const port = ports.plain
  const configuration = join(directory, 'server.properties')
  const certificate = makeCertificate(directory)
  const password = randomBytes(9).toString('hex')
  writeFileSync(configuration, propertiesOf(directory, ports, password))
  const java = ['-Xmx640m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto']
  const classes = ['-cp', join(libraries, '*')]
  const format = [
    'kafka.tools.StorageTool',
    'format',
    '-t',
    'c3RhbmNoLXRlc3Qta2Fma2E',
    '-c',
    configuration,
  ]
  execFileSync('java', ['-XX:TieredStopAtLevel=1', ...classes, ...format], { stdio: 'ignore' })
  const args = [...java, ...classes, 'kafka.Kafka', configuration]
  let child = spawn('java', args, { stdio: 'ignore' })
  await listens(port, child)
  return {
    address: `127.0.0.1:${port}`,
    secureAddress: `127.0.0.1:${ports.secure}`,
    password,
    certificate,
    libraries,
    restart: async () => {
      await kill(child)
      child = spawn('java', args, { stdio: 'ignore' })
      await listens(port, child)
    },
    stop: async () => {
      await kill(child)
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

/** Makes a certificate for the loopback address, and the broker's key store. @returns the certificate's file */
function makeCertificate(directory: string): string {
  const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')]
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const files = ['-keyout', key, '-out', certificate]
  execFileSync('openssl', ['req', '-x509', ...kind, ...name, ...files], { stdio: 'ignore' })
  const store = [key, certificate].map((path) => readFileSync(path, 'utf8')).join('')
  writeFileSync(join(directory, 'keystore.pem'), store)
  return certificate
}

/** Whoever is gone is given up soon, so that tests are short. */
function propertiesOf(
  directory: string,
  { plain, secure, controller }: Readonly<Record<'plain' | 'secure' | 'controller', number>>,
  password: string,
): string {
  const user = 'org.apache.kafka.common.security.plain.PlainLoginModule required'
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${plain},SASL_SSL://127.0.0.1:${secure},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${plain},SASL_SSL://127.0.0.1:${secure}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    'sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.sasl_ssl.plain.sasl.jaas.config': `${user} user_stanch="${password}";`,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': join(directory, 'keystore.pem'),
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(directory, 'logs'),
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': 250,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 500,
    'auto.create.topics.enable': false,
    // Records of any time are kept.
    'log.retention.ms': -1,
    'log.message.timestamp.after.max.ms': '9223372036854775807',
    'num.network.threads': 2,
    'num.io.threads': 4,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

async function listens(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`the broker ended with ${child.exitCode}`)
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (isOpen) return
    await setTimeout(100)
  }
  throw new Error('the broker did not listen within a minute')
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
