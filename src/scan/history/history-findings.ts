import { documentKindOf, fileNameOf, isFileNamed } from '../../engine/document-kind.ts'
import type { GitOrigin } from '../../engine/document.ts'
import { Attribution, readShallow, type Place, type Tip } from '../../git/attribution.ts'
import { CommitGraph } from '../../git/commit-graph.ts'
import type { HistoryPart, ObjectProblem } from '../../git/history-pass.ts'
import { messageParts, readSignature } from '../../git/message.ts'
import { MissingNumbers } from '../../git/missing-objects.ts'
import {
  findObject,
  namesOfObjects,
  typeOfObject,
  type ObjectCatalogue,
} from '../../git/object-catalogue.ts'
import { bytesOfId } from '../../git/object-id.ts'
import { noObject } from '../../git/object-memory.ts'
import { rootOf } from '../../git/object-walk.ts'
import { objectTypes } from '../../git/pack-layout.ts'
import type { Reference, References } from '../../git/references.ts'
import { TreeGraph } from '../../git/tree-graph.ts'
import type { TreePart } from '../../git/tree-pass.ts'
import { mayBeZip } from '../../sources/archives/detect-archive.ts'
import { labelOfBytes } from '../../sources/walk-label.ts'
import { appendAll } from '../../text/append-all.ts'
import { reasonOf } from '../../text/error.ts'
import { emptyOutcome } from '../document-scanner.ts'
import { fileNamesOfRules } from '../load-engine.ts'
import type { ScanAccount } from '../scan-account.ts'
import type { HotBlob } from './blob-probe.ts'
import type { FoundSecret } from '../found-secret.ts'
import type { FamilyToScan, HistoryJob, HistoryResult, HistoryThread } from './history-thread.ts'
import type { ObjectLabels } from './object-labels.ts'
import { orderFound } from './order-found.ts'
import type { HistoryRequest } from './scan-request.ts'

/** What the search needs of the scan it is part of. */
export interface HistoryContext {
  readonly request: HistoryRequest
  readonly references: References
  readonly catalogue: ObjectCatalogue
  readonly labels: ObjectLabels
  /** This thread's. */
  readonly thread: HistoryThread
  readonly runJobs: (
    jobs: readonly HistoryJob[],
    onResult: (result: HistoryResult) => void,
  ) => Promise<void>
  readonly portionsOf: (types: readonly number[]) => number[][]
  readonly account: ScanAccount
}

/** From what is stored to what is found, step by step. */
export class HistoryFindings {
  readonly #context: HistoryContext
  readonly #hot = new Map<number, HotBlob['kinds']>()
  readonly #fileNames = fileNamesOfRules()
  /** Objects that some tree gives a name that a rule asks for. */
  readonly #namedFiles = new Set<number>()
  readonly #binary = new Set<number>()
  readonly #pointers = new Set<number>()
  readonly #hotTexts: number[] = []
  readonly #commitParts: HistoryPart[] = []
  readonly #treeParts = new Map<number, TreePart & { entries: Uint32Array[] }>()
  #commits!: CommitGraph
  #missing!: MissingNumbers
  #rows: readonly number[] = []
  #headRow: number | undefined
  #headRows: Set<number> | undefined
  readonly #origins = new Map<number, CommitOrigin>()

  constructor(context: HistoryContext) {
    this.#context = context
  }

