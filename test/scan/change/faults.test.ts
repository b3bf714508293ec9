import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openRepository } from '../../../src/git/repository.ts'
import type { TextEvent } from '../../../src/scan/change/change.ts'
import { openChangeRepository } from '../../../src/scan/change/open-change-repository.ts'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { runGit, testDirectory } from '../../git/git-process.ts'
import { gitHttpBackend } from '../../github/git-server.ts'
import {
  Forge,
  line,
  range,
  repositoryName,
  scanIn,
  scanLocally,
  secretsIn,
  token,
} from './forge.ts'

const absent = '12345678'.repeat(5)

/** One commit on `main`, and two on `topic` with a secret each. */
async function start(served: { readonly token?: string } = {}) {
  const forge = await Forge.start(served)
  const base = forge.commit({ a: 'one\n' })
  forge.git('checkout', '-q', '-b', 'topic')
  forge.commit({ b: line(1) })
  const head = forge.commit({ c: line(2) })
  forge.push()
  return { forge, base, head }
}

describe.skipIf(!gitHttpBackend.path)(`what cannot be seen (${gitHttpBackend.skip})`, () => {
  test('a former head that the forge does not give any more is named, the rest is scanned', async () => {
    const { forge, base, head } = await start()
    const clone = await forge.clone('refs/heads/topic', '--depth=1')
    const result = await forge.scan(range(base, head, [absent]), clone)
    expect(secretsIn(result)).toEqual([1, 2])
    expect(result.coverage.complete).toBe(false)
    expect(result.coverage.problems.map(({ path }) => path)).toEqual([`commit ${absent}`])
  })

  test.for([
    ['the head', true],
    ['the base', false],
  ] as const)('without %s nothing passes for complete', async ([, isHead]) => {
    const { forge, base, head } = await start()
    const commits = isHead ? range(base, absent) : range(absent, head)
    const result = await forge.scan(commits, undefined)
    expect(result.coverage.complete).toBe(false)
    expect(result.coverage.problems[0]!.reason).toMatch(/cannot be fetched from http/)
    expect(result.findings).toEqual([])
  })

  test('a clone that is too short is incomplete where nothing can be fetched', async () => {
    const { forge, base, head } = await start()
    const clone = await forge.clone('refs/heads/topic', '--depth=1')
    for (const commits of [range(base, head), range('0'.repeat(40), head)]) {
      const result = await scanLocally(clone, commits)
      expect(result.coverage.complete).toBe(false)
    }
  })

  test('a damaged object is named, and the others are scanned', async () => {
    const { forge, base, head } = await start()
    const blob = forge.git('rev-parse', `${head}~1:b`)
    const object = join(forge.work, '.git/objects', blob.slice(0, 2), blob.slice(2))
    rmSync(object)
    const missing = await scanLocally(forge.work, range(base, head))
    writeFileSync(object, 'damaged')
    const damaged = await scanLocally(forge.work, range(base, head))
    for (const result of [missing, damaged]) {
      expect(secretsIn(result)).toEqual([2])
      expect(result.coverage.complete).toBe(false)
      expect(result.coverage.problems).toMatchObject([{ path: 'b' }])
    }
    // The forge has what was lost.
    rmSync(object)
    const mended = await forge.scan(range(base, head), forge.work)
    expect(secretsIn(mended)).toEqual([1, 2])
    expect(mended.coverage.complete).toBe(true)
  })

  test('a damaged tree takes no other commit with it', async () => {
    const { forge, base, head } = await start()
    const tree = forge.git('rev-parse', `${head}^{tree}`)
    rmSync(join(forge.work, '.git/objects', tree.slice(0, 2), tree.slice(2)))
    const result = await scanLocally(forge.work, range(base, head))
    expect(secretsIn(result)).toEqual([1])
    expect(result.coverage.problems).toMatchObject([{ path: `commit ${head}` }])
    expect(result.coverage.change?.commits).toEqual({ scanned: 1, total: 2 })
  })

  test('a forge that counts more commits than there are', async () => {
    const { forge, base, head } = await start()
    const commits = { kind: 'range', base, head, formerHeads: [], countedByForge: 3 } as const
    const { coverage } = await forge.scan(commits, forge.work)
    expect(coverage.complete).toBe(false)
    expect(coverage.change?.commits).toEqual({ scanned: 2, total: 3 })
  })

  test('a wrong token is a problem, and is not told', async () => {
    const { forge, base, head } = await start({ token: 'right' })
    const good = await forge.scan(range(base, head), undefined, { token: 'right' })
    expect(good.coverage.problems).toEqual([])
    const bad = await forge.scan(range(base, head), undefined, { token: 'wrong-one' })
    expect(bad.coverage.complete).toBe(false)
    expect(JSON.stringify(bad)).not.toContain('wrong-one')
  })
})

