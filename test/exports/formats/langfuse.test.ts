import { checkFormat, JsonLines, noise, type Expected, type Plant } from '../check-format.ts'

const time = '2025-01-24T10:34:09.675Z'

function observation(plant: Plant, type: string, name: string, expected: Expected = {}): object {
  const said = { run: 'trace-1', trace: 'trace-1', record: `obs-${name}`, span: `obs-${name}`, time, ...expected }
  const secret = () => plant(said)
  return {
    id: `obs-${name}`,
    traceId: 'trace-1',
    type,
    name,
    startTime: time,
    endTime: time,
    parentObservationId: 'obs-0',
    projectId: noise('base62:25'),
    model: 'gpt-4o',
    modelParameters: { header: secret() },
    input: JSON.stringify({ messages: [{ role: 'user', content: `a "${secret()}"` }] }),
    output: { text: secret() },
    metadata: { attributes: JSON.stringify({ 'gen_ai.tool.call.arguments': JSON.stringify({ key: secret() }) }), resourceAttributes: { x: secret() } },
    statusMessage: secret(),
    level: 'ERROR',
    promptName: secret(),
  }
} // prettier-ignore

function trace(plant: Plant, more: object = {}, expected: Expected = {}): object {
  const said = { run: 'session-1', trace: 'trace-1', record: 'trace-1', user: 'ann', time, ...expected }
  return {
    id: 'trace-1',
    timestamp: time,
    name: plant(said),
    sessionId: 'session-1',
    userId: 'ann',
    input: plant(said),
    output: { role: 'assistant', content: plant({ ...said, role: 'assistant' }), tool_calls: [{ id: 'call_1', function: { name: 'mail', arguments: JSON.stringify({ to: plant({ ...said, tool: 'mail', toolCall: 'call_1' }) }) } }] },
    metadata: { a: plant(said) },
    tags: [plant(said)],
    htmlPath: '/project/p/traces/trace-1',
    ...more,
  }
} // prettier-ignore

const parent = { parentRun: 'obs-0', model: 'gpt-4o' }

checkFormat('traces and observations', {
  format: 'langfuse',
  build: (plant) => ({
    'trace.json': trace(plant, {
      observations: [
        observation(plant, 'TOOL', 'shell', { ...parent, run: 'session-1', tool: 'shell', role: 'tool' }),
        observation(plant, 'GENERATION', 'llm', { ...parent, run: 'session-1', role: undefined, tool: undefined }),
      ],
      scores: [{ id: 's1', traceId: 'trace-1', comment: plant({ record: 's1' }) }],
    }),
    'traces.json': { data: [trace(plant)], meta: { page: 1 } },
    'observations.json': { data: [observation(plant, 'AGENT', 'planner', { agent: 'planner' })], meta: {} },
    'observations.jsonl': new JsonLines([observation(plant, 'SPAN', 'x'), observation(plant, 'EVENT', 'y')]),
    'blob-storage.jsonl': new JsonLines([
      { id: 'o1', trace_id: 't1', parent_observation_id: 'o0', type: 'GENERATION', start_time: time, name: 'n', input: plant({ run: 't1', span: 'o1', parentRun: 'o0', time }), output: plant({}), provided_model_name: 'gpt-4o' },
    ]),
    'sent.json': {
      batch: [
        { id: noise('uuid'), type: 'trace-create', timestamp: time, body: { id: 't1', sessionId: 's1', userId: 'bo', input: plant({ run: 's1', trace: 't1', user: 'bo', role: undefined }) } },
        { id: noise('uuid'), type: 'generation-create', timestamp: time, body: { id: 'o1', traceId: 't1', model: 'gpt-4o', output: plant({ trace: 't1', span: 'o1', model: 'gpt-4o' }) } },
      ],
      metadata: { sdk_name: 'python' },
    },
  }),
}) // prettier-ignore
