import { lanePolicyDefaults } from '../stream/kafka/lane-policy.ts'
import { workerDefaults, type WorkerOptions } from '../stream/kafka/worker-options.ts'
import { parseDuration } from './parse-duration.ts'
import {
  readKafkaCredentials,
  readTlsFiles,
  type TypedTlsOptions,
} from './read-kafka-credentials.ts'
import type { TypedFilterOptions } from './filter-options.ts'
import { usage } from './usage.ts'

/** `stanch redact kafka` as typed. */
export interface TypedKafkaOptions extends Omit<TypedFilterOptions, 'in' | 'out'>, TypedTlsOptions {
  readonly brokers?: string
  readonly from?: string
  readonly to?: string
  readonly group?: string
  readonly by?: string
  readonly keys?: string
  readonly schemaRegistered?: string
  readonly start?: string
  readonly untilEnd?: boolean
  readonly instance?: string
  readonly commitInterval?: string
  readonly sessionTimeout?: string
  readonly compression?: string
  readonly sasl?: string
}

/** @throws StanchError `USAGE`, `KAFKA_CREDENTIALS`, `KAFKA_TLS_FILE` */
export function buildKafkaOptions(typed: TypedKafkaOptions, env: NodeJS.ProcessEnv): WorkerOptions {
  const from = nameOf(typed.from, '--from')
  const to = nameOf(typed.to, '--to')
  if (from === to) {
    throw usage(`--to: expected another topic than --from, got "${to}" twice: it would never end.`)
  }
  return {
    brokers: brokersOf(typed.brokers),
    tls: readTlsFiles(typed),
    sasl: readKafkaCredentials(typed.sasl, env),
    from,
    to,
    group: nameOf(typed.group, '--group'),
    instance: typed.instance === undefined ? undefined : nameOf(typed.instance, '--instance'),
    lanes: {
      by: oneOf(['partition', 'key'], typed.by, '--by') ?? lanePolicyDefaults.by,
      keys: oneOf(['mask', 'say', 'drop'], typed.keys, '--keys') ?? lanePolicyDefaults.keys,
      schemaRegistered:
        oneOf(['pass-if-clean', 'withhold'], typed.schemaRegistered, '--schema-registered') ??
        lanePolicyDefaults.schemaRegistered,
    },
    start: oneOf(['earliest', 'latest'], typed.start, '--start') ?? workerDefaults.start,
    compression:
      oneOf(['none', 'gzip', 'snappy', 'lz4'], typed.compression, '--compression') ??
      workerDefaults.compression,
    commitIntervalMs:
      timeOf(typed.commitInterval, '--commit-interval', 1, 60_000) ??
      workerDefaults.commitIntervalMs,
    holdMs: timeOf(typed.maxHold, '--max-hold', 10, 3_600_000) ?? workerDefaults.holdMs,
    sessionTimeoutMs:
      timeOf(typed.sessionTimeout, '--session-timeout', 1000, 900_000) ??
      workerDefaults.sessionTimeoutMs,
    untilEnd: typed.untilEnd ?? false,
  }
}

function brokersOf(typed: string | undefined): string[] {
  const brokers = (typed ?? '').split(',').map((broker) => broker.trim())
  if (brokers.every((broker) => /^(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?$/.test(broker))) {
    return brokers
  }
  throw usage(
    typed?.includes('@')
      ? '--brokers: expected host:port,… without a user: passwords come from the environment or a file.'
      : `--brokers: expected host:port,… of at least one broker, got "${typed ?? ''}".`,
  )
}

/** As Kafka names topics; groups and instances are held to the same. */
function nameOf(typed: string | undefined, option: string): string {
  if (typed !== undefined && /^[\w.-]{1,249}$/.test(typed)) return typed
  throw usage(
    typed === undefined
      ? `${option} is needed.`
      : `${option}: expected up to 249 letters, digits and . _ -, got "${typed}".`,
  )
}

function oneOf<Word extends string>(
  words: readonly Word[],
  typed: string | undefined,
  option: string,
): Word | undefined {
  const known = words.find((word) => word === typed)
  if (known !== undefined || typed === undefined) return known
  throw usage(`${option}: expected ${words.join(' or ')}, got "${typed}".`)
}

function timeOf(typed: string | undefined, option: string, least: number, most: number) {
  return typed === undefined ? undefined : parseDuration(typed, option, { least, most })
}
