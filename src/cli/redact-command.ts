import type { Redactor } from '../redact/redactor.ts'
import { publishMetrics } from '../stream/filter/publish-metrics.ts'
import { pump, pumpDefaults, type PumpedChunk } from '../stream/filter/pump.ts'
import { rewriteFile } from '../stream/filter/rewrite-file.ts'
import { reasonOf } from '../text/error.ts'
import { exitStatus } from './exit-status.ts'
import { interruptSignal } from './interrupt-signal.ts'
import { openFilterInput, readStandardInput, type FilterInput } from './filter-input.ts'
import {
  buildFilterOptions,
  type FilterOptions,
  type TypedFilterOptions,
} from './filter-options.ts'
import { FilterOutputs } from './filter-outputs.ts'
import { keepMemoryPrivate } from './keep-memory-private.ts'
import { createLog, type Log } from './log.ts'
import { openRedactor } from './open-redactor.ts'

/** After a signal the input has so long to end by itself. */
const graceMs = 2000

/** @returns exit status: 0 after masking, 2 when a record was withheld for another reason than a secret */
export async function runRedact(typed: TypedFilterOptions): Promise<number> {
  const options = buildFilterOptions(typed)
  const log = createLog(options.log)
  keepMemoryPrivate()
  const outputs = await FilterOutputs.open(options)
  const open = () => openFor(options, log, outputs)
  let redactor = await open()
  const stream = redactor.openBytes()
  const published =
    options.metrics && (await publishMetrics(options.metrics, outputs.metrics, () => true))
  const reload = async () => {
    try {
      redactor = await open()
      redactor.takeOver(stream)
      outputs.metrics.reloads++
      log.info({}, 'rules and known values were read again')
    } catch (error) {
      log.error({ reason: reasonOf(error) }, 'rules are as they were: they cannot be read again')
    }
  }
  const onHangup = () => void reload()
  process.on('SIGHUP', onHangup)
  const interrupted = interruptSignal()
  try {
    if (options.output === undefined) await runStream(options, stream, outputs, interrupted)
    else rewrite(options, options.output, stream, outputs, log)
  } finally {
    process.off('SIGHUP', onHangup)
    const report = await outputs.close()
    if (options.purpose === 'explain') process.stdout.write(report)
    await published?.close()
  }
  if (interrupted.aborted) return exitStatus.interrupted
  return statusOf(outputs, log)
}

function openFor(options: FilterOptions, log: Log, outputs: FilterOutputs): Promise<Redactor> {
  return openRedactor({
    options,
    log,
    wantsStableKey: false,
    readsOn: true,
    onMasked: (masked) => outputs.onMasked(masked),
    onWithheld: (withheld) => outputs.onWithheld(withheld),
    onCut: () => outputs.metrics.cuts++,
  })
}

async function runStream(
  { purpose, input, holdMs, metrics }: FilterOptions,
  stream: ReturnType<Redactor['openBytes']>,
  outputs: FilterOutputs,
  interrupted: AbortSignal,
): Promise<void> {
  const source = input === undefined ? readStandardInput() : await openFilterInput(input)
  const count = (chunk: PumpedChunk) => countChunk(outputs, chunk, metrics !== undefined)
  const passes = purpose === 'mask' ? stream : passing(stream, purpose === 'shadow')
  await pump(untilAborted(source, interrupted), process.stdout, passes, {
    idleMs: source.isFile ? undefined : pumpDefaults.idleMs,
    holdMs: source.isFile ? undefined : holdMs,
    onChunk: count,
  })
}

/** Bytes go through as they came, or nowhere, while what would be masked is told of. */
function passing(stream: ReturnType<Redactor['openBytes']>, isShown: boolean) {
  const none = new Uint8Array(0)
  return {
    pushParts(chunk: Uint8Array) {
      stream.pushParts(chunk)
      return isShown ? [chunk] : []
    },
    flush: () => none,
    cut: () => none,
    end() {
      stream.end()
      return none
    },
    heldBytes: 0,
  }
}

function countChunk({ metrics }: FilterOutputs, chunk: PumpedChunk, countsRecords: boolean): void {
  metrics.bytesIn += chunk.input.length
  metrics.bytesOut += chunk.outputBytes
  metrics.observeLatency(chunk.durationMs / 1000)
  if (!countsRecords) return
  for (let at = chunk.input.indexOf(10); at >= 0; at = chunk.input.indexOf(10, at + 1))
    metrics.records++
}

function rewrite(
  { input = '' }: FilterOptions,
  to: string,
  stream: ReturnType<Redactor['openBytes']>,
  outputs: FilterOutputs,
  log: Log,
): void {
  const { lateBytes } = rewriteFile({
    from: input,
    to,
    stream,
    onChunk: (chunk, outputBytes, durationMs) =>
      countChunk(outputs, { input: chunk, outputBytes, durationMs }, true),
  })
  if (lateBytes > 0) {
    log.warn(
      { bytes: lateBytes },
      `${input} was written to meanwhile; whoever has it open must open it again`,
    )
  }
}

/** After an interrupt the input may end by itself; then it is left. */
async function* untilAborted(source: FilterInput, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]()
  const late = new Promise<'late'>((resolve) => {
    const wait = () => setTimeout(() => resolve('late'), graceMs).unref()
    if (signal.aborted) wait()
    else signal.addEventListener('abort', wait, { once: true })
  })
  for (;;) {
    const next = await Promise.race([iterator.next(), late])
    if (next === 'late') source.destroy?.()
    if (next === 'late' || next.done) return
    yield next.value
  }
}

function statusOf(outputs: FilterOutputs, log: Log): number {
  const { withheld } = outputs.metrics
  if (withheld === 0) return exitStatus.clean
  const lost = outputs.lostOriginals
  log.error(
    { records: withheld, ...(lost > 0 && { lost }) },
    'records were withheld: placeholders stand for them',
  )
  return exitStatus.failed
}
