import { JsonLines, written } from '../export-files.ts'
import { makeDatabase } from '../../sources/sqlite/make-database.ts'
import { makeZip } from '../../sources/archives/make-archives.ts'

/** An export that somebody else's reader opens. */
export interface ReadableExport {
  readonly format: string
  readonly title: string
  /** As `read-exports.py` has it. */
  readonly reader: string
  /** The file or folder that is redacted, and opened. */
  readonly path: string
  /** Its files by their paths; asks for each secret where it stands first. */
  readonly build: (next: () => string) => Readonly<Record<string, string | Uint8Array>>
}

const json = (value: unknown) => written(value, (part) => JSON.stringify(part))
const time = '2026-01-24T10:34:09.675Z'
const seconds = 1769250849

/** In two parts, as a change of style cuts it; a token stands in the first one. */
function cut(text: string): [string, string] {
  return text.startsWith('[') ? [text, ''] : [text.slice(0, 11), text.slice(11)]
}

const slack: ReadableExport = {
  format: 'slack',
  title: 'an archive of a workspace',
  reader: 'slack-export-viewer',
  path: 'acme Slack export.zip',
  build(next) {
    const [bold, plain] = cut(next())
    const message = { type: 'message', user: 'U1', ts: '1769250849.675319' }
    const elements = [
      { type: 'text', text: 'see ' },
      { type: 'text', text: bold, style: { bold: true } },
      { type: 'text', text: `${plain}, ${next()}` },
    ]
    const section = { type: 'rich_text_section', elements }
    const rich = { ...message, text: next(), blocks: [{ type: 'rich_text', elements: [section] }] }
    const files = {
      'users.json': [{ id: 'U1', name: 'ann', profile: { display_name: 'Ann', real_name: 'Ann Lee', image_72: 'a.png' } }],
      'channels.json': [{ id: 'C1', name: 'general', members: ['U1'] }],
      'dms.json': [{ id: 'D1', members: ['U1', 'U1'] }],
      'general/2026-01-24.json': [
        rich,
        { ...message, text: `<https://x.test/?k=${next()}|here> &amp; ${next()}`, attachments: [{ title: next(), text: next(), fallback: 'x' }] },
        { ...message, text: 'a file', files: [{ id: 'F1', title: next(), name: 'a.txt', url_private: 'https://x.test/a.txt' }] },
      ],
      'D1/2026-01-24.json': [{ ...message, text: next() }],
    } // prettier-ignore
    const entries = Object.entries(files).map(([name, value]) => ({ name, content: json(value) }))
    return { [this.path]: makeZip(entries) }
  },
}

const telegram: ReadableExport = {
  format: 'telegram',
  title: 'a chat of Telegram Desktop',
  reader: 'chatpack, Telegram',
  path: 'result.json',
  build(next) {
    const message = { type: 'message', date: '2026-01-24T10:34:09', date_unixtime: String(seconds), from: 'Ann', from_id: 'user1' } // prettier-ignore
    const parts = cut(next())
    const text = ['see ', { type: 'bold', text: parts[0] }, { type: 'italic', text: parts[1] }]
    const whole = next()
    return {
      [this.path]: JSON.stringify(
        {
          name: 'Ops', type: 'private_supergroup', id: 1,
          messages: [
            { id: 1, ...message, text, text_entities: text.map((part) => (typeof part === 'string' ? { type: 'plain', text: part } : part)) },
            { id: 2, ...message, text: whole, text_entities: [{ type: 'plain', text: whole }] },
          ],
        },
        null,
        1,
      ),
    } // prettier-ignore
  },
}

const whatsapp: ReadableExport = {
  format: 'whatsapp',
  title: 'a chat of a phone',
  reader: 'chatpack, WhatsApp',
  path: '_chat.txt',
  build(next) {
    const lines = [
      '[1/24/26, 9:12:33 AM] Ann: hello', `[1/24/26, 9:12:43 AM] Bo: see ${next()}`, `and ${next()}`, `[1/24/26, 9:13:43 AM] Ann: ${next()}`,
    ] // prettier-ignore
    return { [this.path]: lines.join('\n') + '\n' }
  },
}

const discord: ReadableExport = {
  format: 'discord',
  title: 'a channel',
  reader: 'chatpack, Discord',
  path: 'Acme - general [100].json',
  build(next) {
    const author = { id: '1', name: 'ann', discriminator: '0', nickname: 'Ann', isBot: false }
    const message = (id: string, content: string, more: object = {}) => ({ id, type: 'Default', timestamp: time, timestampEdited: null, isPinned: false, content, author, attachments: [], embeds: [], ...more }) // prettier-ignore
    const messages = [
      message('900719925474099301', `see **${next()}**`),
      message('900719925474099302', next(), { attachments: [{ id: '5', url: `https://x.test/?k=${next()}`, fileName: 'a.txt', fileSizeBytes: 1 }] }),
    ] // prettier-ignore
    const guild = { id: '42', name: 'Acme', iconUrl: 'x' }
    const channel = { id: '100', type: 'GuildTextChat', name: 'general', topic: next() }
    return { [this.path]: JSON.stringify({ guild, channel, messages, messageCount: 2 }, null, 2) }
  },
}

