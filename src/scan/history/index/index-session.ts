import { createHash } from 'node:crypto'
import type { GitOrigin } from '../../../engine/document.ts'
import type { ObjectCatalogue } from '../../../git/object-catalogue.ts'
import type { SkippedDocument } from '../../../report/scan-result.ts'
import { listStore } from '../../../git/store-listing.ts'
import type { FoundSecret } from '../../found-secret.ts'
import type { ScanListener } from '../../scan-request.ts'
import { packOf } from '../../load-engine.ts'
import { readBuilt } from '../../read-built.ts'
import type { CollectedHistory } from '../collect-history.ts'
import type { HistoryRequest } from '../scan-request.ts'
import {
  readIndex,
  writeIndex,
  type OpenIndex,
  type RememberedFinding,
  type RememberedResult,
} from './index-file.ts'
import { adoptFacts, objectStates, storeFacts, type ObjectFacts } from './object-facts.ts'

/** An index in use by one scan: what it knows, and what it will know. */
export class IndexSession {
  readonly #request: HistoryRequest
  readonly #path: string
  readonly #of: string
  readonly #needsValues: boolean
  #index: OpenIndex | undefined
  readonly #places = new Map<string, readonly RememberedFinding[]>()
  readonly #onRefused: (reason: string) => void

  /**
   * @param of `sha256:…` of the scan
   * @param listener told why the index that is there is of no use; then everything is scanned
   */
  constructor(
    request: HistoryRequest,
    path: string,
    of: string,
    { needsValues, onIndexRefused }: Pick<ScanListener, 'needsValues' | 'onIndexRefused'>,
  ) {
    this.#request = request
    this.#path = path
    // No index holds the secrets themselves.
    this.#needsValues = needsValues
    this.#onRefused = onIndexRefused
    const hash = createHash('sha256').update(of)
    this.#of = `sha256:${hash.update(JSON.stringify(listStore(request.repository))).digest('hex')}`
    const found = readIndex(path, request.key, this.#basis())
    if (typeof found === 'string') onIndexRefused(found)
    else this.#index = found
  }

  /** What the very same scan of the very same repository said. */
  wholeResult(): RememberedResult | undefined {
    const result = this.#needsValues ? undefined : this.#index?.result
    return result?.of === this.#of ? result : undefined
  }

  factsFor(catalogue: ObjectCatalogue): ObjectFacts | undefined {
    const facts = this.#index?.readFacts()
    if (typeof facts !== 'string') return facts && adoptFacts(facts, catalogue)
    this.#index = undefined
    this.#onRefused(facts)
    return undefined
  }

  /** What was found in a text at a path; `undefined` when that must be looked up. */
  foundAt(origin: GitOrigin): FoundSecret[] | undefined {
    const key = keyOf(origin)
    const known = this.#index?.places
    const remembered = known && Object.hasOwn(known, key) ? known[key]! : undefined
    if (!remembered || (this.#needsValues && remembered.length > 0)) return undefined
    this.#places.set(key, remembered)
    return remembered.map(({ finding, allowedInline }) => ({
      finding: { ...finding, origin },
      allowedInline,
      value: new Uint8Array(0),
      componentValues: [],
    }))
  }

  /** Takes note of what texts hold: of each place, also where nothing was found. */
  remember(origins: readonly GitOrigin[], found: readonly FoundSecret[]): void {
    for (const origin of origins) this.#places.set(keyOf(origin), [])
    for (const { finding, allowedInline } of found) {
      const key = keyOf(finding.origin as GitOrigin)
      const list = this.#places.get(key)
      if (list) this.#places.set(key, [...list, { finding, allowedInline }])
    }
  }

  /** Replaces the index by what is known after a scan that was complete. */
  write(
    catalogue: ObjectCatalogue,
    collected: CollectedHistory,
    result: {
      readonly found: readonly FoundSecret[]
      readonly documents: number
      readonly bytes: number
      readonly skipped: readonly SkippedDocument[]
    },
  ): void {
    const { found, documents, bytes, skipped } = result
    const findings = found.map(({ finding, allowedInline }) => ({ finding, allowedInline }))
    writeIndex(this.#path, this.#request.key, {
      basis: this.#basis(),
      facts: storeFacts(joinFacts(collected), catalogue),
      places: Object.fromEntries(this.#places),
      result: { of: this.#of, findings, documents, bytes, skipped },
    })
  }

  /** Other rules, limits, or another build of Stanch may find something else in the same object. */
  #basis(): string {
    const { configuration, rules, key, repository } = this.#request
    const { minConfidence, limits } = configuration
    const hash = createHash('sha256')
    for (const name of ['prefilter.wasm', 'objects.wasm']) hash.update(readBuilt(name))
    const { digest } = packOf(rules)
    const { hashBytes } = repository
    hash.update(
      JSON.stringify({
        digest,
        minConfidence,
        limits,
        disabled: configuration.rules.disable,
        hashBytes,
        kid: key.kid,
      }),
    )
    return `sha256:${hash.digest('hex')}`
  }
}

function keyOf({ blob, path }: GitOrigin): string {
  return `${blob} ${path}`
}

/** The parts of all threads as one, nothing of which is missing. */
function joinFacts({
  states,
  sizes,
  hotTexts,
  named,
  commitParts,
  treeParts,
}: CollectedHistory): ObjectFacts {
  const names: Uint8Array[] = []
  const blocks: Uint32Array[] = []
  for (const part of treeParts) {
    const first = names.length
    for (const name of part.names) names.push(name)
    for (const block of part.entries) blocks.push(shiftNames(block, first))
  }
  const knownStates = states.slice()
  const { read } = objectStates
  const commits = joinArrays(
    Float64Array,
    commitParts.map((part) => part.commits),
  )
  const tags = joinArrays(
    Float64Array,
    commitParts.map((part) => part.tags),
  )
  for (let at = 0; at < commits.length; at += 4 + commits[at + 3]!) knownStates[commits[at]!] = read
  for (let at = 0; at < tags.length; at += 2) knownStates[tags[at]!] = read
  return {
    states: knownStates,
    sizes,
    commits: { commits, tags, missing: [], problems: [] },
    hotTexts,
    trees: {
      entries: [joinArrays(Uint32Array, blocks)],
      names,
      missing: [],
      namedFiles: [...named],
      read: new Uint32Array(0),
      problems: [],
    },
  }
}

function shiftNames(block: Uint32Array, first: number): Uint32Array {
  const shifted = block.slice()
  for (let at = 0; at < shifted.length;) {
    const end = at + 2 + shifted[at + 1]! * 2
    for (let entry = at + 3; entry < end; entry += 2) shifted[entry]! += first
    at = end
  }
  return shifted
}

function joinArrays<Numbers extends Float64Array | Uint32Array>(
  type: new (length: number) => Numbers,
  parts: readonly Numbers[],
): Numbers {
  const joined = new type(parts.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
