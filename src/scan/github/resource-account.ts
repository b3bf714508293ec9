import type { Finding } from '../../engine/finding.ts'
import type { Position } from '../../github/estate/github-event.ts'
import type { Problem, SkippedDocument } from '../../report/scan-result.ts'
import { appendAll } from '../../text/append-all.ts'
import type { Outcome } from '../document-scanner.ts'
import type { ResourceState } from './resource-state.ts'

/** What came of a resource: up to its last position for good, and behind it for now. */
export class ResourceAccount {
  #state: ResourceState
  readonly #findings: Finding[] = []
  readonly #skipped: SkippedDocument[] = []
  readonly #problems: Problem[] = []
  #documents = 0
  #bytes = 0

  constructor(state: ResourceState) {
    this.#state = state
  }

  get state(): ResourceState {
    return this.#state
  }

  add({ documents, bytes, skipped, problems }: Outcome): void {
    this.#documents += documents
    this.#bytes += bytes
    appendAll(this.#skipped, skipped)
    appendAll(this.#problems, problems)
  }

  addFinding(finding: Finding): void {
    this.#findings.push(finding)
  }

  /** Makes final what came since the last position. */
  commit(position: Position): ResourceState {
    const { findings, skipped, problems, documents, bytes, ...rest } = this.#state
    this.#state = {
      ...rest,
      position,
      documents: documents + this.#documents,
      bytes: bytes + this.#bytes,
      findings: [...findings, ...this.#findings.splice(0)],
      skipped: [...skipped, ...this.#skipped.splice(0)],
      problems: [...problems, ...this.#problems.splice(0)],
    }
    this.#documents = 0
    this.#bytes = 0
    return this.#state
  }

  end(): ResourceState {
    this.commit(this.#state.position)
    this.#state = { ...this.#state, isEnded: true }
    return this.#state
  }
}
