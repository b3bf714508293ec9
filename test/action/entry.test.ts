import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { hashSecret } from '../../src/scan/suppressions/hash-secret.ts'
import { runGit, testDirectory } from '../git/git-process.ts'
import { changed, exampleOf } from './example-events.ts'
import { madeToken, pullPayload, pushPayload, testKey } from './payloads.ts'
import { Forgery, runEntry, StubForge, type EntryEnded } from './run-entry.ts'

const [first, second] = [madeToken(1), madeToken(2)]
const key = testKey
const zeros = '0'.repeat(40)

/** Each run starts git several times. */
vi.setConfig({ testTimeout: 120_000 })

type Fields = Record<string, unknown>

function assertNoSecret({ all }: EntryEnded, ...secrets: string[]): void {
  for (const secret of secrets) {
    expect(all).not.toContain(secret)
    expect(all).not.toContain(Buffer.from(secret).toString('base64').slice(4, -4))
  }
}

test('a pull request that adds a key: red, told on the line, commented once, updated afterwards', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'deploy/prod.env': `A=1\nTOKEN=${first}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const forge = new StubForge()
  const run = () =>
    runEntry({
      event: 'pull_request',
      payload: pullPayload(base, head, { 'pull_request.commits': 1 }),
      forgery,
      forge,
      inputs: { sarif: 'out/stanch.sarif', report: 'stanch.json' },
      env: { STANCH_KEY: key },
    })
  const ended = await run()
  expect(ended.status, ended.err).toBe(1)
  expect(ended.outputs).toMatchObject({ exposures: '1', findings: '1', complete: 'true' })
  expect(ended.outputs['report']).toBe(join(ended.workspace, 'stanch.json'))
  expect(ended.out).toMatch(/^::error .*file=deploy\/prod\.env.*line=2/m)
  expect(ended.summary).toContain('deploy/prod.env')
  expect(ended.summary).toContain('1 of 1')
  for (const text of [ended.out, ended.summary, forge.comments[0]!.body])
    expect(text).toContain('https://github.com/settings/tokens')
  expect(forge.comments).toHaveLength(1)
  expect(forge.comments[0]!.place).toEqual({ commit: head, path: 'deploy/prod.env', line: 2 })
  assertNoSecret(ended, first)
  const report = JSON.parse(readFileSync(ended.outputs['report']!, 'utf8')) as { coverage: { change: unknown } } // prettier-ignore
  expect(report.coverage.change).toMatchObject({ commits: { scanned: 1, total: 1 } })
  expect(existsSync(ended.outputs['sarif']!)).toBe(true)
  expect(ended.temporary).toEqual([])

  await run()
  expect(forge.comments).toHaveLength(1)
})

test('comments live: deleted line, then forced away, then suppressed by the base', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const added = forgery.commit({ 'k.env': `TOKEN=${first}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const forge = new StubForge()
  const run = (payload: Fields) =>
    runEntry({ event: 'pull_request', payload, forgery, forge, env: { STANCH_KEY: key } })
  await run(pullPayload(base, added))
  expect(forge.comments).toHaveLength(1)

  const removed = forgery.commit({ 'k.env': null }, { parent: added, ref: 'refs/pull/7/head' })
  const deleted = await run(pullPayload(base, removed, { before: added, after: removed }, 'synchronize')) // prettier-ignore
  expect(deleted.status, deleted.err).toBe(1)
  expect(forge.comments[0]!.body).toContain(added.slice(0, 7))
  expect(forge.comments[0]!.thread?.isResolved).toBe(false)

  const clean = forgery.commit({ 'b.txt': 'two\n' }, { parent: base, ref: 'refs/pull/7/head' })
  const forced = await run(pullPayload(base, clean, { before: removed, after: clean }, 'synchronize')) // prettier-ignore
  expect(forced.status, forced.err).toBe(1)
  expect(forge.comments[0]!.body).toContain(added.slice(0, 7))

  const later = await run(pullPayload(base, clean))
  expect(later.status, later.err).toBe(0)
  expect(forge.comments[0]!.body).toContain(added.slice(0, 7))
  expect(forge.comments[0]!.thread?.isResolved).toBe(false)

  const [comment] = forge.comments
  Object.assign(comment!, { thread: { ...comment!.thread, isResolved: true } })
  const silenced = await run(pullPayload(base, clean))
  expect(silenced.summary).toContain('still readable')
  expect(forge.comments[0]!.thread?.isResolved).toBe(true)

  const salt = Buffer.alloc(16, 1)
  const entry = `version: 1\nsalt: '${salt.toString('hex')}'\nentries:\n  - secret: '${hashSecret(Buffer.from(first), salt)}'\n    rule: github-token\n    owner: ops\n    reason: revoked by hand\n    expires: 2099-01-01\n`
  const allowing = forgery.commit({ '.stanch-suppressions.yaml': entry }, { parent: base })
  const onTop = forgery.commit({ 'k.env': `TOKEN=${first}\n` }, { parent: allowing, ref: 'refs/pull/7/head' }) // prettier-ignore
  const suppressed = await run(pullPayload(allowing, onTop))
  expect(suppressed.status, suppressed.err).toBe(0)
  expect(forge.comments).toHaveLength(1)
  expect(forge.comments[0]!.thread?.isResolved).toBe(true)
  for (const { body } of forge.comments) expect(body).not.toContain(first)
})

