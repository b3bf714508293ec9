import { readSteeringFile } from './ignore-file.ts'

/** The paths that git tracks, relative to the work tree, as byte keys. */
export interface TrackedPaths {
  has(path: string): boolean
  /** @param directory ends in `/` */
  hasBelow(directory: string): boolean
}

/**
 * Reads `.git/index` (versions 2 to 4, split ones too) instead of asking git, which would obey the
 * configuration of a repository that need not be trusted, and costs a process.
 * https://git-scm.com/docs/index-format
 *
 * @param hashBytes 20, or 32 in a SHA-256 repository
 * @returns nothing tracked when there is no index or it cannot be understood
 */
export function readTrackedPaths(gitDirectory: string, hashBytes: 20 | 32): TrackedPaths {
  const paths: string[] = []
  try {
    const index = readSteeringFile(`${gitDirectory}/index`)
    const base = index && readEntries(index, hashBytes, paths)
    const shared = base && readSteeringFile(`${gitDirectory}/sharedindex.${base}`)
    if (shared) readEntries(shared, hashBytes, paths)
  } catch {
    // A damaged index: what was read so far is tracked all the same.
  }
  if (paths.some((path, at) => at > 0 && paths[at - 1]! > path)) paths.sort()
  return { has: (path) => paths[lowerBound(paths, path)] === path, hasBelow }

  function hasBelow(directory: string): boolean {
    return paths[lowerBound(paths, directory)]?.startsWith(directory) ?? false
  }
}

function lowerBound(sorted: readonly string[], wanted: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/** @returns the name of the shared index that this one builds upon */
function readEntries(index: Buffer, hashBytes: number, paths: string[]): string | undefined {
  const version = index.readUInt32BE(4)
  if (index.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 4) return undefined
  const count = index.readUInt32BE(8)
  let at = 12
  let previous = ''
  for (let entry = 0; entry < count; entry++) {
    const flags = index.readUInt16BE(at + 40 + hashBytes)
    let name = at + 42 + hashBytes + (flags & 0x4000 ? 2 : 0)
    let kept = ''
    if (version === 4) {
      let byte = index.readUInt8(name++)
      let stripped = byte & 127
      while (byte & 128) {
        byte = index.readUInt8(name++)
        stripped = ((stripped + 1) << 7) | (byte & 127)
      }
      kept = previous.slice(0, previous.length - stripped)
    }
    const end = index.indexOf(0, name)
    if (end < 0) return undefined
    previous = kept + index.toString('latin1', name, end)
    if (previous !== '') paths.push(previous)
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7)
  }
  return sharedIndexOf(index, at, hashBytes)
}

function sharedIndexOf(index: Buffer, start: number, hashBytes: number): string | undefined {
  for (let at = start; at + 8 <= index.length - hashBytes; at += 8 + index.readUInt32BE(at + 4)) {
    if (index.toString('latin1', at, at + 4) !== 'link') continue
    const name = index.toString('hex', at + 8, at + 8 + hashBytes)
    return /[^0]/.test(name) ? name : undefined
  }
  return undefined
}
