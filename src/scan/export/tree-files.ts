import { lstatSync, readdirSync, statSync, type Stats } from 'node:fs'
import { labelOfBytes } from '../../sources/walk-label.ts'

/** Something in a folder that is copied. Names on Linux need not be UTF-8. */
export interface TreeItem {
  readonly kind: 'file' | 'directory' | 'other'
  readonly path: Buffer
  /** From the folder on; empty for itself. */
  readonly inner: Buffer
  /** The same, to be shown. */
  readonly label: string
  readonly stats: Stats
}

const slash = Buffer.from('/')

/** A file, or a folder and all in it, each folder before what is in it; links are told, not followed. */
export function* treeFiles(path: Buffer, inner = Buffer.alloc(0)): Generator<TreeItem> {
  const stats = inner.length === 0 ? statSync(path) : lstatSync(path)
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other'
  yield { kind, path, inner, label: labelOfBytes(inner), stats }
  if (kind !== 'directory') return
  for (const name of readdirSync(path, { encoding: 'buffer' }).toSorted((left, right) =>
    left.compare(right),
  )) {
    yield* treeFiles(
      Buffer.concat([path, slash, name]),
      inner.length === 0 ? name : Buffer.concat([inner, slash, name]),
    )
  }
}
