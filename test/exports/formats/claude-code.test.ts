import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import {
  checkFormat,
  halves,
  JsonLines,
  noise,
  type Expected,
  type Plant,
} from '../check-format.ts'
import { githubToken, scanText } from '../scan-text.ts'

const run = noise('uuid', 1)
const time = '2026-08-01T10:00:00.000Z'
const model = 'claude-opus-5'
const call = 'toolu_01ABCDEFGHJKLMNPQRSTUVWX'
const envFile = '/home/ann/app/.env'

function line(type: string, uuid: string, more: object): object {
  return {
    parentUuid: noise('uuid', 3),
    isSidechain: false,
    userType: 'external',
    cwd: '/home/ann/app',
    sessionId: run,
    version: '2.1.4',
    gitBranch: 'main',
    type,
    requestId: `req_011${noise('base62:21')}`,
    ...more,
    uuid,
    timestamp: time,
  }
}

const common = { run, time, workspace: '/home/ann/app', parentRun: undefined, agent: undefined }

function user(plant: Plant, turn: string): object {
  const said = { ...common, record: 'u1', role: 'user', tool: undefined, toolCall: undefined, turn }
  return line('user', 'u1', {
    promptId: turn,
    message: { role: 'user', content: [
      { type: 'text', text: plant(said) },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: `iVBORw0KGgo${noise('base64:4000')}` } },
      { type: 'document', title: plant(said), source: { type: 'text', media_type: 'text/plain', data: plant(said) } },
    ] },
  })
} // prettier-ignore

function assistant(plant: Plant, turn: string | undefined, blocks: (said: Expected) => object[] = () => []): object {
  const said = { ...common, record: 'a1', role: 'assistant', model, tool: undefined, turn }
  return line('assistant', 'a1', {
    message: {
      id: `msg_01${noise('base62:22')}`, type: 'message', role: 'assistant', model,
      content: [
        { type: 'thinking', thinking: plant(said), signature: noise('base64:900') },
        { type: 'redacted_thinking', data: noise('base64:900', 2) },
        { type: 'text', text: plant(said) },
        ...blocks(said),
      ],
      usage: { input_tokens: 1, service_tier: 'standard' },
    },
  })
} // prettier-ignore

/** A call of a tool, with a secret in what it is given. */
function toolUse(plant: Plant, said: Expected, id: string, name: string, input: object = {}): object {
  const planted = plant({ ...said, tool: name, toolCall: id })
  return { type: 'tool_use', id, name, input: { command: `curl -H "Authorization: token ${planted}" x.test`, ...input } }
} // prettier-ignore

function toolResult(plant: Plant, more: Expected, result: (secret: () => string) => object): object {
  const said = { ...common, role: 'tool', record: 'r1', toolCall: call, ...more }
  return line('user', 'r1', {
    message: { role: 'user', content: [
      { tool_use_id: call, type: 'tool_result', content: [{ type: 'text', text: `     1→A=${plant(said)}\n     2→B=${plant(said)}` }] },
      // What is said beside a result is no result.
      { type: 'text', text: plant({ ...said, role: 'user', tool: undefined, toolCall: undefined, file: undefined }) },
    ] },
    toolUseResult: result(() => plant(said)),
  })
} // prettier-ignore

const turn = noise('uuid', 9)

checkFormat('a session', {
  format: 'claude-code',
  build: (plant) => ({
    [`projects/-home-ann-app/${run}.jsonl`]: new JsonLines([
      { type: 'summary', summary: plant({ run, role: 'summary', record: 'l1' }), leafUuid: 'l1' },
      { type: 'file-history-snapshot', messageId: 'm1', snapshot: { messageId: 'm1', trackedFileBackups: { 'a.txt': { backupFileName: noise('hex:16'), note: plant({ run, record: 'm1' }) } }, timestamp: time }, isSnapshotUpdate: false },
      { type: 'queue-operation', operation: 'enqueue', timestamp: time, sessionId: run, content: plant({ run, time }) },
      user(plant, turn),
      assistant(plant, turn, (said) => [toolUse(plant, { ...said, file: envFile }, call, 'Read', { file_path: envFile })]),
      toolResult(plant, { tool: 'Read', file: envFile }, (secret) => ({
        type: 'text',
        file: { filePath: envFile, content: `A=${secret()}`, numLines: 1, base64: noise('base64:4000') },
      })),
      { ...line('system', 's1', { subtype: 'compact_boundary', content: plant({ ...common, record: 's1', role: 'system' }), logicalParentUuid: 'a1', compactMetadata: { trigger: 'auto' } }) },
      { ...line('user', 'c1', { isCompactSummary: true, message: { role: 'user', content: plant({ ...common, record: 'c1', role: 'user' }) } }) },
      line('progress', 'p1', {
        toolUseID: 'agent_msg_01', parentToolUseID: 'toolu_task', agentId: 'a1b2c3',
        data: { type: 'agent_progress', prompt: plant({ ...common, agent: 'a1b2c3', role: 'tool', toolCall: 'toolu_task' }), message: { type: 'assistant', message: { role: 'assistant', content: [toolUse(plant, { run }, 'toolu_sub', 'Bash')] } } },
      }),
      line('attachment', 't1', { attachment: { type: 'edited_text_file', filename: envFile, snippet: `     1→A=${plant({ ...common, file: envFile, record: 't1' })}` } }),
      line('user', 'f1', { forkedFrom: { sessionId: 'before', messageUuid: 'x' }, message: { role: 'user', content: plant({ ...common, parentRun: 'before' }) } }),
    ]),
    [`projects/-home-ann-app/${run}/subagents/agent-a1b2c3.jsonl`]: new JsonLines([
      line('user', 'u9', { isSidechain: true, agentId: 'a1b2c3', message: { role: 'user', content: plant({ ...common, agent: 'a1b2c3' }) } }),
      { type: 'summary', leafUuid: 'l2', summary: plant({ run, agent: 'a1b2c3' }) },
    ]),
    'history.jsonl': new JsonLines([
      { display: plant({ run, role: 'user', time, workspace: '/home/ann/app' }), pastedContents: { 1: { id: 1, type: 'text', content: plant({ run }), contentHash: noise('hex:16') } }, timestamp: Date.parse(time), project: '/home/ann/app', sessionId: run },
    ]),
    'sessions-index.json': { version: 1, entries: [{ sessionId: run, fullPath: '/x', firstPrompt: plant({ run, time }), summary: plant({ run }), created: time, projectPath: '/home/ann/app' }] },
  }),
}) // prettier-ignore

