import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openRepository, type Repository } from './repository.ts'

/**
 * Makes a bare repository that has the objects of another one without a copy. Git never reads the other's settings
 * by it, and nothing is written there: what is fetched lies here.
 *
 * @param directory empty
 * @param lender `undefined`: there are no objects yet
 */
export function makeBorrowingRepository(
  directory: string,
  lender: Repository | undefined,
  hashBytes: 20 | 32,
): Repository {
  for (const name of ['objects/info', 'objects/pack', 'refs/heads']) {
    mkdirSync(join(directory, name), { recursive: true })
  }
  writeFileSync(join(directory, 'HEAD'), 'ref: refs/heads/none\n')
  const format =
    hashBytes === 32
      ? '\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n[core]\n'
      : '\trepositoryformatversion = 0\n'
  // Who a commit's parents are is read from the commit, not from what lies beside the borrowed objects.
  const plain = '\tbare = true\n\tcommitGraph = false\n'
  writeFileSync(join(directory, 'config'), `[core]\n${format}${plain}`)
  if (lender) {
    const alternates = lender.objectDirectories.map((path) => `${path}\n`).join('')
    writeFileSync(join(directory, 'objects/info/alternates'), alternates)
    const cut = join(lender.commonDirectory, 'shallow')
    if (existsSync(cut)) writeFileSync(join(directory, 'shallow'), readFileSync(cut))
  }
  return openRepository(directory)
}

/**
 * Whether a repository has all of a commit's trees for each commit it has: then whoever borrows from it can tell a server
 * that it needs none of them. Without them only the server knows what is missing.
 */
export function canLend({ isPartial, partialFilter, objectDirectories }: Repository): boolean {
  if (objectDirectories.some((path) => /[\n"]/.test(path))) return false
  return !isPartial || (partialFilter ?? '').startsWith('blob:')
}
