import { FieldNames } from './field-names.ts'

/** What a field holds, as far as redaction has to know; `message` is anything of more fields. */
export type FieldKind =
  | 'text'
  /** The name of what stands beside it under `value`. */
  | 'key'
  | 'bytes'
  | 'trace-id'
  | 'span-id'
  /** Of `AnyValue`: may be a secret made of digits. */
  | 'integer'
  | 'double'
  /** Times, counts, flags, measured values: never text. */
  | 'scalar'
  | 'message'

export interface Field {
  readonly number: number
  /** As JSON has it; `snake_case` is understood, too. */
  readonly name: string
  readonly kind: FieldKind
  /** Set when, and only when, the kind is `message`. */
  readonly message: Message | undefined
}

/** How much gives way when something in a message cannot be let through. */
export type MessageRole =
  /** The message, but for the records in it. */
  | 'record'
  /** A record whose body may go on in the next one's. */
  | 'log-record'
  /** A record of its own; the log records in it come from one writer. */
  | 'log-scope'
  /** The record it stands in. */
  | 'part'

export interface Message {
  readonly name: string
  readonly role: MessageRole
  readonly byNumber: ReadonlyMap<number, Field>
  readonly byName: FieldNames
}

/** Which of the three requests. */
export type Signal = 'logs' | 'traces' | 'metrics'

const common = {
  AnyValue:
    'stringValue:1:text boolValue:2:scalar intValue:3:integer doubleValue:4:double arrayValue:5:ArrayValue ' +
    'kvlistValue:6:KeyValueList bytesValue:7:bytes stringValueStrindex:8:scalar',
  ArrayValue: 'values:1:AnyValue',
  KeyValueList: 'values:1:KeyValue',
  KeyValue: 'key:1:key value:2:AnyValue keyStrindex:3:scalar',
  InstrumentationScope:
    'name:1:text version:2:text attributes:3:KeyValue droppedAttributesCount:4:scalar',
  EntityRef: 'schemaUrl:1:text type:2:text idKeys:3:text descriptionKeys:4:text',
  Resource: 'attributes:1:KeyValue droppedAttributesCount:2:scalar entityRefs:3:EntityRef',
}

const logs = {
  ExportLogsServiceRequest: 'resourceLogs:1:ResourceLogs',
  ResourceLogs: 'resource:1:Resource scopeLogs:2:ScopeLogs schemaUrl:3:text',
  ScopeLogs: 'scope:1:InstrumentationScope logRecords:2:LogRecord schemaUrl:3:text',
  LogRecord:
    'timeUnixNano:1:scalar severityNumber:2:scalar severityText:3:text body:5:AnyValue attributes:6:KeyValue ' +
    'droppedAttributesCount:7:scalar flags:8:scalar traceId:9:trace-id spanId:10:span-id ' +
    'observedTimeUnixNano:11:scalar eventName:12:text',
}

const traces = {
  ExportTraceServiceRequest: 'resourceSpans:1:ResourceSpans',
  ResourceSpans: 'resource:1:Resource scopeSpans:2:ScopeSpans schemaUrl:3:text',
  ScopeSpans: 'scope:1:InstrumentationScope spans:2:Span schemaUrl:3:text',
  Span:
    'traceId:1:trace-id spanId:2:span-id traceState:3:text parentSpanId:4:span-id name:5:text kind:6:scalar ' +
    'startTimeUnixNano:7:scalar endTimeUnixNano:8:scalar attributes:9:KeyValue droppedAttributesCount:10:scalar ' +
    'events:11:Event droppedEventsCount:12:scalar links:13:Link droppedLinksCount:14:scalar status:15:Status ' +
    'flags:16:scalar',
  Event: 'timeUnixNano:1:scalar name:2:text attributes:3:KeyValue droppedAttributesCount:4:scalar',
  Link:
    'traceId:1:trace-id spanId:2:span-id traceState:3:text attributes:4:KeyValue ' +
    'droppedAttributesCount:5:scalar flags:6:scalar',
  Status: 'message:2:text code:3:scalar',
}