checkFormat('an edit', {
  format: 'claude-code',
  build: (plant) => ({
    'x.jsonl': new JsonLines([
      assistant(plant, undefined, (said) => [toolUse(plant, said, call, 'Edit')]),
      toolResult(plant, { tool: 'Edit', file: envFile }, (secret) => ({
        filePath: envFile,
        oldString: secret(),
        newString: secret(),
        originalFile: `A=${secret()}\n`,
        structuredPatch: [{ oldStart: 1, oldLines: 1, newStart: 1, newLines: 1, lines: [`-A=${secret()}`, `+A=${secret()}`, ` B=${secret()}`] }],
        gitDiff: { patch: `@@ -1 +1 @@\n-A=${secret()}` },
        userModified: false,
      })),
    ]),
  }),
}) // prettier-ignore

checkFormat('a session of the web, and a stream', {
  format: 'claude-code',
  build: (plant) => ({
    'web.json': {
      loglines: [
        { type: 'user', timestamp: time, message: { role: 'user', content: plant({ role: 'user', time }) } },
        { type: 'assistant', timestamp: time, message: { role: 'assistant', content: [toolUse(plant, { role: 'assistant' }, call, 'Bash')] } },
        { type: 'user', timestamp: time, message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: call, content: plant({ role: 'tool', tool: 'Bash', toolCall: call }) }] } },
      ],
    },
    'stream.jsonl': new JsonLines([
      { type: 'system', subtype: 'init', session_id: run, uuid: 'i1', cwd: '/x', model, tools: [], note: plant({ run, record: 'i1', workspace: '/x' }) },
      ...halves(plant({ run, record: 's1', agent: 'toolu_task' })).map((text, at) => ({ type: 'stream_event', uuid: `s${at + 1}`, session_id: run, parent_tool_use_id: 'toolu_task', event: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } } })),
      { type: 'result', subtype: 'success', session_id: run, uuid: 'e1', result: plant({ run, record: 'e1', role: 'result' }) },
    ]),
  }),
}) // prettier-ignore

const key = assembleSample('⟦-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA<base64:48>\n<base64:64>\n<base64:64>\n<base64:30>==\n-----END RSA PRIVATE KEY-----⟧', seededRandom(5)).text // prettier-ignore

test('a private key over the lines of a patch is one secret, without the signs of the lines', () => {
  const rows = key.split('\n')
  const lines = [' x', ...rows.map((row) => `+${row}`), ' y']
  const { found } = scanText(JSON.stringify(line('user', 'u', { toolUseResult: { structuredPatch: [{ lines }] } }))) // prettier-ignore
  expect(found.map(({ secret, covered }) => [secret, covered])).toEqual([[key, rows]])
})

test('a private key that was read with numbers of lines is one secret, and a copy of the file as it is', () => {
  const numbered = (first: number) =>
    key.split('\n').map((row, at) => `${String(at + first).padStart(6)}→${row}`).join('\n') // prettier-ignore
  for (const content of [numbered(1), [{ type: 'text', text: numbered(98) }]]) {
    const record = line('user', 'u', {
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: call, content }] },
      toolUseResult: { type: 'text', file: { filePath: '/k.pem', content: key } },
    })
    const { found } = scanText(JSON.stringify(record))
    expect(found.map(({ secret, copies }) => [secret, copies])).toEqual([
      [key, ['toolUseResult.file.content']],
    ])
    // All of it has to go, numbers included.
    expect(found[0]!.covered[0]).toMatch(/^-----BEGIN[\s\S]*END RSA PRIVATE KEY-----$/)
  }
})

