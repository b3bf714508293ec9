import { rmSync } from 'node:fs'
import type { Origin } from '../../engine/document.ts'
import type { Finding } from '../../engine/finding.ts'
import type { FileEvent } from '../../github/estate/github-event.ts'
import type { GithubOrigin } from '../../engine/document.ts'
import { emptyOutcome, type DocumentScanner, type Outcome } from '../document-scanner.ts'
import type { FoundSecret } from '../found-secret.ts'
import { AuthorMask } from '../history/mask-names.ts'

/** Scans what readers tell, and takes secrets out of the names under which it is reported. */
export class EventScanner {
  readonly #documents: DocumentScanner
  readonly #names: AuthorMask

  constructor(documents: DocumentScanner) {
    this.#documents = documents
    this.#names = new AuthorMask(documents)
  }

  scanText(bytes: Uint8Array, origin: GithubOrigin): Outcome {
    const outcome = emptyOutcome()
    this.#documents.scanText(bytes, origin, outcome)
    return this.#masked(outcome)
  }

  /** The file is removed. A file by its name is scanned like the file. */
  scanFile({ file, origin }: FileEvent): Outcome {
    const outcome = emptyOutcome()
    try {
      this.#documents.scanFile({ path: file, origin, named: false }, outcome)
    } finally {
      rmSync(file, { force: true })
    }
    const name = emptyOutcome()
    this.#documents.scanText(Buffer.from(origin.path), origin, name)
    outcome.found.push(...name.found)
    return this.#masked(outcome)
  }

  /** Names of tags, assets, artifacts, branches and of files in archives are written by anybody. */
  mask(text: string): string {
    return this.#names.mask(text)
  }

  maskFound(item: FoundSecret): FoundSecret {
    const { origin } = item.finding
    const masked: Record<string, unknown> = { ...origin }
    for (const name of ['path', 'url', 'user'])
      if (typeof masked[name] === 'string') masked[name] = this.mask(masked[name])
    return { ...item, finding: { ...item.finding, origin: masked as unknown as Origin } as Finding }
  }

  #masked(outcome: Outcome): Outcome {
    const maskNote = <Note extends { readonly path: string; readonly reason: string }>(
      note: Note,
    ): Note => ({ ...note, path: this.mask(note.path) })
    return {
      ...outcome,
      skipped: outcome.skipped.map(maskNote),
      problems: outcome.problems.map(maskNote),
      found: outcome.found.map((item) => this.maskFound(item)),
    }
  }
}
