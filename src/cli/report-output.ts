import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
  type Stats,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { reasonOf, StanchError } from '../text/error.ts'

/** Where a report goes. */
export interface ReportOutput {
  write(text: string): void
  /** The report is whole: put it in its place. */
  finish(): void
}

export function standardOutput(): ReportOutput {
  return {
    write: (text) => {
      if (text !== '') process.stdout.write(text)
    },
    finish: () => undefined,
  }
}

/**
 * A report file. A regular file is replaced as a whole when the report is finished, so that a reader never sees
 * half of one; a device, a pipe or a link is written through and stays what it is.
 *
 * @throws StanchError `REPORT_NOT_WRITTEN`
 */
export function reportFile(path: string): ReportOutput {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    return stats === undefined || stats.isFile() ? replacedFile(path, stats) : writtenThrough(path)
  } catch (error) {
    throw notWritten(path, error)
  }
}

function replacedFile(path: string, old: Stats | undefined): ReportOutput {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  const descriptor = openSync(temporary, 'wx')
  if (old) fchmodSync(descriptor, old.mode & 0o7777)
  const abandon = () => unlinkSync(temporary)
  process.once('exit', abandon)
  return {
    write: (text) => writeAll(descriptor, path, text),
    finish: () => {
      try {
        fsyncSync(descriptor)
        closeSync(descriptor)
        renameSync(temporary, path)
        process.off('exit', abandon)
      } catch (error) {
        throw notWritten(path, error)
      }
    },
  }
}

function writtenThrough(path: string): ReportOutput {
  const descriptor = openSync(path, 'w')
  return {
    write: (text) => writeAll(descriptor, path, text),
    finish: () => closeSync(descriptor),
  }
}

function writeAll(descriptor: number, path: string, text: string): void {
  const bytes = Buffer.from(text)
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
  } catch (error) {
    throw notWritten(path, error)
  }
}

function notWritten(path: string, error: unknown): StanchError {
  return new StanchError(
    'REPORT_NOT_WRITTEN',
    `The report ${path} cannot be written: ${reasonOf(error)}`,
    {
      cause: error,
    },
  )
}
