import type { Redactor } from '../redact/redactor.ts'
import { publishMetrics } from '../stream/filter/publish-metrics.ts'
import { MaskGate } from '../stream/otlp/mask-gate.ts'
import { otlpPrometheus } from '../stream/otlp/otlp-metrics.ts'
import { OtlpProxy } from '../stream/otlp/otlp-proxy.ts'
import { reasonOf } from '../text/error.ts'
import { exitStatus } from './exit-status.ts'
import { FilterOutputs } from './filter-outputs.ts'
import { keepMemoryPrivate } from './keep-memory-private.ts'
import { createLog, type Log } from './log.ts'
import { openRedactor } from './open-redactor.ts'
import { buildOtlpOptions, type OtlpOptions, type TypedOtlpOptions } from './otlp-options.ts'

/**
 * Runs until a signal comes, then answers what has come in.
 *
 * @returns exit status: 2 when something was withheld for another reason than a secret, 130 after an interrupt
 */
export async function runRedactOtlp(typed: TypedOtlpOptions): Promise<number> {
  const options = buildOtlpOptions(typed)
  const log = createLog(options.filter.log)
  keepMemoryPrivate()
  const gate = new MaskGate()
  const open = () => openFor(options, gate, log)
  const redactor = await open()
  const outputs = await FilterOutputs.open(options.filter)
  tellOf(gate, outputs, log)
  const proxy = openProxy(options, { redactor, gate }, outputs, log)
  const { address, port, family } = await proxy.listen(options.host, options.port)
  let isReady = true
  const published = await publish(options, outputs, proxy, () => isReady)
  const host = family === 'IPv6' ? `[${address}]` : address
  const metrics = published?.port
  log.info(
    {
      listen: `http://${host}:${port}`,
      forward: options.forward.href,
      ...(metrics && { metrics }),
    },
    'ready',
  )
  const stopReloading = reloadOnHangup(open, proxy, outputs, log)
  const signal = await firstSignal()
  isReady = false
  log.info({ signal }, 'finishing what has come in')
  await proxy.close()
  stopReloading()
  await published?.close()
  await outputs.close()
  logEnd(proxy, outputs, log)
  if (signal === 'SIGINT') return exitStatus.interrupted
  return outputs.metrics.withheld > 0 ? exitStatus.failed : exitStatus.clean
}

function openFor({ filter }: OtlpOptions, gate: MaskGate, log: Log): Promise<Redactor> {
  const { onMasked, onWithheld } = gate
  // Clients send a request again when its answer got lost: it must come out the same.
  return openRedactor({
    options: filter,
    log,
    wantsStableKey: true,
    readsOn: false,
    onMasked,
    onWithheld,
  })
}

function tellOf(gate: MaskGate, outputs: FilterOutputs, log: Log): void {
  gate.onMaskedOnce = (masked) => outputs.onMasked(masked)
  gate.onWithheldOnce = (withheld) => {
    const { reason, record } = withheld
    log.warn({ reason, bytes: record.length }, 'a record could not be redacted and was withheld')
    return outputs.onWithheld(withheld)
  }
}

function openProxy(
  { filter, forward, bodyBytesMax, inflightBytesMax, timeoutMs }: OtlpOptions,
  redaction: { readonly redactor: Redactor; readonly gate: MaskGate },
  { metrics }: FilterOutputs,
  log: Log,
): OtlpProxy {
  return new OtlpProxy({
    ...redaction,
    isShadow: filter.purpose === 'shadow',
    forward,
    bodyBytesMax,
    inflightBytesMax,
    timeoutMs,
    onProblem: ({ code, message }) => log.warn({ code }, message),
    onRelayed: ({ inputBytes, outputBytes, records, durationMs }) => {
      metrics.bytesIn += inputBytes
      metrics.bytesOut += outputBytes
      metrics.records += records
      metrics.observeLatency(durationMs / 1000)
    },
  })
}

async function publish(
  { filter }: OtlpOptions,
  { metrics }: FilterOutputs,
  { counters }: OtlpProxy,
  isReady: () => boolean,
) {
  if (filter.metrics === undefined) return undefined
  const toPrometheus = () => metrics.toPrometheus() + otlpPrometheus(counters)
  return await publishMetrics(filter.metrics, { toPrometheus }, isReady)
}

/** @returns ends it */
function reloadOnHangup(
  open: () => Promise<Redactor>,
  proxy: OtlpProxy,
  { metrics }: FilterOutputs,
  log: Log,
): () => void {
  const reload = async () => {
    try {
      proxy.use(await open())
      metrics.reloads++
      log.info({}, 'rules and known values were read again')
    } catch (error) {
      log.error({ reason: reasonOf(error) }, 'rules are as they were: they cannot be read again')
    }
  }
  const onHangup = () => void reload()
  process.on('SIGHUP', onHangup)
  return () => process.off('SIGHUP', onHangup)
}

function logEnd(
  { counters }: OtlpProxy,
  { metrics, lostOriginals }: FilterOutputs,
  log: Log,
): void {
  const { requests, records, refused } = counters
  const { masked, withheld } = metrics
  const counts = { requests, records, masked, withheld, ...(lostOriginals && { lostOriginals }) }
  log.info({ ...counts, ...Object.fromEntries(refused) }, 'ended')
}

/** The second one ends the process as it would have without us. */
function firstSignal(): Promise<NodeJS.Signals> {
  const signals = ['SIGTERM', 'SIGINT'] as const
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals) => {
      for (const other of signals) process.off(other, onSignal)
      resolve(signal)
    }
    for (const signal of signals) process.on(signal, onSignal)
  })
}
