import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { Finding } from '../../src/engine/finding.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { plant, templates } from '../engine/real-pack.ts'
import { makeDatabase } from '../sources/sqlite/make-database.ts'
import { makeDirectory, run } from './run-stanch.ts'

function token(seed: number): string {
  return assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(seed)).text
}

const cut = token(2)
const slack = {
  'slack/users.json': JSON.stringify([{ id: 'U01', name: 'ann', profile: { real_name: 'Ann' } }]),
  'slack/general/2025-01-24.json': JSON.stringify([
    { type: 'message', user: 'U01', text: `use ${token(1)}`, ts: '1737714849.675319' },
    {
      type: 'message',
      user: 'U01',
      text: 'see below',
      ts: '1737714850.675319',
      blocks: [
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: cut.slice(0, 20) },
                { type: 'text', text: cut.slice(20), style: { bold: true } },
              ],
            },
          ],
        },
      ],
    },
  ]),
}

async function scan(cwd: string, ...args: readonly string[]): Promise<Finding[]> {
  const { stdout } = await run(['scan', '--format', 'json', ...args], { cwd })
  return (JSON.parse(stdout) as { findings: Finding[] }).findings
}

function said(findings: readonly Finding[]): unknown[] {
  return findings.map(({ origin }) => {
    if (origin.kind !== 'export') return [origin.kind, origin.path]
    return [origin.kind, origin.format, origin.channel, origin.user, origin.time?.slice(0, 10)]
  })
}

const message = ['export', 'slack', 'general', 'Ann', '2025-01-24']

test.for([['.'], ['.', '--threads', '1'], ['slack']])(
  'an export below %j is told as one, also what its format cuts',
  async (args) => {
    const cwd = makeDirectory({ ...slack, 'a.env': `T=${token(3)}\n` })
    const found = await scan(cwd, ...args)
    const rest = args[0] === '.' ? [['file', 'a.env']] : []
    expect(said(found)).toEqual([...rest, message, message])
  },
)

test('an export in an archive is told as one, the rest of the archive as it was', async () => {
  const cwd = makeDirectory({ ...slack, 'slack/notes.md': `t = "${token(4)}"\n` })
  execFileSync('tar', ['-czf', 'all.tgz', 'slack'], { cwd })
  const found = await scan(cwd, 'all.tgz')
  expect(said(found)).toEqual([['file', 'all.tgz!slack/notes.md'], message, message])
})

test('among many files, with worker threads', async () => {
  const many = Array.from({ length: 400 }, (_, at) => [`src/${at}.ts`, `const a = ${at}\n`])
  const cwd = makeDirectory({ ...slack, ...Object.fromEntries(many) })
  expect(said(await scan(cwd, '.', '--threads', '2'))).toEqual([message, message])
})

test('JSON that only looks like an export is scanned as any file', async () => {
  const text = JSON.stringify({ messages: [1], run_type: `x ${token(5)}` })
  const cwd = makeDirectory({ 'a.json': text, 'users.json': `{"token": "${token(6)}"}` })
  const found = await scan(cwd, '.')
  expect(said(found)).toEqual([
    ['file', 'a.json'],
    ['file', 'users.json'],
  ])
  expect(found[0]!.start).toBe(text.indexOf('ghp_'))
})

test('what git ignores stays out', async () => {
  const cwd = makeDirectory({ ...slack, '.gitignore': 'slack/\n' })
  execFileSync('git', ['init', '-q'], { cwd })
  expect(await scan(cwd, '.')).toEqual([])
  expect(said(await scan(cwd, '.', '--no-ignore'))).toEqual([message, message])
})

test('names of files, channels and people that are secrets are never shown', async () => {
  const [folder, person, inText] = [token(11), token(12), token(13)]
  const message = {
    type: 'message',
    text: `use ${inText}`,
    ts: '1737714849.675319',
    user_profile: { real_name: person },
  }
  const cwd = makeDirectory({ [`slack/${folder}/2025-01-24.json`]: JSON.stringify([message]) })
  for (const format of ['text', 'json', 'jsonl', 'sarif', 'csv', 'junit', 'gitlab', 'github']) {
    const { stdout, stderr } = await run(['scan', 'export', 'slack', '--format', format], { cwd })
    for (const secret of [folder, person, inText]) expect(stdout + stderr).not.toContain(secret)
    expect(stdout).toContain('*')
  }
})

