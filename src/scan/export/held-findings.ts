import type { Attribution } from '../../exports/attribution.ts'
import type { ExportFound } from '../../exports/group-copies.ts'
import { mentionOfPath } from '../../exports/formats/formats.ts'
import { saysWho } from '../../exports/says-who.ts'
import { NamedFiles, type Mention } from '../../exports/named-files.ts'

/** What was found in a file that does not say itself who wrote it. */
export interface HeldFinding extends Mention {
  readonly found: ExportFound
  readonly path: string
}

/** Findings in files that lie beside messages, until all messages are read that may name the files. */
export class HeldFindings {
  readonly #held: HeldFinding[] = []

  /** @returns false for one that is said already */
  take(finding: HeldFinding): boolean {
    if (saysWho(finding.attribution)) return false
    this.#held.push(finding)
    return true
  }

  get isEmpty(): boolean {
    return this.#held.length === 0
  }

  /** With what the messages say that name the files, or the places where the files lie. */
  *told(files: NamedFiles): Generator<HeldFinding> {
    for (const { found, path, format, attribution } of this.#held) {
      const byPath = mentionOfPath(path)
      const named = files.mentionOf(path)
      const said: Attribution = { ...attribution, ...byPath?.attribution, ...named?.attribution }
      yield { found, path, format: named?.format ?? byPath?.format ?? format, attribution: said }
    }
  }
}
