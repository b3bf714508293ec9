import type { HistoryPart, ObjectProblem } from '../../git/history-pass.ts'
import { namesOfObjects } from '../../git/object-catalogue.ts'
import { objectTypes } from '../../git/pack-layout.ts'
import type { TreePart } from '../../git/tree-pass.ts'
import { appendAll } from '../../text/append-all.ts'
import { portionsOf } from './families.ts'
import type { HistoryContext } from './history-context.ts'
import type { HistoryJob } from './history-thread.ts'
import { objectStates, type ObjectFacts } from './index/object-facts.ts'

/** What is known of a repository's objects when each was looked at once. Objects are catalogue numbers. */
export interface CollectedHistory {
  /** By object: `objectStates`. */
  readonly states: Uint8Array
  /** By object: bytes of texts. */
  readonly sizes: Float64Array
  /** Blobs that may hold a finding or must be spoken of: all but quiet texts. */
  readonly notable: readonly number[]
  /** Objects to which some tree gives a name that may hold a finding, or that a rule asks for. */
  readonly named: ReadonlySet<number>
  /** Commits and tags whose texts may hold a finding. */
  readonly hotTexts: readonly number[]
  readonly commitParts: readonly HistoryPart[]
  readonly treeParts: readonly TreePart[]
}

/**
 * Reads every object once.
 *
 * @param known what need not be read again
 */
export async function collectHistory(
  context: HistoryContext,
  known: ObjectFacts | undefined,
): Promise<CollectedHistory> {
  const collector = new Collector(context, known)
  await collector.probeObjects()
  await collector.readTrees()
  return collector.collected()
}

class Collector {
  readonly #context: HistoryContext
  readonly #states: Uint8Array
  readonly #sizes: Float64Array
  readonly #named: Set<number>
  readonly #hotTexts: number[]
  readonly #commitParts: HistoryPart[]
  readonly #knownTrees: readonly TreePart[]
  readonly #treeParts = new Map<number, MutableTreePart>()

  constructor(context: HistoryContext, known: ObjectFacts | undefined) {
    this.#context = context
    this.#states = known?.states ?? new Uint8Array(context.catalogue.count)
    this.#sizes = known?.sizes ?? new Float64Array(context.catalogue.count)
    this.#named = new Set(known?.trees.namedFiles)
    this.#hotTexts = [...(known?.hotTexts ?? [])]
    this.#commitParts = known ? [known.commits] : []
    this.#knownTrees = known ? [known.trees] : []
    this.#countKnown()
  }

  async probeObjects(): Promise<void> {
    const { runJobs, account } = this.#context
    const { blob, commit, tag } = objectTypes
    const jobs: HistoryJob[] = [
      ...this.#portions([blob]).map((portion) => ({ kind: 'blobs' as const, ...portion })),
      ...this.#portions([commit, tag]).map((portion) => ({ kind: 'commits' as const, ...portion })),
    ]
    await runJobs(jobs, ({ blobs, commits }) => {
      if (blobs) {
        this.#keepBlobs(blobs.blobs)
        this.#note(blobs.problems)
        account.count(blobs.documents, blobs.bytes)
      }
      if (commits) {
        this.#commitParts.push(commits)
        appendAll(this.#hotTexts, commits.hot)
        this.#note(commits.problems)
      }
    })
  }

  async readTrees(): Promise<void> {
    const { runJobs, catalogue } = this.#context
    const interest = namesOfObjects(catalogue, this.#notable())
    const jobs = this.#portions([objectTypes.tree]).map((portion) => ({
      kind: 'trees' as const,
      ...portion,
      interest,
    }))
    await runJobs(jobs, ({ trees }) => {
      this.#note(trees!.problems)
      for (const object of trees!.namedFiles) this.#named.add(object)
      for (const object of trees!.read) this.#states[object] = objectStates.read
      const part = this.#partOf(trees!.thread)
      appendAll(part.entries, trees!.entries)
      appendAll(part.names, trees!.names)
      appendAll(part.missing, trees!.missing)
    })
  }

  collected(): CollectedHistory {
    return {
      states: this.#states,
      sizes: this.#sizes,
      notable: this.#notable(),
      named: this.#named,
      hotTexts: this.#hotTexts,
      commitParts: this.#commitParts,
      treeParts: [...this.#knownTrees, ...this.#treeParts.values()],
    }
  }

  #portions(types: readonly number[]) {
    const isKnown = (object: number) => this.#states[object] !== objectStates.unknown
    return portionsOf(this.#context.catalogue, types, isKnown)
  }

  #notable(): number[] {
    const notable: number[] = []
    for (const [object, state] of this.#states.entries()) {
      const isQuiet = state === objectStates.quiet || state === objectStates.unknown
      if (!isQuiet && state !== objectStates.read) notable.push(object)
    }
    return notable
  }

  /** What was looked at before belongs to this scan all the same. */
  #countKnown(): void {
    let documents = 0
    let bytes = 0
    for (const [object, state] of this.#states.entries()) {
      if (!isText(state)) continue
      documents++
      bytes += this.#sizes[object]!
    }
    this.#context.account.count(documents, bytes)
  }

  #keepBlobs(blobs: readonly number[]): void {
    for (let at = 0; at < blobs.length; at += 3) {
      this.#states[blobs[at]!] = blobs[at + 1]!
      this.#sizes[blobs[at]!] = blobs[at + 2]!
    }
  }

  /** Numbers of names and of missing objects are each thread's own. */
  #partOf(thread: number): MutableTreePart {
    const found = this.#treeParts.get(thread)
    if (found) return found
    const part = { ...emptyTreePart, entries: [], names: [], missing: [] }
    this.#treeParts.set(thread, part)
    return part
  }

  #note(problems: readonly ObjectProblem[]): void {
    const { account, labels } = this.#context
    for (const { object, reason } of problems) {
      account.problems.push({ path: labels.labelOf(object), reason })
    }
  }
}

interface MutableTreePart extends TreePart {
  readonly entries: Uint32Array[]
  readonly names: Uint8Array[]
  readonly missing: Uint8Array[]
}

const emptyTreePart = { namedFiles: [], read: new Uint32Array(0), problems: [] }

function isText(state: number): boolean {
  const plain = state & 15
  return plain >= objectStates.quiet && plain <= objectStates.any
}