const metrics = {
  ExportMetricsServiceRequest: 'resourceMetrics:1:ResourceMetrics',
  ResourceMetrics: 'resource:1:Resource scopeMetrics:2:ScopeMetrics schemaUrl:3:text',
  ScopeMetrics: 'scope:1:InstrumentationScope metrics:2:Metric schemaUrl:3:text',
  Metric:
    'name:1:text description:2:text unit:3:text gauge:5:Gauge sum:7:Sum histogram:9:Histogram ' +
    'exponentialHistogram:10:ExponentialHistogram summary:11:Summary metadata:12:KeyValue',
  Gauge: 'dataPoints:1:NumberDataPoint',
  Sum: 'dataPoints:1:NumberDataPoint aggregationTemporality:2:scalar isMonotonic:3:scalar',
  Histogram: 'dataPoints:1:HistogramDataPoint aggregationTemporality:2:scalar',
  ExponentialHistogram:
    'dataPoints:1:ExponentialHistogramDataPoint aggregationTemporality:2:scalar',
  Summary: 'dataPoints:1:SummaryDataPoint',
  NumberDataPoint:
    'startTimeUnixNano:2:scalar timeUnixNano:3:scalar asDouble:4:scalar exemplars:5:Exemplar asInt:6:scalar ' +
    'attributes:7:KeyValue flags:8:scalar',
  HistogramDataPoint:
    'startTimeUnixNano:2:scalar timeUnixNano:3:scalar count:4:scalar sum:5:scalar bucketCounts:6:scalar ' +
    'explicitBounds:7:scalar exemplars:8:Exemplar attributes:9:KeyValue flags:10:scalar min:11:scalar max:12:scalar',
  ExponentialHistogramDataPoint:
    'attributes:1:KeyValue startTimeUnixNano:2:scalar timeUnixNano:3:scalar count:4:scalar sum:5:scalar ' +
    'scale:6:scalar zeroCount:7:scalar positive:8:Buckets negative:9:Buckets flags:10:scalar ' +
    'exemplars:11:Exemplar min:12:scalar max:13:scalar zeroThreshold:14:scalar',
  Buckets: 'offset:1:scalar bucketCounts:2:scalar',
  SummaryDataPoint:
    'startTimeUnixNano:2:scalar timeUnixNano:3:scalar count:4:scalar sum:5:scalar ' +
    'quantileValues:6:ValueAtQuantile attributes:7:KeyValue flags:8:scalar',
  ValueAtQuantile: 'quantile:1:scalar value:2:scalar',
  Exemplar:
    'timeUnixNano:2:scalar asDouble:3:scalar spanId:4:span-id traceId:5:trace-id asInt:6:scalar ' +
    'filteredAttributes:7:KeyValue',
}

/**
 * The fields of OTLP 1.11, as opentelemetry-proto numbers them. A field that is missing here is an unknown one: its text
 * is looked at, too, but cannot be masked in place.
 */
const table: Readonly<Record<string, string>> = { ...common, ...logs, ...traces, ...metrics }

/** All other messages are records: containers of records hold a schema URL at most. */
const parts = new Set([
  'AnyValue', 'ArrayValue', 'KeyValueList', 'KeyValue', 'EntityRef', 'Event', 'Link', 'Status', 'Gauge', 'Sum',
  'Histogram', 'ExponentialHistogram', 'Summary', 'Buckets', 'ValueAtQuantile', 'Exemplar',
]) // prettier-ignore

const plainKinds: ReadonlySet<string> = new Set<FieldKind>([
  'text', 'key', 'bytes', 'trace-id', 'span-id', 'integer', 'double', 'scalar',
]) // prettier-ignore

/** All messages by name. */
export const messages: ReadonlyMap<string, Message> = linkMessages()

/** What the body of a request is. */
export const requests: Readonly<Record<Signal, Message>> = {
  logs: messages.get('ExportLogsServiceRequest')!,
  traces: messages.get('ExportTraceServiceRequest')!,
  metrics: messages.get('ExportMetricsServiceRequest')!,
}

function linkMessages(): Map<string, Message> {
  const linked = new Map<string, Message & { byNumber: Map<number, Field> }>()
  for (const name of Object.keys(table)) {
    linked.set(name, { name, role: roleOf(name), byNumber: new Map(), byName: new FieldNames() })
  }
  for (const [name, fields] of Object.entries(table)) {
    const { byNumber, byName } = linked.get(name)!
    for (const entry of fields.split(' ')) {
      const [fieldName, number, kind] = entry.split(':') as [string, string, string]
      const message = plainKinds.has(kind) ? undefined : linked.get(kind)!
      const field = {
        number: Number(number),
        name: fieldName,
        kind: message ? 'message' : (kind as FieldKind),
        message,
      } as const
      byNumber.set(field.number, field)
      byName.add(fieldName, field)
      byName.add(
        fieldName.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        field,
      )
    }
  }
  return linked
}

function roleOf(name: string): MessageRole {
  if (name === 'LogRecord') return 'log-record'
  if (name === 'ScopeLogs') return 'log-scope'
  return parts.has(name) ? 'part' : 'record'
}
