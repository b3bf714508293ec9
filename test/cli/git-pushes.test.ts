import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeDirectory, run } from './run-stanch.ts'
import { line, settings, TempRepository, token, tryGit } from './temp-repository.ts'

const zero = '0'.repeat(40)

interface Place {
  readonly work: TempRepository
  readonly bare: TempRepository
}

/** `work` with one commit that the bare `bare.git` has too, as `origin`; a hook is in one of them. */
function makePlace(guarded: Guarded): Place {
  const root = makeDirectory()
  cpSync(join(made, guarded), root, { recursive: true })
  return placeIn(root)
}

function placeIn(root: string): Place {
  return {
    work: new TempRepository(join(root, 'work')),
    bare: new TempRepository(join(root, 'bare.git')),
  }
}

type Guarded = 'work' | 'bare' | 'sha256'

/** Made once, copied for each test. */
let made: string

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'stanch-pushes-'))
  for (const guarded of ['work', 'bare', 'sha256'] as const) await initPlace(guarded)
  return () => rmSync(made, { recursive: true })
})

async function initPlace(guarded: Guarded): Promise<void> {
  const { work, bare } = placeIn(join(made, guarded))
  const format = `--object-format=${guarded === 'sha256' ? 'sha256' : 'sha1'}`
  await TempRepository.init(bare.directory, '--bare', format)
  await TempRepository.init(work.directory, format)
  await work.commit('first', { 'a.env': line(1) })
  await work.git('remote', 'add', 'origin', '../bare.git')
  await work.git('push', '--quiet', 'origin', 'main')
  if (guarded === 'work') await installHook(work, 'pre-push')
  else await installHook(bare, 'pre-receive')
}

async function installHook({ directory }: TempRepository, hook: string): Promise<void> {
  const args = ['hook', 'git', '--install', '--hook', hook]
  const { status, stderr } = await run(args, { cwd: directory, env: settings })
  expect(status, stderr).toBe(0)
}

/** Pushes; `refused` says what has to be found, and nothing else, when it is not to pass. */
async function check({ work }: Place, args: readonly string[], refused?: readonly string[]) {
  const { status, stderr } = await tryGit(work.directory, ['push', '--quiet', ...args])
  expect(status, stderr).toBe(refused ? 1 : 0)
  const found = Array.from(stderr.matchAll(/(\S+\.env):\d+:\d+/g), ([, path]) => path)
  for (const secret of [1, 2, 3]) expect(stderr).not.toContain(token(secret))
  if (refused) expect([...new Set(found)].toSorted(), stderr).toEqual(refused)
  return stderr
}

function refsOf(repository: TempRepository): Promise<string> {
  return repository.git('for-each-ref', '--format=%(refname) %(subject)')
}

describe.for([['bare', /remote: stanch: the push is refused/], ['work', /stanch: the push is stopped/]] as const)(
  'a push guarded in %s', ([guarded, message]) => {
  test('passes without a secret', async () => {
    const place = makePlace(guarded)
    await place.work.commit('clean', { 'a.env': `more\n${line(1)}` })
    await check(place, ['origin', 'main'])
    expect(await refsOf(place.bare)).toBe('refs/heads/main clean')
  })

  test('is refused with one, also when a later commit takes it away', async () => {
    const place = makePlace(guarded)
    await place.work.commit('leak', { 'b.env': line(2) })
    await place.work.commit('oops', { 'b.env': '' })
    const stderr = await check(place, ['origin', 'main'], ['b.env'])
    expect(stderr).toMatch(message)
    expect(await refsOf(place.bare)).toBe('refs/heads/main first')
    expect(await place.bare.git('count-objects')).toMatch(/^3 objects/)
  })

  test('of a new branch is what it adds', async () => {
    const place = makePlace(guarded)
    await place.work.commit('clean', { 'c.txt': 'c\n' })
    await check(place, ['origin', 'HEAD:refs/heads/topic'])
    await place.work.commit('leak', { 'b.env': line(2) })
    await check(place, ['origin', 'HEAD:refs/heads/other'], ['b.env'])
    expect(await refsOf(place.bare)).toBe('refs/heads/main first\nrefs/heads/topic clean')
  })

  test('that deletes passes, also together with others', async () => {
    const place = makePlace(guarded)
    await place.work.git('push', '--quiet', 'origin', 'main:one', 'main:two')
    await check(place, ['origin', ':one'])
    await place.work.commit('leak', { 'b.env': line(2) })
    await check(place, ['--atomic', 'origin', ':two', 'main'], ['b.env'])
    expect(await refsOf(place.bare)).toBe('refs/heads/main first\nrefs/heads/two first')
  })

  test('by force is what it adds to what was there', async () => {
    const place = makePlace(guarded)
    await place.work.commit('second', { 'a.env': line(1), 'c.txt': '1' })
    await check(place, ['origin', 'main'])
    await place.work.git('commit', '--quiet', '--amend', '--message=amended')
    await check(place, ['--force', 'origin', 'main'])
    place.work.write({ 'b.env': line(2) })
    await place.work.git('add', '--all')
    await place.work.git('commit', '--quiet', '--amend', '--message=leak')
    await check(place, ['--force', 'origin', 'main'], ['b.env'])
    expect(await refsOf(place.bare)).toBe('refs/heads/main amended')
  })

  test('of several references is what any of them adds', async () => {
    const place = makePlace(guarded)
    await place.work.git('branch', 'clean')
    for (const [branch, secret] of [['one', 2], ['two', 3]] as const) {
      await place.work.git('switch', '--quiet', '--create', branch, 'main')
      await place.work.commit(branch, { [`${branch}.env`]: line(secret) })
    }
    await check(place, ['origin', 'clean', 'one', 'two'], ['one.env', 'two.env'])
    expect(await refsOf(place.bare)).toBe('refs/heads/main first')
  }) // prettier-ignore

  test('of what is there already passes, under any name', async () => {
    const place = makePlace(guarded)
    const old = await place.work.git('rev-parse', 'HEAD')
    await place.work.commit('clean', { 'c.txt': 'c\n' })
    await check(place, ['origin', 'main'])
    await check(place, ['origin', 'main', `${old}:refs/heads/old`, `${old}:refs/tags/v1`])
    await check(place, ['--force', 'origin', `${old}:main`])
  })
}) // prettier-ignore

