import { expect, test } from 'vitest'
import {
  checkFormat,
  halves,
  JsonLines,
  noise,
  type Expected,
  type Plant,
} from '../check-format.ts'
import { tokensOf } from '../event-stream.ts'
import { githubToken, scanText } from '../scan-text.ts'

const traceId = noise('uuid', 5)
const start_time = '2025-01-24T10:34:09.675319'

function run(plant: Plant, name: string, type: string, more: object = {}, expected: Expected = {}, inputs: object = {}): object {
  const id = noise('uuid', name.length)
  const said = { run: traceId, trace: traceId, record: id, span: id, time: start_time, ...expected }
  const secret = () => plant(said)
  return {
    id,
    name,
    run_type: type,
    trace_id: traceId,
    dotted_order: `20250124T103409675319Z${traceId}.20250124T103409675319Z${id}`,
    parent_run_id: traceId,
    session_id: noise('uuid', 7),
    session_name: 'my project',
    start_time,
    app_path: `/o/1/projects/p/2/r/${id}`,
    inputs: { input: secret(), nested: { list: [secret()] }, ...inputs },
    outputs: { output: secret(), json: JSON.stringify({ token: secret() }) },
    error: `Error("401: ${secret()}")`,
    serialized: { kwargs: { header: secret() } },
    events: [{ name: 'error', kwargs: { message: secret() } }],
    extra: { metadata: { ls_model_name: 'gpt-4o', user_id: 'ann', note: secret() }, invocation_params: { stop: secret() } },
    tags: [secret()],
    inputs_preview: secret(),
    feedback_stats: null,
    ...more,
  }
} // prettier-ignore

const all = { parentRun: traceId, workspace: 'my project', model: 'gpt-4o', user: 'ann' }

const chat = (plant: Plant) => ({
    messages: [
      [
        { lc: 1, type: 'constructor', id: ['langchain', 'schema', 'messages', 'HumanMessage'], kwargs: { type: 'human', content: plant({ role: 'user' }) } },
        { lc: 1, type: 'constructor', kwargs: { type: 'ai', content: '', tool_calls: [{ name: 'search', id: 'call_1', args: { query: plant({ role: 'assistant', tool: 'search', toolCall: 'call_1' }) } }] } },
        { lc: 1, type: 'constructor', kwargs: { type: 'tool', tool_call_id: 'call_1', content: plant({ role: 'tool', toolCall: 'call_1' }) } },
      ],
    ],
}) // prettier-ignore

checkFormat('runs', {
  format: 'langsmith',
  build: (plant) => ({
    'runs.json': [run(plant, 'search', 'tool', {}, { ...all, role: 'tool', tool: 'search' }), run(plant, 'Agent', 'chain', {}, { ...all, agent: 'Agent', role: undefined, tool: undefined })],
    'runs.jsonl': new JsonLines([run(plant, 'ChatOpenAI', 'llm', {}, all), run(plant, 'ChatModel', 'llm', {}, {}, chat(plant))]),
    'page.json': { runs: [run(plant, 'llm', 'llm', {}, { url: `https://smith.langchain.com/o/1/projects/p/2/r/${noise('uuid', 3)}` })], cursors: { next: null } },
    'batch.json': { post: [run(plant, 'x', 'chain')], patch: [run(plant, 'y', 'chain')] },
    'tree.json': run(plant, 'root', 'chain', { child_runs: [run(plant, 'child', 'tool', {}, { tool: 'child' })] }),
  }),
}) // prettier-ignore

test('tokens of an answer are events', () => {
  const token = githubToken(1)
  const events = ['start', ...tokensOf(`see ${token}.`)].map((part, at) =>
    at === 0 ? { name: part } : { name: 'new_token', time: start_time, kwargs: { token: part } },
  )
  const line = {
    id: '1',
    trace_id: '1',
    run_type: 'llm',
    name: 'm',
    inputs: {},
    start_time,
    events,
  }
  const { format, found } = scanText(JSON.stringify(line) + '\n')
  expect(format).toBe('langsmith')
  expect(found).toMatchObject([{ secret: token, attribution: { run: '1', time: start_time } }])
  expect(found[0]!.covered.join('')).toBe(token)
})

test('a parent repeats what its child has said: each run has it once', () => {
  const token = githubToken(2)
  const [before, after] = halves(JSON.stringify({ key: token }))
  const child = { id: 'c', trace_id: 't', parent_run_id: 'p', run_type: 'tool', name: 'env', start_time, inputs: {}, outputs: { output: token } }
  const parent = { id: 'p', trace_id: 't', run_type: 'chain', name: 'agent', start_time, inputs: { a: token }, outputs: { text: before + after } }
  const { found } = scanText(JSON.stringify([parent, child]))
  expect(found.map(({ attribution, copies }) => [attribution.record, attribution.run, attribution.parentRun, copies.length])).toEqual([
    ['p', 't', undefined, 1],
    ['c', 't', 'p', 0],
  ])
}) // prettier-ignore
