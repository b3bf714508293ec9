import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { GitOrigin } from '../../src/engine/document.ts'
import type { ScanResult } from '../../src/report/scan-result.ts'
import { exitStatusOf } from '../../src/cli/exit-status.ts'
import { run } from '../cli/run-stanch.ts'
import { plant, templates } from '../engine/real-pack.ts'
import { testDirectory } from './git-process.ts'
import {
  distance,
  encodeDelta,
  entryHeader,
  indexOfPack,
  makePack,
  objectId,
  type ObjectToPack,
} from './make-pack.ts'
import { scanInProcess } from './scan-in-process.ts'
import {
  makeSkeleton,
  ObjectStore,
  writeLoose,
  writeReference,
  type TreeEntry,
} from './object-store.ts'
import { writePack } from './storage.ts'

const token = plant(templates.token, 1).text
/** In a file of its own, on a branch of its own. */
const lost = `${plant(templates.token, 2).text}\n`
const words = 'some words and others\n'.repeat(20)

interface Broken {
  readonly directory: string
  /** `.git` */
  readonly git: string
  readonly objects: string
  /** What is written soundly: a token in `sound.txt`, on the branch `main`. */
  readonly store: ObjectStore
  readonly main: string
}

/** `stanch scan git` in a directory; ended with the test, whatever comes of it. */
async function scan(cwd: string) {
  const { status, stdout, stderr } = await run(['scan', 'git', '--format', 'json'], {
    cwd,
    stdin: 'ignore',
    onStart: (child) => onTestFinished(() => void child.kill('SIGKILL')),
  })
  expect(stderr).not.toMatch(/at .*\.js:\d+/)
  const { findings, coverage } = JSON.parse(stdout) as ScanResult
  return { status, coverage, paths: findings.map(({ origin }) => (origin as GitOrigin).path) }
}

/**
 * A repository with a sound commit, on which `breakIt` builds something damaged.
 *
 * @param breakIt writes what is damaged; what it adds to the store is not written
 * @returns the problems; with all of them the token of the sound commit is found, and the exit status is 2
 */
async function problemsOf(breakIt: (broken: Broken) => void): Promise<string[]> {
  const directory = testDirectory()
  makeSkeleton(directory)
  const git = join(directory, '.git')
  const objects = join(git, 'objects')
  const store = new ObjectStore()
  const tree = store.files({ 'sound.txt': `${token}\n`, 'other.txt': words })
  const main = store.commit({ tree, time: 1_700_000_000, message: 'sound\n' })
  writePack(objects, store, [...store.objects.values()])
  writeReference(directory, 'refs/heads/main', main)
  breakIt({ directory, git, objects, store, main })
  const { findings, coverage } = await scanInProcess(directory)
  expect(findings.map(({ origin }) => (origin as GitOrigin).path)).toContain('sound.txt')
  expect(coverage.complete).toBe(false)
  expect(exitStatusOf({ findings, ...coverage })).toBe(2)
  return coverage.problems.map(({ path, reason }) => `${path}: ${reason}`)
}

/** A loose commit of these files on the branch `broken`. */
function commitFiles({ directory, store, objects, main }: Broken, tree: string): void {
  const commit = store.commit({ tree, parents: [main], time: 1_700_000_001, message: 'next\n' })
  writeLoose(objects, store.get(commit))
  writeReference(directory, 'refs/heads/broken', commit)
}

/** Writes loosely whatever is in the store besides the sound commit. */
function writeAll({ store, objects }: Broken, except: readonly string[] = []): void {
  for (const object of store.objects.values()) {
    if (!except.includes(object.id)) writeLoose(objects, object)
  }
}

