import type { GitOrigin } from '../../engine/document.ts'
import { findLfsObject } from '../../git/lfs-object.ts'
import type { Repository } from '../../git/repository.ts'
import type { DocumentScanner, Outcome } from '../document-scanner.ts'
import { isLfsPointer } from './lfs-pointer.ts'

/**
 * Scans a version of a file, with what Git LFS keeps of it where that is here: `data.csv!lfs`.
 *
 * @returns whether the version itself is text, and whether all of it was here
 */
export function scanVersion(
  bytes: Buffer,
  origin: GitOrigin,
  { documents, repository }: { documents: DocumentScanner; repository: Repository },
  outcome: Outcome,
): { readonly isText: boolean; readonly isWhole: boolean } {
  const isText = documents.scanBytes(bytes, origin, outcome)
  if (!isLfsPointer(bytes)) return { isText, isWhole: true }
  const path = findLfsObject(repository, bytes)
  if (path === undefined) return { isText, isWhole: false }
  const inner = { ...origin, path: `${origin.path}!lfs` }
  documents.scanFile({ path, origin: inner, named: false }, outcome)
  return { isText, isWhole: true }
}
