import { JSONRPCMessageSchema } from '@modelcontextprotocol/core'
import { expect, test } from 'vitest'
import { checkFormat, JsonLines, noise, type Plant } from '../check-format.ts'
import { tokensOf } from '../event-stream.ts'
import { githubToken, scanText } from '../scan-text.ts'

function session(plant: Plant): object[] {
  const call = { record: '3', toolCall: '3', tool: 'get_env' }
  return [
    { jsonrpc: '2.0', id: 1, method: 'initialize', params: { clientInfo: { name: plant({ record: '1', toolCall: undefined }) } } },
    { jsonrpc: '2.0', id: 1, result: { instructions: plant({ record: '1', toolCall: undefined }) } },
    { jsonrpc: '2.0', id: 2, result: { tools: [{ name: 'get_env', description: plant({ tool: 'get_env' }), inputSchema: { properties: { k: { default: plant({ tool: 'get_env' }) } } } }] } },
    { jsonrpc: '2.0', id: 3, method: 'tools/call', params: { _meta: { progressToken: noise('hex:32') }, name: 'get_env', arguments: { filter: plant(call) } } },
    answer(plant(call)),
    { jsonrpc: '2.0', id: 4, error: { code: -32602, message: plant({ record: '4' }), data: { header: plant({ record: '4' }) } } },
    { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'error', logger: 'database', data: { url: plant({ agent: 'database' }) } } },
    { jsonrpc: '2.0', id: 5, method: 'elicitation/create', params: { mode: 'url', url: `https://x.test/?k=${plant({ record: '5' })}`, message: plant({ record: '5' }) } },
    { jsonrpc: '2.0', id: 5, result: { action: 'accept', content: { apiKey: plant({ record: '5', toolCall: undefined }) } } },
    { jsonrpc: '2.0', id: 6, method: 'sampling/createMessage', params: { messages: [{ role: 'user', content: { type: 'text', text: plant({ role: 'user', record: '6' }) } }], systemPrompt: plant({ record: '6' }) } },
    { jsonrpc: '2.0', id: 7, result: { contents: [{ uri: 'file:///x/.env', text: plant({ record: '7' }) }, { uri: 'file:///x.png', mimeType: 'image/png', blob: noise('base64:2000') }] } },
    { jsonrpc: '2.0', id: 8, method: 'prompts/get', params: { name: 'review', arguments: { code: plant({ tool: 'review', record: '8' }) } } },
  ]
} // prettier-ignore

/** The text and the structure say the same. */
function answer(secret: string): object {
  const structuredContent = { env: [{ name: 'TOKEN', value: secret }] }
  return {
    jsonrpc: '2.0',
    id: 3,
    result: {
      resultType: 'complete',
      content: [
        { type: 'text', text: JSON.stringify(structuredContent) },
        { type: 'image', mimeType: 'image/png', data: noise('base64:2000', 4) },
      ],
      structuredContent,
      isError: false,
    },
  }
}

/** Files that are nothing but messages. */
function messagesOf(text: string, path: string): unknown {
  if (path !== 'session.jsonl' && path !== 'batch.json') return undefined
  const json = path === 'batch.json' ? text : `[${text.trim().replaceAll('\n', ',')}]`
  return (JSON.parse(json) as unknown[]).map((value) => JSONRPCMessageSchema.parse(value))
}

checkFormat('messages', {
  format: 'mcp',
  reader: { name: '@modelcontextprotocol/core', open: messagesOf },
  build: (plant) => ({
    'session.jsonl': new JsonLines(session(plant)),
    'batch.json': session(plant),
    'proxy.jsonl': new JsonLines(
      session(plant).map((message) => ({ timestamp: '2025-01-24T10:34:09.675Z', direction: 'in', message })),
    ),
    'answer.json': { resultType: 'complete', content: [{ type: 'text', text: plant({}) }], structuredContent: { a: plant({}) } },
  }),
}) // prettier-ignore

test('lines of a log, with what stands before and behind a message', () => {
  const secrets: string[] = []
  const plant = () => (secrets.push(githubToken(secrets.length + 50)), secrets.at(-1)!)
  const lines = session(plant).map((message, at) => {
    const from = at % 2 === 0 ? 'client' : 'server'
    return `2025-04-10T12:00:0${at % 10}.123Z [github] [info] Message from ${from}: ${JSON.stringify(message)} { metadata: undefined }\n`
  })
  const more = [`2025-04-10T12:00:00.000Z [github] [info] Initializing server... { metadata: undefined }\n`]
  const stderr = githubToken(99)
  const text = [...more, ...lines, `Error: bad credentials ${stderr}\n`].join('')
  const { format, found, problems } = scanText(text, { path: 'mcp-server-github.log', lengths: [300, 7] })
  expect([format, problems]).toEqual(['mcp', []])
  expect(found.map(({ secret }) => secret).toSorted()).toEqual([...secrets, stderr].toSorted())
  expect(found.filter(({ attribution }) => attribution.tool === 'get_env').length).toBeGreaterThan(2)
}) // prettier-ignore

