import { countRules } from '../rules/rule-pack.ts'
import { appendAll } from '../text/append-all.ts'
import { availableParallelism } from 'node:os'
import { groupExposures } from '../report/group-exposures.ts'
import type { Coverage, Problem, ScanResult, SkippedDocument } from '../report/scan-result.ts'
import type { Finding } from '../engine/finding.ts'
import type { FileToScan, SourceEvent } from '../sources/source.ts'
import {
  emptyOutcome,
  type DocumentScanner,
  type LargeFile,
  type Outcome,
  type PossibleExport,
} from './document-scanner.ts'
import type { FoundSecret } from './found-secret.ts'
import { joinRanges } from './join-ranges.ts'
import { packOf } from './load-engine.ts'
import { makeDocumentScanner, type ScannerSetup } from './make-document-scanner.ts'
import { openWalk } from './open-walk.ts'
import type { ScanListener, ScanRequest } from './scan-request.ts'
import type { Job, JobResult } from './run-job.ts'
import type { WorkerPool } from './worker-pool.ts'

/** Files in one job of a worker. */
const jobFiles = 32
/** A walk that ends with so few files starts without workers… */
const inlineFilesMax = 256
/** …and goes on without them for so long, in milliseconds: about what starting them takes. */
const inlineMs = 150
/** Files from this size on are scanned in parts, so that all workers share them. */
const largeBytes = 8 << 20
const rangeBytes = 8 << 20

/**
 * Scans files, directories and standard input. Findings come in the order of the documents, whoever scanned
 * them. Trouble with one document is a problem in the coverage; throws only when nothing can be scanned at all.
 */
export async function scan(request: ScanRequest, listener: ScanListener): Promise<ScanResult> {
  return new Scan(request, listener).run()
}

class Scan {
  readonly #request: ScanRequest
  readonly #listener: ScanListener
  readonly #setup: ScannerSetup
  readonly #findings: Finding[] = []
  readonly #skipped: SkippedDocument[] = []
  readonly #problems: Problem[] = []
  readonly #startedAt = performance.now()
  readonly #exports: PossibleExport[] = []
  #documents = 0
  #bytes = 0
  #pool: WorkerPool<Job, JobResult> | undefined
  #inline: DocumentScanner | undefined
  #fallbackTold = false

