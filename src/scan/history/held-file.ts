import type { GitOrigin } from '../../engine/document.ts'
import type { ObjectId } from '../../git/object-id.ts'
import type { FoundSecret } from '../found-secret.ts'
import { areLinesAdded } from './added-blocks.ts'

export type CommitOrigin = Pick<GitOrigin, 'commit' | 'author' | 'date'>

/** What was found in one version of a file at one path. */
export interface ScannedFile {
  readonly found: readonly FoundSecret[]
  readonly isText: boolean
}

/** A file in which something was found, until its former versions are there. */
export interface HeldFile extends ScannedFile {
  readonly label: string
  readonly bytes: Buffer
  /** Former versions. */
  readonly before: readonly ObjectId[]
  /** Where they were. */
  readonly former: GitOrigin
  readonly made: CommitOrigin
}

/**
 * What of a file its former versions do not have.
 *
 * @param fingerprintsIn of all that is found in a version
 */
export function addedIn(
  { found, isText, bytes, label }: HeldFile,
  versions: readonly Buffer[],
  fingerprintsIn: (version: Buffer) => readonly string[],
): FoundSecret[] {
  // Lines that were there may have been told of nowhere: in a binary, a file too large, at a path that rules leave out.
  let toldBefore: readonly (readonly string[])[] | undefined
  const told = () => (toldBefore ??= versions.map(fingerprintsIn))
  return found.filter(({ finding }) =>
    isText && finding.origin.path === label
      ? areLinesAdded(bytes, finding, versions) ||
        told().every((fingerprints) => !fingerprints.includes(finding.fingerprint))
      : isSecretAdded(finding.fingerprint, found, told()),
  )
}

/** In an archive there are no lines to compare: whether a secret is there more often than before. */
function isSecretAdded(
  fingerprint: string,
  found: readonly FoundSecret[],
  told: readonly (readonly string[])[],
): boolean {
  const countIn = (list: readonly string[]) => list.filter((one) => one === fingerprint).length
  const count = countIn(found.map(({ finding }) => finding.fingerprint))
  return told.every((fingerprints) => countIn(fingerprints) < count)
}