describe('a malformed object is named, and the rest is found', () => {
  const who = 'author Ada <ada@corp.net> 1700000000 +0000\ncommitter Ada <ada@corp.net> 1700000000 +0000\n'
  const id = 'ab'.repeat(20)

  test.for<readonly [string, 'commit' | 'tag' | 'tree', string | Buffer, RegExp]>([
    ['a commit without a tree', 'commit', `${who}\nno tree\n`, /malformed: neither a commit with a tree nor a tag/],
    ['a commit with nothing at all', 'commit', '', /malformed/],
    ['a commit whose tree’s name is cut', 'commit', 'tree 1234\n', /malformed: the name of its tree is none/],
    ['a commit whose tree’s name is the end', 'commit', `tree ${id}`, /malformed: the name of its tree is none/],
    ['a commit whose tree’s name has other letters', 'commit', `tree ${'xy'.repeat(20)}\n${who}\n`, /malformed: the name of its tree is none/],
    ['a commit whose parent’s name is cut', 'commit', `tree ${id}\nparent ab\n${who}\n`, /malformed: the name of a parent is none/],
    ['a commit that ends in a parent’s name', 'commit', `tree ${id}\nparent ${id}`, /malformed: the name of a parent is none/],
    ['a tag without an object', 'tag', 'type commit\ntag v1\n\nnothing\n', /malformed/],
    ['a tag whose object’s name is cut', 'tag', 'object abcdef\ntype commit\ntag v1\n\nnothing\n', /malformed: the name of what it tags is none/],
    ['a tag with nothing at all', 'tag', '', /malformed/],
    ['a tree whose last name is cut', 'tree', Buffer.from('100644 a\0abc'), /malformed: an entry of the tree is cut/],
    ['a tree without a name’s end', 'tree', Buffer.from('100644 abc'), /malformed: an entry of the tree is cut/],
    ['a tree with half a mode', 'tree', Buffer.from('1006'), /malformed: an entry of the tree is cut/],
    ['a tree whose mode is a word', 'tree', Buffer.concat([Buffer.from('file a\0'), Buffer.alloc(20, 1)]), /malformed: an entry of the tree .* has no mode/],
    ['a tree whose mode is no octal number', 'tree', Buffer.concat([Buffer.from('100984 a\0'), Buffer.alloc(20, 1)]), /malformed: an entry of the tree .* has no mode/],
    ['a tree without a mode', 'tree', Buffer.concat([Buffer.from(' a\0'), Buffer.alloc(20, 1)]), /malformed: an entry of the tree .* has no mode/],
    ['a tree that is noise', 'tree', Buffer.alloc(3000, 0xff), /malformed: an entry of the tree .* has no mode/],
  ])('%s, loose and packed', async ([, type, content, reason]) => {
    const object = objectId(type, Buffer.from(content))
    for (const isPacked of [false, true]) {
      const problems = await problemsOf((broken) => {
        const { directory, store, objects } = broken
        const made = store.add(type, Buffer.from(content))
        if (isPacked) writePack(objects, store, [store.get(made)])
        else writeLoose(objects, store.get(made))
        if (type === 'tree') commitFiles(broken, made)
        else writeReference(directory, 'refs/tags/broken', made)
      })
      expect(problems).toContainEqual(expect.stringMatching(new RegExp(`${type} ${object}: ${reason.source}`)))
    }
  })

  test('entries before the damage of a tree are found', async () => {
    const blob = objectId('blob', Buffer.from(lost))
    const entry = Buffer.concat([Buffer.from('100644 lost.txt\0'), Buffer.from(blob, 'hex')])
    let found: readonly string[] = []
    const problems = await problemsOf((broken) => {
      const { store, objects } = broken
      writeLoose(objects, store.get(store.blob(lost)))
      const tree = store.add('tree', Buffer.concat([entry, Buffer.from('40000 cut')]))
      writeLoose(objects, store.get(tree))
      commitFiles(broken, tree)
      found = [broken.directory]
    })
    expect(problems).toHaveLength(1)
    const { paths } = await scan(found[0]!)
    expect(paths.toSorted()).toEqual(['lost.txt', 'sound.txt'])
  })

  test('a commit whose tree is a file', async () => {
    const problems = await problemsOf((broken) => {
      const blob = broken.store.blob(lost)
      writeLoose(broken.objects, broken.store.get(blob))
      commitFiles(broken, blob)
    })
    expect(problems).toEqual([expect.stringMatching(/^commit [0-9a-f]{40}: its tree is none: blob [0-9a-f]{40}$/)])
  })

  test('a commit whose parent is a tree', async () => {
    const problems = await problemsOf(({ directory, store, objects, main }) => {
      const tree = store.get(main).bytes.toString('latin1', 5, 45)
      const commit = store.commit({ tree, parents: [tree], time: 1, message: 'odd\n' })
      writeLoose(objects, store.get(commit))
      writeReference(directory, 'refs/heads/broken', commit)
    })
    expect(problems).toEqual([expect.stringMatching(/^commit [0-9a-f]{40}: its parent is none: tree [0-9a-f]{40}$/)])
  })
}) // prettier-ignore