test('copies of a result are one finding, those of the call another one, and the tool is known', () => {
  const secret = githubToken(1)
  const text = [
    line('assistant', 'a', { message: { role: 'assistant', content: [{ type: 'tool_use', id: call, name: 'Bash', input: { command: 'env' } }] } }),
    line('user', 'r', {
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: call, content: secret }] },
      toolUseResult: { stdout: secret, stderr: '' },
    }),
    line('assistant', 'b', { message: { role: 'assistant', content: secret } }),
  ].map((record) => JSON.stringify(record)).join('\n') // prettier-ignore
  const { found } = scanText(text)
  expect(
    found.map(({ attribution: { record, role, tool }, copies }) => [record, role, tool, copies]),
  ).toEqual([
    ['r', 'tool', 'Bash', ['toolUseResult.stdout']],
    ['b', 'assistant', undefined, []],
  ])
})

test('odd lines take nothing from the others', () => {
  const secret = githubToken(1)
  const odd = ['"x"', '1', '[]', 'null', '{"type":"x"}', '{"silly":', '', '{"message":{"content":[]}}']
  const good = JSON.stringify(line('user', 'u', { message: { role: 'user', content: secret } }))
  const { format, found, problems } = scanText([good, ...odd, good.replace('"u"', '"v"')].join('\n'))
  expect([format, found.map(({ secret: text }) => text), problems.length]).toEqual(['claude-code', [secret, secret], 1]) // prettier-ignore
}) // prettier-ignore

test('of what is cut off in front the rest is read as ever', () => {
  const [first, second] = [githubToken(1), githubToken(2)]
  const lines = [first, second].map((secret, at) => JSON.stringify(line('user', `u${at}`, { message: { role: 'user', content: secret } })))
  const text = lines.join('\n')
  const { format, found, problems } = scanText(text.slice(text.indexOf('"content"')), { path: 'x.jsonl' })
  expect([format, problems.length]).toEqual(['claude-code', 1])
  const records = new Map(found.map(({ secret, attribution }) => [secret, attribution.record]))
  expect(records).toEqual(new Map([[first, undefined], [second, 'u1']]))
}) // prettier-ignore

test('bytes that are no text, NUL and halves of pairs take nothing from the others', () => {
  const secret = githubToken(1)
  const text = JSON.stringify(line('user', 'u', { message: { role: 'user', content: `ODD${secret}` } }))
  for (const odd of ['\\ud83d', '\\u0000', '\\udc00\\ud83d ', '\xff\xfe', '\0']) {
    const bytes = Uint8Array.from(text.replace('ODD', odd), (char) => char.charCodeAt(0))
    const { found } = scanText(bytes, { path: 'x.jsonl' })
    expect(found.map((item) => [item.secret, item.attribution.record])).toEqual([[secret, 'u']])
  }
}) // prettier-ignore

test('signatures, ids and images are no secrets, whatever they look like', () => {
  for (let seed = 1; seed < 40; seed++) {
    const content = [
      { type: 'thinking', thinking: 'x', signature: noise('base64:1200', seed) },
      { type: 'image', source: { type: 'base64', data: `iVBORw0KGgo${noise('base64:9000', seed)}` } },
      { type: 'tool_use', id: noise('base64:40', seed), name: 'x', input: {} },
    ]
    const record = line('assistant', noise('hex:40', seed), { message: { id: noise('base64:40', seed), content } })
    expect(scanText(JSON.stringify(record)).found).toEqual([])
  }
}) // prettier-ignore

test('law: however a stream is cut, what it says is found once', () => {
  const secret = githubToken(1)
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: secret.length - 1 }), { maxLength: 5 }),
      fc.constantFrom('text', 'thinking', 'partial_json'),
      (cuts, field) => {
        const ends = cuts.toSorted((left, right) => left - right)
        const parts = [0, ...ends].map((from, at) => secret.slice(from, ends[at]))
        const lines = parts.flatMap((text, at) => [
          { type: 'stream_event', uuid: `s${at}`, session_id: run, event: { type: 'content_block_delta', delta: { [field]: text } } },
          // Another agent's stream runs between.
          { type: 'stream_event', uuid: `o${at}`, session_id: run, parent_tool_use_id: 'o', event: { delta: { [field]: ' x ' } } },
        ])
        const { found } = scanText(lines.map((value) => JSON.stringify(value)).join('\n'))
        expect(found.map((item) => [item.secret, item.covered])).toEqual([[secret, parts]])
      },
    ),
    { numRuns: 40 },
  )
}) // prettier-ignore

test('a first line that is longer than what tells a format tells it nevertheless', () => {
  const secret = githubToken(1)
  const long = 'word '.repeat(40_000)
  const first = line('user', 'u', { message: { role: 'user', content: `${long}${secret}` } })
  const { format, found } = scanText(`\ufeff${JSON.stringify(first)}\r\n${JSON.stringify(line('user', 'v', {}))}\r\n`)
  expect([format, found.map(({ attribution }) => [attribution.record, attribution.run])]).toEqual(['claude-code', [['u', run]]])
}) // prettier-ignore
