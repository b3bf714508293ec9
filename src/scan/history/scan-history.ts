import { availableParallelism } from 'node:os'
import type { Finding } from '../../engine/finding.ts'
import { groupExposures } from '../../report/group-exposures.ts'
import type { Coverage, Problem, ScanResult, SkippedDocument } from '../../report/scan-result.ts'
import { readCatalogue, type ObjectCatalogue } from '../../git/object-catalogue.ts'
import { readReferences } from '../../git/references.ts'
import { appendAll } from '../../text/append-all.ts'
import type { FoundSecret } from '../found-secret.ts'
import { readRulePack } from '../load-engine.ts'
import type { ScannerSetup } from '../make-document-scanner.ts'
import type { ScanListener } from '../scan-request.ts'
import { WorkerPool } from '../worker-pool.ts'
import { portionsOf } from './families.ts'
import { HistoryFindings } from './history-findings.ts'
import {
  HistoryThread,
  type HistoryJob,
  type HistoryResult,
  type HistorySetup,
} from './history-thread.ts'
import { ObjectLabels } from './object-labels.ts'
import type { HistoryRequest } from './scan-request.ts'

/**
 * Scans everything a repository ever held. Objects are read from the packs as they are stored, each once; where
 * and when they were committed is looked up only for those that hold something.
 *
 * @throws StanchError when the repository as a whole cannot be read
 */
export async function scanHistory(
  request: HistoryRequest,
  listener: ScanListener,
): Promise<ScanResult> {
  return new HistoryScan(request, listener).run()
}

class HistoryScan {
  readonly #request: HistoryRequest
  readonly #listener: ScanListener
  readonly #scanner: ScannerSetup
  readonly #findings: Finding[] = []
  readonly #skipped: SkippedDocument[] = []
  readonly #problems: Problem[] = []
  readonly #startedAt = performance.now()
  #documents = 0
  #bytes = 0
  #pool: WorkerPool<HistoryJob, HistoryResult> | undefined
  #thread: HistoryThread | undefined
  #fallbackTold = false

  constructor(request: HistoryRequest, listener: ScanListener) {
    this.#request = request
    this.#listener = listener
    this.#scanner = {
      scanner: {
        key: request.key,
        minConfidence: request.configuration.minConfidence,
        limits: request.configuration.limits,
        largeBytes: Infinity,
      },
      disabledRules: request.configuration.rules.disable,
    }
  }

  async run(): Promise<ScanResult> {
    const { signal } = this.#request
    const stop = () => void this.#pool?.close()
    signal.addEventListener('abort', stop)
    try {
      await this.#scan()
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      signal.removeEventListener('abort', stop)
      this.#thread?.close()
      await this.#pool?.close()
    }
    return {
      findings: this.#findings,
      exposures: groupExposures(this.#findings),
      coverage: this.#coverage(),
    }
  }

  async #scan(): Promise<void> {
    const { repository, reflog, shard } = this.#request
    const references = await readReferences(repository, { reflog })
    const { catalogue, problems } = readCatalogue(repository)
    appendAll(this.#problems, problems)
    const setup: HistorySetup = {
      scanner: this.#scanner,
      catalogue,
      shard,
      seed: Math.floor(Math.random() * 2 ** 32),
    }
    await this.#startThreads(setup, catalogue)
    const labels = new ObjectLabels(catalogue)
    this.#noteLost(catalogue, labels)
    const findings = new HistoryFindings({
      request: this.#request,
      references,
      catalogue,
      labels,
      thread: this.#thread!,
      runJobs: (jobs, onResult) => this.#runJobs(jobs, onResult),
      portionsOf: (types) => portionsOf(catalogue, types),
      skipped: this.#skipped,
      problems: this.#problems,
      count: (documents, bytes) => this.#count(documents, bytes),
    })
    for (const found of await findings.find()) this.#report(found)
  }

  /** Objects whose header or base is of no use cannot be read by anything that is stored as their delta either. */
  #noteLost(catalogue: ObjectCatalogue, labels: ObjectLabels): void {
    for (const [at, { types, count }] of catalogue.packs.entries()) {
      for (let number = 0; number < count; number++) {
        if (types[number] !== 0) continue
        const path = labels.labelOf(catalogue.packFirsts[at]! + number)
        this.#problems.push({
          path,
          reason: 'its header, or the base it is a delta of, is damaged',
        })
      }
    }
    for (const [number, type] of catalogue.loose.types.entries()) {
      if (type !== 0) continue
      const path = labels.labelOf(catalogue.looseFirst + number)
      this.#problems.push({ path, reason: 'loose object damaged: it has no readable header' })
    }
  }

  async #startThreads(setup: HistorySetup, catalogue: ObjectCatalogue): Promise<void> {
    const wanted = this.#request.threads ?? Math.min(8, availableParallelism())
    this.#request.signal.throwIfAborted()
    // Below this, starting a worker takes longer than it saves.
    if (wanted > 1 && catalogue.count > workerObjectsMin) {
      this.#pool = new WorkerPool(
        wanted - 1,
        { file: 'history/history-worker.js', workerData: setup },
        this.#onFallback,
      )
    }
    this.#thread = await HistoryThread.start(setup, 0, this.#onFallback)
  }

  async #runJobs(
    jobs: readonly HistoryJob[],
    onResult: (result: HistoryResult) => void,
  ): Promise<void> {
    const { signal } = this.#request
    const run = (job: HistoryJob) => this.#thread!.run(job)
    if (!this.#pool) {
      for (const job of jobs) {
        onResult(run(job))
        await new Promise(setImmediate)
        signal.throwIfAborted()
      }
      return
    }
    const results = jobs.map((job) => this.#pool!.run(job).then(onResult))
    const all = Promise.all(results)
    all.catch(() => undefined)
    await this.#pool.help(run)
    await all
  }

  #count(documents: number, bytes: number): void {
    this.#documents += documents
    this.#bytes += bytes
    this.#listener.onProgress(this.#documents, this.#bytes)
  }

  #report(found: FoundSecret): void {
    if (this.#listener.onFound(found)) this.#findings.push(found.finding)
  }

  readonly #onFallback = (reason: string): void => {
    if (this.#fallbackTold) return
    this.#fallbackTold = true
    this.#listener.onRegexFallback(reason)
  }

  #coverage(): Coverage {
    const { signal, configuration, key, isKeyEphemeral } = this.#request
    const complete = this.#problems.length === 0 && !signal.aborted
    const pack = readRulePack()
    return {
      type: 'coverage',
      documents: this.#documents,
      bytes: this.#bytes,
      skipped: this.#skipped,
      problems: this.#problems,
      complete,
      interrupted: signal.aborted,
      rules: pack.rules.length - configuration.rules.disable.length,
      rulePack: pack.digest,
      key: { kid: key.kid, ephemeral: isKeyEphemeral },
      suppressions: this.#listener.suppressionUse(complete),
      durationMs: Math.round(performance.now() - this.#startedAt),
    }
  }
}

const workerObjectsMin = 4000