describe('where a push is received', () => {
  const refusal = /remote: stanch: the push is refused/

  test('of tags is their text, and what they lead to', async () => {
    const place = makePlace('bare')
    const { work } = place
    await work.git('tag', '--annotate', '--message=fine', 'fine')
    await check(place, ['origin', 'fine'])
    await work.git('tag', '--annotate', `--message=${line(2)}`, 'text')
    expect(await check(place, ['origin', 'text'], [])).toMatch(refusal)
    await work.git('tag', '--annotate', '--message=outer', 'outer', 'text')
    expect(await check(place, ['origin', 'outer'], [])).toMatch(refusal)

    const blob = await work.gitWith({ input: line(3) }, 'hash-object', '-w', '--stdin')
    await work.git('tag', 'blob', blob)
    expect(await check(place, ['origin', 'blob'], [])).toMatch(refusal)
    await work.git('tag', '--annotate', '--message=x', 'blob-tag', blob)
    expect(await check(place, ['origin', 'blob-tag'], [])).toMatch(refusal)

    const tree = await work.gitWith({ input: `100644 blob ${blob}\tt.env\n` }, 'mktree')
    await work.git('tag', 'tree', tree)
    await check(place, ['origin', 'tree'], ['t.env'])
    await work.git('tag', '--annotate', '--message=x', 'tree-tag', tree)
    await check(place, ['origin', 'tree-tag'], ['t.env'])
    expect(await refsOf(place.bare)).toBe('refs/heads/main first\nrefs/tags/fine fine')
  })

  test('of a name with a secret in it is refused', async () => {
    const place = makePlace('bare')
    expect(await check(place, ['origin', `main:${token(4)}`], [])).toMatch(refusal)
  })

  test('of objects with long names', async () => {
    const place = makePlace('sha256')
    await place.work.commit('leak', { 'b.env': line(2) })
    await check(place, ['origin', 'main', 'HEAD~1:refs/heads/x'], ['b.env'])
  })

  test('the ignore list of the commit that is pushed does not count', async () => {
    const place = makePlace('bare')
    await place.work.commit('leak', { 'b.env': line(2), '.stanchignore': 'b.env\n' })
    await check(place, ['origin', 'main'], ['b.env'])
  })

  test('stanch.yaml of the repository counts', async () => {
    const place = makePlace('bare')
    place.bare.write({ 'stanch.yaml': 'ignore: ["b.env"]\n' })
    await place.work.commit('leak', { 'b.env': line(2) })
    await check(place, ['origin', 'main'])
  })

  test('one that is not bare', async () => {
    const place = makePlace('bare')
    const target = await TempRepository.init(join(place.work.directory, '../target'))
    await target.commit('first', { '.stanchignore': 'c.env\n' })
    await installHook(target, 'pre-receive')
    await place.work.commit('leak', { 'b.env': line(2) })
    await check(place, [target.directory, 'main:topic'], ['a.env', 'b.env'])
  })

  test('what was put in the place of an object before does not hide it', async () => {
    const place = makePlace('bare')
    const { work } = place
    const clean = await work.gitWith({ input: 'x\n' }, 'hash-object', '-w', '--stdin')
    const leak = await work.gitWith({ input: line(2) }, 'hash-object', '--stdin')
    await check(place, ['origin', `${clean}:refs/replace/${leak}`])
    await work.commit('leak', { 'b.env': line(2) })
    await check(place, ['origin', 'main'], ['b.env'])
  })
})