test('a pull request brings its own suppression, ignore line, disabled rule and marker: it fails, and they are named', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const salt = Buffer.alloc(16, 2)
  const head = forgery.commit(
    {
      'k.env': `TOKEN=${first} # stanch:allow\n`,
      'stanch.yaml': 'rules:\n  disable: [github-token]\nignore: ["**"]\nsuppressions:\n  inline: true\n',
      '.stanchignore': '*\n',
      '.stanch-suppressions.yaml': `version: 1\nsalt: '${salt.toString('hex')}'\nentries:\n  - secret: '${hashSecret(Buffer.from(first), salt)}'\n    rule: github-token\n    owner: me\n    reason: mine\n    expires: 2099-01-01\n`,
    },
    { parent: base, ref: 'refs/pull/7/head' },
  ) // prettier-ignore
  for (const event of ['pull_request', 'pull_request_target']) {
    // The checkout of the change lies in the workspace, as it does in most workflows.
    const workspace = forgery.checkout(head, event === 'pull_request' ? 1 : undefined)
    const ended = await runEntry({ event, payload: pullPayload(base, head), forgery, workspace })
    expect(ended.status, ended.err).toBe(1)
    expect(ended.outputs).toMatchObject({ exposures: '1', complete: 'true' })
    expect(ended.summary).toContain('stanch.yaml')
    expect(ended.summary).toContain('.stanch-suppressions.yaml')
  }
})

test('a pull request that only adds an entry is green, and named; the same digits elsewhere are not', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const salt = Buffer.alloc(16, 2)
  const hash = hashSecret(Buffer.from(first), salt)
  const entry = `version: 1\nsalt: '${salt.toString('hex')}'\nentries:\n  - secret: '${hash}'\n    rule: github-token\n    owner: me\n    reason: mine\n    expires: 2099-01-01\n`
  const ref = 'refs/pull/7/head'
  const head = forgery.commit({ '.stanch-suppressions.yaml': entry }, { parent: base, ref })
  const ended = await runEntry({ event: 'pull_request', payload: pullPayload(base, head), forgery })
  expect([ended.status, ended.outputs['exposures']], ended.err).toEqual([0, '0'])
  expect(ended.summary).toContain('.stanch-suppressions.yaml')
  const other = forgery.commit({ 'other.yaml': entry }, { parent: base, ref })
  const found = await runEntry({
    event: 'pull_request',
    payload: pullPayload(base, other),
    forgery,
  })
  expect(found.status, found.err).toBe(1)
})

test('each way a push can be', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const topic = 'refs/heads/topic'
  const leaking = forgery.commit({ 'k.env': `TOKEN=${first}\n` }, { parent: base, ref: topic })
  const other = forgery.commit({ 'o.env': `TOKEN=${second}\n` }, { parent: base, ref: topic })
  const forge = new StubForge()
  forge.defaultCommit = base
  const run = async (fields: Fields) => {
    const ended = await runEntry({ event: 'push', payload: pushPayload(fields), forgery, forge })
    return [ended.status, ended.outputs['exposures'], ended.outputs['complete']]
  }
  expect(await run({ before: base, after: leaking })).toEqual([1, '1', 'true'])
  expect(await run({ before: leaking, after: other, forced: true })).toEqual([1, '1', 'true'])
  expect(await run({ before: zeros, after: leaking, created: true })).toEqual([1, '1', 'true'])
  expect(await run({ before: leaking, after: zeros, deleted: true })).toEqual([0, '0', 'true'])
  expect(await run({ before: leaking, after: leaking })).toEqual([0, '0', 'true'])
  const start = await Forgery.start()
  const root = start.commit({ 'k.env': `TOKEN=${first}\n`, 'stanch.yaml': 'rules:\n  disable: [github-token]\n' }) // prettier-ignore
  const ended = await runEntry({
    event: 'push',
    payload: pushPayload({ ref: 'refs/heads/main', before: zeros, after: root, created: true }),
    forgery: start,
  })
  expect([ended.status, ended.outputs['exposures']], ended.err).toEqual([1, '1'])
}, 90_000) // prettier-ignore

