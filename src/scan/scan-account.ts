import { countRules } from '../rules/rule-pack.ts'
import type { Finding } from '../engine/finding.ts'
import { groupExposures } from '../report/group-exposures.ts'
import { orderNotes } from '../report/order-findings.ts'
import type { Coverage, Problem, ScanResult, SkippedDocument } from '../report/scan-result.ts'
import { appendAll } from '../text/append-all.ts'
import type { Outcome } from './document-scanner.ts'
import type { FoundSecret } from './found-secret.ts'
import { packOf } from './load-engine.ts'
import type { ScanListener, ScanRequest } from './scan-request.ts'

/** What a scan of a repository has looked at so far, and what came of it. */
export class ScanAccount {
  readonly skipped: SkippedDocument[] = []
  readonly problems: Problem[] = []
  readonly #request: Omit<ScanRequest, 'paths'>
  readonly #listener: ScanListener
  readonly #findings: Finding[] = []
  readonly #startedAt = performance.now()
  #documents = 0
  #bytes = 0
  #fallbackTold = false

  constructor(request: Omit<ScanRequest, 'paths'>, listener: ScanListener) {
    this.#request = request
    this.#listener = listener
  }

  count(documents: number, bytes: number): void {
    this.#documents += documents
    this.#bytes += bytes
    this.#listener.onProgress(this.#documents, this.#bytes)
  }

  /** Takes over what an outcome says of its documents, but not what was found in them. */
  add({ documents, bytes, skipped, problems }: Outcome): void {
    this.count(documents, bytes)
    appendAll(this.skipped, skipped)
    appendAll(this.problems, problems)
  }

  report(found: FoundSecret): void {
    if (this.#listener.onFound(found)) this.#findings.push(found.finding)
  }

  tellFallback(reason: string): void {
    if (this.#fallbackTold) return
    this.#fallbackTold = true
    this.#listener.onRegexFallback(reason)
  }

  counts(): Pick<Coverage, 'documents' | 'bytes' | 'skipped'> {
    return {
      documents: this.#documents,
      bytes: this.#bytes,
      skipped: orderNotes(this.skipped),
    }
  }

  /** @param shard set when this is a part of a scan only */
  result(shard?: Coverage['shard']): ScanResult {
    const { signal, configuration, rules, key, isKeyEphemeral } = this.#request
    const complete = this.problems.length === 0 && !signal.aborted
    const pack = packOf(rules)
    return {
      findings: this.#findings,
      exposures: groupExposures(this.#findings),
      coverage: {
        type: 'coverage',
        ...this.counts(),
        problems: orderNotes(this.problems),
        complete,
        interrupted: signal.aborted,
        rules: countRules(pack) - configuration.rules.disable.length,
        rulePack: pack.digest,
        key: { kid: key.kid, ephemeral: isKeyEphemeral },
        suppressions: this.#listener.suppressionUse(complete),
        durationMs: Math.round(performance.now() - this.#startedAt),
        ...(shard && { shard }),
      },
    }
  }
}
