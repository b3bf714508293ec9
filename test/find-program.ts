import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * A program that a test runs its real counterpart with.
 *
 * @param install the command that brings it
 * @returns its path, or why the test is skipped; with `STANCH_SERVICES=required` a missing one is a failure
 */
export function findProgram(
  names: readonly string[],
  install: string,
): { readonly path: string } | { readonly skip: string } {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = names.map((name) => join(directory, name)).find((path) => existsSync(path))
    if (found !== undefined) return { path: found }
  }
  const skip = `${names[0]} is not installed. Run: ${install}`
  if (process.env['STANCH_SERVICES'] === 'required') throw new Error(skip)
  return { skip }
}
