import { fieldOf, textOf } from '../../text/field-of.ts'

/** What spans tell of a call: which run of which agent, by which tool. */
export interface SpanOrigin {
  readonly run?: string
  readonly agent?: string
  readonly tool?: string
  readonly toolCall?: string
}

interface KnownSpan extends SpanOrigin {
  readonly trace: string
  readonly parent: string | undefined
}

/** Attribute names of OpenTelemetry's conventions for generative AI, and of what exports to it. */
const attributeNames = {
  run: ['gen_ai.conversation.id', 'session.id', 'mcp.session.id', 'langfuse.session.id'],
  agent: ['gen_ai.agent.name', 'gen_ai.agent.id', 'agent.name'],
  tool: ['gen_ai.tool.name', 'tool.name'],
  toolCall: ['gen_ai.tool.call.id', 'tool_call.id'],
} as const

/** Spans in a trace that has no end would be followed for ever. */
const depthMax = 256

/**
 * Spans of OpenTelemetry by id. A store's log knows the span that called it, from its `traceparent` header, and that span,
 * or one around it, knows the run, though the secret itself stands in none.
 *
 * Format: OTLP/JSON, https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding; attributes,
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-agent-spans/
 */
export class SpanIndex {
  readonly #spans = new Map<string, KnownSpan>()
  readonly #traces = new Map<string, SpanOrigin>()

  /** @returns how many spans the record has; 0 when it is something else */
  add(record: unknown): number {
    let count = 0
    for (const span of spansOf(record)) {
      const trace = textOf(span, 'traceId')
      const id = textOf(span, 'spanId')
      if (trace === undefined || id === undefined) continue
      count++
      const origin = originOf(fieldOf(span, 'attributes'))
      this.#spans.set(id, { ...origin, trace, parent: textOf(span, 'parentSpanId') })
      const known = this.#traces.get(trace)
      const { run, agent } = { ...origin, ...known }
      this.#traces.set(trace, { ...(run && { run }), ...(agent && { agent }) })
    }
    return count
  }

  /** The call that a span belongs to; of a span that is not known what its trace tells. */
  find(trace: string | undefined, span: string | undefined): SpanOrigin {
    let found: SpanOrigin = trace === undefined ? {} : (this.#traces.get(trace) ?? {})
    const around: KnownSpan[] = []
    for (let id = span; id !== undefined && around.length < depthMax;) {
      const known = this.#spans.get(id)
      if (known === undefined) break
      around.push(known)
      id = known.parent
    }
    for (const { run, agent, tool, toolCall } of around.toReversed()) {
      found = {
        ...found,
        ...(run && { run }),
        ...(agent && { agent }),
        ...(tool && { tool }),
        ...(toolCall && { toolCall }),
      }
    }
    return found
  }
}

function* spansOf(record: unknown): Generator<unknown, void, undefined> {
  if (textOf(record, 'traceId') !== undefined && textOf(record, 'spanId') !== undefined)
    yield record
  for (const resource of listAt(record, 'resourceSpans'))
    for (const scope of listAt(resource, 'scopeSpans')) yield* listAt(scope, 'spans')
}

function listAt(value: unknown, key: string): unknown[] {
  const list = fieldOf(value, key)
  return Array.isArray(list) ? list : []
}

/** Attributes are a list of keys and typed values, or a mapping. */
function originOf(attributes: unknown): SpanOrigin {
  const valueOf = (name: string): string | undefined => {
    if (!Array.isArray(attributes)) return textOf(attributes, name)
    const pair: unknown = attributes.find((one) => textOf(one, 'key') === name)
    return textOf(pair, 'value', 'stringValue')
  }
  const told = Object.entries(attributeNames).flatMap(([key, names]) => {
    const name = names.find((one) => valueOf(one) !== undefined)
    return name === undefined ? [] : [[key, valueOf(name)!] as const]
  })
  return Object.fromEntries(told)
}
