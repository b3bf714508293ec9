import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  type Stats,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** The file that a path means: a symbolic link stays, and what it leads to is replaced. */
export function targetOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
    return resolve(isLink ? join(dirname(path), readlinkSync(path)) : path)
  }
}

export interface Replacement {
  /** Where the new text is written first: a directory of the same file system. */
  readonly workDirectory: string
  /** Right before the old file gives way; throws to keep it. */
  readonly beforeRename?: () => void
  /** Of a file that is not there yet; 0o644 by default. */
  readonly mode?: number
}

/**
 * Replaces a file at once: readers, and who comes after a crash or a loss of power, see the old text or the new one, never a
 * part. Mode and owner stay. What a process that was killed left in the work directory is cleared away.
 *
 * @param target see {@link targetOf}; need not exist
 * @throws errors of the file system; then nothing was changed
 */
export function replaceFile(
  target: string,
  text: string,
  { workDirectory, beforeRename, mode = 0o644 }: Replacement,
): void {
  const prefix = `${basename(target)}.`
  clearLeft(workDirectory, prefix)
  const temporary = join(workDirectory, `${prefix}${randomBytes(6).toString('hex')}.tmp`)
  try {
    writeDurably(temporary, text, mode, statSync(target, { throwIfNoEntry: false }))
    beforeRename?.()
    renamePatiently(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncDirectory(dirname(target))
}

function writeDurably(path: string, text: string, mode: number, former: Stats | undefined): void {
  const descriptor = openSync(path, 'wx', former === undefined ? mode : former.mode & 0o777)
  try {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  if (former !== undefined) keepOwnership(path, former)
}

/** The mode given at creation lost what the umask forbids; only root may give a file to somebody else. */
function keepOwnership(path: string, { mode, uid, gid }: Stats): void {
  try {
    const made = statSync(path)
    if (made.uid !== uid || made.gid !== gid) chownSync(path, uid, gid)
  } catch {
    // It belongs to who wrote it, then.
  }
  chmodSync(path, mode & 0o7777)
}

/** On Windows a file cannot be replaced in the moment in which somebody reads it. */
function renamePatiently(source: string, target: string): void {
  for (let tries = 1; ; tries++) {
    try {
      return renameSync(source, target)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const isRead = code === 'EPERM' || code === 'EACCES' || code === 'EBUSY'
      if (process.platform !== 'win32' || !isRead || tries === 20) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25 * tries)
    }
  }
}

/** Windows has no such thing, and no need for it. */
export function syncDirectory(path: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function clearLeft(directory: string, prefix: string): void {
  for (const name of readdirSync(directory))
    if (name.startsWith(prefix) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(prefix.length)))
      rmSync(join(directory, name), { force: true })
}
