import {
  Base,
  describeConfigsV4,
  findCoordinatorV4,
  type BaseOptions,
  type Connection,
} from '@platformatic/kafka'
import { reasonOf, StanchError } from '../../text/error.ts'
import { isRetriable, kafkaCodeOf } from './kafka-error.ts'
import { pause } from './pause.ts'
import type { BrokerOptions } from './worker-options.ts'

/** Kinds of coordinators, by their number in the protocol. */
const coordinatorKinds = { group: 0, transaction: 1 } as const

const topicResource = 2

/** The library's options; its own retries are few, as the worker starts over. */
export function clientOptions(options: BrokerOptions, purpose: string): BaseOptions {
  const { sasl } = options
  return {
    clientId: `stanch-${purpose}`,
    bootstrapBrokers: [...options.brokers],
    retries: 2,
    retryDelay: 200,
    connectTimeout: 5000,
    ...(options.tls ? { tls: options.tls } : {}),
    ...(sasl ? { sasl: { ...sasl } } : {}),
  }
}

/** Connections of one purpose to the brokers of a cluster: requests on one answer in order, so fetching has its own. */
export class Cluster {
  readonly #client: Base

  constructor(options: BrokerOptions, purpose: string) {
    this.#client = new Base(clientOptions(options, purpose))
  }

  async partitionCount(topic: string): Promise<number> {
    return (await this.leaders(topic)).length
  }

  /**
   * @returns by partition the broker that takes its records
   * @throws StanchError `KAFKA_TOPIC` when the topic does not exist
   */
  async leaders(topic: string): Promise<readonly number[]> {
    try {
      const { topics } = await this.#client.metadata({ topics: [topic] })
      return topics.get(topic)!.partitions.map(({ leader }) => leader)
    } catch (error) {
      if (!reasonOf(error).startsWith('Unknown topic ')) throw error
      throw new StanchError(
        'KAFKA_TOPIC',
        `The topic "${topic}" does not exist, or may not be seen by this user. Topics are not made here: make it, with as many partitions as the other.`,
        { cause: error },
      )
    }
  }

  async broker(node: number): Promise<Connection> {
    const connections = await this.#client.connectToBrokers([node])
    const connection = connections.get(node)
    if (connection) return connection
    throw new StanchError(
      'KAFKA_BROKER_GONE',
      `The broker ${node} is not among those of the cluster now.`,
    )
  }

  /** @returns the broker that keeps the offsets of a group, or the state of a transactional id */
  async coordinator(kind: keyof typeof coordinatorKinds, key: string): Promise<number> {
    for (let attempt = 0; ; attempt++) {
      try {
        const { brokers } = await this.#client.metadata({ topics: [] })
        const [first] = brokers.keys()
        const answer = await findCoordinatorV4.api.async(
          await this.broker(first!),
          coordinatorKinds[kind],
          [key],
        )
        return answer.coordinators[0]!.nodeId
      } catch (error) {
        // A new cluster makes its internal topics when they are first needed.
        if (attempt === 50 || !isRetriable(error) || kafkaCodeOf(error) === undefined) throw error
        await pause(200)
      }
    }
  }

  /** @returns the longest batch that a topic takes, in bytes; undefined when this user may not know */
  async batchBytesMax(topic: string): Promise<number | undefined> {
    try {
      const { brokers } = await this.#client.metadata({ topics: [] })
      const [first] = brokers.keys()
      const configurationKeys = ['max.message.bytes']
      const { results } = await describeConfigsV4.api.async(
        await this.broker(first!),
        [{ resourceType: topicResource, resourceName: topic, configurationKeys }],
        false,
        false,
      )
      const bytes = Number(results[0]?.configs[0]?.value)
      return bytes > 0 ? bytes : undefined
    } catch (error) {
      if (kafkaCodeOf(error) === undefined) throw error
      return undefined
    }
  }

  async close(): Promise<void> {
    await this.#client.close()
  }
}
