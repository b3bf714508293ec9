import { expect, test } from 'vitest'
import { checkFormat, halves, JsonLines, noise } from '../check-format.ts'
import { redactText } from '../redact-text.ts'
import { githubToken, scanText } from '../scan-text.ts'

const run = noise('uuid', 1)
const time = '2026-08-01T10:00:00.000Z'
const call = 'call_abcdefghijklmnop'
const model = 'gpt-5-codex'

function line(type: string, payload: object): object {
  return { timestamp: time, type, payload }
}

const meta = line('session_meta', {
  id: run,
  timestamp: time,
  cwd: '/repo',
  originator: 'codex_cli_rs',
  cli_version: '0.77.0',
  source: 'cli',
})

/** What all lines behind the head are told. */
const said = { run, time, workspace: '/repo', model, turn: 't1' }

checkFormat('a rollout', {
  format: 'codex',
  build: (plant) => {
    const user = { ...said, role: 'user', tool: undefined, toolCall: undefined }
    const assistant = { ...user, role: 'assistant' }
    const result = { ...said, role: 'tool', tool: 'shell', toolCall: call }
    const there = { ...result, workspace: '/elsewhere' }
    return {
      'sessions/2026/08/01/rollout.jsonl': new JsonLines([
        line('session_meta', {
          id: run, timestamp: time, cwd: '/repo', originator: 'codex_cli_rs', cli_version: '0.77.0', source: 'cli', forked_from_id: 'before', agent_nickname: 'Ada',
          instructions: plant({ run, role: 'system', workspace: '/repo', parentRun: 'before', agent: 'Ada', model: undefined }),
          base_instructions: { text: plant({ run, role: 'system' }) },
          git: { commit_hash: noise('hex:40'), branch: 'main', repository_url: `https://${plant({ run })}@github.com/a/b` },
        }),
        line('turn_context', { cwd: '/repo', model, turn_id: 't1', user_instructions: plant({ ...said, role: 'system' }) }),
        line('response_item', { type: 'message', role: 'user', content: [{ type: 'input_text', text: plant(user) }, { type: 'input_image', image_url: `data:image/png;base64,iVBORw0KGgo${noise('base64:4000')}` }] }),
        line('event_msg', { type: 'user_message', message: plant(user), images: [] }),
        line('response_item', { type: 'message', role: 'developer', content: [{ type: 'input_text', text: plant({ ...said, role: 'system' }) }] }),
        line('response_item', { type: 'reasoning', summary: [{ type: 'summary_text', text: plant(assistant) }], content: null, encrypted_content: `gAAAAAB${noise('base64url:1200')}` }),
        line('event_msg', { type: 'agent_reasoning', text: plant(assistant) }),
        line('event_msg', { type: 'token_count', info: { total_token_usage: { total_tokens: 1 } } }),
        line('response_item', { type: 'function_call', name: 'shell', arguments: JSON.stringify({ command: ['bash', '-lc', `echo "${plant({ ...assistant, tool: 'shell', toolCall: call })}"`], nested: JSON.stringify({ a: plant({ ...assistant, tool: 'shell', toolCall: call }) }) }), call_id: call }),
        line('response_item', { type: 'function_call_output', call_id: call, output: JSON.stringify({ output: `A=${plant(result)}\n`, metadata: { exit_code: 0 } }) }),
        line('event_msg', { type: 'exec_command_end', call_id: call, command: ['env'], cwd: '/elsewhere', stdout: plant(there), aggregated_output: plant(there), formatted_output: plant(there) }),
        line('response_item', { type: 'custom_tool_call', call_id: 'c2', name: 'apply_patch', input: `*** Begin Patch\n+A=${plant({ ...assistant, tool: 'apply_patch', toolCall: 'c2' })}` }),
        line('response_item', { type: 'custom_tool_call_output', call_id: 'c2', output: [{ type: 'input_text', text: plant({ ...result, tool: 'apply_patch', toolCall: 'c2' }) }] }),
        line('response_item', { type: 'local_shell_call', call_id: 'c3', status: 'completed', action: { type: 'exec', command: ['echo', plant({ ...assistant, tool: 'shell', toolCall: 'c3' })] } }),
        line('event_msg', { type: 'mcp_tool_call_end', call_id: 'c4', invocation: { server: 's', tool: 'query', arguments: { a: plant({ role: 'tool', tool: 'query' }) } }, result: { Ok: { content: [{ type: 'text', text: plant({ tool: 'query', toolCall: 'c4' }) }] } } }),
        line('compacted', { message: plant({ ...said, role: 'compacted' }), replacement_history: [
          { type: 'message', id: 'm1', role: 'user', content: [{ type: 'input_text', text: plant({ ...user, record: 'm1' }) }] },
          { type: 'function_call_output', call_id: call, output: plant({ ...result, record: undefined }) },
        ] }),
        line('response_item', { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: plant({ ...assistant, run }) }] }),
      ]),
      'history.jsonl': new JsonLines([{ session_id: run, ts: 1785578400, text: plant({ run, role: 'user', time }) }]),
    }
  },
}) // prettier-ignore

