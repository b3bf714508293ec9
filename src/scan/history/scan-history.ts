import { availableParallelism } from 'node:os'
import { readCatalogue, type ObjectCatalogue } from '../../git/object-catalogue.ts'
import { readReferences, type References } from '../../git/references.ts'
import type { ScanResult } from '../../report/scan-result.ts'
import { appendAll } from '../../text/append-all.ts'
import type { ScannerSetup } from '../make-document-scanner.ts'
import { ScanAccount } from '../scan-account.ts'
import type { ScanListener } from '../scan-request.ts'
import { WorkerPool } from '../worker-pool.ts'
import { collectHistory } from './collect-history.ts'
import type { HistoryContext } from './history-context.ts'
import { HistoryMap } from './history-map.ts'
import {
  HistoryThread,
  type HistoryJob,
  type HistoryResult,
  type HistorySetup,
} from './history-thread.ts'
import type { RememberedResult } from './index/index-file.ts'
import { IndexSession } from './index/index-session.ts'
import { ObjectLabels } from './object-labels.ts'
import { isInName, maskNames } from './mask-names.ts'
import { orderFound } from './order-found.ts'
import { makePathFilter } from './path-filter.ts'
import { digestOfScan } from './scan-digest.ts'
import { scanPlaces } from './scan-places.ts'
import type { HistoryRequest } from './scan-request.ts'
import { scanTexts } from './scan-texts.ts'

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
  readonly #account: ScanAccount
  readonly #listener: ScanListener
  #pool: WorkerPool<HistoryJob, HistoryResult> | undefined
  #thread: HistoryThread | undefined

  constructor(request: HistoryRequest, listener: ScanListener) {
    this.#request = request
    this.#account = new ScanAccount(request, listener)
    this.#listener = listener
  }

  async run(): Promise<ScanResult> {
    const { signal, repository, reflog, shard } = this.#request
    const stop = () => void this.#pool?.close()
    signal.addEventListener('abort', stop)
    const references = await readReferences(repository, { reflog })
    const of = digestOfScan(this.#request, references)
    try {
      const index = this.#openIndex(of)
      const remembered = index?.wholeResult()
      if (remembered) this.#repeat(remembered)
      else await this.#scan(references, index)
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      signal.removeEventListener('abort', stop)
      this.#thread?.close()
      await this.#pool?.close()
    }
    return this.#account.result(shard && { ...shard, of })
  }

  #openIndex(of: string): IndexSession | undefined {
    const { index: path, isKeyEphemeral } = this.#request
    if (path === undefined) return undefined
    if (isKeyEphemeral) {
      this.#listener.onIndexRefused('it needs STANCH_KEY, under which nobody can change it unseen')
      return undefined
    }
    return new IndexSession(this.#request, path, of, this.#listener)
  }

  /** The same references, objects, rules and options say the same. */
  #repeat({ findings, documents, bytes, skipped }: RememberedResult): void {
    this.#account.count(documents, bytes)
    appendAll(this.#account.skipped, skipped)
    for (const item of findings)
      this.#account.report({ ...item, value: new Uint8Array(0), componentValues: [] })
  }

  async #scan(references: References, index: IndexSession | undefined): Promise<void> {
    const { repository, shard, configuration, key, signal } = this.#request
    const { catalogue, problems } = readCatalogue(repository)
    appendAll(this.#account.problems, problems)
    const { minConfidence, limits, rules } = configuration
    const scanner: ScannerSetup = {
      scanner: { key, minConfidence, limits, largeBytes: Infinity },
      disabledRules: rules.disable,
      rules: this.#request.rules,
    }
    const seed = Math.floor(Math.random() * 2 ** 32)
    await this.#startThreads({ scanner, catalogue, shard, seed }, catalogue)
    const labels = new ObjectLabels(catalogue)
    this.#noteLost(catalogue, labels)
    const context: HistoryContext = {
      request: this.#request,
      references,
      catalogue,
      labels,
      filter: makePathFilter(this.#request.paths, configuration, repository.workTree),
      thread: this.#thread!,
      account: this.#account,
      index,
      runJobs: (jobs, onResult) => this.#runJobs(jobs, onResult),
    }
    const collected = await collectHistory(context, index?.factsFor(catalogue))
    const map = new HistoryMap(context, collected)
    const found = await scanPlaces(context, collected, map)
    appendAll(found, scanTexts(context, collected, map))
    const names = found.filter(isInName)
    const masked = maskNames(found, names, this.#account)
    // Names belong to no object: every shard must know them, one reports them.
    const ordered = orderFound(
      masked.filter((item) => !shard || shard.index === 1 || !isInName(item)),
    )
    for (const item of ordered) this.#account.report(item)
    if (signal.aborted || this.#account.problems.length > 0 || !index) return
    if (names.length > 0) {
      this.#listener.onIndexRefused('a name in the repository holds a secret, and no index may')
      return
    }
    index.write(catalogue, collected, { found: ordered, ...this.#account.counts() })
  }

  /** Objects whose header or base is of no use cannot be read by anything that is stored as their delta either. */
  #noteLost(catalogue: ObjectCatalogue, labels: ObjectLabels): void {
    const { problems } = this.#account
    for (const [at, { types, count }] of catalogue.packs.entries()) {
      for (let number = 0; number < count; number++) {
        if (types[number] !== 0) continue
        const path = labels.labelOf(catalogue.packFirsts[at]! + number)
        problems.push({ path, reason: 'its header, or the base it is a delta of, is damaged' })
      }
    }
    for (const [number, type] of catalogue.loose.types.entries()) {
      if (type !== 0) continue
      const path = labels.labelOf(catalogue.looseFirst + number)
      problems.push({ path, reason: 'loose object damaged: it has no readable header' })
    }
  }

  async #startThreads(setup: HistorySetup, catalogue: ObjectCatalogue): Promise<void> {
    const wanted = this.#request.threads ?? Math.min(8, availableParallelism())
    const onFallback = (reason: string) => this.#account.tellFallback(reason)
    this.#request.signal.throwIfAborted()
    // Below this, starting a worker takes longer than it saves.
    if (wanted > 1 && catalogue.count > workerObjectsMin) {
      this.#pool = new WorkerPool(
        wanted - 1,
        { file: 'history/history-worker.js', workerData: setup },
        onFallback,
      )
    }
    this.#thread = await HistoryThread.start(setup, 0, onFallback)
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
}

const workerObjectsMin = 4000
