import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** As `redactExport` calls a copy that is not whole, and `redactDatabase` a folder in which a database is written. */
const unfinished = /^\.(?:.+\.)?stanch-\w{6,16}$/

/**
 * What a run that was killed could not take away: of a database it is a copy with all its secrets.
 *
 * @param directory that copies are written to
 * @returns paths, in order of their names
 */
export function leftBehind(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => unfinished.test(name))
    .toSorted((left, right) => (left < right ? -1 : 1))
    .map((name) => join(directory, name))
}