describe('a loose object that is damaged is named', () => {
  const content = `${words}${lost}`
  const blob = objectId('blob', Buffer.from(content))
  const raw = Buffer.from(`blob ${content.length}\0${content}`)

  const flipped = (bytes: Buffer, at: number) => {
    const damaged = Buffer.from(bytes)
    damaged[at]! ^= 0x10
    return damaged
  }

  test.for<readonly [string, Buffer]>([
    ['an empty file', Buffer.alloc(0)],
    ['noise', Buffer.alloc(500, 0x42)],
    ['a byte flipped in the stream', flipped(deflateSync(raw), 60)],
    ['a byte flipped in the checksum', flipped(deflateSync(raw), deflateSync(raw).length - 1)],
    ['a byte flipped in the header', flipped(deflateSync(raw), 1)],
    ['cut in the middle', deflateSync(raw).subarray(0, 70)],
    ['cut at the end', deflateSync(raw).subarray(0, -1)],
    ['longer than its header says', deflateSync(Buffer.from(`blob 3\0${content}`))],
    ['shorter than its header says', deflateSync(Buffer.from(`blob 99999\0${content}`))],
    ['of a length that is none', deflateSync(Buffer.from(`blob many\0${content}`))],
    ['of a type that is none', deflateSync(Buffer.from(`blab ${content.length}\0${content}`))],
    ['without a header', deflateSync(Buffer.from(content))],
    ['with a header without an end', deflateSync(Buffer.from('blob 12345'))],
    ['that is not deflated', raw],
    ['that inflates to much more than it says', deflateSync(Buffer.concat([Buffer.from('blob 9\0'), Buffer.alloc(200 << 20)]))],
  ])('%s', async ([, file]) => {
    const problems = await problemsOf((broken) => {
      const path = writeLoose(broken.objects, broken.store.get(broken.store.blob(content)))
      const tree = broken.store.tree(new Map([['lost.txt', { mode: '100644', id: blob }]]))
      writeLoose(broken.objects, broken.store.get(tree))
      commitFiles(broken, tree)
      writeFileSync(path, file)
    })
    expect(problems).toContainEqual(expect.stringMatching(new RegExp(`(?:blob|object) ${blob}: loose object damaged`)))
  })

  test('a directory in its place', async () => {
    const problems = await problemsOf(({ objects }) => {
      mkdirSync(join(objects, blob.slice(0, 2), blob.slice(2)), { recursive: true })
    })
    expect(problems).toEqual([expect.stringMatching(new RegExp(`object ${blob}: loose object damaged`))])
  })

  test('a file in its directory’s place', async () => {
    const problems = await problemsOf(({ objects }) => writeFileSync(join(objects, 'fe'), 'x'))
    expect(problems).toEqual([expect.stringMatching(/objects\/fe: /)])
  })
}) // prettier-ignore

describe('what is missing is named', () => {
  test.for<readonly [string, (broken: Broken) => readonly string[], RegExp]>([
    [
      'a blob',
      (broken) => {
        const blob = broken.store.blob(lost)
        commitFiles(broken, broken.store.tree(new Map([['deep/lost.txt', { mode: '100644', id: blob }]])))
        return [blob]
      },
      /^deep\/lost\.txt: object [0-9a-f]{40} is missing$/,
    ],
    [
      'a tree',
      (broken) => {
        const { store } = broken
        const inner = store.files({ 'lost.txt': lost })
        commitFiles(broken, store.rawTree([{ mode: '40000', name: 'deep', id: inner }]))
        return [inner]
      },
      /^deep: object [0-9a-f]{40} is missing$/,
    ],
    [
      'a commit’s tree',
      (broken) => {
        const tree = broken.store.files({ 'lost.txt': lost })
        commitFiles(broken, tree)
        return [tree]
      },
      /^commit [0-9a-f]{40}: its tree [0-9a-f]{40} is missing$/,
    ],
    [
      'a parent',
      ({ store, main, directory }) => {
        const tree = store.files({ 'lost.txt': words })
        const parent = store.commit({ tree, parents: [main], time: 1, message: 'gone\n' })
        writeReference(directory, 'refs/heads/broken', store.commit({ tree, parents: [parent], time: 2, message: 'next\n' }))
        return [parent]
      },
      /^commit [0-9a-f]{40}: its parent commit [0-9a-f]{40} is missing$/,
    ],
    [
      'what a tag stands for',
      ({ store, main, directory }) => {
        const blob = store.blob(lost)
        writeReference(directory, 'refs/tags/v1', store.tag('v1', blob, 'one'))
        writeReference(directory, 'refs/heads/main', main)
        return [blob]
      },
      /^refs\/tags\/v1: its object [0-9a-f]{40} is missing$/,
    ],
    [
      'what a reference points to',
      ({ store, directory }) => {
        const commit = store.commit({ tree: store.files({ lost }), time: 2, message: 'gone\n' })
        writeReference(directory, 'refs/heads/broken', commit)
        return [commit]
      },
      /^refs\/heads\/broken: points to the missing object [0-9a-f]{40}$/,
    ],
  ])('%s', async ([, build, problem]) => {
    const problems = await problemsOf((broken) => writeAll(broken, build(broken)))
    expect(problems).toEqual([expect.stringMatching(problem)])
  })

  test('a reference that is no name of an object', async () => {
    const problems = await problemsOf(({ git }) => writeFileSync(join(git, 'refs/heads/broken'), 'nonsense\n'))
    expect(problems).toEqual([expect.stringMatching(/^refs\/heads\/broken: /)])
  })

  test('an empty reference, as a crash leaves it', async () => {
    const problems = await problemsOf(({ git }) => writeFileSync(join(git, 'refs/heads/broken'), ''))
    expect(problems).toEqual([expect.stringMatching(/^refs\/heads\/broken: /)])
  })
}) // prettier-ignore

