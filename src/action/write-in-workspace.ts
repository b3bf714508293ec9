import { randomUUID } from 'node:crypto'
import { lstatSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { reasonOf, StanchError } from '../text/error.ts'

/**
 * Writes a file below a directory that may hold a checkout of somebody else's change: no link on the way is followed, and what
 * stands at its place is replaced, never written through.
 *
 * @param path relative, see `readInputs`
 * @returns absolute
 * @throws StanchError `ACTION_FILE`
 */
export function writeInWorkspace(workspace: string, path: string, text: string): string {
  try {
    const root = realpathSync(workspace)
    const target = resolve(root, path)
    const directory = makeDirectory(root, dirname(target))
    const temporary = join(directory, `.stanch-${randomUUID()}`)
    try {
      writeFileSync(temporary, text, { flag: 'wx', mode: 0o644 })
      renameSync(temporary, target)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
    return target
  } catch (error) {
    if (error instanceof StanchError) throw error
    throw failure(path, reasonOf(error).split('\n')[0]!, error)
  }
}

/** Step by step, so that a link in the midst is seen before anything is made behind it. */
function makeDirectory(root: string, directory: string): string {
  let at = root
  for (const name of relative(root, directory).split(/[/\\]/)) {
    if (name === '') continue
    at = join(at, name)
    const stats = lstatSync(at, { throwIfNoEntry: false })
    if (stats === undefined) mkdirSync(at)
    else if (!stats.isDirectory()) throw failure(directory, 'a part of it is a link or a file')
  }
  return at
}

function failure(path: string, why: string, cause?: unknown): StanchError {
  return new StanchError(
    'ACTION_FILE',
    `"${basename(path)}" cannot be written into the workspace: ${why}. Expected a path that no link stands on.`,
    { cause },
  )
}
