import type { ExportFound } from '../../exports/group-copies.ts'
import type { ExportOrigin } from '../../engine/document.ts'
import { latin1Of } from '../../text/bytes.ts'

/** A credential of the export itself where it was met first. */
interface HeldToken {
  readonly found: ExportFound
  readonly origin: ExportOrigin
  repeats: number
}

/**
 * Credentials of an export itself stand in the address of every file it names: each is told once, with how often it was
 * met.
 */
export class ExportTokens {
  readonly #held = new Map<string, HeldToken>()

  /** @returns false for what is to be told by itself */
  take(found: ExportFound, origin: () => ExportOrigin, path: string): boolean {
    if (!found.hits.every(({ isExportToken }) => isExportToken)) return false
    // All files of an archive, or of a folder, are one export.
    const id = `${path.includes('!') ? path.slice(0, path.indexOf('!')) : ''}\0${latin1Of(found.match.secret)}`
    const held = this.#held.get(id)
    if (held) held.repeats += found.hits.length
    else this.#held.set(id, { found, origin: origin(), repeats: found.hits.length - 1 })
    return true
  }

  *told(): Generator<{ found: ExportFound; origin: ExportOrigin }> {
    for (const { found, origin, repeats } of this.#held.values()) {
      yield { found, origin: repeats === 0 ? origin : { ...origin, repeats } }
    }
  }
}
