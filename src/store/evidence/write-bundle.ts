import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { reasonOf, StanchError } from '../../text/error.ts'
import { writeTar } from './tar.ts' // prettier-ignore

/**
 * Writes all files of a bundle at once: into a new directory, or, when the path ends in `.tar`, into one file. Nobody but
 * the owner can read it. Whoever looks sees the whole bundle or none.
 *
 * @param path a directory that is not there yet or is empty; a file that is not there yet
 * @throws StanchError `EVIDENCE_UNWRITTEN`; then nothing is there
 */
export function writeBundle(path: string, files: ReadonlyMap<string, Uint8Array>, atMs: number): void {
  const target = resolve(path)
  const isTar = target.endsWith('.tar')
  if (isTar ? existsSync(target) : holdsSomething(target))
    throw unwritten(path, 'expected a place where nothing is yet, so that no evidence is overwritten')
  let work: string | undefined
  try {
    mkdirSync(dirname(target), { recursive: true })
    work = mkdtempSync(join(dirname(target), `.${basename(target)}.`))
    if (isTar) {
      const file = join(work, 'bundle')
      const stem = basename(target, '.tar')
      const inside = new Map(Array.from(files, ([name, bytes]) => [`${stem.slice(0, 60)}/${name}`, bytes]))
      writeFileSync(file, writeTar(inside, Math.floor(atMs / 1000)), { mode: 0o600, flush: true })
      renameSync(file, target)
      rmSync(work, { recursive: true })
    } else {
      for (const [name, bytes] of files)
        writeFileSync(join(work, name), bytes, { mode: 0o600, flush: true })
      if (existsSync(target)) rmdirSync(target)
      renameSync(work, target)
    }
  } catch (error) {
    if (work !== undefined) rmSync(work, { recursive: true, force: true })
    throw unwritten(path, reasonOf(error))
  }
} // prettier-ignore

function holdsSomething(directory: string): boolean {
  try {
    return readdirSync(directory).length > 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    return true
  }
}

function unwritten(path: string, what: string): StanchError {
  return new StanchError('EVIDENCE_UNWRITTEN', `${path}: ${what}. Nothing was written.`)
}