test('a secret that is accepted in a file is accepted in an export, by whichever scan it was', async () => {
  const lines = plant(templates.key, 5).secret.split('\n')
  const indented = lines.map((line) => `    ${line}\n`).join('')
  const patch = lines.map((line) => `-${line}\n`).join('')
  const message = (ts: string, text: string) => ({ type: 'message', user: 'U01', text, ts })
  const files = {
    '.stanchignore': 'left\n',
    'values.yaml': `key: |\n${indented}`,
    'slack/general/2025-01-24.json': JSON.stringify([message('1737714849.675319', `see\n${patch}`), message('1737714850.675319', lines.join('\n'))]),
    'left/general/2025-01-24.json': JSON.stringify([message('1737714849.675319', token(9))]),
  } // prettier-ignore
  const accept = ['--suppress', '--owner', 'me', '--reason', 'a test']
  for (const first of [
    ['scan', 'values.yaml'],
    ['scan', 'export', 'slack'],
  ]) {
    const cwd = makeDirectory(files)
    expect(new Set((await scan(cwd, '.')).map(({ fingerprint }) => fingerprint)).size).toBe(1)
    await run([...first, ...accept], { cwd })
    expect(await scan(cwd, '.')).toEqual([])
    const { stdout, status } = await run(['scan', 'export', 'slack', '--format', 'json'], { cwd })
    expect([status, (JSON.parse(stdout) as { findings: object[] }).findings]).toEqual([0, []])
  }
}, 30_000)

test('exports that are no JSON: mail, streams of events, tables of tickets, databases', async () => {
  const [inMail, inStream, inTable, inDatabase] = [token(21), token(22), token(23), token(24)]
  const html = `<p>use <b>${inMail.slice(0, 9)}</b>${inMail.slice(9)}</p>`
  const deltas = inStream.match(/.{1,7}/g)!.map((content) => {
    const chunk = {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      choices: [{ delta: { content } }],
    }
    return `data: ${JSON.stringify(chunk)}\n\n`
  })
  const { database, log } = makeDatabase((made) => {
    made.exec('PRAGMA journal_mode=WAL')
    made.exec('CREATE TABLE cursorDiskKV (key TEXT UNIQUE, value BLOB)')
    made.run('INSERT INTO cursorDiskKV VALUES (?, ?)', [
      'bubbleId:c0ffee:b1',
      JSON.stringify({ type: 1, bubbleId: 'b1', text: `see ${inDatabase}` }),
    ])
  })
  const cwd = makeDirectory({
    'ops.mbox': `From ann@x Sat Jan  3 10:00:00 2026\nFrom: Ann <ann@x>\nSubject: key\nContent-Type: text/html\n\n${html}\n`,
    'answer.log': deltas.join(''),
    'issues.csv': `Summary,Issue key,Project key,Description\nx,OPS-1,OPS,use ${inTable}\n`,
    'rows.csv': `name,value\nx,${token(25)}\n`,
    'Cursor/state.vscdb': database,
    'Cursor/state.vscdb-wal': log!,
  })
  const parts = ['ops.mbox', 'Cursor/state.vscdb-wal', 'Cursor/state.vscdb']
  execFileSync('tar', ['-czf', 'all.tgz', ...parts], { cwd })
  const found = await scan(cwd, '.')
  const formats = found.map(({ origin }) => [
    origin.path.split('/').at(-1),
    origin.kind === 'export' ? origin.format : origin.kind,
  ])
  expect(formats.map((pair) => pair.join()).toSorted()).toEqual([
    'all.tgz!ops.mbox,mail',
    'answer.log,openai',
    'bubbleId:c0ffee:b1,cursor',
    'bubbleId:c0ffee:b1,cursor',
    'issues.csv,jira',
    'ops.mbox,mail',
    'rows.csv,file',
  ])
})
