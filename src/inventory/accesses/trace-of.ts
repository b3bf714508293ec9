/**
 * Trace and span of a `traceparent` header.
 *
 * Format: https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function traceOf(header: string | undefined): { trace?: string; span?: string } {
  const [, trace, span] = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/.exec(header ?? '') ?? []
  return trace === undefined ? {} : { trace, span: span! }
}