describe.skipIf(!gitHttpBackend.path)('what somebody put into a clone', () => {
  test('neither settings nor hooks of a clone are followed, and nothing is written there', async () => {
    const { forge, base, head } = await start()
    const clone = await forge.clone('refs/heads/topic', '--depth=1')
    const mark = join(testDirectory(), 'mark')
    const command = `touch ${mark}; false`
    const settings = {
      'core.fsmonitor': command,
      'core.sshCommand': command,
      'core.alternateRefsCommand': command,
      'core.hooksPath': join(clone, 'hooks'),
      'credential.helper': `!${command}`,
      'core.askPass': command,
      'uploadpack.packObjectsHook': command,
      'diff.external': command,
      'url.http://127.0.0.1:1/.insteadOf': forge.url,
      'http.proxy': 'http://127.0.0.1:1',
      'remote.stanch.url': 'http://127.0.0.1:1/x',
      'fetch.fsckObjects': 'true',
    }
    for (const [name, value] of Object.entries(settings)) runGit(clone, ['config', name, value])
    mkdirSync(join(clone, 'hooks'))
    for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change']) {
      writeFileSync(join(clone, 'hooks', hook), `#!/bin/sh\n${command}\n`, { mode: 0o755 })
    }
    writeFileSync(join(clone, '.gitattributes'), '* diff=evil filter=evil\n')
    const before = listing(clone)
    const result = await forge.scan(range(base, head), clone)
    expect(secretsIn(result)).toEqual([1, 2])
    expect(result.coverage.problems).toEqual([])
    expect(listing(clone)).toEqual(before)
    expect(existsSync(mark)).toBe(false)
  })

  test('a reference with the syntax of shells is a text', async () => {
    const { forge, base, head } = await start()
    const mark = join(testDirectory(), 'mark')
    const name = `refs/heads/--upload-pack=x;$(touch ${mark})\`touch ${mark}\`-${token(3)}`
    const updates = [{ from: '0'.repeat(40), to: head, name }]
    const result = await forge.scan({ kind: 'new', updates, known: [base] }, undefined)
    expect(secretsIn(result)).toEqual([1, 2, 3])
    expect(existsSync(mark)).toBe(false)
    expect(JSON.stringify(result)).not.toContain(token(3))
  })

  test.for([
    ['http://forge.example', 'acme/app'],
    ['ssh://git@forge.example', 'acme/app'],
    ['https://user:word@forge.example', 'acme/app'],
    ['file:///srv', 'acme/app'],
    ['https://forge.example', '../app'],
    ['https://forge.example', 'acme/..'],
    ['https://forge.example', '--upload-pack=x/app'],
    ['https://forge.example', 'acme/app/../../x'],
    ['https://forge.example', 'acme/a pp'],
  ] as const)('nothing is fetched from %s for %s', async ([serverUrl, repository]) => {
    const opening = openChangeRepository({
      workspace: undefined, serverUrl, repository, token: undefined, temporaryDirectory: testDirectory(), env: {},
    }) // prettier-ignore
    await expect(opening).rejects.toMatchObject({ code: 'REMOTE_REFUSED' })
  })
})

