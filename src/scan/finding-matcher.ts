import type { Finding } from '../engine/finding.ts'
import { describeForeignKid, foreignKidOf } from '../inventory/foreign-key.ts'
import type { InventoryStore } from '../inventory/inventory-store.ts'
import type { KeyedFingerprints, SecretLookup } from '../inventory/secret-lookup.ts'
import { groupExposures } from '../report/group-exposures.ts'
import { inventoryTrouble } from '../report/inventory-trouble.ts'
import type { ScanResult } from '../report/scan-result.ts'
import { fingerprintOf } from '../text/fingerprint.ts'
import type { FoundSecret } from './found-secret.ts'
import { MatchQueue, type MatchSummary } from './match-queue.ts'
import type { FingerprintKeys } from './read-keys.ts'

/** Lines of a reason that are told; a damaged file can have many faults. */
const reasonLinesMax = 3

export interface FindingMatcherOptions {
  /** For people: the inventory's file or address. */
  readonly name: string
  /** Called once, with the first finding, or at the end when the inventory must be there. */
  readonly open: () => Promise<InventoryStore>
  /** It was configured or typed: that it cannot be read is told though nothing was found. */
  readonly isRequired: boolean
  readonly keys: FingerprintKeys
  /** See `hmslOf`; asked for only where there is no key. */
  readonly hmslOf: (value: Uint8Array) => string | undefined
  /** What stands in the way of knowing, where no secret is known. */
  readonly onNote: (note: string) => void
  /** In the order in which they were found, each as it is to be reported. */
  readonly onFinding: (finding: Finding) => void
}

/** Tells of each finding whose secret it is. */
export class FindingMatcher {
  readonly #options: FindingMatcherOptions
  readonly #queue: MatchQueue<Finding>
  readonly #told = new Map<Finding, Finding>()
  #store: Promise<InventoryStore> | undefined

  constructor(options: FindingMatcherOptions) {
    this.#options = options
    this.#queue = new MatchQueue(
      () => this.#open(),
      (finding, inventory) => {
        const told = inventory === null ? finding : { ...finding, inventory }
        if (told !== finding) this.#told.set(finding, told)
        options.onFinding(told)
      },
    )
  }

  /** Whether fingerprints of findings are not enough. */
  get needsValues(): boolean {
    const { keys, isEphemeral } = this.#options.keys
    return isEphemeral || keys.length > 1
  }

  add(found: FoundSecret): void {
    this.#queue.add(found.finding, this.#lookupOf(found))
  }

  /** Waits until all is told. @returns the result as it is now; an inventory that cannot be read is a problem in it */
  async finish(result: ScanResult): Promise<{ result: ScanResult; summary: MatchSummary }> {
    const summary = await this.#queue.settled()
    const failure = summary.failure ?? (await this.#failureOfUnasked())
    if (summary.known === 0 && failure === undefined) await this.#tellForeignKey()
    await this.#store?.then((store) => store.close()).catch(() => undefined)
    const findings = result.findings.map((finding) => this.#told.get(finding) ?? finding)
    const matched =
      this.#told.size === 0 ? result : { ...result, findings, exposures: groupExposures(findings) }
    return { result: withProblem(matched, this.#options.name, failure), summary }
  }

  /** Trouble is told only where it costs an answer. */
  async #tellForeignKey(): Promise<void> {
    const { keys, name, onNote } = this.#options
    if (this.#store === undefined || keys.isEphemeral) return
    const kid = await foreignKidOf(await this.#store, keys.keys).catch(() => undefined)
    if (kid !== undefined) onNote(describeForeignKid(name, kid))
  }

  #open(): Promise<InventoryStore> {
    this.#store ??= this.#options.open()
    return this.#store
  }

  /** Nothing was found, and nobody was asked. */
  async #failureOfUnasked(): Promise<string | undefined> {
    if (this.#store !== undefined || !this.#options.isRequired) return undefined
    const asking = new MatchQueue<undefined>(
      () => this.#open(),
      () => undefined,
    )
    asking.add(undefined, {
      value: ['v1:00000000:00000000000000000000000000000000'],
      unkeyed: undefined,
      parts: [],
    })
    return (await asking.settled()).failure
  }

  #lookupOf({ finding, value, componentValues }: FoundSecret): SecretLookup {
    const { isEphemeral } = this.#options.keys
    if (isEphemeral) return { value: [], unkeyed: this.#unkeyed(value), parts: [] }
    return {
      value: this.#underAll(finding.fingerprint, value),
      unkeyed: undefined,
      parts: finding.components.map(({ fingerprint }, at) =>
        this.#underAll(fingerprint, componentValues[at]),
      ),
    }
  }

  /** The newest key's fingerprint is there already. */
  #underAll(newest: string, value: Uint8Array | undefined): KeyedFingerprints {
    const [, ...older] = this.#options.keys.keys
    return value === undefined
      ? [newest]
      : [newest, ...older.map((key) => fingerprintOf(value, key))]
  }

  #unkeyed(value: Uint8Array): string | undefined {
    const hash = this.#options.hmslOf(value)
    return hash === undefined ? undefined : `hmsl:${hash}`
  }
}

function withProblem(result: ScanResult, name: string, failure: string | undefined): ScanResult {
  if (failure === undefined) return result
  const reason = failure.split('\n').slice(0, reasonLinesMax).join('; ')
  const problem = inventoryTrouble(name, reason)
  const { coverage } = result
  return {
    ...result,
    coverage: { ...coverage, problems: [...coverage.problems, problem], complete: false },
  }
}
