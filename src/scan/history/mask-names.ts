import type { GitOrigin } from '../../engine/document.ts'
import { emptyOutcome, type DocumentScanner } from '../document-scanner.ts'
import type { FoundSecret } from '../found-secret.ts'
import type { ScanAccount } from '../scan-account.ts'

/** Whether it was found in the name of a file, directory, branch or tag. */
export function isInName({ finding }: FoundSecret): boolean {
  const { part } = finding.origin as GitOrigin
  return part === 'path' || part === 'ref'
}

/**
 * Takes secrets out of names: a report says where something stands, and a name that holds a secret must not be said.
 *
 * @param found everything that was found
 * @param names what was found in names
 * @param account the names of what is skipped or gave trouble are changed in place
 */
export function maskNames(
  found: readonly FoundSecret[],
  names: readonly FoundSecret[],
  account: ScanAccount,
): FoundSecret[] {
  const secrets = new Map(
    names.map(({ finding: { origin, start, end, redacted } }) => {
      const name = Buffer.from(origin.path)
      return [name.toString('utf8', start, end), redacted]
    }),
  )
  if (secrets.size === 0) return [...found]
  const mask = (text: string) =>
    [...secrets].reduce((masked, [secret, shown]) => masked.replaceAll(secret, shown), text)
  for (const notes of [account.skipped, account.problems]) {
    for (const [at, note] of notes.entries()) {
      notes[at] = { path: mask(note.path), reason: mask(note.reason) }
    }
  }
  return found.map((item) => {
    const origin = item.finding.origin as GitOrigin
    const refs = origin.refs && { refs: origin.refs.map(mask) }
    const masked: GitOrigin = { ...origin, path: mask(origin.path), ...refs }
    return { ...item, finding: { ...item.finding, origin: masked } }
  })
}

/** People's names as they may be said: what of one is a secret is masked. */
export class AuthorMask {
  readonly #documents: DocumentScanner
  readonly #masked = new Map<string, string>()

  constructor(documents: DocumentScanner) {
    this.#documents = documents
  }

  mask(author: string): string {
    const known = this.#masked.get(author)
    if (known !== undefined) return known
    const bytes = Buffer.from(author)
    const outcome = emptyOutcome()
    this.#documents.scanText(bytes, { kind: 'git', path: '', commit: null }, outcome)
    let masked = ''
    let at = 0
    for (const { finding } of outcome.found) {
      masked += bytes.toString('utf8', at, finding.start) + finding.redacted
      at = finding.end
    }
    masked += bytes.toString('utf8', at)
    this.#masked.set(author, masked)
    return masked
  }
}
