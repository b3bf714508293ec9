import { expect, test } from 'vitest'
import { requestTypes } from '../../stream/otlp/protocol.ts'
import { checkFormat, JsonLines, noise, type Expected, type Plant } from '../check-format.ts'
import { githubToken, scanText } from '../scan-text.ts'

const traceId = noise('hex:32', 1)
const spanId = noise('hex:16', 2)
const nanos = '1737714849675319000'
const time = '2025-01-24T10:34:09.675Z'

/** As OTLP has attributes. */
function pairs(attributes: Readonly<Record<string, unknown>>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }))
}

function anyValue(value: unknown): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'number') return { intValue: String(value) }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
  return { kvlistValue: { values: pairs(value as Record<string, unknown>) } }
}

const said = { run: 'conv-1', agent: 'planner', tool: 'shell', toolCall: 'call_1', model: 'gpt-4o', trace: traceId, span: spanId, time } // prettier-ignore

function attributes(secret: () => string): Record<string, unknown> {
  return {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.conversation.id': 'conv-1',
    'gen_ai.agent.name': 'planner',
    'gen_ai.tool.name': 'shell',
    'gen_ai.tool.call.id': 'call_1',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': 12,
    'gen_ai.tool.call.arguments': JSON.stringify({ command: `curl -H "X: ${secret()}"` }),
    'gen_ai.tool.call.result': secret(),
    'gen_ai.input.messages': JSON.stringify([
      { role: 'user', parts: [{ type: 'text', content: `a "${secret()}"` }] },
    ]),
    'gen_ai.system_instructions': secret(),
    'langfuse.trace.input': JSON.stringify({ a: JSON.stringify({ b: secret() }) }),
    [`key.${secret()}`]: 'x',
  }
}

function span(plant: Plant, expected: Expected, isFlat = false): object {
  const secret = () => plant({ ...said, ...expected })
  const print = isFlat ? (value: Record<string, unknown>) => value : pairs
  return {
    traceId,
    spanId,
    parentSpanId: noise('hex:16', 3),
    name: 'execute_tool shell',
    startTimeUnixNano: nanos,
    attributes: print(attributes(secret)),
    events: [{ name: 'exception', timeUnixNano: nanos, attributes: print({ 'exception.message': secret() }) }],
    status: { message: secret() },
  } // prettier-ignore
}

/** Files that are requests of a signal. */
function requestsOf(text: string, path: string): unknown {
  const type = path === 'logs.json' ? requestTypes.logs : requestTypes.traces
  if (path !== 'logs.json' && path !== 'collector.jsonl') return undefined
  const lines = text.trim().split('\n')
  return lines.map((line) => type.toObject(type.fromObject(JSON.parse(line) as object)))
}

const reader = { name: 'protobufjs', open: requestsOf }

checkFormat('spans', {
  format: 'otel',
  reader,
  build: (plant) => ({
    'collector.jsonl': new JsonLines([
      {
        resourceSpans: [
          {
            resource: { attributes: pairs({ 'service.name': 'bot', 'process.command_args': [plant({ workspace: 'bot' })] }) },
            scopeSpans: [{ scope: { name: 'x' }, spans: [span(plant, { workspace: 'bot' })] }],
          },
        ],
      },
    ]),
    'tempo.json': { batches: [{ scopeSpans: [{ spans: [span(plant, {})] }] }] },
    'older.json': { resource_spans: [{ scope_spans: [{ spans: [{ trace_id: traceId, span_id: spanId, attributes: [{ key: 'session.id', value: { string_value: 's1' } }, { key: 'x', value: { string_value: plant({ run: 's1', span: spanId }) } }] }] }] }] },
    'flat.jsonl': new JsonLines([span(plant, {}, true)]),
    'console.json': {
      name: 'chat',
      context: { trace_id: `0x${traceId}`, span_id: `0x${spanId}` },
      parent_id: null,
      start_time: time,
      attributes: { 'llm.model_name': 'gpt-4o', 'input.value': plant({ model: 'gpt-4o', time, run: `0x${traceId}` }) },
      resource: { attributes: { 'service.name': 'bot' } },
    },
    'jaeger.json': {
      data: [
        {
          traceID: traceId,
          spans: [
            {
              traceID: traceId,
              spanID: spanId,
              operationName: 'chat',
              tags: [{ key: 'gen_ai.request.model', type: 'string', value: 'm' }, { key: 'password', type: 'string', value: plant({ model: 'm', run: traceId, span: spanId }) }],
              logs: [{ timestamp: 1, fields: [{ key: 'message', value: plant({ span: spanId }) }] }],
            },
          ],
        },
      ],
    },
    'zipkin.json': [{ traceId, id: spanId, name: 'get', localEndpoint: { serviceName: 'bot' }, tags: { 'http.url': `https://x.test/?t=${plant({ trace: traceId, span: spanId, workspace: 'bot' })}` } }],
  }),
}) // prettier-ignore

checkFormat('events whose messages are structured', {
  format: 'otel',
  reader,
  build: (plant) => ({
    'logs.json': {
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                {
                  timeUnixNano: nanos,
                  traceId,
                  spanId,
                  eventName: 'gen_ai.client.inference.operation.details',
                  body: { stringValue: plant({ trace: traceId }) },
                  attributes: pairs({
                    'gen_ai.conversation.id': 'conv-2',
                    'gen_ai.input.messages': [
                      { role: 'user', parts: [{ type: 'text', content: plant({ role: 'user', run: 'conv-2', time }) }] },
                      { role: 'assistant', parts: [{ type: 'tool_call', id: 'call_7', name: 'mail', arguments: { to: plant({ role: 'assistant', toolCall: 'call_7', tool: 'mail' }) } }] },
                      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_7', result: plant({ role: 'tool', toolCall: 'call_7' }) }] },
                    ],
                  }),
                },
              ],
            },
          ],
        },
      ],
    },
    'flat.jsonl': new JsonLines([
      {
        name: 'chat', traceId, spanId,
        attributes: { 'gen_ai.input.messages': [{ role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_8', response: { env: plant({ role: 'tool', toolCall: 'call_8', run: traceId }) } }] }] },
      },
    ]),
  }),
}) // prettier-ignore

test('a password that only its name tells is found in a list of names and values', () => {
  const password = githubToken(1).slice(4, 20)
  const attributesOf = (of: object[]) => ({ resourceSpans: [{ scopeSpans: [{ spans: [{ traceId, spanId, attributes: of }] }] }] }) // prettier-ignore
  const named = scanText(JSON.stringify(attributesOf(pairs({ 'db.password': password }))))
  expect(named.found).toMatchObject([
    {
      secret: password,
      attribution: { span: spanId },
      path: 'resourceSpans[0].scopeSpans[0].spans[0].attributes[0 "db.password"].value.stringValue',
    },
  ])
})
