import { expect, test } from 'vitest'
import { checkFormat, halves, JsonLines, noise } from '../check-format.ts'
import { githubToken, scanText } from '../scan-text.ts'

const time = '2026-08-01T10:00:00Z'
const run = noise('uuid', 1)

checkFormat('Google AI Studio', {
  format: 'ai-studio',
  build: (plant) => {
    const user = { role: 'user', record: 'c1', run: 'p1', channel: 'Deploy', time }
    const model = { ...user, role: 'assistant', record: 'c2', model: 'models/gemini-3' }
    return {
      // Drive's files have no extension.
      'AI Studio/Deploy': {
        id: 'p1', displayName: 'Deploy', createTime: time, runSettings: { model: 'models/gemini-3', temperature: 1 },
        systemInstruction: { parts: [{ text: plant({ run: 'p1', record: undefined }) }] },
        chunkedPrompt: {
          chunks: [
            { id: 'c1', role: 'user', createTime: time, text: plant(user), inlineFile: { mimeType: 'text/plain', data: Buffer.from(`a ${plant(user)}`).toString('base64') }, driveDocument: { id: 'd', name: plant({ role: 'user' }) } },
            { id: 'c2', role: 'model', createTime: time, text: plant(model), isThought: true, parts: ['a ', ...halves(plant(model))].map((text) => ({ text, thought: true, thoughtSignature: noise('base64:900') })), errorMessage: plant(model), executableCode: { code: `x = "${plant(model)}"` }, codeExecutionResult: { output: plant({ ...model, role: 'tool' }) }, grounding: { groundingChunks: [{ web: { uri: `https://x.test/?t=${plant(model)}` } }] } },
          ],
          pendingInputs: [{ role: 'user', text: plant({ run: 'p1' }) }],
        },
      },
    }
  },
}) // prettier-ignore

checkFormat('Grok', {
  format: 'grok',
  build: (plant) => ({
    'prod-grok-backend.json': {
      conversations: [{
        conversation: { id: run, user_id: 'u1', title: 'Deploy', create_time: time, summary: plant({ run, channel: 'Deploy' }) },
        responses: [
          { response: { _id: 'r1', conversation_id: run, message: plant({ run, record: 'r1', role: 'user', userId: 'u1', time: '2026-08-01T10:00:00.000Z' }), sender: 'human', create_time: { $date: { $numberLong: '1785578400000' } }, metadata: { note: plant({}) } } },
          { response: { _id: 'r2', message: plant({ run, record: 'r2', role: 'assistant', model: 'grok-5', userId: undefined }), sender: 'ASSISTANT', model: 'grok-5', steps: [{ tagged_text: { a: plant({}) } }], web_search_results: [{ preview: plant({}) }] } },
        ],
      }],
      projects: [], tasks: [{ prompt: plant({}) }],
    },
    'flat.json': { conversations: [{ conversation: { title: 'Old', create_time: time }, responses: [{ sender: 'human', message: plant({ role: 'user', time, channel: 'Old' }), create_time: time }] }] },
  }),
}) // prettier-ignore

checkFormat('Antigravity', {
  format: 'antigravity',
  build: (plant) => ({
    's.json': { source: 'antigravity_language_server', cascadeId: run, title: 'T', workspaceName: 'w', snippet: plant({ run, workspace: 'w' }), lastModifiedTime: time, markdown: `### User Input\n\n${plant({ run, channel: 'T', time })}\n` },
  }),
}) // prettier-ignore

checkFormat('events of an agent (ATOF)', {
  format: 'atof',
  build: (plant) => {
    const event = (category: string, uuid: string, more: object) => ({ atof_version: '0.1', kind: 'scope', category, scope_category: 'end', uuid, parent_uuid: 'p', timestamp: time, ...more })
    const metadata = { session_id: run, turn_id: 't1', model: 'm', platform: 'hermes' }
    return {
      'hermes.jsonl': new JsonLines([
        event('agent', 'e1', { name: 'helper', metadata: { session_id: run }, data: { content: plant({ run, agent: 'helper', tool: undefined, time }) } }),
        event('llm', 'e2', { name: 'local', metadata, data: { headers: { a: plant({ run }) }, assistant_message: plant({ run, turn: 't1', model: 'm', role: 'assistant', record: 'e2', tool: undefined }) } }),
        event('tool', 'e3', { name: 'terminal', metadata: { ...metadata, tool_call_id: 'c1' }, data: { command: `echo ${plant({ tool: 'terminal', toolCall: 'c1' })}`, stdout: plant({ run, role: 'tool' }) } }),
        event('tool', 'e4', { kind: 'mark', name: 'approval', metadata, data: { tool_name: 'terminal', error: plant({ tool: 'terminal' }) } }),
      ]),
    }
  },
}) // prettier-ignore

