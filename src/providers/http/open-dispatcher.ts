import type { buildConnector, Dispatcher } from 'undici'
import { isIP } from 'node:net'
import { StanchError } from '../../text/error.ts'
import { metadataHosts } from './assert-allowed.ts'
import { isPublicAddress, privateAddressError, publicLookup } from './public-lookup.ts'

/** Of one store; PEM. */
export interface HttpTls {
  /** Trusted instead of the system's: a cluster's own authority. */
  readonly ca?: string
  /** Shown to the server, with its key. */
  readonly certificate?: string
  readonly key?: string
  /** Name that the server's certificate is to have, when it is not the address's. */
  readonly serverName?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** What connections are watched for. */
export interface ConnectionWatch {
  /** Whether a host, as in `URL.hostname`, may be one of a private network only if it is spoken to by a proxy. */
  readonly isPublicOnly: (hostname: string) => boolean
  /** A connection that goes to `host`, as in `URL.host`, without a proxy: this machine's address of it. */
  readonly onDirect: (host: string, address: string) => void
}

/**
 * Connections as HTTPS_PROXY, HTTP_PROXY and NO_PROXY want them, small letters first; this machine is always spoken to
 * directly, and so is the metadata server of a cloud. NODE_EXTRA_CA_CERTS is Node's own matter.
 *
 * @throws StanchError `HTTP_PROXY_INVALID`
 */
export async function openDispatcher(
  tls: HttpTls,
  connectMs: number,
  env: Environment,
  watch: ConnectionWatch,
): Promise<Dispatcher> {
  const { buildConnector, EnvHttpProxyAgent, Pool } = await import('undici')
  const connect = {
    timeout: connectMs,
    ...(tls.ca && { ca: tls.ca }),
    ...(tls.certificate && { cert: tls.certificate }),
    ...(tls.key && { key: tls.key }),
    ...(tls.serverName && { servername: tls.serverName }),
  }
  const others = [
    env['no_proxy'] ?? env['NO_PROXY'],
    'localhost',
    '127.0.0.1',
    '[::1]',
    ...metadataHosts,
  ]
  return new EnvHttpProxyAgent({
    connect: watched(
      buildConnector(connect),
      buildConnector({ ...connect, lookup: publicLookup }),
      watch,
    ),
    requestTls: connect,
    // A proxy that hangs up instead of answering would be asked again at once, for ever.
    clientFactory: (origin: URL, options: object) => {
      const pool = new Pool(origin, options)
      const open = pool.connect.bind(pool) as (...given: unknown[]) => Promise<unknown>
      const once = (...given: unknown[]) => open(...given).catch(notThrough)
      return Object.assign(pool, { connect: once }) as Dispatcher
    },
    httpProxy: proxyOf('HTTP_PROXY', env),
    httpsProxy: proxyOf('HTTPS_PROXY', env),
    noProxy: others[0]?.trim() === '*' ? '*' : others.filter(Boolean).join(','),
  })
}

/** Under the code of a proxy's refusal. */
function notThrough(cause: unknown): never {
  throw Object.assign(new Error('the proxy did not connect', { cause }), {
    code: 'UND_ERR_ABORTED',
  })
}

function watched(
  toAny: buildConnector.connector,
  toPublic: buildConnector.connector,
  { isPublicOnly, onDirect }: ConnectionWatch,
): buildConnector.connector {
  return (options, callback) => {
    const { hostname, host = hostname } = options
    const isPublic = isPublicOnly(hostname)
    const address = hostname.replace(/^\[|\]$/g, '')
    // Of an address nothing is looked up.
    if (isPublic && isIP(address) !== 0 && !isPublicAddress(address))
      return callback(privateAddressError(), null)
    const connect = isPublic ? toPublic : toAny
    connect(options, (error, socket) => {
      if (error !== null) return callback(error, null)
      if (socket.localAddress !== undefined) onDirect(host, socket.localAddress)
      callback(null, socket)
    })
  }
}

/** @returns empty for none; the message never repeats it, for credentials may stand in it */
export function proxyOf(name: string, env: Environment): string {
  const typed = (env[name.toLowerCase()] ?? env[name] ?? '').trim()
  if (typed === '') return ''
  const address = typed.includes('://') ? typed : `http://${typed}`
  if (/^(?:https?|socks5?):\/\/./.test(address) && URL.canParse(address)) return address
  throw new StanchError(
    'HTTP_PROXY_INVALID',
    `${name}: expected the address of a proxy, such as http://proxy.example.org:3128; got ${typed.length} characters that are none.`,
  )
}
