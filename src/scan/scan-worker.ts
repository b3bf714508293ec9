import { parentPort, workerData } from 'node:worker_threads'
import { makeDocumentScanner } from './make-document-scanner.ts'
import { runJob } from './run-job.ts'
import type { Job, JobResult, WorkerSetup } from './worker-pool.ts'

const port = parentPort!
const setup = workerData as WorkerSetup
const scanner = makeDocumentScanner(setup, (reason) => port.postMessage({ fallback: reason }))
await scanner.loadArchives()

port.on('message', (job: Job) => {
  port.postMessage({ id: job.id, ...runJob(job, scanner) } satisfies JobResult)
})
