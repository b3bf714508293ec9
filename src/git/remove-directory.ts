import { rmSync } from 'node:fs'

/**
 * Removes a directory in which git worked, with all that is in it. On Windows it is held by a process that was just ended, so
 * that is waited for, some seconds at most.
 */
export function removeDirectory(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}