test('a merge queue, and a pull request that is empty', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const queue = forgery.commit({ 'k.env': `TOKEN=${first}\n` }, { parent: base, ref: 'refs/heads/gh-readonly-queue/main/pr-7' }) // prettier-ignore
  const run = async (from: string, to: string, depth?: number) => {
    const payload = changed('merge_group', exampleOf('merge_group'), {
      'merge_group.base_sha': from,
      'merge_group.head_sha': to,
      'merge_group.base_ref': 'refs/heads/main',
      'repository.private': true,
    })
    const workspace = forgery.checkout(to, depth)
    const ended = await runEntry({ event: 'merge_group', payload, forgery, workspace })
    return [ended.status, ended.outputs['exposures'], ended.outputs['complete'], ended.err]
  }
  expect(await run(base, queue)).toEqual([1, '1', 'true', expect.anything()])
  // The entry behind it may be merged with it, though the check of the first failed; and its policy is not merged either.
  const later = { 'c.txt': 'three\n', 'stanch.yaml': 'ignore: ["*.env"]\n' }
  const edited = forgery.commit(later, { parent: queue, ref: 'refs/heads/gh-readonly-queue/main/pr-8' }) // prettier-ignore
  const behind = forgery.commit({ 'd.txt': 'four\n' }, { parent: edited, ref: 'refs/heads/gh-readonly-queue/main/pr-9' }) // prettier-ignore
  expect(await run(edited, behind)).toEqual([1, '1', 'true', expect.anything()])
  expect(await run(edited, behind, 1)).toEqual([1, '1', 'true', expect.anything()])
  // Without the first it is built anew.
  const anew = forgery.commit({ 'd.txt': 'four\n' }, { parent: base, ref: 'refs/heads/gh-readonly-queue/main/pr-9' }) // prettier-ignore
  expect(await run(base, anew)).toEqual([0, '0', 'true', expect.anything()])
  const empty = await runEntry({ event: 'pull_request', payload: pullPayload(base, base), forgery })
  expect([empty.status, empty.outputs['exposures'], empty.outputs['complete']], empty.err).toEqual([0, '0', 'true']) // prettier-ignore
})

test.each([
  ['issues', 'opened', 'issue.body'],
  ['issue_comment', 'created', 'comment.body'],
  ['pull_request_review', 'submitted', 'review.body'],
  ['pull_request_review_comment', 'created', 'comment.body'],
  ['discussion', 'created', 'discussion.body'],
  ['discussion_comment', 'created', 'comment.body'],
  ['release', 'published', 'release.body'],
])('%s: the text of the event is scanned', async (event, action, field) => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const forge = new StubForge()
  forge.defaultCommit = base
  const run = (text: string) => {
    const fields: Fields = { [field]: text, 'repository.private': true }
    if (event.startsWith('pull_request')) fields['pull_request.base.sha'] = base
    const payload = changed(event, exampleOf(event, action), fields)
    return runEntry({ event, payload, forgery, forge, env: { GITHUB_SHA: base } })
  }
  const ended = await run(`look: ${first}`)
  expect([ended.status, ended.outputs['exposures']], ended.err).toEqual([1, '1'])
  assertNoSecret(ended, first)
  const clean = await run('nothing here')
  expect([clean.status, clean.outputs['complete']], clean.err).toEqual([0, 'true'])
})

