import type { Masked, WithheldReason } from '../../redact/observer.ts'

/** Upper bounds of the histogram's buckets in seconds. */
const latencyBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1] as const

/** What a filter has done since it started. */
export class FilterMetrics {
  bytesIn = 0
  bytesOut = 0
  records = 0
  cuts = 0
  reloads = 0
  readonly #masked = new Map<string, number>()
  readonly #withheld = new Map<WithheldReason, number>()
  readonly #latency = latencyBounds.map(() => 0)
  #latencySum = 0
  #latencyCount = 0

  countMasked({ rule }: Pick<Masked, 'rule'>): void {
    this.#masked.set(rule, (this.#masked.get(rule) ?? 0) + 1)
  }

  countWithheld(reason: WithheldReason): void {
    this.#withheld.set(reason, (this.#withheld.get(reason) ?? 0) + 1)
  }

  observeLatency(seconds: number): void {
    this.#latencySum += seconds
    this.#latencyCount++
    const bucket = latencyBounds.findIndex((bound) => seconds <= bound)
    if (bucket >= 0) this.#latency[bucket]!++
  }

  get masked(): number {
    return sumOf(this.#masked)
  }

  get withheld(): number {
    return sumOf(this.#withheld)
  }

  /** Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
  toPrometheus(): string {
    const total = latencyBounds.map((bound, at) => {
      const count = this.#latency.slice(0, at + 1).reduce((sum, one) => sum + one, 0)
      return `stanch_redact_latency_seconds_bucket{le="${bound}"} ${count}`
    })
    return [
      ...counter('bytes_in_total', 'Bytes read.', this.bytesIn),
      ...counter('bytes_out_total', 'Bytes written.', this.bytesOut),
      ...counter('records_total', 'Records read.', this.records),
      ...counter(
        'forced_cuts_total',
        'Secrets that were not waited for until their end.',
        this.cuts,
      ),
      ...counter('reloads_total', 'Times rules and known values were read again.', this.reloads),
      ...head('masked_total', 'Secrets masked, by rule.', 'counter'),
      ...Array.from(this.#masked, ([rule, n]) => `stanch_redact_masked_total{rule="${rule}"} ${n}`),
      ...head('withheld_total', 'Records replaced by a placeholder, by reason.', 'counter'),
      ...Array.from(
        this.#withheld,
        ([reason, n]) => `stanch_redact_withheld_total{reason="${reason}"} ${n}`,
      ),
      ...head('latency_seconds', 'From a chunk read to what became of it written.', 'histogram'),
      ...total,
      `stanch_redact_latency_seconds_bucket{le="+Inf"} ${this.#latencyCount}`,
      `stanch_redact_latency_seconds_sum ${this.#latencySum}`,
      `stanch_redact_latency_seconds_count ${this.#latencyCount}`,
      '',
    ].join('\n')
  }
}

function head(name: string, help: string, type: string): string[] {
  return [`# HELP stanch_redact_${name} ${help}`, `# TYPE stanch_redact_${name} ${type}`]
}

function counter(name: string, help: string, value: number): string[] {
  return [...head(name, help, 'counter'), `stanch_redact_${name} ${value}`]
}

function sumOf(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}