describe('where a push is sent', () => {
  test('the text of a tag is looked at', async () => {
    const place = makePlace('work')
    await place.work.git('tag', '--annotate', `--message=${line(2)}`, 'v1')
    expect(await check(place, ['origin', 'v1'], [])).toMatch(/the push is stopped/)
  })

  test('what the remote has counts, not what another one has', async () => {
    const place = makePlace('work')
    const other = await TempRepository.init(join(place.work.directory, '../other.git'), '--bare')
    await place.work.git('remote', 'add', 'other', other.directory)
    await check(place, ['other', 'main'], ['a.env'])
    await check(place, ['origin', 'main:topic'])
    expect(await refsOf(other)).toBe('')
  })

  test('nothing is known of an address', async () => {
    const place = makePlace('work')
    const other = await TempRepository.init(join(place.work.directory, '../other.git'), '--bare')
    await check(place, ['../other.git', 'main'], ['a.env'])
    await check(place, [`file://${other.directory}`, 'main'], ['a.env'])
    expect(await refsOf(other)).toBe('')
  })

  test('but what the reference there is at', async () => {
    const place = makePlace('work')
    await place.work.commit('clean', { 'c.txt': 'c\n' })
    await check(place, ['../bare.git', 'main'])
    await place.work.commit('leak', { 'b.env': line(2) })
    await check(place, ['../bare.git', 'main'], ['b.env'])
  })

  test('over what somebody else has pushed since', async () => {
    const place = makePlace('work')
    await place.work.git('clone', '--quiet', place.bare.directory, '../colleague')
    const colleague = new TempRepository(join(place.work.directory, '../colleague'))
    await colleague.commit('theirs', { 't.txt': 't\n' })
    await colleague.git('push', '--quiet', 'origin', 'main')
    await place.work.commit('leak', { 'b.env': line(2) })
    await check(place, ['--force', 'origin', 'main'], ['b.env'])
  })
})

describe('the lines on standard input', () => {
  test.for([
    ['may be missing', '', 0, /^$/],
    ['may be empty', '\n\n', 0, /^$/],
    ['want three words', `${zero} HEAD\n`, 2, /Standard input, line 1: expected "<old> <new> <reference>"/],
    ['are all looked at', `${zero} ${zero} refs/heads/x\n\nnonsense\n`, 2, /Standard input, line 3: expected/],
    ['want whole names of objects', `${zero} 1234567 refs/heads/x\n`, 2, /line 1: expected/],
    ['name an object that has to be there', `${zero} ${'1'.repeat(40)} refs/heads/x\n`, 2, /^$/],
    ['name an old one that need not', `${'1'.repeat(40)} HEAD refs/heads/x\r\n`, 1, /^$/],
    ['of deletions ask for nothing', `HEAD ${zero} refs/heads/x\n`, 0, /^$/],
  ] as const)('%s', async ([, text, status, message]) => {
    const repository = await TempRepository.make()
    await repository.commit('first', { 'a.env': line(1) })
    const input = text.replace('HEAD', await repository.git('rev-parse', 'HEAD'))
    const scanned = await repository.scan(['--pre-receive'], { input: text.includes(' HEAD\n') ? text : input })
    expect({ status: scanned.status, found: scanned.found }).toEqual({
      status,
      found: status === 1 ? ['S1 a.env:1 first'] : [],
    })
    expect(scanned.stderr).toMatch(message)
    if (text.includes('1'.repeat(40)) && status === 2) {
      expect(scanned.problems).toEqual([`refs/heads/x: object ${'1'.repeat(40)} is missing`])
    }
  }) // prettier-ignore

  test('--not-remote goes with them only', async () => {
    const repository = await TempRepository.make()
    const { status, stderr } = await repository.scan(['--not-remote', 'origin'])
    expect(status).toBe(2)
    expect(stderr).toMatch(/--not-remote goes with --pre-receive/)
  })
})
