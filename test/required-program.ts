import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program that a test needs, and how to get it. */
export interface RequiredProgram {
  /** `undefined`: it is not there, and `skip` says what installs it. */
  readonly path: string | undefined
  readonly skip: string
}

/**
 * Looks in PATH and in further directories; daemons are often in none that a user's PATH has.
 *
 * @throws Error where it is missing and `STANCH_SERVICES=required`
 */
export function requiredProgram(
  name: string,
  install: string,
  directories: readonly string[] = ['/usr/sbin', '/sbin'],
): RequiredProgram {
  const places = [...(process.env['PATH'] ?? '').split(delimiter), ...directories]
  const path = places.map((directory) => join(directory, name)).find(isExecutable)
  const skip = `${name} is not installed; run: ${install}`
  if (path === undefined && process.env['STANCH_SERVICES'] === 'required') throw new Error(skip)
  return { path, skip }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
