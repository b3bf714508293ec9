import { parentPort, workerData } from 'node:worker_threads'
import { makeDocumentScanner, type ScannerSetup } from './make-document-scanner.ts'
import { runJob, type Job, type JobResult } from './run-job.ts'
import type { FallbackNote, NumberedJob, NumberedResult } from './worker-pool.ts'

const port = parentPort!
const setup = workerData as ScannerSetup
const scanner = makeDocumentScanner(setup, (fallback) =>
  port.postMessage({ fallback } satisfies FallbackNote),
)
await scanner.loadArchives()

port.on('message', ({ id, job }: NumberedJob<Job>) => {
  port.postMessage({ id, result: runJob(job, scanner) } satisfies NumberedResult<JobResult>)
})
