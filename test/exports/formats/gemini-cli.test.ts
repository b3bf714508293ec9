import { expect, test } from 'vitest'
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
const workspace = noise('hex:64')
const said = { run, workspace, time }

function answer(plant: Plant, id: string, more: Expected = {}): object {
  const assistant = { ...said, record: id, role: 'assistant', model: 'gemini-3-pro', ...more }
  const call = { ...assistant, tool: 'run_shell_command', toolCall: 'c1', agent: 'helper-1', file: 'a/.env' }
  const result = { ...call, role: 'tool' }
  return {
    id, timestamp: time, type: 'gemini', model: 'gemini-3-pro',
    content: plant({ ...assistant, tool: undefined }),
    thoughts: [{ subject: plant(assistant), description: plant(assistant), timestamp: time }],
    tokens: { input: 1 },
    toolCalls: [{
      id: 'c1', name: 'run_shell_command', agentId: 'helper-1', timestamp: time, status: 'success',
      args: { command: `echo ${plant(call)}`, file_path: 'a/.env' },
      result: [{ functionResponse: { id: 'c1', name: 'run_shell_command', response: { output: plant(result), error: plant(result) } } }],
      resultDisplay: { fileDiff: `+A=${plant(result)}`, fileName: 'b', originalContent: plant(result), newContent: plant(result) },
      description: plant(result),
    }],
  }
} // prettier-ignore

checkFormat('a session', {
  format: 'gemini-cli',
  build: (plant) => ({
    'session.json': {
      sessionId: run, projectHash: workspace, startTime: time, kind: 'main', summary: plant({ run, workspace }),
      messages: [
        { id: 'u1', timestamp: time, type: 'user', content: [{ text: plant({ ...said, role: 'user', record: 'u1' }) }] },
        answer(plant, 'a1'),
        { id: 'i1', timestamp: time, type: 'info', content: plant({ ...said, role: 'info' }) },
      ],
    },
    'session.jsonl': new JsonLines([
      { sessionId: run, projectHash: workspace, startTime: time, kind: 'main' },
      { id: 'u1', timestamp: time, type: 'user', content: plant({ ...said, role: 'user', record: 'u1' }) },
      answer(plant, 'a1'),
      { $rewindTo: 'u1' },
      { $set: { summary: plant({ run }), messages: [answer(plant, 'a2')] } },
      { id: 'w1', timestamp: time, type: 'warning', content: plant({ ...said, role: 'warning' }) },
    ]),
    'logs.json': [{ sessionId: run, messageId: 0, type: 'user', message: plant({ run, time, role: 'user', record: '0' }), timestamp: time }],
    'checkpoint-a.json': [
      { role: 'user', parts: [{ text: plant({ role: 'user' }) }] },
      { role: 'model', parts: [{ text: plant({ role: 'assistant' }), thoughtSignature: noise('base64:900') }, { functionCall: { name: 'x', args: { a: plant({ role: 'assistant', tool: 'x' }) } } }] },
      { role: 'user', parts: [{ functionResponse: { id: 'c1', name: 'x', response: { output: plant({ role: 'tool', tool: 'x', toolCall: 'c1' }) } } }] },
    ],
    'checkpoint-b.json': { history: [], clientHistory: [{ role: 'user', parts: [{ text: plant({ role: 'user' }) }] }], toolCall: { name: 'x', args: { a: plant({}) } }, commitHash: noise('hex:40') },
  }),
}) // prettier-ignore

test('what a terminal shows is put together, whatever its colours', () => {
  const secret = githubToken(1)
  const parts = halves(secret)
  const resultDisplay = [[{ text: 'A=', fg: '' }, ...parts.map((text) => ({ text, fg: '#f00' }))]]
  const text = JSON.stringify({ sessionId: run, projectHash: workspace, messages: [{ id: 'a', type: 'gemini', toolCalls: [{ id: 'c', name: 'sh', resultDisplay }] }] }) // prettier-ignore
  const { found } = scanText(text)
  expect(found.map((item) => [item.secret, item.covered, item.attribution.tool])).toEqual([
    [secret, parts, 'sh'],
  ])
})
