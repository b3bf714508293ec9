import { type Dirent, readdirSync } from 'node:fs'
import { byteKeyOf, isAscii, labelOfBytes } from './walk-label.ts'

/** The entries of one directory, ascending by the bytes of their names. */
export interface Listing {
  readonly entries: readonly ListedEntry[]
  /** Byte keys of the names; undefined when all names are ASCII and are their own keys. */
  readonly keys: readonly string[] | undefined
}

/** What a walk needs of a directory's entry, whether read as text or as bytes. */
export interface ListedEntry {
  readonly name: string | Buffer
  isFile(): boolean
  isDirectory(): boolean
  isSymbolicLink(): boolean
  isFIFO(): boolean
  isSocket(): boolean
}

/**
 * Reads a directory at once, names as text; only one with a name that may not be UTF-8 is read again, as
 * bytes. Throws the system's error.
 */
export function listDirectory(path: string | Buffer): Listing {
  const entries: Dirent[] = readdirSync(path, { withFileTypes: true })
  let sorted = true
  let ascii = true
  let previous = ''
  for (const { name } of entries) {
    if (ascii && !isAscii(name)) ascii = false
    if (name < previous) sorted = false
    previous = name
  }
  if (ascii) {
    if (!sorted) entries.sort((left, right) => (left.name < right.name ? -1 : 1))
    return { entries, keys: undefined }
  }
  return entries.some(({ name }) => name.includes('\ufffd'))
    ? sortByKey(readdirSync(path, { withFileTypes: true, encoding: 'buffer' }))
    : sortByKey(entries)
}

function sortByKey(entries: readonly ListedEntry[]): Listing {
  const keyed = entries
    .map((entry) => ({ entry, key: byteKeyOf(entry.name) }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
  return { entries: keyed.map(({ entry }) => entry), keys: keyed.map(({ key }) => key) }
}

/** A directory that entries' names are appended to: what to open, and how reports show it. */
export interface Prefix {
  /** Bytes once a name on the way is not UTF-8. Ends in `/`, or is empty for the working directory. */
  readonly path: string | Buffer
  readonly label: string
}

/** The path and the label of an entry. */
export function joinName(prefix: Prefix, name: string | Buffer): Prefix {
  if (typeof name === 'string' && typeof prefix.path === 'string') {
    const path = prefix.path + name
    return { path, label: prefix.path === prefix.label ? path : prefix.label + name }
  }
  const bytes = Buffer.from(name as string)
  const text = bytes.toString()
  const path = Buffer.concat([Buffer.from(prefix.path as string), bytes])
  const valid = typeof prefix.path === 'string' && Buffer.from(text).equals(bytes)
  return { path: valid ? path.toString() : path, label: prefix.label + labelOfBytes(bytes) }
}
