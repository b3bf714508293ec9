import { statSync, type Stats } from 'node:fs'
import { reasonOf, StanchError } from '../text/error.ts'

/** @throws StanchError `KEY_FILE_MODE` where others than its owner may read or write a file, `KEY_FILE_UNREADABLE` */
export function assertPrivateFile(path: string): void {
  const mode = statusOf(path).mode & 0o777
  if ((mode & 0o077) === 0) return
  throw new StanchError(
    'KEY_FILE_MODE',
    `${path}: expected a file for its owner alone (mode 600 or 400), got ${mode.toString(8)}.\nRun: chmod 600 ${path}`,
  )
}

function statusOf(path: string): Stats {
  try {
    return statSync(path)
  } catch (error) {
    throw new StanchError('KEY_FILE_UNREADABLE', `${path} cannot be read: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}
