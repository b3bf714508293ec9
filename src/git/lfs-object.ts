import { createHash } from 'node:crypto'
import { closeSync, lstatSync, openSync, readSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Repository } from './repository.ts'

/** What a pointer of Git LFS stands for: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
interface LfsContent {
  /** SHA-256, 64 hex digits. */
  readonly hash: string
  readonly size: number
}

/**
 * Looks for what a pointer stands for beside the objects of a repository, where `git lfs` puts what it fetched or was given. Only
 * what has the very bytes that the pointer names counts, whoever put it there.
 *
 * @param pointer a blob
 * @returns its path; `undefined`: it is not here
 */
export function findLfsObject(
  { objectDirectories }: Pick<Repository, 'objectDirectories'>,
  pointer: Uint8Array,
): string | undefined {
  const content = contentOf(pointer)
  if (content === undefined) return undefined
  const { hash } = content
  return objectDirectories
    .map((path) => join(dirname(path), 'lfs/objects', hash.slice(0, 2), hash.slice(2, 4), hash))
    .find((path) => isContent(path, content))
}

function contentOf(pointer: Uint8Array): LfsContent | undefined {
  const text = Buffer.from(pointer.buffer, pointer.byteOffset, pointer.length).toString('latin1')
  const hash = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1]
  const size = /^size (\d{1,15})$/m.exec(text)?.[1]
  return hash === undefined || size === undefined ? undefined : { hash, size: Number(size) }
}

function isContent(path: string, { hash, size }: LfsContent): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false })
  return status?.isFile() === true && status.size === size && hashOf(path) === hash
}

/** @returns `undefined`: it cannot be read */
function hashOf(path: string): string | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const hash = createHash('sha256')
    const buffer = Buffer.allocUnsafe(1 << 20)
    for (;;) {
      const length = readSync(descriptor, buffer, 0, buffer.length, null)
      if (length === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, length))
    }
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