/** How the one object of a pack is stored: its header and what stands behind it. */
type Entry = (pack: { readonly offset: number; readonly raw: Buffer }) => Buffer

/** A pack of sound blobs, and between them what is damaged, with an index that fits. */
function writeDamagedPack({ objects, store }: Broken, content: string, entry: Entry): string {
  const first = { type: 'blob' as const, bytes: Buffer.from(`first\n${words}`) }
  const damaged = { type: 'blob' as const, bytes: Buffer.from(content) }
  const last = { type: 'blob' as const, bytes: Buffer.from(`last\n${words}`) }
  const sound = makePack([first, damaged, last])
  const [, offset, end] = sound.offsets as [number, number, number]
  const raw = damaged.bytes
  const middle = entry({ offset, raw })
  const body = Buffer.concat([sound.bytes.subarray(0, offset), middle, sound.bytes.subarray(end)])
  const shift = middle.length - (end - offset)
  const pack = {
    ...sound,
    bytes: body,
    offsets: [sound.offsets[0]!, offset, end + shift],
  }
  writeFileSync(join(objects, 'pack/pack-bad.pack'), body)
  writeFileSync(join(objects, 'pack/pack-bad.idx'), indexOfPack(pack))
  store.blob(content)
  return objectId('blob', damaged.bytes)
}

