import { formsOf, type FormOptions } from '../../inventory/fingerprint-forms.ts'
import type { RecordFingerprint } from '../../inventory/record.ts'
import type {
  CoveredIds,
  ImportEvent,
  RecordDraft,
  StoredSecret,
} from '../../inventory/stored-secret.ts'
import { cleanDraft, hasLongPart } from './clean-draft.ts'
import { untilAborted } from './until-aborted.ts'

/** A secret that is not taken; never holds a value. */
export interface ImportNote {
  readonly path: string
  readonly reason: string
}

/** A secret that is known by its fingerprints; none where its store tells only names. */
export interface TakenSecret {
  readonly draft: RecordDraft
  readonly fingerprints: readonly RecordFingerprint[]
}

/** All that a store told, without its values. */
export interface CollectedImport {
  /** By id. */
  readonly taken: ReadonlyMap<string, TakenSecret>
  readonly skipped: readonly ImportNote[]
  readonly refused: readonly ImportNote[]
  readonly problems: readonly ImportNote[]
  /** Paths of what was skipped and is still in the store. */
  readonly kept: readonly string[]
  /** Of ids: of these nothing was left out. */
  readonly covered: readonly CoveredIds[]
}

export interface CollectOptions extends FormOptions {
  /** See `ValueReader`. */
  readonly holdsSecret: (text: string) => boolean
  /** See `ValueReader`: a store rarely knows what its values are. */
  readonly kindOf?: (
    value: Uint8Array,
  ) => { readonly rule: string; readonly provider: string } | undefined
}

/**
 * Fingerprints each value as it comes and overwrites it: what grows with the store is what is written of it.
 *
 * @throws what the importer throws; the signal's reason
 */
export async function collectImport(
  events: AsyncIterable<ImportEvent>,
  options: CollectOptions,
  signal: AbortSignal,
): Promise<CollectedImport> {
  const taken = new Map<string, TakenSecret>()
  const notes = { skipped: [] as ImportNote[], refused: [] as ImportNote[], problem: [] as ImportNote[] } // prettier-ignore
  const covered: CoveredIds[] = []
  const kept: string[] = []
  for await (const event of untilAborted(events, signal)) {
    if (event.kind === 'covered') {
      const { kind: _, ...ids } = event
      covered.push(ids)
    } else if (event.kind !== 'secret') {
      notes[event.kind].push(event)
      if (event.isKept === true) kept.push(event.path)
    } else {
      const { id } = event.secret.draft
      const outcome = takeSecret(event.secret, options)
      if ('reason' in outcome)
        notes[outcome.kind].push({ path: outcome.path, reason: outcome.reason })
      else if (taken.has(outcome.draft.id))
        notes.problem.push({ path: id, reason: 'another secret has the same id' })
      else taken.set(outcome.draft.id, outcome)
    }
  }
  const plain = (note: ImportNote) => plainNote(note, options.holdsSecret)
  return {
    taken,
    skipped: notes.skipped.map(plain),
    refused: notes.refused.map(plain),
    problems: notes.problem.map(plain),
    kept,
    covered,
  }
}

type Outcome = TakenSecret | (ImportNote & { readonly kind: 'refused' | 'problem' })

function takeSecret({ draft, values }: StoredSecret, options: CollectOptions): Outcome {
  try {
    const clean = cleanDraft(draft, values, options.holdsSecret)
    if ('reason' in clean) return clean
    const fingerprints: RecordFingerprint[] = []
    let refused: string | undefined
    for (const value of values) {
      const forms = formsOf(value, options)
      if ('refused' in forms) refused ??= forms.refused
      else fingerprints.push(...forms.fingerprints)
    }
    if (fingerprints.length === 0 && refused !== undefined)
      return { kind: 'refused', path: clean.draft.id, reason: refused }
    return { draft: withKind(clean.draft, values[0]?.value, options), fingerprints }
  } finally {
    for (const { value } of values) value.fill(0)
  }
}

function withKind(
  draft: RecordDraft,
  value: Uint8Array | undefined,
  { kindOf }: CollectOptions,
): RecordDraft {
  const known = draft.kind === undefined && value && kindOf ? kindOf(value) : undefined
  return known ? { kind: known.rule, provider: known.provider, ...draft } : draft
}

/** Without the kind and whatever else an event may hold; a name may be a secret by mistake. */
function plainNote(
  { path, reason }: ImportNote,
  holdsSecret: (text: string) => boolean,
): ImportNote {
  const show = (text: string) =>
    hasLongPart(text) && holdsSecret(text) ? 'withheld, for it looks like a secret' : text
  return { path: show(path), reason: show(reason) }
}
