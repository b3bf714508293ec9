import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openChangeRepository } from '../../../src/scan/change/open-change-repository.ts'
import { buildRepository } from '../../git/build-repository.ts'
import { newDirectory, removeDirectory, runGitAside, testDirectory } from '../../git/git-process.ts'
import type { ObjectStore } from '../../git/object-store.ts'
import { gitHttpBackend, startGitServer } from '../../github/git-server.ts'
import { line, range, repositoryName, scanIn, scanLocally, secretsIn, summaryOf } from './forge.ts'

/** One commit: its parents by their distance, what it adds and takes away, and which parent its other files are of. */
interface Step {
  readonly parents: readonly number[]
  readonly adds: boolean
  readonly addsTwice: boolean
  readonly drops: readonly number[]
  readonly takesAll: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  parents: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  adds: fc.boolean(),
  addsTwice: fc.boolean(),
  drops: fc.array(fc.nat(20), { maxLength: 3 }),
  takesAll: fc.boolean(),
})

const history = fc.record({
  steps: fc.array(step, { minLength: 2, maxLength: 14 }),
  base: fc.nat(20),
  head: fc.nat(20),
  depth: fc.integer({ min: 1, max: 4 }),
  /** The base goes on for longer than what is fetched at first. */
  isFarAhead: fc.boolean(),
})

/** A commit of the model: which files, each with its secret, and which of them it added. */
interface Made {
  readonly id: string
  readonly parents: readonly number[]
  readonly files: ReadonlySet<number>
  readonly added: ReadonlySet<number>
}

/** Commits in order of time; the first has no parent. */
function makeCommits(store: ObjectStore, steps: readonly Step[]): Made[] {
  const made: Made[] = []
  for (const [at, { parents: distances, adds, addsTwice, drops, takesAll }] of steps.entries()) {
    const parents = [...new Set(distances.map((distance) => at - distance))].filter((row) => row >= 0) // prettier-ignore
    const from = parents.map((row) => made[row]!.files)
    const files = new Set(takesAll ? from.flatMap((list) => [...list]) : from[0])
    for (const number of drops) files.delete(number)
    if (adds) files.add(at)
    // One that was taken away may come back.
    if (addsTwice && at > 3) files.add(at - 3)
    const added = new Set([...files].filter((number) => !from.some((list) => list.has(number))))
    const id = store.commit({
      tree: store.files(
        Object.fromEntries([['readme', `${at}\n`], ...[...files].map((number) => [`f${number}`, line(number)])]),
      ),
      parents: parents.map((row) => made[row]!.id),
      time: 1_700_000_000 + at * 2 * 86_400,
      message: `commit ${at}`,
    }) // prettier-ignore
    made.push({ id, parents, files, added })
  }
  return made
}

function ancestorsOf(commits: readonly Made[], row: number): Set<number> {
  const seen = new Set<number>([row])
  for (const one of seen) for (const parent of commits[one]!.parents) seen.add(parent)
  return seen
}

/** Secrets that some commit of the range added, by the model alone. */
function expectedOf(commits: readonly Made[], base: number, head: number): number[] {
  const known = ancestorsOf(commits, base)
  const rows = [...ancestorsOf(commits, head)].filter((row) => !known.has(row))
  const secrets = new Set(rows.flatMap((row) => [...commits[row]!.added]))
  return [...secrets].toSorted((left, right) => left - right)
}

/** @param ahead further commits that the base has, without a secret */
function build(steps: readonly Step[], base: number, head: number, ahead = 0) {
  const [from, to] = [base % steps.length, head % steps.length]
  let commits: Made[] = []
  let tip = ''
  const directory = buildRepository((store) => {
    commits = makeCommits(store, steps)
    tip = commits[from]!.id
    for (let at = 0; at < ahead; at++) {
      const time = 1_700_000_000 + (steps.length + at) * 2 * 86_400
      tip = store.commit({ tree: store.files({ at: `${at}\n` }), parents: [tip], time, message: `${at}` }) // prettier-ignore
    }
    return { references: { 'refs/heads/main': tip, 'refs/heads/topic': commits[to]!.id } }
  })
  return { directory, expected: expectedOf(commits, from, to), range: range(tip, commits[to]!.id) }
}

