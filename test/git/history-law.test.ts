import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GitOrigin } from '../../src/engine/document.ts'
import type { Finding } from '../../src/engine/finding.ts'
import { seededRandom } from '../../src/rules/sample.ts'
import { defaultConfiguration } from '../../src/scan/configuration.ts'
import type { HistoryRequest } from '../../src/scan/history/scan-request.ts'
import { plant, templates } from '../engine/real-pack.ts'
import { makeZip } from '../sources/archives/make-archives.ts'
import { buildRepository } from './build-repository.ts'
import { makeChameleon, makeText } from './evolving-document.ts'
import { between, pick } from './features.ts'
import { newDirectory, removeDirectory, runGit } from './git-process.ts'
import type { ObjectToPack } from './make-pack.ts'
import { makeRepository, type RepositoryOptions } from './make-repository.ts'
import { makeSkeleton, ObjectStore, writeReference } from './object-store.ts'
import { comparable, scanBlobPlainly, scanPlainly, type Expected } from './plain-reference.ts'
import { randomDelta } from './random-delta.ts'
import { depthsOf, listPacked, straddling, type PackedObject } from './read-pack.ts'
import { scanInProcess } from './scan-in-process.ts'
import { shapes, writePack } from './storage.ts'

/** Raised for a long night: `STANCH_LAW_RUNS=2000`. */
const runs = Number(process.env['STANCH_LAW_RUNS'] ?? 8)
const timeout = 60_000 + runs * 10_000

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 })
/** The first failing seed tells all: smaller seeds are no simpler. */
const parameters = (seed: number) => ({ seed, numRuns: runs, endOnFailure: true })

const { limits } = defaultConfiguration
const configurations = fc
  .constantFrom(
    {},
    { minConfidence: 'low' as const },
    { minConfidence: 'high' as const },
    { limits: { ...limits, archiveDepth: 0 } },
    { limits: { ...limits, decodeDepth: 1 } },
    { limits: { ...limits, fileBytes: 20_000 } },
  )
  .map((changes) => ({ ...defaultConfiguration, ...changes }))

/** What the packs of all repositories together were like: a law that meets no delta says nothing. */
class Nastiness {
  /** Blobs that are three deltas away from one that is none, or more. */
  deepBlobs = 0
  /** Findings whose span a delta puts together. */
  straddling = 0
  /** Blobs with a secret that the blob they are a delta of has not. */
  completed = 0
  findings = 0

  add(packed: readonly PackedObject[], findings: readonly Finding[]): void {
    for (const [depth, count] of depthsOf(packed)) if (depth >= 3) this.deepBlobs += count
    const spans = findings.flatMap(({ origin, start, end, fingerprint }) => {
      const { blob, path } = origin as GitOrigin
      return blob === undefined || path.includes('!') ? [] : [{ blob, start, end, fingerprint }]
    })
    this.straddling += straddling(packed, spans).length
    const has = new Set(spans.map(({ blob, fingerprint }) => `${blob} ${fingerprint}`))
    const baseOf = new Map(packed.map(({ id, base }) => [id, base]))
    const fresh = spans.filter(({ blob, fingerprint }) => {
      const base = baseOf.get(blob)
      return base !== undefined && !has.has(`${base} ${fingerprint}`)
    })
    this.completed += new Set(fresh.map(({ blob }) => blob)).size
    this.findings += spans.length
  }
}

async function checkFindings(
  directory: string,
  expected: Expected,
  options: Partial<HistoryRequest> = {},
): Promise<void> {
  const { findings, coverage } = await scanInProcess(directory, options)
  const lines = comparable(findings, expected.findings)
  expect(lines.actual).toEqual(lines.expected)
  const words = (items: readonly { readonly path: string; readonly reason: string }[]) =>
    [...new Set(items.map(({ path, reason }) => `${reason} ${path}`))].toSorted()
  expect(words(coverage.problems)).toEqual([...expected.problems].toSorted())
  expect(words(coverage.skipped)).toEqual([...expected.skipped].toSorted())
}

