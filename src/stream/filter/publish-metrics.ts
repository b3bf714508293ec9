import { writeFileSync, renameSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { reasonOf, StanchError } from '../../text/error.ts'
import type { FilterMetrics } from './filter-metrics.ts'

const fileIntervalMs = 15_000

/** Where metrics go: a file that is replaced every 15 seconds, or a port with `/metrics` and `/readyz`. */
export type MetricsTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'port'; readonly host: string; readonly port: number }

export interface PublishedMetrics {
  /** Of a port that was asked for as 0. */
  readonly port: number | undefined
  /** Writes the last figures and lets go of the port. */
  close(): Promise<void>
}

/**
 * @param isReady whether the filter can take input; `/readyz` answers 503 until then
 * @throws StanchError `METRICS_UNAVAILABLE`
 */
export async function publishMetrics(
  target: MetricsTarget,
  metrics: Pick<FilterMetrics, 'toPrometheus'>,
  isReady: () => boolean,
): Promise<PublishedMetrics> {
  return target.kind === 'file'
    ? publishToFile(target.path, metrics)
    : publishToPort(target, metrics, isReady)
}

function publishToFile(
  path: string,
  metrics: Pick<FilterMetrics, 'toPrometheus'>,
): PublishedMetrics {
  const write = () => {
    writeFileSync(`${path}.new`, metrics.toPrometheus())
    renameSync(`${path}.new`, path)
  }
  try {
    write()
  } catch (error) {
    throw unavailable(`file ${path}`, error)
  }
  // A full disk must not stop the filter.
  const timer = setInterval(() => ignoreErrors(write), fileIntervalMs).unref()
  return {
    port: undefined,
    close: async () => {
      clearInterval(timer)
      ignoreErrors(write)
    },
  }
}

async function publishToPort(
  { host, port }: { readonly host: string; readonly port: number },
  metrics: Pick<FilterMetrics, 'toPrometheus'>,
  isReady: () => boolean,
): Promise<PublishedMetrics> {
  const server = createServer(({ url }, response) => {
    if (url === '/metrics') {
      response.setHeader('content-type', 'text/plain; version=0.0.4')
      response.end(metrics.toPrometheus())
    } else if (url === '/readyz') {
      response.writeHead(isReady() ? 200 : 503).end(isReady() ? 'ready\n' : 'not ready\n')
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(unavailable(`port ${port} of ${host}`, error)))
    server.listen(port, host, resolve)
  })
  server.unref()
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function unavailable(where: string, cause: unknown): StanchError {
  return new StanchError(
    'METRICS_UNAVAILABLE',
    `Metrics cannot go to ${where}: ${reasonOf(cause)}`,
    {
      cause,
    },
  )
}

function ignoreErrors(run: () => void): void {
  try {
    run()
  } catch {
    // Said by what does not come.
  }
}
