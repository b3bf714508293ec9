import type { OpenArchiveLimits } from '../../sources/archives/open-archive.ts'
import { defaultConfiguration, type Limits } from '../configuration.ts'

/** A workspace of ten years has more files than most archives. */
const entriesMax = 10_000_000

/**
 * What is named as an export may be large, and is read in order: what a configuration does not limit by itself is limited by
 * how many times its size it unpacks to, and as before where it has to be held in memory.
 */
export function exportLimits(limits: Limits): Limits & OpenArchiveLimits {
  const { archiveBytes, entryBytes } = defaultConfiguration.limits
  return {
    ...limits,
    archiveBytes: limits.archiveBytes === archiveBytes ? Infinity : limits.archiveBytes,
    streamBytes: limits.entryBytes === entryBytes ? Infinity : limits.entryBytes,
    entries: entriesMax,
  }
}