describe('an object of a pack that is damaged is named', () => {
  const content = `${words}${lost}`
  const blobHeader = (length: number) => entryHeader(3, length)
  const delta = (steps: Parameters<typeof encodeDelta>[2], baseLength = words.length + 6, length = 5) =>
    encodeDelta(baseLength, length, steps)
  const ofs = (back: number, bytes: Buffer) => Buffer.concat([entryHeader(6, bytes.length), distance(back), deflateSync(bytes)])
  const sound = delta([{ kind: 'copy', from: 0, length: 5 }])

  test.for<readonly [string, Entry]>([
    ['a byte flipped in its stream', ({ raw }) => {
      const data = deflateSync(raw)
      data[40]! ^= 4
      return Buffer.concat([blobHeader(raw.length), data])
    }],
    ['a byte flipped in its checksum', ({ raw }) => {
      const data = deflateSync(raw)
      data[data.length - 2]! ^= 4
      return Buffer.concat([blobHeader(raw.length), data])
    }],
    ['a length that is too small', ({ raw }) => Buffer.concat([blobHeader(raw.length - 1), deflateSync(raw)])],
    ['a length that is too large', ({ raw }) => Buffer.concat([blobHeader(raw.length + 1), deflateSync(raw)])],
    ['a length of many terabytes', ({ raw }) => Buffer.concat([blobHeader(2 ** 45), deflateSync(raw)])],
    ['a length that does not end', ({ raw }) => Buffer.concat([Buffer.alloc(30, 0xff), deflateSync(raw)])],
    ['no stream at all', ({ raw }) => blobHeader(raw.length)],
    ['noise', () => Buffer.alloc(200, 0xee)],
    ['zeros', () => Buffer.alloc(200)],
    ['the reserved type 0', ({ raw }) => Buffer.concat([entryHeader(0, raw.length), deflateSync(raw)])],
    ['the reserved type 5', ({ raw }) => Buffer.concat([entryHeader(5, raw.length), deflateSync(raw)])],
    ['a base where no object starts', () => ofs(7, sound)],
    ['itself as its base', () => ofs(0, sound)],
    ['a base before the pack starts', () => ofs(1_000_000, sound)],
    ['a base whose distance does not end', () => Buffer.concat([entryHeader(6, sound.length), Buffer.alloc(40, 0xff), deflateSync(sound)])],
    ['a base that is not there', () => Buffer.concat([entryHeader(7, sound.length), Buffer.alloc(20, 0x11), deflateSync(sound)])],
    ['itself, by name, as its base', ({ raw }) => Buffer.concat([entryHeader(7, sound.length), Buffer.from(objectId('blob', raw), 'hex'), deflateSync(sound)])],
    ['a delta that copies from behind its base', ({ offset }) => ofs(offset - 12, delta([{ kind: 'copy', from: 99_999, length: 5 }]))],
    ['a delta for a base of another length', ({ offset }) => ofs(offset - 12, delta([{ kind: 'copy', from: 0, length: 5 }], 3))],
    ['a delta that makes less than it says', ({ offset }) => ofs(offset - 12, delta([{ kind: 'copy', from: 0, length: 5 }], undefined, 50))],
    ['a delta that makes more than it says', ({ offset }) => ofs(offset - 12, delta([{ kind: 'copy', from: 0, length: 5 }], undefined, 2))],
    ['a delta that is cut', ({ offset }) => ofs(offset - 12, Buffer.concat([sound, Buffer.of(100, 65)]))],
    ['a delta with the reserved instruction', ({ offset }) => ofs(offset - 12, Buffer.concat([sound, Buffer.of(0)]))],
    ['a delta that says it makes a gigabyte', ({ offset }) => ofs(offset - 12, delta([{ kind: 'copy', from: 0, length: 5 }], undefined, 2 ** 30 - 1))],
    ['a delta that says it makes a terabyte', ({ offset }) => ofs(offset - 12, delta([{ kind: 'copy', from: 0, length: 5 }], undefined, 2 ** 40))],
    ['an empty delta', ({ offset }) => ofs(offset - 12, Buffer.alloc(0))],
  ])('%s', async ([, entry]) => {
    let blob = ''
    const problems = await problemsOf((broken) => {
      blob = writeDamagedPack(broken, content, entry)
      const tree = broken.store.tree(new Map([['lost.txt', { mode: '100644', id: blob }]]))
      writeLoose(broken.objects, broken.store.get(tree))
      commitFiles(broken, tree)
    })
    expect(problems).toContainEqual(expect.stringMatching(new RegExp(`(?:blob|object) ${blob}: `)))
    expect(problems).toHaveLength(1)
  })

  test('and so are all that are deltas of it, of any depth', async () => {
    const versions = [0, 1, 2, 3, 4].map((at) => Buffer.from(`${words}version ${at}\n`))
    const packed: ObjectToPack[] = versions.map((bytes, at) => {
      if (at === 0) return { type: 'blob', bytes }
      const steps = [{ kind: 'copy' as const, from: 0, length: words.length }, { kind: 'insert' as const, bytes: bytes.subarray(words.length) }]
      return { type: 'blob', bytes, delta: { base: at - 1, bytes: encodeDelta(versions[at - 1]!.length, bytes.length, steps) } }
    })
    const pack = makePack(packed)
    pack.bytes[pack.dataOffsets[1]! + 3]! ^= 0x55
    const problems = await problemsOf(({ objects }) => {
      writeFileSync(join(objects, 'pack/pack-bad.pack'), pack.bytes)
      writeFileSync(join(objects, 'pack/pack-bad.idx'), indexOfPack(pack))
    })
    expect(problems.map((problem) => problem.slice(0, 45)).toSorted()).toEqual(
      pack.ids.slice(1).map((id) => `blob ${id}`).toSorted(),
    )
    expect(problems.filter((problem) => /: stored as a delta of a damaged object: /.test(problem))).toHaveLength(3)
  })

  test('two that are deltas of each other', async () => {
    const bytes = [Buffer.from('one\n'), Buffer.from('two\n')]
    const steps = [{ kind: 'copy' as const, from: 0, length: 4 }]
    const pack = makePack(
      bytes.map((content, at) => ({ type: 'blob', bytes: content, delta: { base: 1 - at, bytes: encodeDelta(4, 4, steps), byName: true } })),
    )
    const problems = await problemsOf(({ objects }) => {
      writeFileSync(join(objects, 'pack/pack-bad.pack'), pack.bytes)
      writeFileSync(join(objects, 'pack/pack-bad.idx'), indexOfPack(pack))
    })
    expect(problems.map((problem) => problem.slice(0, 47)).toSorted()).toEqual(pack.ids.map((id) => `object ${id}`).toSorted())
  })
}) // prettier-ignore

