import { getSystemErrorMap } from 'node:util'
import { reasonOf } from '../text/error.ts'

/** A file-system error in words (`permission denied`), without path and error number. */
export function reasonOfErrno(error: unknown): string {
  const errno = error instanceof Error && 'errno' in error ? error.errno : undefined
  const words = typeof errno === 'number' ? getSystemErrorMap().get(errno)?.[1] : undefined
  return words ?? reasonOf(error)
}
