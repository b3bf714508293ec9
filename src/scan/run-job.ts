import { closeSync, openSync } from 'node:fs'
import type { FileToScan } from '../sources/source.ts'
import { reasonOf } from '../text/error.ts'
import { emptyOutcome, type DocumentScanner, type RangeOutcome } from './document-scanner.ts'
import type { Job, JobResult } from './worker-pool.ts'

/** Does one job, in a worker or in the main thread. Never throws for what a file is like. */
export function runJob(job: Job, documents: DocumentScanner): Omit<JobResult, 'id'> {
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
