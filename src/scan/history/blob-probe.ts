import type { ObjectProblem } from '../../git/history-pass.ts'
import { isFirstCopy, type ObjectCatalogue } from '../../git/object-catalogue.ts'
import type { ObjectVisitor } from '../../git/object-walk.ts'
import { detectFormat } from '../../sources/archives/detect-archive.ts'
import { headLength, isBinary } from '../../sources/classify.ts'
import { latin1Of } from '../../text/bytes.ts'
import type { Probe } from './probe.ts'
import { isOfShard, type Shard } from './shard.ts'

/** What came of looking through blobs, by object number. */
export interface BlobOutcome {
  documents: number
  bytes: number
  /** May hold a finding, or is an archive: to be scanned under its paths. */
  readonly hot: number[]
  readonly binary: number[]
  /** Pointers to files that git-lfs keeps elsewhere. */
  readonly pointers: number[]
  readonly problems: ObjectProblem[]
}

export interface BlobProbeOptions {
  readonly opensArchives: boolean
  readonly shard: Shard | undefined
}

const pointerStart = 'version https://git-lfs.github.com/spec/'
const pointerLengthMax = 1024

/** Looks through blobs for those worth a second look. */
export class BlobProbe implements ObjectVisitor {
  readonly outcome: BlobOutcome = {
    documents: 0,
    bytes: 0,
    hot: [],
    binary: [],
    pointers: [],
    problems: [],
  }
  readonly #catalogue: ObjectCatalogue
  readonly #probe: Probe
  readonly #options: BlobProbeOptions

  constructor(catalogue: ObjectCatalogue, probe: Probe, options: BlobProbeOptions) {
    this.#catalogue = catalogue
    this.#probe = probe
    this.#options = options
  }

  visit(object: number, bytes: Uint8Array): boolean {
    if (!isOfShard(this.#catalogue, object, this.#options.shard)) return false
    if (!isFirstCopy(this.#catalogue, object)) return false
    const head = bytes.subarray(0, headLength)
    if (this.#options.opensArchives && detectFormat(head) !== undefined) {
      this.outcome.hot.push(object)
      return false
    }
    if (isBinary(head)) {
      this.outcome.binary.push(object)
      return false
    }
    this.outcome.documents++
    this.outcome.bytes += bytes.length
    if (isPointer(bytes)) this.outcome.pointers.push(object)
    if (!this.#probe.mayHold(bytes)) return true
    this.outcome.hot.push(object)
    return false
  }

  damaged(object: number, reason: string): void {
    // Every shard meets it; one is enough to say so, but none may look complete.
    this.outcome.problems.push({ object, reason })
  }
}

function isPointer(bytes: Uint8Array): boolean {
  return (
    bytes.length <= pointerLengthMax &&
    bytes[0] === 0x76 &&
    latin1Of(bytes, 0, pointerStart.length) === pointerStart
  )
}