const chatgpt: ReadableExport = {
  format: 'chatgpt',
  title: 'conversations of ChatGPT',
  reader: 'obsivault, ChatGPT',
  path: 'chatgpt',
  build(next) {
    const node = (id: string, role: string, content: object, parent: string, children: readonly string[]) => ({
      id, parent, children, message: { id, author: { role }, create_time: seconds, content, metadata: {}, recipient: 'all' },
    }) // prettier-ignore
    const text = (said: string) => ({ content_type: 'text', parts: [said] })
    const mapping = {
      root: { id: 'root', message: null, parent: null, children: ['a', 'old'] },
      a: node('a', 'user', text(`my key: ${next()}`), 'root', ['b']),
      old: node('old', 'user', text(next()), 'root', []),
      b: node('b', 'assistant', { content_type: 'code', language: 'python', text: `k = "${next()}"` }, 'a', ['c']),
      c: node('c', 'tool', { content_type: 'execution_output', text: next() }, 'b', []),
    } // prettier-ignore
    const conversation = { title: `about ${next()}`, create_time: seconds, update_time: seconds, mapping, current_node: 'c', conversation_id: 'c1' } // prettier-ignore
    return { [`${this.path}/conversations.json`]: json([conversation]) }
  },
}

const claudeAi: ReadableExport = {
  format: 'claude-ai',
  title: 'conversations of Claude.ai',
  reader: 'obsivault, Claude.ai',
  path: 'claude',
  build(next) {
    const at = { created_at: time, updated_at: time }
    const said = `key ${next()}`
    const attachments = [{ file_name: 'a.env', file_size: 1, file_type: 'txt', extracted_content: `A=${next()}\n` }] // prettier-ignore
    const chat_messages = [
      { uuid: 'm1', sender: 'human', text: said, content: [{ type: 'text', text: said }], attachments, files: [], ...at },
      {
        uuid: 'm2', sender: 'assistant', text: '', attachments: [], files: [], ...at,
        content: [
          { type: 'thinking', thinking: next() }, { type: 'tool_use', name: 'repl', input: { code: next() } },
          { type: 'tool_result', name: 'repl', content: [{ type: 'text', text: next() }] }, { type: 'text', text: next() },
        ],
      },
    ] // prettier-ignore
    const conversation = { uuid: 'c1', name: next(), summary: next(), account: { uuid: 'u' }, chat_messages, ...at } // prettier-ignore
    return { [`${this.path}/conversations.json`]: json([conversation]) }
  },
}

const geminiCli: ReadableExport = {
  format: 'gemini-cli',
  title: 'a session of Gemini CLI',
  reader: 'obsivault, Gemini CLI',
  path: 'chats',
  build(next) {
    const messages = [
      { id: '1', timestamp: time, type: 'user', content: [{ text: next() }] },
      { id: '2', timestamp: time, type: 'gemini', content: next(), thoughts: [{ subject: 'x', description: next() }], model: 'gemini-3-pro' },
    ] // prettier-ignore
    return { [`${this.path}/session-1.json`]: json({ sessionId: 's1', projectHash: 'p', startTime: time, lastUpdated: time, messages }) } // prettier-ignore
  },
}

const grok: ReadableExport = {
  format: 'grok',
  title: 'conversations of Grok',
  reader: 'obsivault, Grok',
  path: 'grok',
  build(next) {
    const response = (_id: string, sender: string, message: string) => ({ response: { _id, conversation_id: 'c1', sender, message, create_time: time, model: 'grok-4' } }) // prettier-ignore
    const conversation = { id: 'c1', title: next(), create_time: time, modify_time: time }
    const responses = [response('1', 'human', next()), response('2', 'assistant', next())]
    return { [`${this.path}/prod-grok-backend.json`]: json({ conversations: [{ conversation, responses }] }) } // prettier-ignore
  },
}