  async find(): Promise<FoundSecret[]> {
    await this.#probeObjects()
    await this.#readTrees(0)
    const hotNames = this.#probeNames()
    if (hotNames.size > 0) await this.#findNamed(hotNames)
    const places = this.#attribute()
    const found = await this.#scanPlaces(places)
    appendAll(found, this.#scanMessages())
    appendAll(found, this.#scanPaths(places, hotNames))
    appendAll(found, this.#scanReferences())
    return orderFound(found)
  }

  async #probeObjects(): Promise<void> {
    const { runJobs, portionsOf, account } = this.#context
    const jobs: HistoryJob[] = [
      ...portionsOf([objectTypes.blob]).map((roots) => ({ kind: 'blobs' as const, roots })),
      ...portionsOf([objectTypes.commit, objectTypes.tag]).map((roots) => ({
        kind: 'commits' as const,
        roots,
      })),
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

  async #readTrees(pass: number): Promise<void> {
    const { runJobs, portionsOf, catalogue } = this.#context
    this.#treeParts.clear()
    const interest = namesOfObjects(catalogue, [...this.#leaves()])
    const jobs = portionsOf([objectTypes.tree]).map((roots) => ({
      kind: 'trees' as const,
      roots,
      interest,
      pass,
    }))
    await runJobs(jobs, ({ trees }) => {
      const { thread, entries, names, missing, namedFiles, problems } = trees!
      for (const object of namedFiles) this.#namedFiles.add(object)
      if (pass === 0) this.#note(problems)
      const part = this.#treeParts.get(thread)
      if (part) {
        appendAll(part.entries, entries)
        appendAll(part.names as Uint8Array[], names)
        appendAll(part.missing as Uint8Array[], missing)
      } else {
        this.#treeParts.set(thread, {
          entries: [...entries],
          names: [...names],
          missing: [...missing],
          namedFiles: [],
          problems: [],
        })
      }
    })
  }

  #leaves(): Set<number> {
    return new Set([...this.#hot.keys(), ...this.#binary, ...this.#pointers, ...this.#namedFiles])
  }

  /** Names of files and directories that may hold a secret. */
  #probeNames(): Set<string> {
    const probe = this.#context.thread.newTextProbe()
    const names = new Map<string, Uint8Array>()
    for (const part of this.#treeParts.values()) {
      for (const name of part.names) names.set(latin1(name), name)
    }
    const list = [...names.values()]
    for (const [at, name] of list.entries()) probe.add(at, name)
    probe.flush()
    return new Set(probe.hot.map((at) => latin1(list[at]!)))
  }

  /** Names tell nothing about where they are: what they stand for becomes of interest, and trees are read again. */
  async #findNamed(names: ReadonlySet<string>): Promise<void> {
    const { runJobs, portionsOf } = this.#context
    const jobs = portionsOf([objectTypes.tree]).map((roots) => ({
      kind: 'names' as const,
      roots,
      names: [...names],
    }))
    const named = new Set<number>()
    await runJobs(jobs, (result) => {
      for (const object of result.named!) named.add(object)
    })
    for (const object of named) this.#pointersOrNamed.add(object)
    await this.#readTrees(1)
  }

  readonly #pointersOrNamed = new Set<number>()

  #attribute(): Place[] {
    const { catalogue, request, references, account } = this.#context
    const treeParts = [...this.#treeParts.values()]
    this.#missing = new MissingNumbers(catalogue.count, [
      ...this.#commitParts.map(({ missing }) => missing),
      ...treeParts.map(({ missing }) => missing),
    ])
    const { ids } = this.#missing
    this.#commits = new CommitGraph(this.#commitParts, (part, object) =>
      this.#missing.renumber(part, object),
    )
    const leaves = this.#leaves()
    for (const object of this.#pointersOrNamed) leaves.add(object)
    for (const at of ids.keys()) leaves.add(catalogue.count + at)
    const trees = new TreeGraph(treeParts, leaves, catalogue.count + ids.length, (part, object) =>
      this.#missing.renumber(this.#commitParts.length + part, object),
    )
    const { tips, loose } = this.#tips(references.all)
    const shallow = readShallow(request.repository)
    const commitTips = request.unreachable
      ? [...this.#commits.objects]
      : tips.map(({ row }) => this.#commits.objects[row]!)
    this.#rows = this.#commits.reach(commitTips)
    this.#noteMissingCommits(shallow)
    const head = references.head === undefined ? undefined : this.#rowOfId(references.head)
    this.#headRow = head
    const places = new Attribution(this.#commits, trees).find(
      this.#rows,
      loose.filter((object) => typeOfObject(catalogue, object) === objectTypes.tree),
      head,
      tips.filter(({ name }) => /^refs\/(?:heads|tags|remotes)\//.test(name)),
      request.allCommits,
    )
    if (trees.isLimited) {
      account.problems.push({
        path: '.',
        reason: 'more paths than are listed: trees are nested in one another (limit against bombs)',
      })
    }
    this.#pathOf = (path) => labelOfBytes(trees.pathOf(path))
    this.#looseBlobs = loose.filter(
      (object) => typeOfObject(catalogue, object) === objectTypes.blob,
    )
    return this.#noteMissing(places)
  }

  #pathOf: (path: number) => string = () => ''
  #looseBlobs: readonly number[] = []

  /** Commits that references point to, and the trees and blobs that they point to directly. */
  #tips(references: readonly Reference[]): { tips: Tip[]; loose: number[] } {
    const { catalogue, request, account } = this.#context
    const tips: Tip[] = []
    const loose = new Set<number>()
    for (const { name, id } of references) {
      if (request.branch !== undefined && !isBranch(name, request.branch)) continue
      const object = findObject(catalogue, bytesOfId(id))
      if (object === noObject) {
        account.problems.push({ path: name, reason: `points to the missing object ${id}` })
        continue
      }
      const target = this.#commits.peel(object)
      const row = this.#commits.rowOf(target)
      if (row !== undefined) tips.push({ name, row })
      else if (target < catalogue.count) loose.add(target)
    }
    return { tips, loose: [...loose] }
  }

  #rowOfId(id: string): number | undefined {
    const object = findObject(this.#context.catalogue, bytesOfId(id))
    return object === noObject ? undefined : this.#commits.rowOf(object)
  }

  /** Parents that a shallow clone says it left out are no trouble; what else is missing is. */
  #noteMissingCommits(shallow: ReadonlySet<string>): void {
    const { catalogue, labels, account } = this.#context
    const { problems } = account
    for (const row of this.#rows) {
      const commit = () => labels.labelOf(this.#commits.objects[row]!)
      if (this.#commits.trees[row]! >= catalogue.count) {
        problems.push({
          path: commit(),
          reason: `its ${this.#missingLabel(this.#commits.trees[row]!, 'tree')}`,
        })
      }
      for (const parent of this.#commits.parents[row]!) {
        if (parent < catalogue.count) continue
        if (shallow.has(labels.idOf(this.#commits.objects[row]!))) continue
        problems.push({
          path: commit(),
          reason: `its parent ${this.#missingLabel(parent, 'commit')}`,
        })
      }
    }
  }

  #missingLabel(object: number, type: string): string {
    const id = this.#missing.ids[object - this.#context.catalogue.count]!
    const promised = this.#context.request.repository.isPartial
      ? '; the clone is partial: git fetch --refetch gets what it left out'
      : ''
    return `${type} ${id} is missing${promised}`
  }

  /** Takes what is missing out of the places; each missing object is named once. */
  #noteMissing(places: readonly Place[]): Place[] {
    const { catalogue, account } = this.#context
    const { problems } = account
    const told = new Set<number>()
    return places.filter(({ object, path }) => {
      if (object < catalogue.count) return true
      if (!told.has(object)) {
        problems.push({ path: this.#pathOf(path), reason: this.#missingLabel(object, 'object') })
      }
      told.add(object)
      return false
    })
  }

  async #scanPlaces(places: readonly Place[]): Promise<FoundSecret[]> {
    const { runJobs, account } = this.#context
    const { skipped, problems } = account
    const originsOf = new Map<number, GitOrigin[]>()
    const told = new Set<string>()
    const skip = (path: string, reason: string) => {
      if (told.has(`${reason} ${path}`)) return
      told.add(`${reason} ${path}`)
      skipped.push({ path, reason })
    }
    const attributed = new Set<number>()
    for (const place of places) {
      const { object } = place
      attributed.add(object)
      const path = this.#pathOf(place.path)
      if (this.#pointers.has(object)) skip(path, pointerReason)
      if (this.#isHotAt(object, path) || (this.#binary.has(object) && mayBeZip(path))) {
        const origins = originsOf.get(object) ?? []
        origins.push(this.#originOf(place, path))
        originsOf.set(object, origins)
      } else if (this.#binary.has(object)) skip(path, 'binary')
    }
    this.#addLoose(attributed, originsOf)
    const found: FoundSecret[] = []
    await runJobs(this.#scanJobs(originsOf), ({ scan }) => {
      const { text, archives } = scan!
      for (const outcome of [text, archives]) {
        appendAll(found, outcome.found)
        appendAll(problems, outcome.problems)
        for (const { path, reason } of outcome.skipped) skip(path, reason)
      }
      account.count(archives.documents, archives.bytes)
    })
    return found
  }

  #isHotAt(object: number, path: string): boolean {
    if (isFileNamed(fileNameOf(path), this.#fileNames)) return true
    if (!this.#hot.has(object)) return false
    return this.#hot.get(object)?.includes(documentKindOf(path)) ?? true
  }

  /** Blobs that a tag names, and, if asked for, those that nothing does. */
  #addLoose(attributed: ReadonlySet<number>, originsOf: Map<number, GitOrigin[]>): void {
    const { labels, request } = this.#context
    const further = request.unreachable ? [...this.#hot.keys()] : this.#looseBlobs
    for (const object of further) {
      if (!this.#hot.has(object) || attributed.has(object)) continue
      const blob = labels.idOf(object)
      originsOf.set(object, [{ kind: 'git', path: blob, blob, commit: null, inHead: false }])
    }
  }

  #scanJobs(originsOf: ReadonlyMap<number, readonly GitOrigin[]>): HistoryJob[] {
    const families = new Map<
      number,
      FamilyToScan & { blobs: { object: number; origins: readonly GitOrigin[] }[] }
    >()
    for (const [object, origins] of originsOf) {
      const root = rootOf(this.#context.catalogue, object)
      const family = families.get(root) ?? { root, blobs: [] }
      family.blobs.push({ object, origins })
      families.set(root, family)
    }
    const sorted = [...families.values()].toSorted((left, right) => left.root - right.root)
    const jobs: HistoryJob[] = []
    for (let at = 0; at < sorted.length; at += familiesPerJob) {
      jobs.push({ kind: 'scan', families: sorted.slice(at, at + familiesPerJob) })
    }
    return jobs
  }

  #originOf({ object, row, inHead, refs, rows }: Place, path: string): GitOrigin {
    const { labels, request } = this.#context
    const blob = labels.idOf(object)
    if (row < 0) return { kind: 'git', path, blob, commit: null, inHead }
    return {
      kind: 'git',
      path,
      blob,
      ...this.#commitOrigin(row),
      inHead,
      ...(refs.length > 0 && { refs }),
      ...(request.allCommits && {
        commits: rows.map((other) => labels.idOf(this.#commits.objects[other]!)),
      }),
    }
  }

  #commitOrigin(row: number): CommitOrigin {
    const known = this.#origins.get(row)
    if (known) return known
    const { thread, labels } = this.#context
    const object = this.#commits.objects[row]!
    const bytes = thread.read(object)
    const { date } = readSignature(bytes, 'committer')
    const origin = {
      commit: labels.idOf(object),
      author: readSignature(bytes, 'author').who,
      ...(date !== undefined && { date }),
    }
    this.#origins.set(row, origin)
    return origin
  }

  #scanMessages(): FoundSecret[] {
    const { thread, account, labels } = this.#context
    const reached = new Set(this.#rows)
    const tags = this.#reachedTags()
    account.count(reached.size + tags.size, 0)
    const found: FoundSecret[] = []
    for (const object of this.#hotTexts) {
      const row = this.#commits.rowOf(object)
      const isTag = row === undefined
      if (isTag ? !tags.has(object) : !reached.has(row)) continue
      try {
        const bytes = thread.read(object)
        const origin = isTag ? this.#tagOrigin(object, bytes) : this.#messageOrigin(row)
        for (const { part, bytes: text } of messageParts(bytes, isTag)) {
          appendAll(found, this.#scanText(text, { kind: 'git', path: '', part, ...origin }))
        }
      } catch (error) {
        account.problems.push({ path: labels.labelOf(object), reason: reasonOf(error) })
      }
    }
    return found
  }

  #messageOrigin(row: number): CommitOrigin {
    this.#headRows ??= new Set(
      this.#headRow === undefined
        ? []
        : this.#commits.reach([this.#commits.objects[this.#headRow]!]),
    )
    return { ...this.#commitOrigin(row), inHead: this.#headRows.has(row) }
  }

  #tagOrigin(object: number, bytes: Uint8Array): CommitOrigin {
    const { labels } = this.#context
    const { who, date } = readSignature(bytes, 'tagger')
    const row = this.#commits.rowOf(this.#commits.peel(object))
    return {
      commit: row === undefined ? null : labels.idOf(this.#commits.objects[row]!),
      ...(who !== '' && { author: who }),
      ...(date !== undefined && { date }),
      inHead: false,
    }
  }

  #reachedTags(): Set<number> {
    const { references, catalogue, request } = this.#context
    if (request.unreachable) return new Set(this.#commits.targets.keys())
    const tags = new Set<number>()
    for (const { name, id } of references.all) {
      if (request.branch !== undefined && !isBranch(name, request.branch)) continue
      let object: number | undefined = findObject(catalogue, bytesOfId(id))
      while (object !== undefined && this.#commits.targets.has(object) && !tags.has(object)) {
        tags.add(object)
        object = this.#commits.targets.get(object)
      }
    }
    return tags
  }

  #scanText(bytes: Uint8Array, origin: GitOrigin): FoundSecret[] {
    const outcome = emptyOutcome()
    this.#context.thread.documents.scanText(bytes, origin, outcome)
    appendAll(this.#context.account.problems, outcome.problems)
    return outcome.found
  }

  #scanPaths(places: readonly Place[], hotNames: ReadonlySet<string>): FoundSecret[] {
    if (hotNames.size === 0) return []
    const found: FoundSecret[] = []
    const told = new Set<number>()
    for (const place of places) {
      if (told.has(place.path)) continue
      told.add(place.path)
      const path = this.#pathOf(place.path)
      const name = path.slice(path.lastIndexOf('/') + 1)
      if (!hotNames.has(latin1(Buffer.from(name)))) continue
      const { blob: _, refs: __, ...origin } = this.#originOf(place, path)
      appendAll(found, this.#scanText(Buffer.from(path), { ...origin, part: 'path' }))
    }
    return found
  }

  #scanReferences(): FoundSecret[] {
    const { references, thread, request } = this.#context
    const probe = thread.newTextProbe()
    const list = references.all.filter(
      ({ name }) => request.branch === undefined || isBranch(name, request.branch),
    )
    for (const [at, { name }] of list.entries()) probe.add(at, Buffer.from(name))
    probe.flush()
    return probe.hot.flatMap((at) => {
      const { name } = list[at]!
      const row = this.#rowOfId(list[at]!.id)
      const origin = row === undefined ? { commit: null } : this.#commitOrigin(row)
      const all: GitOrigin = { kind: 'git', path: name, part: 'ref', ...origin, inHead: false }
      return this.#scanText(Buffer.from(name), all)
    })
  }

  #note(problems: readonly ObjectProblem[]): void {
    for (const { object, reason } of problems) {
      this.#context.account.problems.push({ path: this.#context.labels.labelOf(object), reason })
    }
  }
}

type CommitOrigin = Pick<GitOrigin, 'commit' | 'author' | 'date' | 'inHead'>

const familiesPerJob = 64

const pointerReason = 'Git LFS pointer: the file it stands for is not in the repository'

function isBranch(name: string, branch: string): boolean {
  return [branch, `refs/heads/${branch}`, `refs/${branch}`, `refs/remotes/${branch}`].includes(name)
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
