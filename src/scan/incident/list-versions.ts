import { relative, resolve, sep } from 'node:path'
import type { FileOrigin, GitOrigin } from '../../engine/document.ts'
import type { Repository } from '../../git/repository.ts'
import { runGit } from '../../git/run-git.ts'

/** A version of a file. */
export interface FileVersion {
  /** From the repository's root; of an entry of an archive the entry's. */
  readonly path: string
  readonly blob: string
  readonly commit: string
}

/**
 * Versions that a file had in all that references and their logs reach, the newest first, each blob once.
 *
 * @param root absolute; what a file's path is relative to
 * @throws StanchError `GIT_FAILED`
 */
export async function listVersions(
  repository: Repository,
  origin: FileOrigin | GitOrigin,
  root: string,
  versionsMax: number,
): Promise<FileVersion[]> {
  const path = pathInRepository(repository, origin, root)
  if (path === undefined || path === '') return []
  const [outer = path] = path.split('!')
  const args = ['log', '--all', '--reflog', '--no-renames', '--raw', '--no-abbrev', '-m']
  const output = await runGit(repository, [
    ...args,
    '--format=commit %H',
    `-n${versionsMax * 4}`,
    '--',
    `:(top,literal)${outer}`,
  ])
  const versions = new Map<string, FileVersion>()
  let commit = ''
  for (const line of output.toString('latin1').split('\n')) {
    if (line.startsWith('commit ')) commit = line.slice(7)
    const blobs = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) /.exec(line)?.slice(1) ?? []
    // What a commit took away is what it had before.
    for (const blob of blobs.reverse())
      if (!/^0+$/.test(blob) && !versions.has(blob)) versions.set(blob, { path, blob, commit })
  }
  return [...versions.values()].slice(0, versionsMax)
}

function pathInRepository(
  { workTree }: Repository,
  { kind, path }: FileOrigin | GitOrigin,
  root: string,
): string | undefined {
  if (kind === 'git') return path
  if (workTree === undefined) return undefined
  const inside = relative(workTree, resolve(root, path))
  return inside.startsWith('..') ? undefined : inside.split(sep).join('/')
}
