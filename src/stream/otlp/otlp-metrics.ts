/** All counts go up from 0, but `inflightBytes`. */
export interface OtlpCounters {
  requests: number
  /** Of requests that were read: resources, scopes, log records, spans, metrics, data points. */
  records: number
  /** Of which only a placeholder went on. */
  withheld: number
  /** Answers of our own, by their code. */
  readonly refused: Map<string, number>
  readonly inflightBytes: number
}

/** Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function otlpPrometheus({ requests, refused, inflightBytes }: OtlpCounters): string {
  return [
    '# HELP stanch_otlp_requests_total Requests that came in.',
    '# TYPE stanch_otlp_requests_total counter',
    `stanch_otlp_requests_total ${requests}`,
    '# HELP stanch_otlp_refused_total Requests that were not passed on or not answered by upstream, by reason.',
    '# TYPE stanch_otlp_refused_total counter',
    ...Array.from(refused, ([code, n]) => `stanch_otlp_refused_total{code="${code}"} ${n}`),
    '# HELP stanch_otlp_inflight_bytes Of requests that wait for their answer.',
    '# TYPE stanch_otlp_inflight_bytes gauge',
    `stanch_otlp_inflight_bytes ${inflightBytes}`,
    '',
  ].join('\n')
}