describe('a file of the object store that is damaged is named', () => {
  const sound = makePack([0, 1, 2, 3, 4, 5].map((at) => ({ type: 'blob', bytes: Buffer.from(`${words}${at}\n`) })))
  const index = indexOfPack(sound)
  const changed = (bytes: Buffer, at: number, ...values: readonly number[]) => {
    const damaged = Buffer.from(bytes)
    damaged.set(values, at)
    return damaged
  }

  test.for<readonly [string, Buffer | undefined, Buffer | undefined, RegExp]>([
    ['a pack without an index', sound.bytes, undefined, /pack-bad\.pack: pack without an index: .* Run: git index-pack/],
    ['an empty index', sound.bytes, Buffer.alloc(0), /pack-bad\.idx: The pack index is too short/],
    ['an index of noise', sound.bytes, Buffer.alloc(5000, 0x37), /pack-bad\.idx: The pack index/],
    ['an index of zeros', sound.bytes, Buffer.alloc(5000), /pack-bad\.(?:idx|pack): /],
    ['an index that is cut', sound.bytes, index.subarray(0, 1200), /pack-bad\.idx: The pack index is shorter/],
    ['an index of a version to come', sound.bytes, changed(index, 4, 0, 0, 0, 9), /pack-bad\.idx: The pack index has version 9/],
    ['an index whose fan-out falls', sound.bytes, changed(index, 8 + 400, 255, 0, 0, 0), /pack-bad\.idx: The pack index has a fan-out that falls/],
    ['an index that claims to know billions', sound.bytes, changed(index, 8 + 1020, 255, 255, 255, 255), /pack-bad\.idx: The pack index/],
    ['an index whose offsets are elsewhere', sound.bytes, changed(index, 8 + 1024 + 6 * 24, ...Array.from({ length: 24 }, (_, at) => (at % 4 === 0 ? 0x7f : 0xff))), /(?:blob|object) [0-9a-f]{40}: /],
    ['an index that points behind its table of large offsets', sound.bytes, changed(index, 8 + 1024 + 6 * 24, 0xff, 0xff, 0xff, 0xff), /pack-bad\.idx: The pack index points behind/],
    ['an empty pack', Buffer.alloc(0), index, /pack-bad\.pack.* is no pack/],
    ['a pack of noise', Buffer.alloc(5000, 0x37), index, /pack-bad\.pack.* is no pack/],
    ['a pack of another number of objects', changed(sound.bytes, 8, 0, 0, 0, 9), index, /pack-bad\.pack.* holds 9 objects, but its index names 6/],
    ['a pack of a version to come', changed(sound.bytes, 4, 0, 0, 0, 9), index, /pack-bad\.pack.* version 9/],
    ['a pack that ends with its head', sound.bytes.subarray(0, 12), index, /(?:blob|object) [0-9a-f]{40}: /],
    ['a pack that is cut in the middle', sound.bytes.subarray(0, 130), index, /(?:blob|object) [0-9a-f]{40}: /],
    ['a pack without its checksum', sound.bytes.subarray(0, -20), index, /(?:blob|object) [0-9a-f]{40}: /],
  ])('%s', async ([, pack, idx, problem]) => {
    const problems = await problemsOf(({ objects }) => {
      if (pack) writeFileSync(join(objects, 'pack/pack-bad.pack'), pack)
      if (idx) writeFileSync(join(objects, 'pack/pack-bad.idx'), idx)
    })
    expect(problems).toContainEqual(expect.stringMatching(problem))
  })

  test('a directory where a pack’s index should be', async () => {
    const problems = await problemsOf(({ objects }) => {
      writeFileSync(join(objects, 'pack/pack-bad.pack'), sound.bytes)
      mkdirSync(join(objects, 'pack/pack-bad.idx'))
    })
    expect(problems).toEqual([expect.stringMatching(/pack-bad\.idx: /)])
  })

  test('a directory where a pack should be', async () => {
    const problems = await problemsOf(({ objects }) => {
      mkdirSync(join(objects, 'pack/pack-bad.pack'))
      writeFileSync(join(objects, 'pack/pack-bad.idx'), index)
    })
    expect(problems).toEqual([expect.stringMatching(/pack-bad\.pack: /)])
  })

  const shared = (...words_: readonly number[]) => {
    const bytes = Buffer.alloc(words_.length * 4 + 2000)
    for (const [at, word] of words_.entries()) bytes.writeUInt32BE(word >>> 0, at * 4)
    return bytes
  }
  const magic = 0x4d494458
  const chunk = (name: string) => Buffer.from(name).readUInt32BE()

  test.for<readonly [string, Buffer]>([
    ['empty', Buffer.alloc(0)],
    ['noise', Buffer.alloc(5000, 0x37)],
    ['without a table', shared(magic, 0x01010000, 1)],
    ['with tables behind its end', shared(magic, 0x01010400, 1, chunk('PNAM'), 0, 99999, chunk('OIDF'), 0, 99999, chunk('OIDL'), 0, 99999, chunk('OOFF'), 0, 99999)],
    ['of billions of packs', shared(magic, 0x01010400, 0xffffffff, chunk('PNAM'), 0, 100, chunk('OIDF'), 0, 200, chunk('OIDL'), 0, 1300, chunk('OOFF'), 0, 1400)],
    ['of billions of objects', (() => {
      const bytes = shared(magic, 0x01010400, 1, chunk('PNAM'), 0, 100, chunk('OIDF'), 0, 200, chunk('OIDL'), 0, 1300, chunk('OOFF'), 0, 1400)
      bytes.writeUInt32BE(0xffffffff, 200 + 1020)
      return bytes
    })()],
  ])('an index over all packs that is %s', async ([, file]) => {
    const problems = await problemsOf(({ objects }) => writeFileSync(join(objects, 'pack/multi-pack-index'), file))
    expect(problems).toEqual([expect.stringMatching(/multi-pack-index: /)])
  })

  test('a pack that only a damaged index over all packs knows', async () => {
    const problems = await problemsOf(({ objects }) => {
      writeFileSync(join(objects, 'pack/pack-bad.pack'), sound.bytes)
      writeFileSync(join(objects, 'pack/multi-pack-index'), shared(magic, 0x01010000, 1))
    })
    expect(problems.toSorted()).toEqual([
      expect.stringMatching(/multi-pack-index: /),
      expect.stringMatching(/pack-bad\.pack: pack without an index/),
    ])
  })
}) // prettier-ignore

