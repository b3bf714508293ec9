import { chmodSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs' // prettier-ignore
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { plant, templates } from '../engine/real-pack.ts'
import { makeZip } from '../sources/archives/make-archives.ts'
import { makeDirectory } from './run-stanch.ts'
import { line, TempRepository, token, type GitOptions } from './temp-repository.ts'

/** Scans and compares; the status has to fit. */
async function check(
  repository: TempRepository,
  args: readonly string[],
  expected: readonly string[],
  options: GitOptions & { readonly cwd?: string } = {},
) {
  const scanned = await repository.scan(args, options)
  const { status, found, problems } = scanned
  expect({ status, found, problems }, `${args.join(' ')}\n${scanned.stderr}`).toEqual({
    status: expected.length > 0 ? 1 : 0,
    found: expected.toSorted(),
    problems: [],
  })
  return scanned
}

async function checkFailure(repository: TempRepository, args: readonly string[], message: RegExp) {
  const { status, found, stderr } = await repository.scan(args)
  expect({ status, found }).toEqual({ status: 2, found: [] })
  expect(stderr).toMatch(message)
}

const at = (date: string): GitOptions => ({ env: { GIT_COMMITTER_DATE: `${date}T12:00:00Z` } })

/** `main`: one, two, three; `side` parts after one: aside. Each adds a secret. Checked out: `main`. */
async function makeForked(format: 'sha1' | 'sha256' = 'sha1'): Promise<TempRepository> {
  const directory = join(makeDirectory(), 'work')
  cpSync(join(forked, format), directory, { recursive: true })
  return new TempRepository(directory)
}

/** The same for tests that only read. */
function shared(): TempRepository {
  return new TempRepository(join(forked, 'sha1'))
}

/** Made once, copied for each test that writes. */
let forked: string

beforeAll(async () => {
  forked = mkdtempSync(join(tmpdir(), 'stanch-forked-'))
  for (const format of ['sha1', 'sha256']) await initForked(join(forked, format), format)
  return () => rmSync(forked, { recursive: true })
})

async function initForked(directory: string, format: string): Promise<void> {
  const repository = await TempRepository.init(directory, `--object-format=${format}`)
  await repository.commit('one', { 'a.env': line(1) }, at('2026-01-01'))
  await repository.git('branch', 'side')
  await repository.commit('two', { 'a.env': line(1) + line(2) }, at('2026-02-01'))
  await repository.commit('three', { 'src/c.env': line(3) }, at('2026-03-01'))
  await repository.git('switch', '--quiet', 'side')
  await repository.commit('aside', { 'b.env': line(4) }, at('2026-02-15'))
  await repository.git('switch', '--quiet', 'main')
}

const [one, two, three] = ['S1 a.env:1 one', 'S2 a.env:2 two', 'S3 src/c.env:1 three']
const aside = 'S4 b.env:1 aside'

describe('which commits', () => {
  test.concurrent.for([
    ['two dots', ['--range', 'main~2..main'], [two, three]],
    ['nothing after the dots means HEAD', ['--range', 'main~1..'], [three]],
    ['nothing before them, too', ['--range', '..side'], [aside]],
    ['three dots: since both parted', ['--range', 'main...side'], [aside]],
    ['two dots between branches: what only the second has', ['--range', 'side..main'], [two, three]],
    ['an empty range', ['--range', 'main..main'], []],
    ['one that goes back', ['--range', 'main..main~1'], []],
    ['since a revision', ['--since', 'main~1'], [three]],
    ['of another branch', ['--since', 'main~1', '--branch', 'side'], [aside]],
    ['since a date', ['--since', '2026-02-10'], [three]],
    ['since a time of another branch', ['--since', '2026-02-10 08:00', '--branch', 'side'], [aside]],
    ['since before all of it: the root as well', ['--since', '2020-01-01'], [one, two, three]],
    ['since the beginning of a day', ['--since', '2026-02-01'], [two, three]],
    ['since a time of day', ['--since', '2026-02-01T12:00:01Z'], [three]],
    ['since another, further east', ['--since', '2026-02-01 13:59 +0200'], [two, three]],
    ['since some time ago', ['--since', '30.years.ago'], [one, two, three]],
    ['since the last of it', ['--since', '2027-01-01'], []],
    ['only some paths', ['--range', 'main~2..main', '--paths', 'src/**'], [three]],
    ['some paths or others', ['--since', 'main~2', '--paths', '*.txt', '--paths', 'a.*'], [two]],
  ] as const)('%s', async ([, args, expected]) => {
    await check(shared(), args, expected)
  }) // prettier-ignore

  test.concurrent.for([
    ['today', [three]],
    ['yesterday', [three]],
    ['2 weeks, 3 days ago', [three]],
    ['last.month', [three]],
    ['5 weeks ago', [two, three]],
  ] as const)('since %s', async ([time, expected]) => {
    const env = { GIT_TEST_DATE_NOW: String(Date.UTC(2026, 2, 1, 18) / 1000) }
    await check(shared(), ['--since', time], expected, { env })
  })

  test('a branch goes before a tag of its name', async () => {
    const repository = await makeForked()
    await repository.git('tag', 'side', 'main~2')
    await check(repository, ['--since', 'main~2', '--branch', 'side'], [aside])
  })

  test('what was merged since a date is new to the branch, however old it is', async () => {
    const repository = await makeForked()
    await repository.gitWith(at('2026-04-01'), 'merge', '--quiet', '--message=merge', 'side')
    await check(repository, ['--since', '2026-03-15'], [aside])
  })

  test('a commit with a clock that is behind hides nothing', async () => {
    const repository = await makeForked()
    await repository.commit('late', {}, at('2001-01-01'))
    await check(repository, ['--since', '2026-02-10'], [three])
  })

  test('a tag with a text stands for its commit, and its text is scanned', async () => {
    const repository = await makeForked()
    await repository.git('tag', '--annotate', `--message=${line(5)}`, 'v1')
    await check(repository, ['--range', 'main~1..v1'], [three, 'S5 (tag):1 staged'])
  })

  test.concurrent.for([
    ['is unknown', ['--range', 'main..nowhere'], /"nowhere" is neither a revision .*: git fetch origin nowhere:nowhere/],
    ['is of a remote', ['--since', 'origin/x'], /git fetch origin x:refs\/remotes\/origin\/x/],
    ['looks like an option', ['--range=--all..main'], /"--all" is neither a revision/],
    ['is negated', ['--range', 'main..^side'], /"\^side" is neither a revision/],
    ['is no day', ['--since', '2026-13-01'], /"2026-13-01" is neither a revision/],
    ['is no time', ['--since', 'last banana'], /"last banana" is neither a revision/],
    ['is a file', ['--since', 'HEAD:a.env'], /"HEAD:a\.env" is neither a revision/],
    ['is missing', ['--range', '..'], /--range: expected A\.\.B or A\.\.\.B/],
    ['is the only one', ['--range', 'main'], /--range: expected A\.\.B or A\.\.\.B/],
    ['names an unknown branch', ['--since', '2026-01-01', '--branch', 'nowhere'], /"nowhere" is neither/],
    ['is asked for twice', ['--range', 'main..side', '--staged'], /--staged and --range cannot go together/],
    ['comes with a shard', ['--since', 'side', '--shard', '1/2'], /--shard goes with a scan of all history/],
    ['comes with a branch that it names itself', ['--range', '..side', '--branch', 'main'], /--branch goes with/],
  ] as const)('a revision that %s', async ([, args, message]) => {
    await checkFailure(shared(), args, message)
  }) // prettier-ignore

  test('branches that never were one have no range of three dots', async () => {
    const repository = await makeForked()
    await repository.git('switch', '--quiet', '--orphan', 'other')
    await repository.commit('orphan', { 'o.env': line(6) })
    await checkFailure(repository, ['--range', 'main...other'], /no commit in common here/)
    await check(repository, ['--range', 'main..other'], ['S6 o.env:1 orphan'])
  })
})

/** Commits `before` as "before" and `after`, with what `change` does, as "after"; then scans the second. */
async function checkChange(
  before: Readonly<Record<string, string | Uint8Array>>,
  after: Readonly<Record<string, string | Uint8Array>>,
  expected: readonly string[],
  change?: (directory: string, repository: TempRepository) => unknown,
) {
  const repository = await TempRepository.make()
  await repository.commit('before', before)
  await change?.(repository.directory, repository)
  await repository.commit('after', after)
  return check(repository, ['--range', 'HEAD~1..HEAD'], expected)
}

const text = Array.from({ length: 20 }, (_, row) => `line ${row}\n`).join('')

describe('what a commit adds', () => {
  const rows = [
    ['not an old secret on a line that stays', text + line(1), `${text}${line(1)}more\n`, []],
    ['one on a line that is changed', line(1), `x ${line(1)}`, ['S1 1.env:1']],
    ['not one that moved', line(1) + text, text + line(1), []],
    ['one that was copied into another line', line(1), `${line(1)}${text}B${line(1)}`, ['S1 3.env:22']],
    ['one that replaces another', line(1), line(2), ['S2 4.env:1']],
    ['in a file with CRLF', `${line(1).trim()}\r\n`, `${line(1).trim()}\r\n${line(2).trim()}\r\n`, ['S2 5.env:2']],
    ['in a file without an end of line', line(1).trim(), `${line(1)}${line(2).trim()}`, ['S2 6.env:2']],
    ['in a file that is replaced', text + line(1), `new\n${line(2)}`, ['S2 7.env:2']],
    ['not what is taken away', line(1) + line(2), line(1), []],
    ['into an empty file', '', line(1), ['S1 9.env:1']],
  ] as const // prettier-ignore

  /** All of them in one commit. */
  let found: readonly string[]

  beforeAll(async () => {
    const directory = mkdtempSync(join(tmpdir(), 'stanch-changes-'))
    const repository = await TempRepository.init(directory)
    const files = (column: 1 | 2) =>
      Object.fromEntries(rows.map((row, number) => [`${number}.env`, row[column]]))
    await repository.commit('before', files(1))
    await repository.commit('after', files(2))
    found = (await repository.scan(['--range', 'HEAD~1..HEAD'])).found
    return () => rmSync(directory, { recursive: true })
  })

  test.for(rows.map(([name, , , expected], number) => [name, number, expected] as const))(
    '%s',
    ([, number, expected]) => {
      const own = found.filter((word) => word.includes(` ${number}.env:`))
      expect(own).toEqual(expected.map((word) => `${word} after`))
    },
  )

  test('a key of many lines, one of which is changed', async () => {
    const [key, other] = [1, 2].map((seed) => plant(templates.key, seed).text.split('\n'))
    const changed = [...key!.slice(0, 4), other![4], ...key!.slice(5)]
    const repository = await TempRepository.make()
    await repository.commit('before', { 'k.pem': `${key!.join('\n')}\n` })
    await repository.commit('same', { 'k.pem': `# a key\n${key!.join('\n')}\n` })
    await check(repository, ['--since', 'HEAD~1'], [])
    await repository.commit('after', { 'k.pem': `${changed.join('\n')}\n` })
    await check(repository, ['--since', 'HEAD~1'], ['S? k.pem:1 after'])
  })

  test('in a file that is renamed and edited, what is edited', () =>
    checkChange(
      { 'a.env': text + line(1) },
      { 'dir/b.env': text + line(1) + line(2) },
      ['S2 dir/b.env:22 after'],
      (directory) => unlinkSync(join(directory, 'a.env')),
    ))

  test('a new name, of a file that stays as it is', () => {
    const name = `${token(7)}.txt`
    return checkChange({ 'a.txt': text }, { [name]: text }, ['S7 ghp_….txt(path):1 after'], (directory) =>
      unlinkSync(join(directory, 'a.txt')))
  }) // prettier-ignore

  test('nothing, where a file goes or only its mode changes', async () => {
    await checkChange({ 'a.env': line(1) }, {}, [], (directory) =>
      unlinkSync(join(directory, 'a.env')),
    )
    await checkChange({ 'a.env': line(1) }, {}, [], (directory) =>
      chmodSync(join(directory, 'a.env'), 0o755),
    )
  })

  test('where a link leads', () =>
    checkChange({ 'a.txt': text }, {}, ['S1 link:1 after'], (directory) =>
      symlinkSync(line(1).trim(), join(directory, 'link')),
    ))

  test('a file where a link, or a submodule, was', async () => {
    const repository = await TempRepository.make()
    symlinkSync('nowhere', join(repository.directory, 'a.env'))
    await repository.commit('link')
    unlinkSync(join(repository.directory, 'a.env'))
    await repository.commit('file', { 'a.env': line(1) })
    await check(repository, ['--since', 'HEAD~1'], ['S1 a.env:1 file'])
    const entry = `160000,${'1'.repeat(40)},module`
    await repository.git('update-index', '--add', '--cacheinfo', entry)
    await repository.git('commit', '--quiet', '--message=module')
    await check(repository, ['--since', 'HEAD~1'], [])
    await repository.commit('no module', { module: line(2) })
    await check(repository, ['--since', 'HEAD~1'], ['S2 module:1 no module'])
  })

  test('a binary is passed by, and said to be', async () => {
    const bytes = Buffer.from(`\0\x01\x02\0${line(1)}`)
    const { skipped } = await checkChange({}, { 'a.bin': bytes }, [])
    expect(skipped).toEqual(['a.bin: binary'])
  })

  test('in an archive, what its entries did not hold', async () => {
    const zip = (...names: readonly number[]) =>
      makeZip(names.map((name) => ({ name: `${name}.env`, content: line(name) })))
    const expected = ['S2 a!b.zip!2.env:1 after']
    const { findings } = await checkChange({ 'a!b.zip': zip(1) }, { 'a!b.zip': zip(1, 2) }, expected)
    expect(findings[0]!.origin.inHead).toBe(true)
    await checkChange({ 'a.zip': zip(1, 2) }, { 'a.zip': zip(2, 1) }, [])
    await checkChange({ 'a.zip': 'text\n' }, { 'a.zip': zip(3) }, ['S3 a.zip!3.env:1 after'])
  }) // prettier-ignore

  test('in what people write: messages, their names, names of files', async () => {
    const repository = await TempRepository.make()
    await repository.commit('first')
    const name = token(3)
    const env = { GIT_AUTHOR_NAME: `x ${token(2)}` }
    await repository.commit(`subject\n\n${line(1)}`, { [`dir/${name}.txt`]: 'x' }, { env })
    await repository.commit('edited', { [`dir/${name}.txt`]: 'y' })
    await check(repository, ['--since', 'HEAD~2'], [
      'S1 (message):3 subject',
      'S2 (author):1 subject',
      'S3 dir/ghp_….txt(path):1 subject',
    ]) // prettier-ignore
    await check(repository, ['--since', 'HEAD~1'], [])
  })

  test.for([
    ['line feed, quotes, tab', Buffer.from('d "q" \'\t\n$(x)/a\\b.env'), 'd "q" \'\t\n$(x)/a\\b.env'],
    ['bytes that are not UTF-8', Buffer.from([0xff, 0x61, 0xe9, 0x2e, 0x65]), '%FFa%E9.e'],
    ['a colon in front', Buffer.from(':(top)x'), ':(top)x'],
  ] as const)('in a file whose name has %s', async ([, name, label]) => {
    const repository = await TempRepository.make()
    await repository.commit('first')
    const blob = await repository.gitWith({ input: line(1) }, 'hash-object', '-w', '--stdin')
    const input = Buffer.concat([Buffer.from(`100644 ${blob}\t`), name, Buffer.of(0)])
    await repository.gitWith({ input }, 'update-index', '-z', '--index-info')
    await repository.git('commit', '--quiet', '--message=second')
    const { findings } = await check(repository, ['--since', 'HEAD~1'], [`S1 ${label}:1 second`])
    expect(findings[0]!.origin.inHead).toBe(true)
  }) // prettier-ignore

  test('a file that comes back as it was is reported once, where it came first', async () => {
    const repository = await TempRepository.make()
    await repository.commit('first', { 'a.env': 'x\n' })
    await repository.commit('added', { 'a.env': line(1) })
    await repository.commit('removed', { 'a.env': 'x\n' })
    await repository.commit('restored', { 'a.env': line(1) })
    const { findings } = await check(repository, ['--since', 'HEAD~3'], ['S1 a.env:1 added'])
    expect(findings[0]!.origin.inHead).toBe(true)
    await check(repository, ['--since', 'HEAD~1'], ['S1 a.env:1 restored'])
  })

  test('what a reference puts in the place of another object does not hide it', async () => {
    const repository = await makeForked()
    const clean = await repository.gitWith({ input: 'x\n' }, 'hash-object', '-w', '--stdin')
    await repository.git('replace', 'main:src/c.env', clean)
    await check(repository, ['--since', 'main~1'], [three])
  })
})

describe('merges', () => {
  /** Merges `side` and `main`, with `files` as what comes of it. */
  async function merge(files: Readonly<Record<string, string>>): Promise<TempRepository> {
    const repository = await makeForked()
    await repository.git('merge', '--quiet', '--no-commit', 'side')
    await repository.commit('merge', files)
    return repository
  }

  test.for([
    ['bring what their branches add', ['--range', 'main~1..main'], {}, [aside]],
    ['add nothing of what a parent has', ['--range', 'main~1..main', '--paths', 'a.env'], {}, []],
    ['may have content that no parent has', ['--since', 'main^1'], { 'a.env': line(1) + line(2) + line(5) }, [aside, 'S5 a.env:3 merge']],
    ['may have files that no parent has', ['--range', 'main^2..main'], { 'e.env': line(5) }, [two, three, 'S5 e.env:1 merge']],
  ] as const)('%s', async ([, args, files, expected]) => {
    await check(await merge(files), args, expected)
  }) // prettier-ignore

  test('of many branches', async () => {
    const repository = await makeForked()
    const branches = ['x', 'y', 'z']
    for (const [number, branch] of branches.entries()) {
      await repository.git('switch', '--quiet', '--create', branch, 'main')
      await repository.commit(branch, { [`${branch}.env`]: line(10 + number) })
    }
    await repository.git('switch', '--quiet', 'main')
    await repository.commit('four')
    await repository.git('merge', '--quiet', '--no-commit', ...branches)
    await repository.commit('octopus', { 'x.env': line(10) + line(20), 'new.env': line(21) })
    await check(repository, ['--range', 'HEAD^1..HEAD'], [
      'S10 x.env:1 x', 'S11 y.env:1 y', 'S12 z.env:1 z', 'S20 x.env:2 octopus', 'S21 new.env:1 octopus',
    ]) // prettier-ignore
  })

  test('where both sides add the same, it is reported once', async () => {
    const repository = await makeForked()
    await repository.commit('same', { 'b.env': line(4) })
    await repository.git('merge', '--quiet', '--message=merge', 'side')
    const { found } = await repository.scan(['--since', 'main~2', '--paths', 'b.env'])
    expect(found).toHaveLength(1)
  })

  test('that rename a file on one side and edit it on the other', async () => {
    const repository = await TempRepository.make()
    await repository.commit('first', { 'a.env': text + line(1) })
    await repository.git('switch', '--quiet', '--create', 'side')
    await repository.commit('edited', { 'a.env': line(2) + text + line(1) })
    await repository.git('switch', '--quiet', 'main')
    await repository.git('mv', 'a.env', 'b.env')
    await repository.commit('renamed')
    await repository.git('merge', '--quiet', '--message=merge', 'side')
    await check(repository, ['--range', 'main~2..main'], ['S2 a.env:1 edited'])
  })
})

describe('where', () => {
  const range = ['--range', 'main~1..main']

  test('objects are named by SHA-256', async () => {
    await check(await makeForked('sha256'), range, [three])
    await check(await makeForked('sha256'), ['--since', '2020-01-01'], [one, two, three])
  }) // prettier-ignore

  test('the repository is bare', async () => {
    const repository = await makeForked()
    await repository.git('clone', '--quiet', '--bare', '.', '../bare.git')
    const cwd = join(repository.directory, '../bare.git')
    await check(repository, range, [three], { cwd })
    await check(repository, [cwd, ...range], [three], { cwd: '/' })
  })

  test('in a linked work tree', async () => {
    const repository = await makeForked()
    await repository.git('worktree', 'add', '--quiet', '../linked', 'side')
    const cwd = join(repository.directory, '../linked')
    await check(repository, ['--range', 'main~2..HEAD'], [aside], { cwd })
    repository.write({ '../linked/.stanchignore': 'b.env\n' })
    await check(repository, ['--range', 'main~2..HEAD'], [], { cwd })
  })

  test('below the work tree; paths are from its root', async () => {
    const repository = await makeForked()
    const cwd = join(repository.directory, 'src')
    await check(repository, range, [three], { cwd })
    await check(repository, [...range, '--paths', 'src/*'], [three], { cwd })
    await check(repository, [...range, '--paths', '/c.env'], [], { cwd })
  })

  test('GIT_DIR says which repository, GIT_WORK_TREE where its files are', async () => {
    const repository = await makeForked()
    const cwd = join(repository.directory, '..')
    const ignored = { 'ignored/.stanchignore': '*.env\n' }
    await check(repository, range, [three], { cwd, env: { GIT_DIR: 'work/.git' } })
    repository.write({ '.stanchignore': 'src\n', ...ignored })
    const at_ = { cwd: repository.directory, env: { GIT_DIR: '.git' } }
    await check(repository, range, [], at_)
    await check(repository, [...range, '--no-ignore'], [three], at_)
    const env = { GIT_DIR: 'work/.git', GIT_WORK_TREE: 'work/ignored' }
    await check(repository, ['--range', 'main~2..main'], [], { cwd, env })
    await check(repository, range, [three], { cwd, env: { ...env, GIT_WORK_TREE: 'work/src' } })
  })

  test('the .git directory was moved and a file leads there', async () => {
    const repository = await makeForked()
    mkdirSync(join(repository.directory, '../kept'))
    renameSync(join(repository.directory, '.git'), join(repository.directory, '../kept/x.git'))
    repository.write({ '.git': 'gitdir: ../kept/x.git\n' })
    await check(repository, range, [three])
  })
})
