import { checkFormat, noise, type Expected, type Plant } from '../check-format.ts'

const run = noise('uuid', 1)
const account = noise('uuid', 2)
const time = '2026-08-01T10:00:00.000000+00:00'
const call = 'toolu_01ABCDEFGHJKLMNPQRSTUVWX'

function message(uuid: string, sender: string, more: object): object {
  return { uuid, sender, created_at: time, updated_at: time, ...more }
}

function conversation(plant: Plant, about: Expected = {}): object {
  const said = { run, url: `https://claude.ai/chat/${run}`, channel: 'Deploy', time, ...about }
  const human = { ...said, role: 'user', record: 'm1', tool: undefined }
  const assistant = { ...said, role: 'assistant', record: 'm2', user: undefined, userId: undefined, tool: undefined }
  const used = { ...assistant, tool: 'web_fetch', toolCall: call }
  const result = { ...used, role: 'tool' }
  const copied = plant(human)
  return {
    uuid: run,
    name: 'Deploy',
    summary: plant({ run, channel: 'Deploy', record: undefined }),
    created_at: time,
    updated_at: time,
    account: { uuid: account },
    chat_messages: [
      message('m1', 'human', {
        text: copied,
        content: [{ type: 'text', text: copied, citations: [{ uuid: noise('uuid'), start_index: 0, end_index: 3, details: { type: 'web', url: `https://x.test/?t=${plant(human)}` } }] }],
        attachments: [{ file_name: '.env', file_size: 40, file_type: '', extracted_content: `A=${plant({ ...human, file: '.env' })}\nB=${plant({ ...human, file: '.env' })}` }],
        files: [{ file_uuid: noise('uuid'), file_name: 'a.png', note: plant({ ...human, file: 'a.png' }) }],
      }),
      message('m2', 'assistant', {
        text: '',
        content: [
          { type: 'thinking', thinking: plant(assistant), summaries: [{ summary: plant(assistant) }], signature: noise('base64:900') },
          { type: 'tool_use', id: call, name: 'web_fetch', input: { url: `https://x.test/?t=${plant(used)}` }, message: plant(used) },
          { type: 'tool_result', tool_use_id: call, content: [{ type: 'text', text: plant(result), uuid: noise('uuid') }, { type: 'knowledge', url: 'https://x.test', text: plant(result), metadata: { x: plant(result) } }], display_content: { type: 'json_block', json_block: JSON.stringify({ a: plant(result) }) }, structured_content: { a: plant(result) }, is_error: false },
          { type: 'tool_use', id: 'art', name: 'artifacts', input: { id: 'x', command: 'create', content: `token = "${plant({ ...assistant, tool: 'artifacts', toolCall: 'art' })}"` } },
          { type: 'text', text: plant(assistant) },
        ],
      }),
    ],
  }
} // prettier-ignore

checkFormat('an export', {
  format: 'claude-ai',
  build: (plant) => ({
    'batch/users.json': [{ uuid: account, full_name: 'Ann Lee', email_address: 'ann@x.test', verified_phone_number: plant({ user: 'Ann Lee', userId: account }) }],
    'batch/conversations.json': [conversation(plant, { user: 'Ann Lee', userId: account }), { ...conversation(plant), account: {} }],
    'batch/projects.json': [{ uuid: 'p1', name: 'Shop', description: plant({ record: 'p1', workspace: 'Shop' }), prompt_template: plant({ user: 'Bo' }), is_starter_project: false, created_at: time, creator: { uuid: 'u2', full_name: 'Bo' }, docs: [{ uuid: 'd1', filename: 'keys.md', content: plant({ record: 'd1', file: 'keys.md', workspace: 'Shop', user: 'Bo', time }), created_at: time }] }],
    'batch/projects/p2.json': { uuid: 'p2', name: 'Two', prompt_template: plant({ record: 'p2', workspace: 'Two' }), docs: [{ uuid: 'd2', filename: 'a', content: plant({ record: 'd2', file: 'a' }) }] },
    'batch/memories.json': [{ conversations_memory: plant({ user: 'Ann Lee' }), project_memories: { p1: plant({ userId: account }) }, account_uuid: account }],
  }),
}) // prettier-ignore

checkFormat('one conversation, older and newer', {
  format: 'claude-ai',
  build: (plant) => ({
    'one.json': conversation(plant),
    'list.json': { conversations: [conversation(plant)] },
    // Without blocks, and with other names.
    'old.json': { uuid: run, title: 'Old', created_at: time, chat_messages: [{ uuid: 'm1', sender: 'human', text: plant({ run, channel: 'Old', record: 'm1', role: 'user' }), created_at: time }] },
    'api.json': { uuid: run, name: 'New', model: 'claude-opus-5', project: { uuid: 'p', name: 'Shop' }, chat_messages: [message('m2', 'assistant', { content: [
{ type: 'tool_use', id: 'c', name: 'search', input: {} }, { type: 'tool_result', tool_use_id: 'c', content: plant({ role: 'tool', tool: 'search', toolCall: 'c', span: undefined }) },{ type: 'text', text: plant({ model: 'claude-opus-5', workspace: 'Shop', role: 'assistant' }) }], parent_message_uuid: noise('uuid'), files_v2: [{ file_name: 'x.csv', preview: plant({ file: 'x.csv' }) }] })] },
  }),
}) // prettier-ignore