describe('an object that is there twice', () => {
  // Only the first copy is looked at: that it is damaged is told, but nobody tries the other one.
  test.fails('is read where it is sound', async () => {
    const directory = testDirectory()
    makeSkeleton(directory)
    const store = new ObjectStore()
    const objects = join(directory, '.git/objects')
    const tree = store.files({ 'lost.txt': lost })
    writeReference(directory, 'refs/heads/main', store.commit({ tree, time: 1, message: 'one\n' }))
    const path = writePack(objects, store, [...store.objects.values()])
    for (const object of store.objects.values()) writeLoose(objects, object)
    const pack = readFileSync(`${path}.pack`)
    pack.fill(0x33, 20, pack.length - 20)
    writeFileSync(`${path}.pack`, pack)
    const { status, paths } = await scan(directory)
    expect(status).toBe(2)
    expect(paths).toEqual(['lost.txt'])
  })
})

/** A repository with one commit of one tree; what is found, by path. */
async function scanTree(build: (store: ObjectStore) => string) {
  const directory = testDirectory()
  makeSkeleton(directory)
  const store = new ObjectStore()
  const tree = build(store)
  writeReference(directory, 'refs/heads/main', store.commit({ tree, time: 1, message: 'one\n' }))
  writePack(join(directory, '.git/objects'), store, [...store.objects.values()])
  const started = performance.now()
  return { ...(await scan(directory)), ms: performance.now() - started }
}

