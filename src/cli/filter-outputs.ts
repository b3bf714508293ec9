import { closeSync, openSync, writeSync } from 'node:fs'
import type { Masked, Withheld } from '../redact/observer.ts'
import { FilterMetrics } from '../stream/filter/filter-metrics.ts'
import { FindingFeed, type MaskedFinding } from '../stream/filter/finding-feed.ts'
import { MaskReport } from '../stream/filter/mask-report.ts'
import { openQuarantine, type Quarantine } from '../stream/filter/quarantine.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import type { FilterOptions } from './filter-options.ts'
import type { MaskedOwners } from './inventory/masked-owners.ts'
import { formatMaskReport } from './format-mask-report.ts'

/** An interval of findings and of shadow reports. */
const intervalMs = 60_000

/** All that a filter tells besides its output. */
export class FilterOutputs {
  readonly metrics = new FilterMetrics()
  readonly #report = new MaskReport()
  readonly #feed: FindingFeed | undefined
  readonly #owners: MaskedOwners | undefined
  readonly #findings: number | undefined
  readonly #quarantine: Quarantine | undefined
  readonly #timer: NodeJS.Timeout | undefined
  readonly #purpose: FilterOptions['purpose']

  private constructor(
    { purpose, findings }: FilterOptions,
    quarantine: Quarantine | undefined,
    openOwners: OpenOwners | undefined,
  ) {
    this.#purpose = purpose
    this.#quarantine = quarantine
    if (findings !== undefined) {
      this.#findings = typeof findings === 'number' ? findings : openFindings(findings)
      const write = (finding: MaskedFinding) => this.#write(`${JSON.stringify(finding)}\n`)
      this.#owners = openOwners?.(write)
      this.#feed = new FindingFeed(
        (finding) => (this.#owners ? this.#owners.add(finding) : write(finding)),
        () => new Date(),
      )
    }
    const isTold = this.#feed !== undefined || purpose === 'shadow'
    if (isTold) this.#timer = setInterval(() => this.#turn(), intervalMs).unref()
  }

  /** @throws StanchError `FINDINGS_UNWRITABLE`, `QUARANTINE_RECIPIENT` */
  static async open(options: FilterOptions): Promise<FilterOutputs> {
    const { quarantine } = options
    const opened = quarantine && (await openQuarantine(quarantine.directory, quarantine.recipient))
    return new FilterOutputs(options, opened, await ownersFor(options))
  }

  onMasked(masked: Masked): void {
    this.metrics.countMasked(masked)
    if (this.#purpose !== 'mask') this.#report.add(masked)
    this.#feed?.add(masked)
  }

  onWithheld({ reason, record }: Withheld): string | undefined {
    this.metrics.countWithheld(reason)
    return this.#quarantine?.keep(record)
  }

  /** The last of everything. @returns what was masked, for `--explain` */
  async close(): Promise<string> {
    clearInterval(this.#timer)
    const report = formatMaskReport(this.#report.take())
    if (this.#purpose === 'shadow') process.stderr.write(report)
    this.#feed?.turn()
    await this.#owners?.close()
    if (this.#findings !== undefined) closeSync(this.#findings)
    await this.#quarantine?.close()
    return report
  }

  /** Originals that are nowhere. */
  get lostOriginals(): number {
    return this.#quarantine?.lost ?? 0
  }

  #turn(): void {
    this.#feed?.turn()
    if (this.#purpose === 'shadow') process.stderr.write(formatMaskReport(this.#report.take()))
  }

  #write(text: string): void {
    try {
      writeSync(this.#findings!, text)
    } catch {
      // Whoever was to be told has gone; the stream goes on.
    }
  }
}

type OpenOwners = (tell: (finding: MaskedFinding) => void) => MaskedOwners

/** Nothing of an inventory is loaded where no findings are told. */
async function ownersFor({
  findings,
  configurationPath,
}: FilterOptions): Promise<OpenOwners | undefined> {
  if (findings === undefined) return undefined
  const { MaskedOwners: Owners, maskedOwnersPlace } = await import('./inventory/masked-owners.ts')
  const place = await maskedOwnersPlace(configurationPath)
  return place && ((tell) => new Owners(place, tell))
}

function openFindings(path: string): number {
  try {
    return openSync(path, 'a')
  } catch (cause) {
    throw new StanchError('FINDINGS_UNWRITABLE', `--findings ${path}: ${reasonOf(cause)}`, {
      cause,
    })
  }
}
