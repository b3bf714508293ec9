import type { GitOrigin } from '../../engine/document.ts'
import { isFileNamed } from '../../engine/document-kind.ts'
import { nearBytes, nearBytesMax, nearLines, tokenBytes } from '../../engine/reach.ts'
import { wrapBytes } from '../../engine/wrapped-base64.ts'
import { DeltaChanges } from '../../git/delta-changes.ts'
import { HistoryPass, type HistoryPart } from '../../git/history-pass.ts'
import type { ObjectCatalogue } from '../../git/object-catalogue.ts'
import { ObjectMemory } from '../../git/object-memory.ts'
import type { ObjectVisitor } from '../../git/object-visitor.ts'
import { ObjectWalk } from '../../git/object-walk.ts'
import { TreePass, type TreePart } from '../../git/tree-pass.ts'
import { DocumentScanner, emptyOutcome, type Outcome } from '../document-scanner.ts'
import { latin1Of } from '../../text/bytes.ts'
import { fileNamesOf, loadEngine } from '../load-engine.ts'
import type { ScannerSetup } from '../make-document-scanner.ts'
import { readBuilt } from '../read-built.ts'
import { BlobProbe, type BlobOutcome } from './blob-probe.ts'
import { Probe } from './probe.ts'
import { isOfShard, type Shard } from './shard.ts'
import type { Portion } from './families.ts'
import { mayHold, TextProbe } from './text-probe.ts'

/** What each thread of a history scan is started with. */
export interface HistorySetup {
  readonly scanner: ScannerSetup
  readonly catalogue: ObjectCatalogue
  readonly shard: Shard | undefined
  /** Keeps hash tables from being filled on purpose. */
  readonly seed: number
}

export type HistoryJob =
  | ({ readonly kind: 'blobs' } & Portion)
  | ({ readonly kind: 'commits' } & Portion)
  | ({
      readonly kind: 'trees'
      /** Names of the blobs to look for, one after another. */
      readonly interest: Uint8Array
    } & Portion)
  | { readonly kind: 'scan'; readonly families: readonly FamilyToScan[] }

export interface FamilyToScan {
  readonly root: number
  readonly blobs: readonly BlobToScan[]
}

/** A blob under each of its paths. */
export interface BlobToScan {
  readonly object: number
  readonly origins: readonly GitOrigin[]
}

/** One of them, by the job's kind. */
export interface HistoryResult {
  readonly blobs?: BlobOutcome
  /** With the commits and tags whose texts may hold a finding. */
  readonly commits?: HistoryPart & { readonly hot: readonly number[] }
  readonly trees?: TreePart & { readonly thread: number }
  /** Text was counted when it was probed; `archives` holds what was not. */
  readonly scan?: ScannedBlobs
}

export interface ScannedBlobs {
  readonly text: Outcome
  readonly archives: Outcome
  /** Places that are text. */
  readonly texts: readonly GitOrigin[]
}

/** What one thread needs to work on a repository's objects. */
export class HistoryThread {
  readonly #setup: HistorySetup
  readonly #thread: number
  readonly #memory: ObjectMemory
  readonly #walk: ObjectWalk
  readonly #probe: Probe
  readonly #changes: DeltaChanges
  readonly documents: DocumentScanner
  #trees: TreePass | undefined

  private constructor(
    setup: HistorySetup,
    thread: number,
    documents: DocumentScanner,
    probe: Probe,
  ) {
    this.#setup = setup
    this.#thread = thread
    this.#memory = new ObjectMemory(new WebAssembly.Module(readBuilt('objects.wasm')))
    this.#walk = new ObjectWalk(this.#memory, setup.catalogue)
    this.#probe = probe
    this.#changes = new DeltaChanges(this.#memory, windowShape)
    this.documents = documents
  }

