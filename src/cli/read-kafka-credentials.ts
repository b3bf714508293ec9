import { readFileSync } from 'node:fs'
import type { ConnectionOptions as TlsOptions } from 'node:tls'
import type { SaslOptions } from '../stream/kafka/worker-options.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import { usage } from './usage.ts'

export interface TypedTlsOptions {
  readonly tls?: boolean
  readonly tlsCa?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
}

const mechanisms: Readonly<Record<string, SaslOptions['mechanism']>> = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
  oauthbearer: 'OAUTHBEARER',
}

/**
 * Who we are to the broker: `STANCH_KAFKA_USERNAME`, and `STANCH_KAFKA_PASSWORD` or what the file
 * `STANCH_KAFKA_PASSWORD_FILE` holds; for oauthbearer `STANCH_KAFKA_TOKEN_FILE`. Files are read for each connection.
 *
 * @throws StanchError `USAGE`, `KAFKA_CREDENTIALS`
 */
export function readKafkaCredentials(
  typed: string | undefined,
  env: NodeJS.ProcessEnv,
): SaslOptions | undefined {
  if (typed === undefined) return undefined
  const mechanism = mechanisms[typed.toLowerCase()]
  if (!mechanism) {
    throw usage(`--sasl: expected ${Object.keys(mechanisms).join(', ')}, got "${typed}".`)
  }
  const username = () => wanted(env, 'STANCH_KAFKA_USERNAME')
  const password = () => env['STANCH_KAFKA_PASSWORD'] ?? fromFile(env, 'STANCH_KAFKA_PASSWORD_FILE')
  const token = () => fromFile(env, 'STANCH_KAFKA_TOKEN_FILE')
  // What is missing is said at the start.
  if (mechanism === 'OAUTHBEARER') token()
  else void [username(), password()]
  return { mechanism, username, password, token }
}

/** @throws StanchError `USAGE`, `KAFKA_TLS_FILE` */
export function readTlsFiles({
  tls,
  tlsCa,
  tlsCert,
  tlsKey,
}: TypedTlsOptions): TlsOptions | undefined {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw usage('--tls-cert and --tls-key: expected both or none.')
  }
  if (!tls && tlsCa === undefined && tlsCert === undefined) return undefined
  return {
    ...(tlsCa === undefined ? {} : { ca: readPem(tlsCa, '--tls-ca') }),
    ...(tlsCert === undefined ? {} : { cert: readPem(tlsCert, '--tls-cert') }),
    ...(tlsKey === undefined ? {} : { key: readPem(tlsKey, '--tls-key') }),
  }
}

function readPem(path: string, option: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new StanchError(
      'KAFKA_TLS_FILE',
      `${option} names ${path}, which cannot be read: ${reasonOf(error)}`,
      {
        cause: error,
      },
    )
  }
}

function fromFile(env: NodeJS.ProcessEnv, name: string): string {
  const path = wanted(env, name)
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new StanchError(
      'KAFKA_CREDENTIALS',
      `${name} names ${path}, which cannot be read: ${reasonOf(error)}`,
      {
        cause: error,
      },
    )
  }
}

function wanted(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name]
  if (value) return value
  throw new StanchError(
    'KAFKA_CREDENTIALS',
    `--sasl wants ${name} in the environment: passwords are never arguments.`,
  )
}