test('a fork: no key, a token that only reads, no starts; the scan is complete all the same', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'k.env': `TOKEN=${first}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const forge = new StubForge()
  forge.mayWrite = false
  const payload = pullPayload(base, head, { 'pull_request.head.repo.id': 99, 'repository.private': false }) // prettier-ignore
  const inputs = { 'on-finding': 'webhook', 'webhook-url': 'https://hooks.example/x' }
  const run = (more: Record<string, string>) =>
    runEntry({ event: 'pull_request', payload, forgery, forge, inputs: { ...inputs, ...more }, env: { STANCH_KEY: '' } }) // prettier-ignore
  const ended = await run({})
  expect([ended.status, ended.outputs['exposures'], ended.outputs['complete']], ended.err).toEqual([1, '1', 'true']) // prettier-ignore
  expect(forge.calls).toEqual([])
  expect(ended.out).toMatch(/^::error .*k\.env/m)
  expect(ended.summary).toContain('k.env')
  expect(ended.err).toContain('no comments: the token of a fork can only read')
  const insisting = await run({ comments: 'true' })
  expect(insisting.status).toBe(1)
  expect(insisting.err).toContain('::warning title=Stanch::no comments: the token may not write')
})

test('what is incomplete is red, or neutral with a warning, and never a success', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const missing = 'd'.repeat(40)
  const run = (inputs: Record<string, string>) =>
    runEntry({ event: 'pull_request', payload: pullPayload(base, missing), forgery, inputs })
  const failed = await run({})
  expect(failed.status).toBe(2)
  expect(failed.outputs['complete']).toBe('false')
  const neutral = await run({ 'on-incomplete': 'neutral' })
  expect(neutral.status, neutral.err).toBe(0)
  expect(neutral.outputs['complete']).toBe('false')
  expect(neutral.err).toContain('::warning title=Stanch::')
  expect(neutral.err).not.toMatch(/verdict: success/)
  expect(neutral.summary).not.toMatch(/\b(?:success|clean|passed|no secrets? found)\b/i)

  const forge = new StubForge()
  forge.texts = [{ kind: 'problem', path: 'octo/shop/pull/7', reason: 'page 3 could not be read' }]
  const texts = await runEntry({ event: 'pull_request', payload: pullPayload(base, base), forgery, forge }) // prettier-ignore
  expect([texts.status, texts.outputs['complete']]).toEqual([2, 'false'])
})

test('wrong inputs and events end at once, with what to do', async () => {
  const forgery = await Forgery.start()
  const run = (event: string, payload: unknown, inputs = {}) =>
    runEntry({ event, payload, forgery, inputs })
  const unknown = await run('workflow_run', {})
  expect([unknown.status, unknown.outputs['complete']]).toEqual([2, 'false'])
  expect(unknown.err).toContain('expected one of pull_request')
  expect(unknown.summary).toContain(
    'ACTION_EVENT: Event workflow_run: expected one of pull_request',
  )
  const broken = await run('push', 'no json ' + first)
  expect(broken.status).toBe(2)
  expect(broken.all).not.toContain(first)
  const input = await run('push', {}, { 'fail-on': 'sometimes', 'on-incomplete': 'neutral' })
  expect(input.status).toBe(2)
  expect(input.err).toContain('input fail-on: expected any, high, verified or never')
})

test('without a token: what is missing, what to do, and that it helps', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'k.env': `TOKEN=${first}\n` }, { parent: base, ref: 'refs/heads/topic' }) // prettier-ignore
  const push = { event: 'push', payload: pushPayload({ before: base, after: head }) }
  const whole = { event: 'schedule', payload: {}, env: { GITHUB_SHA: base } }
  for (const [run, inputs, advised, helps] of [
    [push, {}, 'policy: OWNER/REPO@COMMIT', { policy: `octo/shop@${base}` }],
    [whole, { scan: 'github' }, 'scan: history', { scan: 'history' }],
  ] as const) {
    const ended = await runEntry({ ...run, forgery, inputs: { token: '', ...inputs } })
    expect([ended.status, ended.outputs['complete']], ended.err).toEqual([2, 'false'])
    expect(ended.err).toContain('Take `token:` out of the step')
    expect(ended.err).toContain(`Without any token: \`${advised}\``)
    const helped = await runEntry({ ...run, forgery, inputs: { token: '', ...helps } })
    expect([helped.status, helped.outputs['complete']], helped.err).toEqual([1, 'true'])
  }
})

