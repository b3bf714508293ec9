import { closeSync, openSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { FileToScan } from '../sources/source.ts'
import { reasonOf } from '../text/error.ts'
import { DocumentScanner, emptyOutcome, type RangeOutcome } from './document-scanner.ts'
import { makeDocumentScanner } from './make-document-scanner.ts'
import type { Job, JobResult, WorkerSetup } from './worker-pool.ts'

const port = parentPort!
const setup = workerData as WorkerSetup
const scanner = makeDocumentScanner(setup, (reason) => port.postMessage({ fallback: reason }))
await scanner.loadArchives()

port.on('message', (job: Job) => {
  port.postMessage({ id: job.id, ...run(job, scanner) } satisfies JobResult)
})

function run(job: Job, documents: DocumentScanner): Omit<JobResult, 'id'> {
  if (job.kind === 'range') return { range: scanRange(job, documents) }
  const outcome = emptyOutcome()
  for (const file of job.files) documents.scanFile(withBuffer(file), outcome)
  return { outcome }
}

function scanRange(job: Extract<Job, { kind: 'range' }>, documents: DocumentScanner): RangeOutcome {
  const isShared = job.descriptor !== undefined
  let descriptor = job.descriptor
  try {
    descriptor ??= openSync(withBuffer(job.file).path, 'r')
    return documents.scanRange(descriptor, job.file.origin, job.range)
  } catch (error) {
    return { found: [], bytes: 0, lineFeeds: { count: 0, last: -1 }, problem: reasonOf(error) }
  } finally {
    if (descriptor !== undefined && !isShared) closeSync(descriptor)
  }
}

/** A Buffer arrives as a plain Uint8Array. */
function withBuffer(file: FileToScan): FileToScan {
  return typeof file.path === 'string' ? file : { ...file, path: Buffer.from(file.path) }
}