const claudeCode: ReadableExport = {
  format: 'claude-code',
  title: 'a transcript of Claude Code',
  reader: 'claude-code-transcripts',
  path: 'session.jsonl',
  build(next) {
    const record = (type: string, uuid: string, message: object, more: object = {}) => ({
      parentUuid: null, isSidechain: false, userType: 'external', cwd: '/repo', sessionId: 's1', version: '2.0.0', type, uuid, timestamp: time, message, ...more,
    }) // prettier-ignore
    const stdout = `TOKEN=${next()}\n`
    const secret = next()
    return {
      [this.path]: json(
        new JsonLines([
          { type: 'summary', summary: `deploy with ${next()}`, leafUuid: 'u5' },
          record('user', 'u1', { role: 'user', content: `use ${next()}` }),
          record('assistant', 'u2', { id: 'm1', role: 'assistant', model: 'claude-sonnet-4-5', content: [{ type: 'text', text: next() }, { type: 'tool_use', id: 't1', name: 'Bash', input: { command: `export K=${next()}`, description: 'set' } }] }),
          record('user', 'u3', { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: stdout }] }, { toolUseResult: { stdout, stderr: '', interrupted: false } }),
          record('assistant', 'u4', { id: 'm2', role: 'assistant', model: 'claude-sonnet-4-5', content: [{ type: 'tool_use', id: 't2', name: 'Edit', input: { file_path: '/repo/.env', old_string: 'A=1', new_string: `A=${secret}` } }] }),
          record('user', 'u5', { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't2', content: [{ type: 'text', text: next() }] }] }, { toolUseResult: { oldString: 'A=1', newString: `A=${secret}`, originalFile: 'A=1\n', structuredPatch: [{ oldStart: 1, lines: ['-A=1', `+A=${secret}`] }] } }),
        ]),
      ),
    } // prettier-ignore
  },
}

const codex: ReadableExport = {
  format: 'codex',
  title: 'a rollout of Codex',
  reader: 'codex-transcripts',
  path: 'rollout-2026-01-24T10-34-09-0a1b2c3d-1111-4222-8333-444455556666.jsonl',
  build(next) {
    const line = (type: string, payload: object) => ({ timestamp: time, type, payload })
    const said = `use ${next()}`
    return {
      [this.path]: json(
        new JsonLines([
          line('session_meta', { id: '0a1b2c3d-1111-4222-8333-444455556666', timestamp: time, cwd: '/repo', originator: 'codex_cli_rs', cli_version: '0.77.0' }),
          line('response_item', { type: 'message', role: 'user', content: [{ type: 'input_text', text: said }] }),
          line('event_msg', { type: 'user_message', message: said }),
          line('response_item', { type: 'function_call', name: 'shell', call_id: 'call_1', arguments: JSON.stringify({ command: ['bash', '-lc', `echo "${next()}"`] }) }),
          line('response_item', { type: 'function_call_output', call_id: 'call_1', output: JSON.stringify({ output: `K=${next()}\n`, metadata: { exit_code: 0 } }) }),
          line('response_item', { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: next() }] }),
        ]),
      ),
    } // prettier-ignore
  },
}

const cursor: ReadableExport = {
  format: 'cursor',
  title: 'a database in use, and its log',
  reader: "Python's sqlite3",
  path: 'state.vscdb',
  build(next) {
    const made = makeDatabase((database) => {
      database.exec('CREATE TABLE cursorDiskKV (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)')
      const put = (name: string, value: object) => database.run('INSERT INTO cursorDiskKV VALUES (?, ?)', [name, Buffer.from(JSON.stringify(value))]) // prettier-ignore
      put('composerData:c1', { composerId: 'c1', name: 'Deploy', text: next(), createdAt: seconds * 1000 }) // prettier-ignore
      put('bubbleId:c1:b1', { _v: 2, type: 1, bubbleId: 'b1', text: `use ${next()}` })
      database.exec('PRAGMA journal_mode=WAL')
      const toolFormerData = { toolCallId: 't1', name: 'run_terminal_cmd', rawArgs: JSON.stringify({ command: next() }) } // prettier-ignore
      put('bubbleId:c1:b2', { _v: 2, type: 2, bubbleId: 'b2', text: `${'x '.repeat(3000)}${next()}`, toolFormerData }) // prettier-ignore
    })
    return { [this.path]: made.database, [`${this.path}-wal`]: made.log! }
  },
}

const mail: ReadableExport = {
  format: 'mail',
  title: 'a box of messages',
  reader: "Python's mailbox",
  path: 'All mail.mbox',
  build(next) {
    const base64 = (text: string) => Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\n') // prettier-ignore
    const message = (headers: string, body: string) =>
      `From ann@x.test Thu Jan  1 10:00:00 2026\nFrom: Ann <ann@x.test>\nDate: Thu, 1 Jan 2026 10:00:00 +0000\nMIME-Version: 1.0\n${headers}\n\n${body}\n\n` // prettier-ignore
    const attached = 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64'
    return {
      [this.path]:
        message('Subject: a\nContent-Type: text/plain; charset=utf-8', `see ${next()}\n>From here: ${next()}`) +
        message('Subject: b\nContent-Type: multipart/mixed; boundary=b', `--b\n\nx\n--b\n${attached}\n\n${base64(`A=1\nGH=${next()}\n`)}\n--b--`),
    } // prettier-ignore
  },
}

export const readableExports: readonly ReadableExport[] = [
  slack, discord, telegram, whatsapp, chatgpt, claudeAi, grok, claudeCode, codex, geminiCli, cursor, mail,
] // prettier-ignore
