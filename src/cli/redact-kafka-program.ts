import type { Command } from 'commander'
import { withFeedOptions } from './feed-options.ts'
import type { TypedKafkaOptions } from './redact-kafka-options.ts'

/** `stanch redact kafka`. @param command has the options that all commands have that redact */
export function addKafkaOptions(command: Command): void {
  command
    .description('mask secrets on the way from one topic to another')
    .option('--brokers <host:port,…>', 'some brokers of the cluster')
    .option('--from <topic>', 'what is read; it should be kept from other readers')
    .option('--to <topic>', 'what is written; with at least as many partitions it keeps them')
    .option('--group <id>', 'consumer group: workers of the same group share the partitions')
    .option('--by <unit>', 'what belongs together: partition (default) or key')
    .option('--keys <policy>', 'a secret in a key: mask (default), say or drop')
    .option(
      '--schema-registered <policy>',
      'Avro and Protobuf: pass-if-clean (default, a placeholder where something is found) or withhold',
    )
    .option('--start <where>', 'where nothing is committed yet: earliest (default) or latest')
    .option('--until-end', 'stop when all is done that was there at the start')
    .option(
      '--instance <name>',
      'of this worker in its group: after a restart it takes over at once',
    )
    .option('--commit-interval <time>', 'records are out and committed after it: 100ms by default')
    .option('--max-hold <time>', 'a secret may stay open for so long: 10s by default')
    .option(
      '--session-timeout <time>',
      'without a sign of life a worker is given up: 10s by default',
    )
    .option('--compression <kind>', 'of what is written: none (default), gzip, snappy or lz4')
  withFeedOptions(command)
    .option('--tls', 'encrypt connections')
    .option('--tls-ca <file>', 'certificates to trust, PEM')
    .option('--tls-cert <file>', 'certificate to show, PEM')
    .option('--tls-key <file>', 'its private key, PEM')
    .option(
      '--sasl <mechanism>',
      'plain, scram-sha-256, scram-sha-512 or oauthbearer; STANCH_KAFKA_USERNAME, STANCH_KAFKA_PASSWORD_FILE, …',
    )
    .action(async (typed: TypedKafkaOptions) => {
      const { runKafka } = await import('./redact-kafka-command.ts')
      process.exitCode = await runKafka(typed)
    })
}