  constructor(request: ScanRequest, listener: ScanListener) {
    this.#request = request
    this.#listener = listener
    this.#setup = {
      scanner: {
        key: request.key,
        minConfidence: request.configuration.minConfidence,
        limits: request.configuration.limits,
        largeBytes,
        findsExports: true,
      },
      disabledRules: request.configuration.rules.disable,
      rules: request.rules,
      known: request.known,
    }
  }

  async run(): Promise<ScanResult> {
    const { signal } = this.#request
    const stop = () => void this.#pool?.close()
    signal.addEventListener('abort', stop)
    try {
      await this.#scanPaths()
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      signal.removeEventListener('abort', stop)
      await this.#pool?.close()
    }
    const findings = this.#findings
    return { findings, exposures: groupExposures(findings), coverage: this.#coverage() }
  }

  async #scanPaths(): Promise<void> {
    const { paths } = this.#request
    const named = paths.filter((path) => path !== '-')
    if (named.length > 0) await this.#scanTrees(named)
    if (paths.includes('-')) await this.#scanStandardInput()
  }

  async #scanTrees(paths: readonly string[]): Promise<void> {
    const { configuration, directory, signal } = this.#request
    const walk = await openWalk(paths, {
      ignore: !configuration.noIgnore,
      exclude: { directory, patterns: configuration.ignore },
      signal,
    })
    // Outcomes are taken in the order of the walk, while it goes on.
    let taken = Promise.resolve()
    const takeNext = (outcome: Promise<Outcome>) => {
      // After an earlier failure nobody waits for this one.
      outcome.catch(() => undefined)
      taken = taken.then(async () => this.#take(await outcome))
      // Whoever awaits the end sees the failure; until then it is not unhandled.
      taken.catch(() => undefined)
    }
    const files: FileToScan[] = []
    const sendAll = async () => {
      if (files.length === 0) return
      const pool = await this.#startPool()
      while (files.length > 0) {
        const job: Job = { kind: 'files', files: files.splice(0, jobFiles) }
        takeNext(pool.run(job).then(({ outcome }) => outcome!))
      }
    }
    for (const batch of walk) {
      appendAll(files, this.#filesOf(batch))
      if (files.length <= inlineFilesMax) continue
      await sendAll()
      // Lets results come in, and a signal be seen, while the walk goes on.
      await new Promise(setImmediate)
      signal.throwIfAborted()
    }
    if (files.length > 0 && !this.#pool) {
      const { outcome, rest } = await this.#scanInline(files)
      takeNext(Promise.resolve(outcome))
      files.splice(0, files.length, ...rest)
    }
    await sendAll()
    await this.#help()
    await taken
    if (this.#exports.length > 0) await this.#scanExports()
  }

  /** Who the ids of an export are stands in other files of it. */
  async #scanExports(): Promise<void> {
    const { scanPossibleExports } = await import('./export/scan-possible-exports.ts')
    await scanPossibleExports(this.#exports, this.#request, this.#inlineOf(), {
      skipped: this.#skipped,
      problems: this.#problems,
      count: this.#count.bind(this),
      report: this.#report.bind(this),
    })
  }

  /** This thread has nothing else to do while workers scan, if it may count as one of the threads. */
  async #help(): Promise<void> {
    if (!this.#pool || this.#threads() < 2) return
    const documents = this.#inlineOf()
    await documents.loadArchives()
    const { runJob } = await import('./run-job.ts')
    await this.#pool.help((job) => runJob(job, documents))
  }

  /** Notes what is not to be scanned; returns what is. */
  #filesOf(batch: readonly SourceEvent[]): FileToScan[] {
    const files: FileToScan[] = []
    const lists = { skipped: this.#skipped, problem: this.#problems }
    for (const event of batch) {
      if (event.kind === 'file') files.push(event.file)
      else lists[event.kind].push({ path: event.path, reason: event.reason })
    }
    return files
  }

  /** Scans here, for a short while; `rest` is what is left then. */
  async #scanInline(
    files: readonly FileToScan[],
  ): Promise<{ outcome: Outcome; rest: FileToScan[] }> {
    const outcome = emptyOutcome()
    const rest: FileToScan[] = []
    const documents = this.#inlineOf()
    const startedAt = performance.now()
    for (const [at, file] of files.entries()) {
      documents.scanFile(file, outcome)
      if (outcome.packed.length > 0) {
        await documents.loadArchives()
        documents.scanFile(outcome.packed.pop()!, outcome)
      }
      if (performance.now() - startedAt > inlineMs) {
        rest.push(...files.slice(at + 1))
        break
      }
    }
    return { outcome, rest }
  }

  async #take(outcome: Outcome): Promise<void> {
    this.#count(outcome.documents, outcome.bytes)
    appendAll(this.#skipped, outcome.skipped)
    appendAll(this.#problems, outcome.problems)
    appendAll(this.#exports, outcome.exports)
    for (const found of outcome.found) this.#report(found)
    for (const large of outcome.large) await this.#scanLarge(large, undefined)
  }

  #count(documents: number, bytes: number): void {
    this.#documents += documents
    this.#bytes += bytes
    this.#listener.onProgress(this.#documents, this.#bytes)
  }

  /** @param base offset in the file of the document's first byte */
  async #scanLarge(
    { file, size }: LargeFile,
    descriptor: number | undefined,
    base = 0,
  ): Promise<void> {
    const pool = await this.#startPool()
    const ranges = []
    for (let from = 0; from < size - base; from += rangeBytes) {
      const isLast = from + rangeBytes >= size - base
      // The last range goes to wherever the file ends by then.
      const to = isLast ? Number.MAX_SAFE_INTEGER : from + rangeBytes
      const job: Job = { kind: 'range', file, descriptor, range: { from, to, base } }
      ranges.push(pool.run(job).then(({ range }) => range!))
    }
    await this.#help()
    const outcomes = await Promise.all(ranges)
    const joined = joinRanges(outcomes)
    this.#count(1, joined.bytes)
    for (const reason of joined.problems) this.#problems.push({ path: file.origin.path, reason })
    for (const found of joined.found) this.#report(found)
  }

  async #scanStandardInput(): Promise<void> {
    const file: FileToScan = { path: '-', origin: { kind: 'stdin', path: '-' }, named: true }
    const { scanStandardInput, sizeOfRegularInput } = await import('./scan-standard-input.ts')
    const regular = sizeOfRegularInput()
    if (regular && regular.size - regular.position >= largeBytes) {
      await this.#scanLarge({ file, size: regular.size }, 0, regular.position)
      return
    }
    const outcome = await scanStandardInput(this.#inlineOf(), this.#request.signal, (bytes) =>
      this.#listener.onProgress(this.#documents, this.#bytes + bytes),
    )
    await this.#take(outcome)
  }

  #report(found: FoundSecret): void {
    if (this.#listener.onFound(found)) this.#findings.push(found.finding)
  }

  /** Workers are loaded and started when there is enough to do for them. */
  async #startPool(): Promise<WorkerPool<Job, JobResult>> {
    const { WorkerPool: Pool } = await import('./worker-pool.ts')
    this.#request.signal.throwIfAborted()
    // This thread is one of them.
    const count = Math.max(1, this.#threads() - 1)
    this.#pool ??= new Pool(
      count,
      { file: 'scan-worker.js', workerData: this.#setup },
      this.#onFallback,
    )
    return this.#pool
  }

  #threads(): number {
    return this.#request.threads ?? Math.min(8, availableParallelism())
  }

  #inlineOf(): DocumentScanner {
    this.#inline ??= makeDocumentScanner(this.#setup, this.#onFallback)
    return this.#inline
  }

  readonly #onFallback = (reason: string): void => {
    if (this.#fallbackTold) return
    this.#fallbackTold = true
    this.#listener.onRegexFallback(reason)
  }

  #coverage(): Coverage {
    const { signal, configuration, rules, key, isKeyEphemeral } = this.#request
    const complete = this.#problems.length === 0 && !signal.aborted
    const pack = packOf(rules)
    return {
      type: 'coverage',
      documents: this.#documents,
      bytes: this.#bytes,
      skipped: this.#skipped,
      problems: this.#problems,
      complete,
      interrupted: signal.aborted,
      rules: countRules(pack) - configuration.rules.disable.length,
      rulePack: pack.digest,
      key: { kid: key.kid, ephemeral: isKeyEphemeral },
      suppressions: this.#listener.suppressionUse(complete),
      durationMs: Math.round(performance.now() - this.#startedAt),
    }
  }
}
