import { statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { outerPaths } from './outer-paths.ts'

/** A file as it is opened, and as reports name it. */
export interface LocatedFile {
  readonly path: string | Buffer
  readonly label: string
  /** When it was written last, milliseconds since 1970. */
  readonly writtenMs: number
}

/**
 * The file that a path of a report means: of `a.zip!b/c` the archive, unless there is a file of that very name. Only files
 * as such are opened: what a report names may be a device or a pipe, which would never end.
 *
 * @param root absolute; what the path is relative to
 */
export function locateFile(path: string, root: string): LocatedFile | { readonly gone: string } {
  for (const label of outerPaths(path)) {
    const whole = isAbsolute(label) ? label : join(root, label)
    for (const candidate of [whole, bytesOfLabel(whole)]) {
      const stats = statOf(candidate)
      if (stats?.isFile()) return { path: candidate, label, writtenMs: stats.mtimeMs }
      if (stats !== undefined && !stats.isDirectory()) return { gone: 'it is no ordinary file' }
    }
  }
  return { gone: 'the file is not there any more' }
}

function statOf(path: string | Buffer) {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/** Bytes that are not of UTF-8 stand as `%XX` in reports. */
function bytesOfLabel(label: string): Buffer {
  const parts = label.split(/(%[0-9A-F]{2})/)
  return Buffer.concat(
    parts.map((part, at) =>
      at % 2 === 1 ? Buffer.from([parseInt(part.slice(1), 16)]) : Buffer.from(part),
    ),
  )
}
