import type { InventoryMatch } from '../../engine/finding.ts'
import type { ExportFound } from '../../exports/group-copies.ts'
import type { EditPlan } from '../../exports/plan-edits.ts'
import type { Confidence } from '../../rules/rule.ts'

/** By what a secret is known that was masked. */
export type MaskIdentity = Pick<MaskedSecret, 'token' | 'fingerprint'>

/** A secret that was masked; never itself. */
export interface MaskedSecret {
  readonly rule: string
  readonly name: string
  readonly confidence: Confidence
  readonly token: string
  /** Under the newest key, as in findings. */
  readonly fingerprint: string
  /** Whose it is, once an inventory was asked. */
  readonly inventory: InventoryMatch | null
  /** Where it stood, copies counted one by one. */
  readonly places: number
}

export interface PlaceNote {
  readonly path: string
  readonly reason: string
}

/** What became of an export. */
export interface RedactionResult {
  readonly files: number
  readonly bytes: number
  /** Files in which something was masked, archives included in their paths. */
  readonly changed: readonly string[]
  /** Most places first. */
  readonly secrets: readonly MaskedSecret[]
  /** Places of credentials of the export itself that were masked: what they open cannot be downloaded any more. */
  readonly exportTokens: number
  readonly offsetsShifted: number
  /** Records that are signed, and whose text was changed. */
  readonly signaturesBroken: readonly { readonly path: string; readonly field: string }[]
  /** Copied as it is. */
  readonly skipped: readonly PlaceNote[]
  /** Left out, or not understood. */
  readonly problems: readonly PlaceNote[]
  /** Places in the written copy in which something is found still. */
  readonly residue: readonly PlaceNote[]
  readonly interrupted: boolean
}

/** Counts what is done to an export. */
export class RedactionAccount {
  #files = 0
  #bytes = 0
  readonly #changed: string[] = []
  readonly #secrets = new Map<string, MaskedSecret>()
  #exportTokens = 0
  #offsetsShifted = 0
  readonly #signatures: { path: string; field: string }[] = []
  readonly #skipped: PlaceNote[] = []
  readonly #problems: PlaceNote[] = []
  readonly #residue: PlaceNote[] = []
  readonly #shown: (path: string) => string

  /** @param shown what is shown of a path: a name can be a secret */
  constructor(shown: (path: string) => string) {
    this.#shown = shown
  }

  countFile(bytes: number): void {
    this.#files++
    this.#bytes += bytes
  }

  countChanged(path: string): void {
    this.#changed.push(this.#shown(path))
  }

  countMasked({ match, hits }: ExportFound, { token, fingerprint }: MaskIdentity): void {
    const { id, name } = match.rule
    const before = this.#secrets.get(token)?.places ?? 0
    this.#secrets.set(token, {
      rule: id,
      name,
      confidence: match.confidence,
      token,
      fingerprint,
      inventory: null,
      places: before + hits.length,
    })
    this.#exportTokens += hits.filter(({ isExportToken }) => isExportToken).length
  }

  countReferences(path: string, { shiftedOffsets, brokenSignatures }: EditPlan): void {
    this.#offsetsShifted += shiftedOffsets
    for (const field of brokenSignatures) this.#signatures.push({ path: this.#shown(path), field })
  }

  skip(path: string, reason: string): void {
    this.#skipped.push({ path: this.#shown(path), reason })
  }

  fail(path: string, reason: string): void {
    this.#problems.push({ path: this.#shown(path), reason })
  }

  countResidue(path: string, reason: string): void {
    this.#residue.push({ path: this.#shown(path), reason })
  }

  result(interrupted: boolean): RedactionResult {
    return {
      files: this.#files,
      bytes: this.#bytes,
      changed: this.#changed,
      secrets: [...this.#secrets.values()].toSorted(
        (left, right) => right.places - left.places || (left.token < right.token ? -1 : 1),
      ),
      exportTokens: this.#exportTokens,
      offsetsShifted: this.#offsetsShifted,
      signaturesBroken: this.#signatures,
      skipped: this.#skipped,
      problems: this.#problems,
      residue: this.#residue,
      interrupted,
    }
  }
}
