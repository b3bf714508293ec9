import { readFileSync, statSync } from 'node:fs'

/** Git's own limit for ignore files; an index of this size has more than a million entries. */
const sizeMax = 100 * 1024 * 1024

/**
 * The content of a file that steers ignoring. Repositories are untrusted: a FIFO or a device in the place
 * of such a file must not block the walk.
 *
 * @returns undefined when it is missing, unreadable, not a regular file or larger than 100 MiB
 */
export function readSteeringFile(path: string | Buffer): Buffer | undefined {
  try {
    const stats = statSync(path)
    return stats.isFile() && stats.size <= sizeMax ? readFileSync(path) : undefined
  } catch {
    return undefined
  }
}