async function withRepository(
  seed: number,
  options: RepositoryOptions,
  check: (directory: string) => Promise<void>,
): Promise<void> {
  const { directory } = makeRepository(seed, options)
  try {
    await check(directory)
  } finally {
    removeDirectory(directory)
  }
}

describe('findings are those of the plain reference', () => {
  test('in any repository', { timeout }, async () => {
    const nastiness = new Nastiness()
    await fc.assert(
      fc.asyncProperty(seeds, configurations, async (seed, configuration) => {
        await withRepository(seed, {}, async (directory) => {
          const expected = await scanPlainly(directory, configuration)
          nastiness.add(
            listPacked(directory),
            expected.findings.map(({ finding }) => finding),
          )
          await checkFindings(directory, expected, { configuration })
        })
      }),
      parameters(1),
    )
    expect(nastiness.findings).toBeGreaterThan(runs * 20)
    expect(nastiness.deepBlobs).toBeGreaterThan(runs * 5)
    expect(nastiness.straddling).toBeGreaterThan(runs * 3)
    expect(nastiness.completed).toBeGreaterThan(runs * 2)
  })

  test.for(shapes)('in a repository whose objects are stored so: %s', (shape) =>
    withRepository(7, { shape }, async (directory) =>
      checkFindings(directory, await scanPlainly(directory)),
    ),
  )

  test('in a repository of thousands of objects, with two threads', { timeout }, () =>
    withRepository(12, { shape: 'repacked', moreFiles: 4500 }, async (directory) => {
      const expected = await scanPlainly(directory)
      await checkFindings(directory, expected, { threads: 2 })
      await checkFindings(directory, expected, { threads: 1 })
    }),
  )

  test.for([23, 29])(
    'with an index: the first time, again, and when all is stored otherwise; seed %i',
    { timeout },
    (seed) =>
      withRepository(seed, { shape: 'packed and loose', plainNames: true }, async (directory) => {
        const index = join(directory, 'index')
        const expected = await scanPlainly(directory)
        await checkFindings(directory, expected, { index })
        await checkFindings(directory, expected, { index })
        runGit(directory, ['-c', 'pack.threads=1', 'repack', '-adfq', '--depth=50'])
        await checkFindings(directory, expected, { index })
        runGit(directory, ['update-ref', '-d', 'refs/heads/main'])
        await checkFindings(directory, await scanPlainly(directory), { index })
      }),
  )

  test('in any number of shards, each of them once', { timeout }, () =>
    withRepository(5, {}, async (directory) => {
      const { findings } = await scanInProcess(directory)
      const parts: string[] = []
      for (const index of [1, 2, 3]) {
        const part = await scanInProcess(directory, { shard: { index, count: 3 } })
        for (const finding of part.findings) parts.push(JSON.stringify(finding))
      }
      expect(parts.toSorted()).toEqual(findings.map((item) => JSON.stringify(item)).toSorted())
    }),
  )
})

const names = ['.ts', '.json', '.txt', '.env', '.md', '/package-lock.json', '.py', '.yaml', '', '/.npmrc', '/credentials'] // prettier-ignore