test('what an agent says comes in chunks', () => {
  const [said, next] = [githubToken(1), githubToken(2)]
  const update = (sessionId: string, kind: string, text: string) => ({
    jsonrpc: '2.0', method: 'session/update', params: { sessionId, update: { sessionUpdate: kind, content: { type: 'text', text } } },
  }) // prettier-ignore
  const prompt = (id: number) => ({ jsonrpc: '2.0', id, method: 'session/prompt', params: { sessionId: 's1', prompt: [{ type: 'text', text: 'go' }] } }) // prettier-ignore
  const messages = [
    prompt(1),
    ...tokensOf(`key: ${said}`).flatMap((part) => [
      update('s1', 'agent_message_chunk', part),
      { jsonrpc: '2.0', id: 7, method: 'fs/read_text_file', params: { sessionId: 's1', path: '/x' } },
      update('s2', 'agent_message_chunk', 'none'),
      update('s1', 'agent_thought_chunk', 'hm'),
    ]),
    prompt(2),
    ...tokensOf(next).map((part) => update('s1', 'agent_message_chunk', part)),
    { jsonrpc: '2.0', method: 'session/update', params: { sessionId: 's1', update: { sessionUpdate: 'tool_call', toolCallId: 'call_1', title: 'Reading', rawInput: { path: githubToken(3) } } } },
    { jsonrpc: '2.0', method: 'session/update', params: { sessionId: 's1', update: { sessionUpdate: 'tool_call_update', toolCallId: 'call_1', content: [{ type: 'content', content: { type: 'text', text: githubToken(4) } }] } } },
  ] // prettier-ignore
  const text = messages.map((message) => JSON.stringify(message) + '\n').join('')
  const { format, found, problems } = scanText(text, { lengths: [999] })
  expect([format, problems]).toEqual(['acp', []])
  expect(found.map(({ secret }) => secret).toSorted()).toEqual([said, next, githubToken(3), githubToken(4)].toSorted())
  const of = (secret: string) => found.find((item) => item.secret === secret)!.attribution
  expect(of(said)).toMatchObject({ run: 's1', role: 'assistant' })
  expect(of(githubToken(4))).toMatchObject({ run: 's1', role: 'tool', toolCall: 'call_1', tool: 'Reading' })
}) // prettier-ignore

checkFormat('what an agent tells its client', {
  format: 'acp',
  said: { run: 's1' },
  build: (plant) => {
    const update = (more: object) => ({ jsonrpc: '2.0', method: 'session/update', params: { sessionId: 's1', update: more } })
    return {
      'acp.jsonl': new JsonLines([
        { jsonrpc: '2.0', id: 1, method: 'session/prompt', params: { sessionId: 's1', prompt: [{ type: 'text', text: plant({}) }] } },
        ...tokensOf(`key: ${plant({ role: 'assistant' })}.`).map((text) => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } })),
        update({ sessionUpdate: 'tool_call', toolCallId: 'call_1', title: 'Reading', rawInput: { path: plant({ tool: 'Reading', toolCall: 'call_1' }) } }),
        update({ sessionUpdate: 'tool_call_update', toolCallId: 'call_1', content: [{ type: 'content', content: { type: 'text', text: plant({ role: 'tool' }) } }] }),
      ]),
    }
  },
}) // prettier-ignore

const servers = (plant: Plant) => ({
  github: {
    command: 'npx',
    args: ['-y', 'server', `--token=${plant({ tool: 'github' })}`],
    env: { GITHUB_TOKEN: plant({ tool: 'github' }), [plant({ tool: 'github' })]: '1' },
  },
  'my server': { type: 'http', url: `https://x.test/mcp?key=${plant({ tool: 'my server' })}`, headers: { Authorization: `Bearer ${plant({ tool: 'my server' })}` } },
}) // prettier-ignore

checkFormat('configurations of clients', {
  format: 'mcp-config',
  build: (plant) => ({
    'claude_desktop_config.json': { mcpServers: servers(plant) },
    '.cursor/mcp.json': { mcpServers: servers(plant) },
    '.vscode/mcp.json': { inputs: [{ id: 'x', type: 'promptString' }], servers: servers(plant) },
    '.claude.json': { numStartups: 3, projects: { '/home/me/x': { allowedTools: [], mcpServers: servers(plant) } } },
    'settings.json': { 'editor.fontSize': 12, mcp: { servers: servers(plant) } },
  }),
}) // prettier-ignore

test('a finding names the server and the variable', () => {
  const { found } = scanText(JSON.stringify({ mcpServers: servers(() => githubToken(1)) }), { path: '.mcp.json' })
  expect(found.map(({ path, attribution, copies }) => [path, attribution.tool, copies])).toEqual([
    ['mcpServers.github.args[2]', 'github', ['mcpServers.github.env.GITHUB_TOKEN', 'mcpServers.github.env.*']],
    ['mcpServers.my server.url', 'my server', ['mcpServers.my server.headers.Authorization']],
  ])
}) // prettier-ignore
