import { plainKinds, writtenKinds } from '../../engine/candidate.ts'
import type { Changes, DeltaChanges } from '../../git/delta-changes.ts'
import type { ObjectProblem } from '../../git/history-pass.ts'
import { isFirstCopy, type ObjectCatalogue } from '../../git/object-catalogue.ts'
import type { DeltaOf, ObjectVisitor } from '../../git/object-visitor.ts'
import { detectFormat } from '../../sources/archives/detect-archive.ts'
import { headLength, isBinary } from '../../sources/classify.ts'
import { latin1Of } from '../../text/bytes.ts'
import type { Span } from '../../text/span.ts'
import { isLfsPointer } from './lfs-pointer.ts'
import type { Hit, Probe, Spots } from './probe.ts'
import { objectStates, pointerFlag } from './index/object-facts.ts'
import { isOfShard, type Shard } from './shard.ts'

/** What came of looking through blobs, by object number. */
export interface BlobOutcome {
  documents: number
  bytes: number
  /** For each blob: object, state as in {@link objectStates}, bytes if it is text. */
  readonly blobs: number[]
  readonly problems: ObjectProblem[]
}

export interface BlobProbeOptions {
  readonly opensArchives: boolean
  readonly bytesMax: number
  readonly shard: Shard | undefined
}

/** End of a zip's directory, where the archive has no comment: APPNOTE.TXT, section 4.3.16. */
const zipEndStart = 'PK\x05\x06'
const zipEndLength = 22

/** A blob with more is not worth keeping an account of. */
const spotsMax = 200

/**
 * Whether versions of a blob can be told from it. In UTF-16 a byte more at the start changes what every unit is.
 *
 * @param bytes where a NUL may be; `undefined` where none can
 */
function isTraceable({ hits, far }: Spots, bytes: Uint8Array | undefined): boolean {
  if (hits.length + far.length > spotsMax) return false
  return !bytes || Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(0) < 0
}

/** What is known of a blob that was looked through; `undefined` when it was not, or may hold anything. */
type Known = Spots | undefined

/**
 * Looks through blobs for those worth a second look. Of a blob that is stored as a delta only what the delta
 * changes is looked at: what it copies was looked at in its base.
 */
export class BlobProbe implements ObjectVisitor<Known> {
  readonly outcome: BlobOutcome = {
    documents: 0,
    bytes: 0,
    blobs: [],
    problems: [],
  }
  readonly #catalogue: ObjectCatalogue
  readonly #probe: Probe
  readonly #changes: DeltaChanges
  readonly #options: BlobProbeOptions

  constructor(
    catalogue: ObjectCatalogue,
    probe: Probe,
    changes: DeltaChanges,
    options: BlobProbeOptions,
  ) {
    this.#catalogue = catalogue
    this.#probe = probe
    this.#changes = changes
    this.#options = options
  }

  visit(object: number, bytes: Uint8Array, address: number, delta?: DeltaOf<Known>): Known {
    if (!isOfShard(this.#catalogue, object, this.#options.shard)) return undefined
    if (!isFirstCopy(this.#catalogue, object)) return undefined
    const changes = delta?.base && this.#changes.read(delta, address, bytes.length)
    const closed = this.#closedState(bytes, changes)
    if (closed !== undefined) {
      this.#note(object, closed, 0)
      return undefined
    }
    this.outcome.documents++
    this.outcome.bytes += bytes.length
    const spots = changes
      ? this.#lookAtChanges(bytes, changes, delta as DeltaOf<Spots>)
      : this.#probe.lookThrough(bytes)
    this.#note(object, textState(bytes, spots), bytes.length)
    const mayHoldNul = !changes || changes.windows.some((word, at) => at % 3 === 2 && word === 1)
    return spots && isTraceable(spots, mayHoldNul ? bytes : undefined) ? spots : undefined
  }

  damaged(object: number, reason: string): void {
    // Every shard meets it; one is enough to say so, but none may look complete.
    this.outcome.problems.push({ object, reason })
  }

  #note(object: number, state: number, length: number): void {
    this.outcome.blobs.push(object, state, length)
  }

  /** @returns the state of what is no text, or is not looked at as text */
  #closedState(bytes: Uint8Array, changes: Changes | undefined): number | undefined {
    const { opensArchives, bytesMax } = this.#options
    const head = bytes.subarray(0, headLength)
    if (bytes.length > bytesMax) return objectStates.closed
    if (isHeadOfBase(changes)) return undefined
    if (opensArchives && detectFormat(head) !== undefined) return objectStates.closed
    return isBinary(head) ? objectStates.binary : undefined
  }

  #lookAtChanges(bytes: Uint8Array, changes: Changes, delta: DeltaOf<Spots>): Known {
    return this.#probe.lookAtChanges(bytes, changes, this.#carry(delta))
  }

  /** What of the base's spots is copied as it was. */
  #carry(delta: DeltaOf<Spots>): Spots {
    const { hits, far } = delta.base
    if (hits.length === 0 && far.length === 0) return delta.base
    return { hits: this.#copiesOf(hits, delta), far: this.#copiesOf(far, delta) }
  }

  #copiesOf<Spot extends Span>(spots: readonly Spot[], delta: DeltaOf<Spots>): Spot[] {
    const spans = this.#changes.copiesOf(delta, spots)
    return spans.map(({ of, start, end }) => ({ ...of, start, end }))
  }
}

/** Only of text changes are known, so what begins like its base is text, too. */
function isHeadOfBase(changes: Changes | undefined): boolean {
  return changes !== undefined && (changes.ranges[0] ?? headLength) >= headLength
}

function textState(bytes: Uint8Array, spots: Known): number {
  const state = !spots || endsAsZip(bytes) ? objectStates.any : stateOfHits(spots.hits)
  return isLfsPointer(bytes) ? state | pointerFlag : state
}

/** Each hit's kinds hold those of any hit with fewer. */
function stateOfHits(hits: readonly Hit[]): number {
  const most = hits.reduce((count, { kinds }) => Math.max(count, kinds.length), 0)
  if (most === 0) return objectStates.quiet
  return most <= plainKinds.length
    ? objectStates.plain
    : most <= writtenKinds.length
      ? objectStates.written
      : objectStates.any
}

/** An archive may stand behind a script. */
function endsAsZip(bytes: Uint8Array): boolean {
  const at = bytes.length - zipEndLength
  return at >= 0 && bytes[at] === 0x50 && latin1Of(bytes, at, at + 4) === zipEndStart
}