checkFormat('steps of an agent (ATIF)', {
  format: 'atif',
  build: (plant) => {
    const said = { run, agent: 'hermes', time }
    return {
      'trajectory.json': {
        schema_version: 'ATIF-v1.7', session_id: run, agent: { name: 'hermes', version: '1', model_name: 'm', extra: { note: plant({ run, agent: 'hermes' }) } },
        steps: [
          { step_id: 1, source: 'user', timestamp: time, message: plant({ ...said, record: '1', role: 'user' }) },
          {
            step_id: 2, source: 'agent', timestamp: time, model_name: 'm2', message: plant({ ...said, record: '2', role: 'assistant', model: 'm2' }), reasoning_content: plant({ ...said, role: 'assistant' }),
            tool_calls: [{ tool_call_id: 'c1', function_name: 'terminal', arguments: { cmd: `echo ${plant({ ...said, role: 'assistant', tool: 'terminal', toolCall: 'c1' })}` } }],
            observation: { results: [{ source_call_id: 'c1', content: plant({ ...said, role: 'tool', tool: 'terminal', toolCall: 'c1', record: '2' }) }] },
            extra: { llm_request: { input: [{ role: 'user', content: plant({ ...said }) }] } },
          },
        ],
        final_metrics: {},
      },
    }
  },
}) // prettier-ignore

checkFormat('Beads and designs', {
  format: 'beads',
  build: (plant) => ({
    'events.jsonl': new JsonLines([
      { id: 'c1', kind: 'field_change', created_at: time, actor: 'ann', issue_id: 'bd-1', extra: { field: 'notes', old_value: plant({ record: 'c1', thread: 'bd-1', user: 'ann', time }), new_value: plant({ user: 'ann' }), reason: plant({}) } },
    ]),
    'issues.jsonl': new JsonLines([
      { id: 'bd-1', content_hash: noise('hex:64'), title: plant({ record: 'bd-1' }), description: plant({ user: 'bo' }), status: 'open', priority: 1, issue_type: 'bug', created_by: 'bo', created_at: time, comments: [{ id: 7, author: 'cy', text: plant({ record: '7', user: 'cy' }), created_at: time }] },
    ]),
  }),
}) // prettier-ignore

checkFormat('a design', {
  format: 'claude-design',
  build: (plant) => ({
    'd.json': {
      uuid: run, project: { uuid: 'p', name: 'Shop' },
      messages: [
        { uuid: 'm1', role: 'user', content: { role: 'user', content: plant({ run, workspace: 'Shop', role: 'user', user: 'Ann', userId: 'a', record: 'm1', time }), authorAccountUuid: 'a', authorName: 'Ann', timestamp: time } },
        { uuid: 'm2', role: 'assistant', content: { content: [{ type: 'tool_use', id: 'c', name: 'edit', input: { a: plant({ tool: 'edit', toolCall: 'c' }) } }, { type: 'tool_result', tool_use_id: 'c', content: plant({ tool: 'edit', record: 'm2', role: 'tool' }) }] } },
      ],
    },
  }),
}) // prettier-ignore

checkFormat("values of Cursor's database", {
  format: 'cursor',
  build: (plant) => {
    const call = { role: 'tool', tool: 'read_file', toolCall: 't1', run, record: 'b2' }
    return {
      [`state.vscdb!bubbleId:${run}:b1`]: { _v: 3, type: 1, bubbleId: 'b1', text: plant({ run, record: 'b1', role: 'user' }), richText: JSON.stringify({ root: { children: [{ text: plant({ role: 'user' }) }] } }), context: { fileSelections: [{ uri: { fsPath: '/a/.env' }, content: plant({ run, file: '/a/.env' }) }] }, createdAt: time, requestId: noise('uuid') },
      [`state.vscdb!bubbleId:${run}:b2`]: { _v: 3, type: 2, bubbleId: 'b2', text: '', thinking: { text: plant({ role: 'assistant', model: 'm' }), signature: noise('base64:900') }, modelInfo: { modelName: 'm' }, codeBlocks: [{ content: plant({ role: 'assistant', file: '/x' }), uri: { path: '/x' } }], toolFormerData: { tool: 5, toolCallId: 't1', name: 'read_file', rawArgs: JSON.stringify({ a: plant({ ...call, role: 'assistant' }) }), params: JSON.stringify({ a: plant({}) }), result: { contents: plant(call) } } },
      [`state.vscdb!composerData:${run}`]: { _v: 10, composerId: run, name: 'Deploy', text: plant({ run, channel: 'Deploy' }), fullConversationHeadersOnly: [{ bubbleId: 'b1', type: 1 }], conversationMap: {}, createdAt: 1785578400000, blobEncryptionKey: noise('base64:44') },
      'older.json': { composerId: run, conversation: [{ type: 2, bubbleId: 'b9', text: plant({ run, record: 'b9', role: 'assistant' }) }] },
      'tabs.json': { tabs: [{ tabId: 't', chatTitle: 'T', bubbles: [{ type: 'ai', id: 'x', text: plant({ run: 't', channel: 'T', role: 'assistant', record: 'x' }) }] }] },
      'list.json': { allComposers: [{ composerId: run, name: plant({ run }), createdAt: 1785578400000 }] },
      'prompts.json': [{ text: plant({ role: 'user' }), commandType: 4 }],
      'generations.json': [{ unixMs: 1785578400000, generationUUID: 'g', type: 'composer', textDescription: plant({ role: 'user', time: '2026-08-01T10:00:00.000Z', record: 'g' }) }],
    }
  },
}) // prettier-ignore

test('a result that is JSON in a string is told with its call', () => {
  const text = JSON.stringify({ type: 2, bubbleId: 'b', text: '', toolFormerData: { name: 'sh', toolCallId: 't', result: JSON.stringify({ out: githubToken(1) }) } }) // prettier-ignore
  expect(scanText(text).found[0]!.attribution).toMatchObject({ tool: 'sh', toolCall: 't' })
})
