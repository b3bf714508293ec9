import { closeSync, openSync } from 'node:fs'
import type { FileToScan } from '../sources/source.ts'
import { reasonOf } from '../text/error.ts'
import {
  emptyOutcome,
  type DocumentRange,
  type DocumentScanner,
  type Outcome,
  type RangeOutcome,
} from './document-scanner.ts'

/** Files to scan whole, or a part of a large one. */
export type Job = FilesJob | RangeJob

interface FilesJob {
  readonly kind: 'files'
  readonly files: readonly FileToScan[]
}

interface RangeJob {
  readonly kind: 'range'
  readonly file: FileToScan
  /** Already open in this process; otherwise the worker opens the file. */
  readonly descriptor: number | undefined
  readonly range: DocumentRange
}

/** One of the two, by the job's kind. */
export interface JobResult {
  readonly outcome?: Outcome
  readonly range?: RangeOutcome
}

/** Does one job, in a worker or in the main thread. Never throws for what a file is like. */
export function runJob(job: Job, documents: DocumentScanner): JobResult {
  if (job.kind === 'range') return { range: scanRange(job, documents) }
  const outcome = emptyOutcome()
  for (const file of job.files) documents.scanFile(withBuffer(file), outcome)
  return { outcome }
}

function scanRange(job: RangeJob, documents: DocumentScanner): RangeOutcome {
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