checkFormat('older forms, and events', {
  format: 'codex',
  build: (plant) => ({
    // Items stood where now their payload stands.
    'flat.jsonl': new JsonLines([
      { id: run, timestamp: time, instructions: plant({ run, time }), git: { commit_hash: noise('hex:40') } },
      { record_type: 'state' },
      { type: 'message', role: 'user', id: null, content: [{ type: 'input_text', text: plant({ run, role: 'user' }) }] },
      { type: 'function_call', name: 'shell', arguments: JSON.stringify({ a: plant({ run, tool: 'shell', role: 'assistant' }) }), call_id: call },
      { type: 'function_call_output', call_id: call, output: plant({ run, role: 'tool', tool: 'shell', toolCall: call }) },
    ]),
    'rollout-2025-05-01.json': {
      session: { id: run, timestamp: time, instructions: plant({ run, time }) },
      items: [
        { type: 'message', role: 'user', id: 'i1', content: [{ type: 'input_text', text: plant({ run, role: 'user', record: 'i1' }) }] },
        { type: 'local_shell_call_output', call_id: call, output: plant({ run, role: 'tool', toolCall: call }) },
      ],
    },
    'events.jsonl': new JsonLines([
      { type: 'thread.started', thread_id: run },
      { type: 'item.completed', item: { id: 'item_1', type: 'command_execution', command: `echo ${plant({ run, role: 'tool', record: 'item_1' })}`, aggregated_output: plant({ run }) } },
      { type: 'item.completed', item: { id: 'item_2', type: 'agent_message', text: plant({ run, role: 'assistant' }) } },
    ]),
    'old-events.jsonl': new JsonLines([
      { id: '0', msg: { type: 'session_configured', session_id: run, model } },
      ...halves(plant({ run, role: 'assistant', model })).map((delta) => ({ id: '1', msg: { type: 'agent_message_delta', delta } })),
    ]),
  }),
}) // prettier-ignore

test('a session that goes on from another one is that of its file', () => {
  const own = noise('uuid', 7)
  const lines = [{ ...meta, payload: { ...(meta as { payload: object }).payload, id: own } }, meta]
  const text = [...lines, line('response_item', { type: 'message', role: 'user', content: [{ text: githubToken(1) }] })]
    .map((value) => JSON.stringify(value)).join('\n') // prettier-ignore
  const path = `sessions/rollout-2026-08-01T10-00-00-${own}.jsonl.zst!rollout-2026-08-01T10-00-00-${own}.jsonl`
  expect(scanText(text, { path }).found[0]!.attribution.run).toBe(own)
})

test.for([
  ['of a session', (msg: object) => line('event_msg', msg)],
  ['of a run', (msg: object) => ({ id: '0', msg })],
] as const)('what a command prints comes in parts, each in base64: events %s', ([, wrap]) => {
  const secret = githubToken(3)
  const [head, tail] = halves(`${'some text '.repeat(4)}TOKEN=${secret}\nmore`, 60)
  const partOf = (id: string, text: string) =>
    wrap({ type: 'exec_command_output_delta', call_id: id, stream: 'stdout', chunk: Buffer.from(text).toString('base64') })
  const lines = [wrap({ type: 'task_started' }), partOf('c1', head), partOf('c2', 'of another one'), partOf('c1', tail), partOf('c3', `all ${secret} in one`)]
  const text = lines.map((value) => `${JSON.stringify(value)}\n`).join('')
  const { format, found } = scanText(text)
  expect(format).toBe('codex')
  expect(found.map((one) => [one.secret, one.attribution.toolCall, one.line])).toEqual([
    [secret, 'c1', 2],
    [secret, 'c3', 5],
  ])
  const redacted = redactText(text).text
  for (const record of redacted.trim().split('\n')) expect(JSON.parse(record)).toBeTypeOf('object')
  expect(scanText(redacted).found).toEqual([])
}) // prettier-ignore

test('credentials are told as what they are', () => {
  const text = JSON.stringify({ OPENAI_API_KEY: null, tokens: { id_token: githubToken(1), access_token: 'x', refresh_token: githubToken(2), account_id: noise('uuid') }, last_refresh: time }) // prettier-ignore
  const { format, found } = scanText(text, { path: '.codex/auth.json' })
  expect([format, found.length]).toEqual(['codex', 2])
})

test('encrypted thoughts, ids and images are no secrets, whatever they look like', () => {
  for (let seed = 1; seed < 40; seed++) {
    const payload = { type: 'reasoning', id: `rs_${noise('hex:48', seed)}`, summary: [], encrypted_content: `gAAAAAB${noise('base64url:1200', seed)}`, call_id: noise('base64:40', seed) } // prettier-ignore
    expect(scanText(JSON.stringify(line('response_item', payload))).found).toEqual([])
  }
})