/** Documents that evolve, each version a delta of another one in any order; and one commit that has them all. */
function makeChains(seed: number): {
  directory: string
  files: Map<string, string>
  store: ObjectStore
} {
  const random = seededRandom(seed)
  const store = new ObjectStore()
  const objects: ObjectToPack[] = []
  const files = new Map<string, string>()
  for (let documents = 3; documents > 0; documents--) {
    const length = Math.floor(300 * 400 ** random())
    const document = random() < 0.1 ? makeChameleon(random) : makeText(length, random)
    const first = objects.length
    const versions = Array.from({ length: between(6, 30, random) }, () => document.next())
    if (random() < 0.5) versions.reverse()
    for (const content of new Set(versions)) {
      const bytes = Buffer.from(content, 'latin1')
      const known = store.objects.size
      const id = store.blob(bytes)
      if (store.objects.size === known) continue
      files.set(`f/${files.size}${pick(names, random)}`, id)
      const last = objects.length - 1
      const base = random() < 0.75 ? last : between(first, last, random)
      const isDelta = last >= first && Math.min(bytes.length, objects[base]!.bytes.length) >= 4
      const delta = () => ({
        base,
        bytes: randomDelta(objects[base]!.bytes as Buffer, bytes, random),
      })
      objects.push({ type: 'blob', bytes, ...(isDelta && { delta: delta() }) })
    }
  }
  const entries = new Map([...files].map(([path, id]) => [path, { mode: '100644', id }]))
  const tree = store.tree(entries)
  const commit = store.commit({ tree, time: 1_700_000_000, message: 'all\n' })
  const others = [...store.objects.values()].filter(({ type }) => type !== 'blob')
  const directory = newDirectory()
  makeSkeleton(directory)
  writePack(join(directory, '.git/objects'), store, [...objects, ...others])
  writeReference(directory, 'refs/heads/main', commit)
  return { directory, files, store }
}

test(
  'findings in blobs stored as deltas that git would never make are those in the blobs alone',
  { timeout },
  async () => {
    const nastiness = new Nastiness()
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const { directory, files, store } = makeChains(seed)
        const { findings } = await scanInProcess(directory)
        const found = findings.map(({ origin, rule, start, end, decoded }) =>
          JSON.stringify([origin.path, rule, start, end, decoded]),
        )
        const expected = [...files].flatMap(([path, id]) =>
          scanBlobPlainly(store.get(id).bytes, path),
        )
        expect(found.toSorted()).toEqual(expected.toSorted())
        nastiness.add(listPacked(directory), findings)
        removeDirectory(directory)
      }),
      parameters(2),
    )
    expect(nastiness.deepBlobs).toBeGreaterThan(runs * 10)
    expect(nastiness.straddling).toBeGreaterThan(runs * 5)
    expect(nastiness.completed).toBeGreaterThan(runs * 2)
  },
)

const script = `#!/bin/sh\n${'echo some words\n'.repeat(800)}`
const zip = makeZip([{ name: 'a.env', content: plant(templates.token, 1).text }], script)

async function checkFile(path: string, bytes: Buffer): Promise<void> {
  const directory = buildRepository((store) => {
    const tree = store.files({ [path]: bytes })
    const commit = store.commit({ tree, time: 1, message: 'one\n' })
    return { references: { 'refs/heads/main': commit } }
  })
  const expected = await scanPlainly(directory)
  expect(expected.findings).toHaveLength(1)
  await checkFindings(directory, expected)
}

test('an archive behind a script of any length is opened', () => checkFile('a.pyz', zip))

// Its end is looked for where an archive without a comment has it.
test.fails('an archive with a comment behind a script of any length is opened', () => {
  const comment = Buffer.from('\x05\0hello', 'latin1')
  return checkFile('a.pyz', Buffer.concat([zip.subarray(0, -2), comment]))
})

describe('the repositories of this law', () => {
  test.for([1, 2, 3, 4])('are sound to git, whatever is in them: %i', (seed) =>
    withRepository(seed, {}, async (directory) => {
      runGit(directory, ['fsck', '--full', '--no-dangling'])
    }),
  )

  test('are the same for the same seed', () => {
    const idsOf = (seed: number) => {
      const { directory } = makeRepository(seed, { shape: 'loose' })
      try {
        return runGit(directory, ['cat-file', '--batch-all-objects', '--batch-check']).toString()
      } finally {
        removeDirectory(directory)
      }
    }
    expect(idsOf(3)).toBe(idsOf(3))
    expect(idsOf(3)).not.toBe(idsOf(4))
  })
})
