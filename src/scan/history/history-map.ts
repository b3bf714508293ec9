import type { GitOrigin } from '../../engine/document.ts'
import { Attribution, readShallow, type Place, type Tip } from '../../git/attribution.ts'
import { CommitGraph } from '../../git/commit-graph.ts'
import { readSignature } from '../../git/message.ts'
import { MissingNumbers } from '../../git/missing-objects.ts'
import { findObject, typeOfObject } from '../../git/object-catalogue.ts'
import { bytesOfId, type ObjectId } from '../../git/object-id.ts'
import { noObject } from '../../git/object-memory.ts'
import { objectTypes } from '../../git/pack-layout.ts'
import { isNamedBy, type Reference } from '../../git/references.ts'
import { TreeGraph } from '../../git/tree-graph.ts'
import { labelOfBytes } from '../../sources/walk-label.ts'
import { reasonOf } from '../../text/error.ts'
import type { CollectedHistory } from './collect-history.ts'
import { AuthorMask } from './mask-names.ts'
import type { HistoryContext } from './history-context.ts'

export type CommitOrigin = Pick<GitOrigin, 'commit' | 'author' | 'date'>

/** Where in a repository's history what was collected lies. */
export class HistoryMap {
  readonly commits: CommitGraph
  /** Commits that are scanned, the oldest first, as rows of {@link commits}. */
  readonly rows: readonly number[]
  /** What is scanned that no commit has. */
  readonly looseBlobs: readonly number[]
  readonly places: readonly Place[]
  readonly #context: HistoryContext
  readonly #trees: TreeGraph
  readonly #missing: MissingNumbers
  readonly #origins = new Map<number, CommitOrigin>()
  readonly #authors: AuthorMask
  #headRows: ReadonlySet<number> | undefined

