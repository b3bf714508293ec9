import { publishMetrics } from '../stream/filter/publish-metrics.ts'
import { exitStatus } from './exit-status.ts'
import { buildFilterOptions } from './filter-options.ts'
import { FilterOutputs } from './filter-outputs.ts'
import { interruptSignal } from './interrupt-signal.ts'
import { keepMemoryPrivate } from './keep-memory-private.ts'
import { createLog, type Log } from './log.ts'
import { openRedactor } from './open-redactor.ts'
import { buildKafkaOptions, type TypedKafkaOptions } from './redact-kafka-options.ts'
import { usage } from './usage.ts'

/**
 * Runs until a signal asks to stop; then commits what is certain and leaves the group. A second signal does not wait.
 *
 * @returns exit status: 0 after masking, 2 when a record was withheld for another reason than a secret
 */
export async function runKafka(typed: TypedKafkaOptions): Promise<number> {
  const { maxHold: _, ...others } = typed
  const options = buildFilterOptions(others)
  const workerOptions = buildKafkaOptions(typed, process.env)
  if (options.format === 'csv') {
    throw usage('--input-format csv: a partition has no first line; expected another format.')
  }
  const log = createLog(options.log)
  keepMemoryPrivate()
  const outputs = await FilterOutputs.open(options)
  let withheld = 0
  const redactor = await openRedactor({
    options,
    log,
    wantsStableKey: true,
    readsOn: false,
    onMasked: (masked) => outputs.onMasked(masked),
    onCut: () => outputs.metrics.cuts++,
    onWithheld: (record) => {
      // What cannot be edited is withheld because of a secret, or because that was wanted.
      if (record.reason !== 'binary') withheld++
      return outputs.onWithheld(record)
    },
  })
  // Takes as long to load as all else; what is wrong with the options is said before.
  const { KafkaWorker } = await import('../stream/kafka/worker.ts')
  const worker = new KafkaWorker(workerOptions, redactor, log)
  const metrics = {
    toPrometheus: () => {
      outputs.metrics.records = worker.counts.records
      outputs.metrics.bytesIn = worker.counts.bytes
      outputs.metrics.bytesOut = worker.counts.bytesOut
      return outputs.metrics.toPrometheus()
    },
  }
  const published =
    options.metrics && (await publishMetrics(options.metrics, metrics, () => worker.isReady))
  try {
    await worker.run(interruptSignal())
  } finally {
    await published?.close()
    await outputs.close()
  }
  report(worker.counts, workerOptions.lanes.keys, log)
  return withheld > 0 ? exitStatus.failed : exitStatus.clean
}

function report(
  { keysWithSecrets, ...counts }: { readonly keysWithSecrets: number },
  policy: string,
  log: Log,
): void {
  log.info(counts, 'Kafka: done')
  if (keysWithSecrets > 0) log.warn({ records: keysWithSecrets, policy }, 'secrets stood in keys')
}
