import type { Attribution } from '../attribution.ts'
import type { JsonLayout, Scope } from '../layout.ts'
import { timeOfLog } from './log-fields.ts'

/**
 * Spans and log records of OpenTelemetry as OTLP/JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding),
 * as an SDK's console exporter prints them, and as Jaeger and Zipkin keep them; with the attributes of generative AI
 * (https://opentelemetry.io/docs/specs/semconv/gen-ai/), of Langfuse, OpenInference and OpenLLMetry.
 */
const names = {
  run: ['gen_ai.conversation.id', 'langfuse.session.id', 'session.id', 'mcp.session.id', 'traceloop.association.properties.session_id'],
  agent: ['gen_ai.agent.name', 'gen_ai.agent.id', 'agent.name'],
  tool: ['gen_ai.tool.name', 'tool.name', 'traceloop.entity.name'],
  toolCall: ['gen_ai.tool.call.id', 'tool_call.id', 'tool.id'],
  model: ['gen_ai.response.model', 'gen_ai.request.model', 'langfuse.observation.model.name', 'llm.model_name'],
  user: ['langfuse.user.id', 'user.id', 'enduser.id', 'user.email'],
  record: ['gen_ai.response.id'],
} as const // prettier-ignore

/** Where spans have their attributes, by name or as a list of names and values. */
const attributeLists = ['attributes', 'tags'] as const

function attributeFields(): Record<keyof typeof names, string> {
  const fields = Object.entries(names).map(([key, all]) => [
    key,
    all.flatMap((name) => attributeLists.map((list) => `${list}."${name}"`)).join('|'),
  ])
  return Object.fromEntries(fields) as Record<keyof typeof names, string>
}

const attributes = attributeFields()
const traceId = 'traceId|trace_id|context.trace_id|context.traceId|traceID'
const spanId = 'spanId|span_id|context.span_id|context.spanId|spanID'

const span: Scope = {
  isRecord: true,
  fields: {
    ...attributes,
    run: `${attributes.run}|${traceId}`,
    record: `${spanId}|id`,
    trace: traceId,
    span: `${spanId}|id`,
    time: 'startTimeUnixNano|start_time_unix_nano|timeUnixNano|time_unix_nano|observedTimeUnixNano|start_time|startTime|timestamp',
    role: 'attributes."gen_ai.message.role"',
    workspace: 'resource.attributes."service.name"|localEndpoint.serviceName',
  },
}

/** Of all spans in it. */
const resource: Scope = { fields: { workspace: 'resource.attributes."service.name"' } }

/** What happened in a span. */
const event: Scope = {
  fields: { ...attributes, run: attributes.run, time: 'timeUnixNano|time_unix_nano|timestamp' },
}

/** A message, or a part of one. */
const message: Scope = { fields: { role: 'role', toolCall: 'id', tool: 'name' } }
/** The same, written as a list of names and values. */
const messagePairs: Scope = {
  fields: { role: 'values.role', toolCall: 'values.id', tool: 'values.name' },
}

const spans = [
  'scopeSpans[].spans[]',
  'scope_spans[].spans[]',
  'instrumentationLibrarySpans[].spans[]',
]
const outer = ['resourceSpans[]', 'resource_spans[]', 'batches[]', 'trace.resourceSpans[]', '[].resourceSpans[]'] // prettier-ignore
const outerLogs = ['resourceLogs[]', 'resource_logs[]']
const logs = ['scopeLogs[].logRecords[]', 'scope_logs[].log_records[]']
const spanPlaces = [
  ...outer.flatMap((at) => spans.map((inner) => `${at}.${inner}`)),
  ...outerLogs.flatMap((at) => logs.map((inner) => `${at}.${inner}`)),
  '',
  '[]',
  'data[].spans[]',
  'spans[]',
  '[][]',
]

export const otel: JsonLayout = {
  format: 'otel',
  holds: 'spans',
  signs: [
    ...[...outer, ...outerLogs].map((at) => [at]),
    ['name', 'context.trace_id', 'context.span_id'],
    ['[].name', '[].context.trace_id', '[].context.span_id'],
    ['name', 'trace_id', 'span_id', 'attributes'],
    ['name', 'traceId', 'spanId', 'attributes'],
    ['[].name', '[].traceId', '[].spanId', '[].attributes'],
    ['[].name', '[].trace_id', '[].span_id', '[].attributes'],
    ['data[].spans[].traceID', 'data[].spans[].operationName'],
    ['[].traceId', '[].id', '[].localEndpoint'],
    ['body', 'trace_id', 'span_id', 'attributes'],
  ],
  scopes: Object.fromEntries([
    ...[...outer, ...outerLogs].map((at) => [at, resource]),
    ...spanPlaces.flatMap((at) => [
      [at, span],
      ...['events[]', 'logs[]'].map((list) => [at === '' ? list : `${at}.${list}`, event]),
    ]),
    ...['gen_ai.input.messages', 'gen_ai.output.messages'].flatMap((name) => [
      [`**."${name}"[]`, message],
      [`**."${name}"[].parts[]`, message],
    ]),
    ['**.body', message],
    ['**.kvlistValue', messagePairs],
    ['**.kvlist_value', messagePairs],
  ]) as Record<string, Scope>,
  pairs: ['**.attributes', '**.tags', '**.kvlistValue.values', '**.kvlist_value.values', '**.fields'],
  opaque: [
    '**.traceId', '**.trace_id', '**.spanId', '**.span_id', '**.parentSpanId', '**.parent_span_id', '**.parent_id', '**.traceID',
    '**.spanID', '**.traceState', '**.trace_state', '**.attributes."gen_ai.response.id"', '**.attributes."gen_ai.conversation.id"',
    '**.attributes."gen_ai.tool.call.id"', '**.attributes."session.id"', '**.attributes."langfuse.session.id"',
    '**.attributes."gen_ai.agent.id"', '**.attributes."service.instance.id"', '**.attributes."gen_ai.response.system_fingerprint"',
  ],
  finish: ({ time, ...said }: Attribution) => ({ ...said, ...timeOfLog(time) }),
} // prettier-ignore
