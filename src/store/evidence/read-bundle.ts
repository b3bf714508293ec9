import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf, StanchError } from '../../text/error.ts'
import { readTar } from './tar.ts'

/** A bundle of thousands of records has some megabytes. */
const bytesMax = 512 << 20

/**
 * All files of a bundle by name, of its directory or its `.tar`. Files in directories below have names with a `/`; links
 * and the like are refused.
 *
 * @throws StanchError `EVIDENCE_UNREADABLE`
 */
export function readBundle(path: string): Map<string, Uint8Array> {
  try {
    const found = statSync(path)
    if (!found.isDirectory()) {
      if (found.size > bytesMax) throw unreadable(path, `it has more than ${bytesMax} bytes`)
      return withoutStem(readTar(readFileSync(path), path))
    }
    return readDirectory(path)
  } catch (error) {
    if (error instanceof StanchError) throw error
    throw unreadable(path, reasonOf(error))
  }
}

function readDirectory(path: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  let bytes = 0
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' })) {
    const found = lstatSync(join(path, name))
    if (found.isDirectory()) continue
    if (!found.isFile()) throw unreadable(path, 'it holds something else than files')
    bytes += found.size
    if (bytes > bytesMax) throw unreadable(path, `it has more than ${bytesMax} bytes`)
    files.set(name.replaceAll('\\', '/'), readFileSync(join(path, name)))
  }
  return files
}

/** An archive's files lie in one directory, or in none. */
function withoutStem(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const stems = new Set(Array.from(files.keys(), (name) => name.slice(0, name.indexOf('/') + 1)))
  const [stem = ''] = stems.size === 1 ? stems : ['']
  return new Map(Array.from(files, ([name, bytes]) => [name.slice(stem.length), bytes]))
}

function unreadable(path: string, what: string): StanchError {
  return new StanchError('EVIDENCE_UNREADABLE', `${path}: expected a bundle of stanch incident evidence, a directory or a .tar file; ${what}.`) // prettier-ignore
}