describe('trees that git would not make', () => {
  const file = (store: ObjectStore, name: string): TreeEntry => ({
    mode: '100644',
    name,
    id: store.blob(`${token}\n`),
  })

  test.for([
    '..', '.', '.git', '.GIT', 'git~1', 'a/b', 'a//b', '/', '/etc/passwd', 'CON', 'a\\b', ' ', '-rf', '\n', '\x1b[31m',
    '\xff\xfe', 'caf\xe9', '\xed\xa0\x80', 'x'.repeat(10_000), '',
  ])('a file named %j is found', async (name) => {
    const { status, paths } = await scanTree((store) => store.rawTree([file(store, name)]))
    expect(paths).toHaveLength(1)
    expect(status).toBe(1)
  }) // prettier-ignore

  test('a directory named .. does not lead out', async () => {
    const { paths } = await scanTree((store) => {
      const inner = store.rawTree([file(store, 'a')])
      return store.rawTree([{ mode: '40000', name: '..', id: inner }])
    })
    expect(paths).toEqual(['../a'])
  })

  test('names twice, and in any order, are all found', async () => {
    const { paths } = await scanTree((store) =>
      store.rawTree([
        file(store, 'z'),
        file(store, 'a'),
        { ...file(store, 'a'), id: store.blob(`${token}\nagain\n`) },
        file(store, 'm'),
        file(store, 'm'),
      ]),
    )
    expect(paths.toSorted()).toEqual(['a', 'a', 'm', 'z'])
  })

  test('modes that git never wrote are read for what they are', async () => {
    const { paths } = await scanTree((store) => {
      const inner = store.rawTree([file(store, 'a')])
      const { id } = file(store, '')
      return store.rawTree([
        { mode: '040000', name: 'padded', id: inner },
        { mode: '100000', name: 'no permissions', id },
        { mode: '107777', name: 'all permissions', id },
        { mode: '0', name: 'nothing', id },
        { mode: '777777777777', name: 'too much', id },
      ])
    })
    expect(paths.toSorted()).toEqual(['all permissions', 'no permissions', 'nothing', 'padded/a', 'too much'])
  }) // prettier-ignore

  test('ten levels of ten directories each, the same in all, are told and end soon', async () => {
    const { status, paths, coverage, ms } = await scanTree((store) => {
      let tree = store.rawTree([file(store, 'a')])
      for (let level = 0; level < 10; level++) {
        const id = tree
        tree = store.rawTree(Array.from({ length: 10 }, (_, at) => ({ mode: '40000', name: `d${at}`, id })))
      }
      return tree
    })
    expect(status).toBe(2)
    expect(coverage.problems).toContainEqual(expect.objectContaining({ reason: expect.stringMatching(/nested in one another/) as unknown as string }))
    expect(paths.length).toBeGreaterThan(0)
    expect(ms).toBeLessThan(60_000)
  }, 90_000) // prettier-ignore

  test('the same without any secret is no trouble', async () => {
    const { status, ms } = await scanTree((store) => {
      let tree = store.files({ a: words })
      for (let level = 0; level < 30; level++) {
        const id = tree
        tree = store.rawTree(Array.from({ length: 10 }, (_, at) => ({ mode: '40000', name: `d${at}`, id })))
      }
      return tree
    })
    expect(status).toBe(0)
    expect(ms).toBeLessThan(10_000)
  }) // prettier-ignore

  test('a tree thousands of levels deep is read to its end', async () => {
    const { status, paths } = await scanTree((store) => {
      let tree = store.rawTree([file(store, 'a')])
      for (let level = 0; level < 3000; level++) {
        tree = store.rawTree([{ mode: '40000', name: 'd', id: tree }])
      }
      return tree
    })
    expect(paths).toEqual([`${'d/'.repeat(3000)}a`])
    expect(status).toBe(1)
  })

  test('a tree that contains itself, stored under a name that is not its own, ends', async () => {
    const started = performance.now()
    const problems = await problemsOf((broken) => {
      const { store, objects } = broken
      const false_ = 'cd'.repeat(20)
      const blob = file(store, 'a')
      const tree = store.rawTree([blob, { mode: '40000', name: 'd', id: false_ }])
      writeLoose(objects, { ...store.get(tree), id: false_ })
      writeLoose(objects, store.get(blob.id))
      commitFiles(broken, false_)
    })
    expect(problems.length).toBeGreaterThan(0)
    expect(performance.now() - started).toBeLessThan(60_000)
  }, 90_000)

  test('a directory of a hundred thousand files is read', async () => {
    const { paths, ms } = await scanTree((store) => {
      const id = store.blob(words)
      const names = Array.from({ length: 100_000 }, (_, at) => ({ mode: '100644', name: `f${at}`, id }))
      return store.rawTree([file(store, 'a'), ...names])
    })
    expect(paths).toEqual(['a'])
    expect(ms).toBeLessThan(20_000)
  }) // prettier-ignore
})

describe('tens of thousands of references', () => {
  const count = 30_000
  const many = (pointsTo: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => `${pointsTo(at)} refs/heads/b${String(at).padStart(6, '0')}\n`).join('')

  test('to one commit', async () => {
    const directory = testDirectory()
    makeSkeleton(directory)
    const store = new ObjectStore()
    const commit = store.commit({ tree: store.files({ a: `${token}\n` }), time: 1, message: 'one\n' })
    writePack(join(directory, '.git/objects'), store, [...store.objects.values()])
    writeFileSync(join(directory, '.git/packed-refs'), many(() => commit))
    const started = performance.now()
    const { status, paths } = await scan(directory)
    expect(paths).toEqual(['a'])
    expect(status).toBe(1)
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  test('to a commit each, with hundreds of findings', async () => {
    const directory = testDirectory()
    makeSkeleton(directory)
    const store = new ObjectStore()
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`d${at % 20}/f${at}`, `${plant(templates.token, 100 + at).text}\n`]),
    )
    const tree = store.files(files)
    const commits = Array.from({ length: count }, (_, at) => store.commit({ tree, time: 1, message: `${at}\n` }))
    writePack(join(directory, '.git/objects'), store, [...store.objects.values()])
    writeFileSync(join(directory, '.git/packed-refs'), many((at) => commits[at]!))
    const started = performance.now()
    const { status, paths } = await scan(directory)
    expect(paths).toHaveLength(300)
    expect(status).toBe(1)
    expect(performance.now() - started).toBeLessThan(40_000)
  }, 120_000)
}) // prettier-ignore

test('what is left of a repository without objects is told', async () => {
  const directory = testDirectory()
  makeSkeleton(directory)
  const store = new ObjectStore()
  const commit = store.commit({ tree: store.files({ a: lost }), time: 1, message: 'one\n' })
  writeReference(directory, 'refs/heads/main', commit)
  rmSync(join(directory, '.git/objects/pack'), { recursive: true })
  const { status, coverage } = await scan(directory)
  expect(status).toBe(2)
  expect(coverage.problems).not.toEqual([])
})