describe.skipIf(!gitHttpBackend.path)('what is judged by', () => {
  test('comments in files allow nothing, and only the policy ignores paths', async () => {
    const forge = await Forge.start()
    const base = forge.commit({ a: 'one\n' })
    const allowed = `GH=${token(4)} # stanch:allow\n`
    const head = forge.commit({ b: allowed, '.stanchignore': '*\n', 'kept/c': line(5), d: line(6) })
    const directory = testDirectory()
    writeFileSync(join(directory, '.stanchignore'), 'kept/\n')
    const configuration = {
      ...defaultConfiguration,
      ignore: ['d'],
      suppressions: { ...defaultConfiguration.suppressions, inline: true },
    }
    const result = await forge.scan(range(base, head), forge.work, { directory, configuration })
    expect(secretsIn(result)).toEqual([4])
    expect(result.coverage.skipped).toEqual([
      { path: 'd', reason: 'ignored by stanch.yaml' },
      { path: 'kept/c', reason: 'ignored by .stanchignore' },
    ])
  })

  test('findings say where they are at the forge', async () => {
    const forge = await Forge.start()
    const base = forge.commit({ a: 'one\n' })
    forge.commit({ 'a dir/b#.env': `x\n${line(7)}` }, `see ${token(8)}`)
    const head = forge.commit({ [`${token(9)}.txt`]: line(10), 'a dir/b#.env': 'gone\n' })
    const result = await scanIn(openRepository(forge.work), range(base, head), [], {
      change: {
        repository: repositoryName,
        commits: range(base, head),
        texts: (async function* () {})(),
        pull: { number: 12, url: 'https://forge.example/acme/app/pull/12' },
      },
    })
    const first = forge.git('rev-parse', `${head}~1`)
    const root = 'https://forge.example/acme/app'
    const places = result.findings.map(({ origin }) =>
      origin.kind === 'git' ? [origin.url, origin.number, origin.inHead] : [],
    )
    expect(new Set(places.map(([url]) => url))).toEqual(
      new Set([`${root}/blob/${first}/a%20dir/b%23.env#L2`, `${root}/commit/${first}`, `${root}/commit/${head}`]),
    ) // prettier-ignore
    expect(places.every(([, number]) => number === 12)).toBe(true)
    expect(places.map(([, , inHead]) => inHead)).toContain(false)
    expect(JSON.stringify(result)).not.toContain(token(9))
  })

  test('texts are scanned in their order, and their trouble is told', async () => {
    const { forge, base, head } = await start()
    const origin = (part: 'title' | 'body') =>
      ({
        kind: 'github',
        path: 'acme/app/pull/1',
        repository: repositoryName,
        number: 1,
        part,
      }) as const
    const text = (part: 'title' | 'body', words: string): TextEvent => ({
      kind: 'text', origin: origin(part), bytes: Buffer.from(words),
    }) // prettier-ignore
    const texts: TextEvent[] = [
      text('title', `about ${token(11)}`),
      text('body', `about ${token(11)} stanch:allow`),
      { kind: 'skipped', path: 'acme/app/pull/1', reason: 'larger' },
      { kind: 'problem', path: 'acme/app/pull/1', reason: 'page 2 of the comments' },
    ]
    const result = await forge.scan(range(base, head), forge.work, { texts })
    expect(result.findings.flatMap(({ origin: at }) => ('part' in at ? [at.part] : []))).toEqual(['title', 'body']) // prettier-ignore
    expect(result.coverage).toMatchObject({ complete: false, change: { texts: 2 } })
    const none = { kind: 'none', why: 'the branch was deleted' } as const
    const alone = await forge.scan(none, undefined, { texts: texts.slice(0, 1) })
    expect(alone.coverage).toMatchObject({
      complete: true,
      documents: 1,
      change: { texts: 1, commits: { scanned: 0, total: 0 } },
    })
    expect(secretsIn(alone)).toEqual([11])
    const failing = async function* (): AsyncGenerator<TextEvent> {
      yield texts[0]!
      throw new Error('the forge went away')
    }
    const change = { repository: repositoryName, commits: none, texts: failing() }
    const failed = await forge.scan(none, undefined, { change })
    expect(failed.coverage.complete).toBe(false)
    expect(secretsIn(failed)).toEqual([11])
  })

  test('an interrupted scan is not complete', async () => {
    const { forge, base, head } = await start()
    const result = await forge.scan(range(base, head), forge.work, { signal: AbortSignal.abort() })
    expect(result.coverage).toMatchObject({ complete: false, interrupted: true })
  })
})

function listing(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path} ${readFileSync(path, 'latin1').length}`)
    .toSorted()
}