test('a range has exactly the secrets that some commit of it added', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ steps, base, head }) => {
      const made = build(steps, base, head)
      const result = await scanLocally(made.directory, made.range)
      expect(result.coverage.problems).toEqual([])
      expect(secretsIn(result)).toEqual(made.expected)
    }),
    { numRuns: 25 },
  )
}, 120_000)

test.skipIf(!gitHttpBackend.path)(
  'a clone of any depth tells what a full one tells',
  async () => {
    const root = newDirectory()
    const server = await startGitServer({ root })
    onTestFinished(async () => {
      await server.stop()
      removeDirectory(root)
    })
    let count = 0
    await fc.assert(
      fc.asyncProperty(history, async ({ steps, base, head, depth }) => {
        const made = build(steps, base, head)
        const name = `acme/r${count++}`
        mkdirSync(join(root, 'acme'), { recursive: true })
        symlinkSync(join(made.directory, '.git'), join(root, `${name}.git`))
        const clone = testDirectory()
        await runGitAside(clone, ['clone', '-q', `--depth=${depth}`, '--branch=topic', `${server.url}/${name}`, '.']) // prettier-ignore
        const opened = await openChangeRepository({
        workspace: clone, serverUrl: server.url, repository: name, token: undefined,
        temporaryDirectory: testDirectory(), env: process.env,
      }) // prettier-ignore
        const result = await scanIn(opened.repository, made.range, [], { supply: opened.supply })
        opened.close()
        const full = await scanLocally(made.directory, made.range)
        expect(result.coverage.problems).toEqual([])
        expect(secretsIn(result)).toEqual(made.expected)
        expect(summaryOf(result)).toEqual(summaryOf(full))
      }),
      { numRuns: 8 },
    )
  },
  120_000,
)

describe.skipIf(!gitHttpBackend.path)('large changes', () => {
  test('500 commits with a secret in the last but one, and 3,000 files at once, from a clone of depth 1', async () => {
    let base = ''
    let head = ''
    const directory = buildRepository((store) => {
      const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`many/${at % 50}/${at}`, at === 2999 ? line(1) : `${at}\n`])) // prettier-ignore
      base = store.commit({
        tree: store.files({ a: 'one\n' }),
        time: 1_600_000_000,
        message: 'base',
      })
      let parent = base
      for (let at = 1; at <= 500; at++) {
        const files = { a: 'one\n', b: at === 499 ? line(2) : `${at}\n`, ...(at === 250 && many) }
        parent = store.commit({ tree: store.files(files), parents: [parent], time: 1_700_000_000 + at, message: `${at}` }) // prettier-ignore
      }
      head = parent
      return { references: { 'refs/heads/main': base, 'refs/heads/topic': head } }
    })
    const root = newDirectory()
    mkdirSync(join(root, 'acme'))
    symlinkSync(join(directory, '.git'), join(root, `${repositoryName}.git`))
    const server = await startGitServer({ root })
    onTestFinished(async () => {
      await server.stop()
      removeDirectory(root)
    })
    const clone = testDirectory()
    await runGitAside(clone, ['clone', '-q', '--depth=1', '--branch=topic', `${server.url}/acme/app`, '.']) // prettier-ignore
    const cut = readFileSync(join(clone, '.git/shallow'), 'utf8')
    expect(cut.trim()).toBe(head)
    const opened = await openChangeRepository({
      workspace: clone, serverUrl: server.url, repository: repositoryName, token: undefined,
      temporaryDirectory: testDirectory(), env: process.env,
    }) // prettier-ignore
    const commits = { kind: 'range', base, head, formerHeads: [], countedByForge: 500 } as const
    const result = await scanIn(opened.repository, commits, [], { supply: opened.supply })
    opened.close()
    expect(result.coverage.problems).toEqual([])
    expect(secretsIn(result)).toEqual([1, 2])
    expect(result.coverage.change).toMatchObject({
      commits: { scanned: 500, total: 500 },
      fetched: { deepened: true },
    })
    // Nothing of it is written into the clone.
    expect(readFileSync(join(clone, '.git/shallow'), 'utf8')).toBe(cut)
  })
})
