import type { HistoryPart, ObjectProblem } from '../../git/history-pass.ts'
import { namesOfObjects } from '../../git/object-catalogue.ts'
import { objectTypes } from '../../git/pack-layout.ts'
import type { TreePart } from '../../git/tree-pass.ts'
import { appendAll } from '../../text/append-all.ts'
import type { HotBlob } from './blob-probe.ts'
import type { HistoryContext } from './history-context.ts'
import type { HistoryJob } from './history-thread.ts'

/** What is known of a repository's objects when each was looked at once. Objects are catalogue numbers. */
export interface CollectedHistory {
  /** Blobs that may hold a finding, with the kinds of documents as which they do; any when undefined. */
  readonly hot: ReadonlyMap<number, HotBlob['kinds']>
  readonly binary: ReadonlySet<number>
  /** Git LFS pointers. */
  readonly pointers: ReadonlySet<number>
  /** Commits and tags whose texts may hold a finding. */
  readonly hotTexts: readonly number[]
  /** Objects to which some tree gives a name that may hold a finding, or that a rule asks for. */
  readonly named: ReadonlySet<number>
  readonly commitParts: readonly HistoryPart[]
  readonly treeParts: readonly TreePart[]
}

/** Reads every object once. */
export async function collectHistory(context: HistoryContext): Promise<CollectedHistory> {
  const collector = new Collector(context)
  await collector.probeObjects()
  await collector.readTrees()
  return collector.collected()
}

class Collector {
  readonly #context: HistoryContext
  readonly #hot = new Map<number, HotBlob['kinds']>()
  readonly #binary = new Set<number>()
  readonly #pointers = new Set<number>()
  readonly #named = new Set<number>()
  readonly #hotTexts: number[] = []
  readonly #commitParts: HistoryPart[] = []
  readonly #treeParts = new Map<number, MutableTreePart>()

  constructor(context: HistoryContext) {
    this.#context = context
  }

  async probeObjects(): Promise<void> {
    const { runJobs, portionsOf, account } = this.#context
    const { blob, commit, tag } = objectTypes
    const jobs: HistoryJob[] = [
      ...portionsOf([blob]).map((roots) => ({ kind: 'blobs' as const, roots })),
      ...portionsOf([commit, tag]).map((roots) => ({ kind: 'commits' as const, roots })),
    ]
    await runJobs(jobs, ({ blobs, commits }) => {
      if (blobs) {
        for (const { object, kinds } of blobs.hot) this.#hot.set(object, kinds)
        for (const object of blobs.binary) this.#binary.add(object)
        for (const object of blobs.pointers) this.#pointers.add(object)
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
    const { runJobs, portionsOf, catalogue } = this.#context
    const interest = namesOfObjects(catalogue, [
      ...this.#hot.keys(),
      ...this.#binary,
      ...this.#pointers,
    ])
    const jobs = portionsOf([objectTypes.tree]).map((roots) => ({
      kind: 'trees' as const,
      roots,
      interest,
    }))
    await runJobs(jobs, ({ trees }) => {
      this.#note(trees!.problems)
      for (const object of trees!.namedFiles) this.#named.add(object)
      const part = this.#partOf(trees!.thread)
      appendAll(part.entries, trees!.entries)
      appendAll(part.names, trees!.names)
      appendAll(part.missing, trees!.missing)
    })
  }

  collected(): CollectedHistory {
    return {
      hot: this.#hot,
      binary: this.#binary,
      pointers: this.#pointers,
      hotTexts: this.#hotTexts,
      named: this.#named,
      commitParts: this.#commitParts,
      treeParts: [...this.#treeParts.values()],
    }
  }

  /** Numbers of names and of missing objects are each thread's own. */
  #partOf(thread: number): MutableTreePart {
    const known = this.#treeParts.get(thread)
    if (known) return known
    const part = { entries: [], names: [], missing: [], namedFiles: [], problems: [] }
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
