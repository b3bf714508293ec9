import { readFileSync } from 'node:fs'
import { reasonOf, StanchError } from '../text/error.ts'

/** A file that another scanner wrote or reads. @throws StanchError `IMPORT_UNREADABLE` */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new StanchError('IMPORT_UNREADABLE', `${path} cannot be read: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}