  constructor(context: HistoryContext, collected: CollectedHistory) {
    this.#context = context
    this.#authors = new AuthorMask(context.thread.documents)
    const { catalogue, request, references } = context
    const { commitParts, treeParts, notable, named } = collected
    this.#missing = new MissingNumbers(catalogue.count, [
      ...commitParts.map(({ missing }) => missing),
      ...treeParts.map(({ missing }) => missing),
    ])
    this.commits = new CommitGraph(commitParts, (part, object) =>
      this.#missing.renumber(part, object),
    )
    const { ids } = this.#missing
    const leaves = new Set([...notable, ...named])
    for (const at of ids.keys()) leaves.add(catalogue.count + at)
    const renumberTree = (part: number, object: number) =>
      this.#missing.renumber(commitParts.length + part, object)
    this.#trees = new TreeGraph(treeParts, leaves, catalogue.count + ids.length, renumberTree)
    const { tips, loose } = this.#resolve(references.all)
    for (const path of references.broken) {
      if (request.branch !== undefined && !isNamedBy(path, request.branch)) continue
      context.account.problems.push({ path, reason: 'holds no name of an object' })
    }
    this.rows = this.commits.reach(
      request.unreachable
        ? this.commits.objects
        : tips.map(({ row }) => this.commits.objects[row]!),
    )
    this.#noteBrokenCommits()
    const isType = (type: number) => (object: number) => typeOfObject(catalogue, object) === type
    this.looseBlobs = loose.filter(isType(objectTypes.blob))
    const attribution = new Attribution(this.commits, this.#trees)
    const places = attribution.find(
      this.rows,
      loose.filter(isType(objectTypes.tree)),
      references.head === undefined ? undefined : this.rowOfId(references.head),
      tips.filter(({ name }) => /^refs\/(?:heads|tags|remotes)\//.test(name)),
      request.allCommits,
    )
    if (attribution.isLimited) {
      const reason =
        'more paths than are listed: trees are nested in one another (limit against bombs)'
      context.account.problems.push({ path: '.', reason })
    }
    this.places = this.#withoutMissing(places)
  }

  /** The bytes of a place's path. */
  pathOf({ path }: Place): Uint8Array {
    return this.#trees.pathOf(path)
  }

  rowOfId(id: ObjectId): number | undefined {
    const object = findObject(this.#context.catalogue, bytesOfId(id))
    return object === noObject ? undefined : this.commits.rowOf(this.commits.peel(object))
  }

  /** Who made a commit, and when. */
  commitOrigin(row: number): CommitOrigin {
    const known = this.#origins.get(row)
    if (known) return known
    const origin = this.#readOrigin(this.commits.objects[row]!)
    this.#origins.set(row, origin)
    return origin
  }

  /** Somebody's name, as it may be said. */
  maskAuthor(author: string): string {
    return this.#authors.mask(author)
  }

  /** Whether the commit that is checked out is a commit, or comes from it. */
  isInHead(row: number): boolean {
    const { head } = this.#context.references
    const headRow = head === undefined ? undefined : this.rowOfId(head)
    this.#headRows ??= new Set(
      headRow === undefined ? [] : this.commits.reach([this.commits.objects[headRow]!]),
    )
    return this.#headRows.has(row)
  }

  #readOrigin(object: number): CommitOrigin {
    const { thread, labels, account } = this.#context
    const commit = labels.idOf(object)
    try {
      const bytes = thread.read(object)
      const { date } = readSignature(bytes, 'committer')
      const author = this.#authors.mask(readSignature(bytes, 'author').who)
      return { commit, author, ...(date !== undefined && { date }) }
    } catch (error) {
      account.problems.push({ path: labels.labelOf(object), reason: reasonOf(error) })
      return { commit }
    }
  }

  /** Commits that references point to, and the trees and blobs that they point to directly. */
  #resolve(references: readonly Reference[]): { tips: Tip[]; loose: number[] } {
    const { catalogue, request, account } = this.#context
    const tips: Tip[] = []
    const loose = new Set<number>()
    for (const { name, id } of references) {
      if (request.branch !== undefined && !isNamedBy(name, request.branch)) continue
      const object = findObject(catalogue, bytesOfId(id))
      if (object === noObject) {
        account.problems.push({ path: name, reason: `points to the missing object ${id}` })
        continue
      }
      const target = this.commits.peel(object)
      const row = this.commits.rowOf(target)
      if (row !== undefined) tips.push({ name, row })
      else if (target < catalogue.count) loose.add(target)
      else
        account.problems.push({ path: name, reason: `its ${this.#missingLabel(target, 'object')}` })
    }
    return { tips, loose: [...loose] }
  }

  /** Parents that a shallow clone says it left out are no trouble, but told; what else is missing, or something else, is. */
  #noteBrokenCommits(): void {
    const { labels, account, request } = this.#context
    const shallow = readShallow(request.repository)
    for (const row of this.rows) {
      const object = this.commits.objects[row]!
      const parents = this.commits.parents[row]!.map((parent) => this.#faultOf(parent, 'parent'))
      const isCut = parents.some(Boolean) && shallow.has(labels.idOf(object))
      if (isCut)
        account.skipped.push({
          path: labels.labelOf(object),
          reason: 'older history: a shallow clone',
        })
      const faults = [this.#faultOf(this.commits.trees[row]!, 'tree'), ...(isCut ? [] : parents)]
      for (const reason of faults) {
        if (reason) account.problems.push({ path: labels.labelOf(object), reason: `its ${reason}` })
      }
    }
  }

  /** What is wrong with a commit's tree or parent, unless it is damaged: that is told anyway. */
  #faultOf(object: number, role: 'tree' | 'parent'): string | undefined {
    const { catalogue, labels } = this.#context
    if (object >= catalogue.count) {
      return role === 'tree'
        ? this.#missingLabel(object, role)
        : `parent ${this.#missingLabel(object, 'commit')}`
    }
    const type = typeOfObject(catalogue, object)
    const wanted = role === 'tree' ? objectTypes.tree : objectTypes.commit
    return type === 0 || type === wanted ? undefined : `${role} is none: ${labels.labelOf(object)}`
  }

  /** Each missing object is named once. */
  #withoutMissing(places: readonly Place[]): Place[] {
    const { catalogue, account } = this.#context
    const told = new Set<number>()
    return places.filter((place) => {
      const { object } = place
      if (object < catalogue.count) return true
      if (!told.has(object)) {
        const path = labelOfBytes(this.pathOf(place))
        account.problems.push({ path, reason: this.#missingLabel(object, 'object') })
      }
      told.add(object)
      return false
    })
  }

  #missingLabel(object: number, type: string): string {
    const id = this.#missing.ids[object - this.#context.catalogue.count]!
    const promised = this.#context.request.repository.isPartial
      ? '; the clone is partial: git fetch --refetch gets what it left out'
      : ''
    return `${type} ${id} is missing${promised}`
  }
}