  /** @param thread tells the threads of one scan apart */
  static async start(
    setup: HistorySetup,
    thread: number,
    onFallback: (reason: string) => void,
  ): Promise<HistoryThread> {
    const { scanner, disabledRules, rules } = setup.scanner
    const options = { decodeDepth: scanner.limits.decodeDepth, disabledRules }
    const engine = loadEngine(options, onFallback, rules)
    const probe = new Probe(engine, scanner.minConfidence)
    const documents = new DocumentScanner(engine, scanner)
    await documents.loadArchives()
    return new HistoryThread(setup, thread, documents, probe)
  }

  run(job: HistoryJob): HistoryResult {
    switch (job.kind) {
      case 'blobs':
        return { blobs: this.#probeBlobs(job) }
      case 'commits':
        return { commits: this.#readCommits(job) }
      case 'trees':
        return { trees: { thread: this.#thread, ...this.#readTrees(job, job.interest) } }
      case 'scan':
        return { scan: this.#scan(job.families) }
    }
  }

  /** Any one object. @throws when it cannot be read */
  read(object: number): Uint8Array {
    return this.#walk.read(object)
  }

  newTextProbe(): TextProbe {
    return new TextProbe(this.#probe)
  }

  close(): void {
    this.#walk.close()
  }

  #probeBlobs(portion: Portion): BlobOutcome {
    const { catalogue, shard, scanner } = this.#setup
    const { archiveDepth, fileBytes } = scanner.scanner.limits
    const probe = new BlobProbe(catalogue, this.#probe, this.#changes, {
      opensArchives: archiveDepth > 0,
      bytesMax: fileBytes,
      shard,
    })
    this.#walkAll(portion, probe)
    return probe.outcome
  }

  #readCommits(portion: Portion): HistoryPart & { hot: readonly number[] } {
    const { catalogue, shard } = this.#setup
    const texts = this.newTextProbe()
    const reader = new HistoryPass(catalogue, (object, bytes) => {
      if (isOfShard(catalogue, object, shard)) texts.add(object, bytes)
    })
    this.#walkAll(portion, reader)
    texts.flush()
    return { ...reader.result(), hot: texts.hot }
  }

  #readTrees(portion: Portion, interest: Uint8Array): TreePart {
    const { catalogue, seed, scanner } = this.#setup
    const fileNames = fileNamesOf(scanner.rules)
    const isNameOfInterest = (name: Uint8Array) =>
      isFileNamed(latin1Of(name), fileNames) || mayHold(this.#probe.lookThrough(name))
    this.#trees ??= new TreePass(this.#memory, catalogue, interest, isNameOfInterest, seed)
    this.#walkAll(portion, this.#trees)
    return this.#trees.drain()
  }

  #scan(families: readonly FamilyToScan[]): ScannedBlobs {
    const texts: GitOrigin[] = []
    const text = emptyOutcome()
    const archives = emptyOutcome()
    for (const { root, blobs } of families) {
      const originsOf = new Map(blobs.map(({ object, origins }) => [object, origins]))
      const visitor: ObjectVisitor<void> = {
        visit: (object, bytes) => {
          for (const origin of originsOf.get(object)!) {
            const outcome = emptyOutcome()
            const isText = this.documents.scanBytes(bytes, origin, outcome)
            addOutcome(isText ? text : archives, outcome)
            if (isText) texts.push(origin)
          }
        },
        damaged: (object, reason) => {
          for (const { path } of originsOf.get(object)!) text.problems.push({ path, reason })
        },
      }
      this.#walk.walkFamily(root, visitor, new Set(originsOf.keys()))
    }
    return { text, archives, texts }
  }

  #walkAll({ roots, only }: Portion, visitor: ObjectVisitor<unknown>): void {
    const wanted = only && new Set(only)
    for (const root of roots) this.#walk.walkFamily(root, visitor, wanted)
  }
}

/** What the engine needs to see of a changed text. */
const windowShape = {
  contextMin: nearBytes,
  contextMax: nearBytesMax,
  lines: nearLines,
  tokens: tokenBytes,
  gaps: wrapBytes,
}

function addOutcome(to: Outcome, from: Outcome): void {
  to.documents += from.documents
  to.bytes += from.bytes
  to.skipped.push(...from.skipped)
  to.problems.push(...from.problems)
  for (const found of from.found) to.found.push(found)
}