test('hostile names and texts: nothing is executed, interpolated or taken for a command', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const marker = join(testDirectory(), 'touched')
  const words = [
    `$(touch ${marker})`,
    `\`touch ${marker}\``,
    `; touch ${marker} #`,
    `--upload-pack=touch ${marker}`,
    '::set-output name=exposures::0',
    '\n::error::injected\n',
    '%0A::error::injected',
    '##[error]injected',
    '::add-mask::a',
    '\u202eevil\u200b\u2066',
    'a\0b',
    '<img src=x onerror=alert(1)>',
    '[click](javascript:alert(1))',
    '| a | b |\n|---|---|',
    '```\n# big\n```',
    '@octo/everyone',
    '<!-- stanch:exposure id=at:0000000000000000 rule=x -->',
  ]
  const names = ['$(touch${IFS}x)', '`touch${IFS}x`', ';touch${IFS}x', '--upload-pack=touch${IFS}x', '-x', '%0A%3A%3Aerror', '::error::x', 'a\u202eb', '<b>x</b>', "q'q"] // prettier-ignore
  const files = Object.fromEntries(names.map((name) => [`dir/${name}.env`, `TOKEN=${first}\n`]))
  const message = `${words.filter((word) => !word.includes('\0')).join('\n')}\nTOKEN=${second}\n`
  const head = forgery.commit(files, { parent: base, message, ref: 'refs/pull/7/head' })
  const forge = new StubForge()
  const hostile = [...words, 'ü'.repeat(65_536)]
  for (let at = 0; at < hostile.length; at += 3) {
    const [title, body, name] = hostile.slice(at, at + 3)
    const payload = pullPayload(base, head, {
      'pull_request.title': `${title} ${first}`,
      'pull_request.body': `${body}\n${second}`,
      'pull_request.head.ref': `a${name}`,
      'pull_request.user.login': 'Codertocat',
      'repository.private': false,
    })
    const ended = await runEntry({ event: 'pull_request', payload, forgery, forge, inputs: { report: 'r.json', sarif: 's.sarif' } }) // prettier-ignore
    expect(ended.status, ended.err).toBe(1)
    expect(existsSync(marker)).toBe(false)
    const lines = (ended.out + ended.err).split(/\r\n|\r|\n/)
    const commands = lines.filter((line) => /^\s*::/.test(line) || line.includes('##['))
    expect(commands.filter((line) => !/^::(?:error|warning|notice) /.test(line))).toEqual([])
    expect(commands.filter((line) => /injected/.test(line.split('::')[1]!))).toEqual([])
    expect(Object.keys(ended.outputs).sort()).toEqual(['complete', 'exposures', 'findings', 'report', 'sarif']) // prettier-ignore
    expect(ended.outputs['exposures']).toBe('2')
    for (const text of [ended.summary, ...forge.comments.map(({ body }) => body)]) {
      expect(text).not.toMatch(/<img|javascript:alert/)
      expect(text).not.toMatch(/[\u202e\u200b\u2066]/)
    }
    expect(ended.out + ended.err).not.toMatch(/[\u202e\u200b\u2066\0]/)
    assertNoSecret(ended, first, second)
  }
}, 240_000)

test('a signal ends it, and leaves nothing behind', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'k.env': `TOKEN=${first}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const controller = new AbortController()
  controller.abort()
  const ended = await runEntry({ event: 'pull_request', payload: pullPayload(base, head), forgery, signal: controller.signal }) // prettier-ignore
  expect(ended.status).toBe(130)
  expect(ended.outputs['complete']).toBe('false')
  expect(ended.temporary).toEqual([])
})

test('the policy of another repository, by its commit', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'stanch.yaml': 'minConfidence: high\n' })
  const head = forgery.commit({ 'k.env': `TOKEN=${first}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const central = forgery.commit({ 'stanch.yaml': 'rules:\n  disable: [github-token, generic-secret]\n' }, { parent: base, ref: 'refs/heads/policy' }) // prettier-ignore
  const ended = await runEntry({
    event: 'pull_request',
    payload: pullPayload(base, head),
    forgery,
    inputs: { policy: `octo/shop@${central}` },
  })
  expect([ended.status, ended.outputs['exposures']], ended.err).toEqual([0, '0'])
  const missing = await runEntry({
    event: 'pull_request',
    payload: pullPayload(base, head),
    forgery,
    inputs: { policy: `octo/shop@${'e'.repeat(40)}` },
  })
  expect(missing.status).toBe(2)
})

test('files of the change that look like a bare repository lend no objects', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'b.txt': `TOKEN=${first}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const workspace = testDirectory()
  runGit(workspace, ['init', '-q', '--bare', '.'])
  runGit(workspace, ['fetch', '-q', join(forgery.root, 'octo/shop.git'), head])
  const blob = runGit(workspace, ['rev-parse', `${head}:b.txt`])
    .toString()
    .trim()
  const file = join(workspace, 'objects', blob.slice(0, 2), blob.slice(2))
  chmodSync(file, 0o644)
  writeFileSync(file, deflateSync('blob 9\0harmless\n'))
  const payload = pullPayload(base, head, { 'pull_request.commits': 1 })
  const ended = await runEntry({ event: 'pull_request', payload, forgery, workspace })
  expect(ended.status, ended.err).toBe(1)
})
