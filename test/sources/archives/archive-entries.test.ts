import { execFileSync } from 'node:child_process'
import { closeSync, fstatSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { archiveEntries } from '../../../src/sources/archives/archive-entries.ts'
import { bytesSource, fileSource } from '../../../src/sources/archives/byte-source.ts'
import { detectArchive } from '../../../src/sources/archives/detect-archive.ts'
import { headLength } from '../../../src/sources/classify.ts'
import { makeTree, succeeds } from '../temp-tree.ts'
import {
  makeTar,
  makeTarFiles,
  makeZip,
  makeZstd,
  noise,
  paxRecord,
  remarkOf,
  unpack,
} from './make-archives.ts'

const has = (tool: string): boolean => succeeds(() => execFileSync(tool, ['--version']))
const two = [
  { name: 'x', content: 'one' },
  { name: 'd/y', content: 'two' },
]

test('of members that are not opened only the path is told, of archives among them too', () => {
  const inner = makeZip(two)
  const zip = makeZip([
    ...two,
    { name: 'b.zip', content: inner },
    { name: 'c.zip', content: inner },
  ])
  const isOpened = (path: string) => !/!d\/y$|b\.zip$/.test(path)
  const paths = Array.from(archiveEntries(bytesSource(zip), 'a', {}, isOpened), (event) => {
    return `${event.path} ${event.kind === 'entry' ? [...event.open()].length : event.reason}`
  })
  expect(paths).toEqual(['a!x 1', 'a!d/y 0', 'a!b.zip 0', 'a!c.zip!x 1', 'a!c.zip!d/y 0'])
})

test('an entry that is read in order may be longer than what is held in memory', () => {
  const long = 'a'.repeat(5000)
  const zip = makeZip([
    { name: 'x', content: long },
    { name: 'y', content: `${long}b` },
    { name: 'b.zip', content: makeZip([{ name: 'z', content: long, method: 0 }]) },
  ])
  const limits = { entryBytes: 4000, streamBytes: 5000 }
  const events = Array.from(archiveEntries(bytesSource(zip), 'a', limits), (event) => {
    if (event.kind !== 'entry') return `${event.path}: ${event.reason}`
    const lengths = Array.from(event.open(), ({ length }) => length)
    return `${event.path} ${lengths.reduce((total, one) => total + one, 0)}`
  })
  expect(events).toEqual([
    'a!x 5000',
    'a!y 0',
    'a!y: expands beyond 5000 bytes (bomb limit)',
    'a!b.zip: expands beyond 4000 bytes (bomb limit)',
    'a!b.zip: unexpected end of archive: no central directory',
  ])
})

describe('zip', () => {
  test('entries are stored or deflated', () => {
    const zip = makeZip([
      ...two,
      { name: 's', content: 'three', method: 0 },
      { name: 'e/', content: '' },
    ])
    expect(unpack(zip)).toEqual(['a!x=one', 'a!d/y=two', 'a!s=three'])
  })

  test('an empty archive has no entries', () => {
    expect(unpack(makeZip([]))).toEqual([])
  })

  test('sizes behind the data, zip64 and bytes in front are understood', () => {
    expect(unpack(makeZip([{ ...two[0]!, isOpen: true }]))).toEqual(['a!x=one'])
    expect(unpack(makeZip(two.map((file) => ({ ...file, isZip64: true }))))).toHaveLength(2)
    const script = makeZip(two, '#!/bin/sh\n')
    expect(unpack(script, 'a.jar')).toEqual(['a.jar!x=one', 'a.jar!d/y=two'])
    expect(detectArchive(bytesSource(script), 'a.txt')).toBeUndefined()
  })

  test('what cannot be read is skipped, each for its reason', () => {
    const zip = makeZip([
      { name: 'p', content: 'x', isEncrypted: true },
      { name: 'l', content: 'x', method: 14 },
      two[0]!,
    ])
    expect(unpack(zip)).toEqual([
      'skipped a!p: encrypted',
      'skipped a!l: compression method 14',
      'a!x=one',
    ])
  })

  test('a wrong checksum is a problem behind the content', () => {
    expect(unpack(makeZip([{ ...two[0]!, crc: 1 }, two[1]!]))).toEqual([
      'a!x=one',
      'problem a!x: checksum does not match',
      'a!d/y=two',
    ])
  })

  test('names are only labels', () => {
    const names = ['../../etc/passwd', '/root', 'x', 'x', 'a\x1b[2Jb']
    const hostile = Buffer.from([0x81, 0x62])
    const zip = makeZip([...names, hostile].map((name) => ({ name, content: '' })))
    const expected = [...names, '%81b'].map((name) => `a!${name}=`)
    expect(unpack(zip)).toEqual(expected)
  })

  test('an entry in zstd is read', () => {
    expect(
      unpack(makeZip([{ name: 'z', content: makeZstd(['abc']), method: 93, crc: 0x352441c2 }])),
    ).toEqual(['a!z=abc'])
  })

  test('an archive that is cut off yields what its headers lead to', () => {
    const files = [
      { ...two[0]!, isOpen: true },
      { name: 'o', content: 'stored, open', method: 0, isOpen: true },
      two[1]!,
    ]
    const zip = makeZip(files).subarray(0, -30)
    expect(unpack(zip).map((word) => word.replace(/PK.*/s, ''))).toEqual([
      'a!x=one',
      'a!o=stored, open',
      'a!d/y=two',
      'problem a: unexpected end of archive: no central directory',
    ])
  })
})

describe('tar', () => {
  test('files are read, other kinds skipped', () => {
    const tar = makeTar([
      { name: 'd/', type: '5' },
      ...two,
      { name: 'link', type: '2' },
      { name: 'hard', type: '1' },
      { name: 'null', type: '3' },
      { name: 'old', content: 'x', type: '\0' },
      { name: 'unknown', content: 'y', type: '9' },
    ])
    expect(unpack(tar)).toEqual([
      'a!x=one',
      'a!d/y=two',
      'skipped a!link: symlink',
      'skipped a!hard: hard link',
      'skipped a!null: device',
      'a!old=x',
      'a!unknown=y',
    ])
  })

  test('long names of GNU and pax, and pax sizes', () => {
    const long = `${'long/'.repeat(40)}é`
    const pax = paxRecord('mtime', '1.5') + paxRecord('path', long) + paxRecord('size', '3')
    const tar = makeTar([
      { name: '././@LongLink', type: 'L', content: `${long}\0` },
      two[0]!,
      { name: 'pax', type: 'x', content: pax },
      { name: 'y', content: 'two', size: 3 },
      { name: 'global', type: 'g', content: paxRecord('comment', 'none') },
      { name: 'z', content: 'z' },
    ])
    expect(unpack(tar)).toEqual([`a!${long}=one`, `a!${long}=two`, 'a!z=z'])
  })

  test('a sparse file is a problem', () => {
    const pax = paxRecord('GNU.sparse.major', '1')
    const tar = makeTar([
      { name: 's', type: 'S', content: 'abc' },
      { name: 'pax', type: 'x', content: pax },
      { name: 't', content: 'abc' },
      two[0]!,
    ])
    expect(unpack(tar)).toEqual([
      'problem a!s: sparse file in a tar archive',
      'problem a!t: sparse file in a tar archive',
      'a!x=one',
    ])
  })

  test('archives appended to one another are one, the end mark may be missing', () => {
    const all = Buffer.concat([makeTar([two[0]!]), makeTarFiles([two[1]!])])
    expect(unpack(all)).toEqual(['a!x=one', 'a!d/y=two'])
  })

  test('a damaged header is a problem', () => {
    const tar = makeTar(two)
    tar[1024 + 3]! ^= 1
    expect(unpack(tar)).toEqual(['a!x=one', 'problem a: damaged tar header'])
  })

  test('entries that nobody reads are passed over', () => {
    for (const bytes of [makeTar(two), gzipSync(makeTar(two))]) {
      const events = [...archiveEntries(bytesSource(bytes), 'a')]
      expect(events.map(remarkOf)).toEqual(['a!x', 'a!d/y'])
    }
  })

  test('the first chunk tells text from binary', () => {
    const content = noise(20_000)
    for (const bytes of [makeTar([{ name: 'x', content }]), gzipSync(content)]) {
      for (const event of archiveEntries(bytesSource(bytes), 'a')) {
        const [first] = event.kind === 'entry' ? event.open() : []
        expect(first!.length).toBeGreaterThanOrEqual(headLength)
      }
    }
  })

  test('an entry can be left before its end', () => {
    const tar = gzipSync(makeTar([{ name: 'big', content: noise(2_000_000) }, two[0]!]))
    const seen: number[] = []
    for (const event of archiveEntries(bytesSource(tar), 'a')) {
      if (event.kind !== 'entry') continue
      for (const chunk of event.open()) {
        seen.push(chunk.length)
        break
      }
    }
    expect(seen).toHaveLength(2)
  })
})

describe('compression', () => {
  test('a lone file is named after its archive', () => {
    expect(unpack(gzipSync('text'), 'logs/a.log.gz')).toEqual(['logs/a.log.gz!a.log=text'])
    expect(unpack(gzipSync('text'), 'odd')).toEqual(['odd!odd=text'])
    expect(unpack(makeZstd(['ab', { run: 3 }]), 'b.zst')).toEqual(['b.zst!b=abrrr'])
  })

  test('an archive in a compressed file stands for it', () => {
    expect(unpack(gzipSync(makeTar(two)), 'a.tgz')).toEqual(['a.tgz!x=one', 'a.tgz!d/y=two'])
    expect(unpack(gzipSync(makeZip(two)), 'a.zip.gz')[0]).toBe('a.zip.gz!a.zip!x=one')
  })

  test('gzip members are joined, bytes behind them are a problem', () => {
    const members = Buffer.concat([gzipSync('one'), gzipSync('two')])
    expect(unpack(members)).toEqual(['a!a=onetwo'])
    expect(unpack(Buffer.concat([members, Buffer.alloc(512)]))).toEqual(['a!a=onetwo'])
    const [entry, problem] = unpack(Buffer.concat([members, Buffer.from('more')]))
    expect(entry).toBe('a!a=onetwo')
    expect(problem).toMatch(/^problem a!a: /)
  })

  test('zstd frames are joined, skippable ones passed over', () => {
    const skippable = Buffer.from('\x50\x2a\x4d\x18\x03\0\0\0abc', 'latin1')
    const frames = Buffer.concat([makeZstd(['one']), skippable, makeZstd(['two', '', 'three'])])
    expect(unpack(frames)).toEqual(['a!a=onetwothree'])
  })

  test('a zstd window of gigabytes is refused', () => {
    const frame = makeZstd(['one'])
    frame[5] = 0xa0
    expect(unpack(frame)).toEqual(['problem a!a: needs a zstd window of more than 64 MiB'])
  })

  test.runIf(has('zstd'))('what the zstd command makes is read', () => {
    const root = makeTree({ text: `${noise(300_000).toString('hex')}end`.repeat(3) })
    for (const level of ['-1', '-19', '--no-check']) {
      execFileSync('zstd', ['-q', '-f', level, join(root, 'text')])
      const [word] = unpack(readFileSync(join(root, 'text.zst')), 't.zst')
      expect(word === `t.zst!t=${readFileSync(join(root, 'text'), 'utf8')}`).toBe(true)
    }
  })

  test.runIf(has('tar'))('what the tar command makes is read, from a descriptor', () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [
        `${'deep/'.repeat(at)}f${at}`,
        `${at}`.repeat(at * 50),
      ]),
    )
    const root = makeTree(files)
    for (const format of ['gnu', 'pax', 'ustar', 'v7']) {
      const path = join(makeTree({}), 'a.tar')
      const names = Object.keys(files).filter((name) => format !== 'v7' || name.length < 90)
      execFileSync('tar', [`--format=${format}`, '-cf', path, '-C', root, ...names])
      const descriptor = openSync(path, 'r')
      const source = fileSource(descriptor, fstatSync(descriptor).size)
      const seen: Record<string, string> = {}
      for (const event of archiveEntries(source, 'a')) {
        if (event.kind !== 'entry') throw new Error(remarkOf(event))
        seen[event.path.slice(2)] = Buffer.concat([...event.open()]).toString()
      }
      closeSync(descriptor)
      expect(seen).toEqual(Object.fromEntries(names.map((name) => [name, files[name]])))
    }
  })

  test.runIf(has('zip'))('what the zip command makes is read', () => {
    const root = makeTree({ a: 'text'.repeat(1000), b: '', 'c/ü': 'x' })
    execFileSync('zip', ['-qr', 'o.zip', '.'], { cwd: root })
    writeFileSync(join(root, 'p.zip'), execFileSync('zip', ['-qr', '-', 'a', 'c'], { cwd: root }))
    const sorted = (name: string): string[] => unpack(readFileSync(join(root, name)), 'z').sort()
    expect(sorted('o.zip')).toEqual([`z!a=${'text'.repeat(1000)}`, 'z!b=', 'z!c/ü=x'])
    expect(sorted('p.zip')).toEqual([`z!a=${'text'.repeat(1000)}`, 'z!c/ü=x'])
  })
})

describe('archives inside archives', () => {
  test('are opened, whatever their kinds', () => {
    const inner = makeZip(two)
    const tar = makeTar([
      { name: 'i.zip', content: inner },
      { name: 'i.gz', content: gzipSync('zipped') },
      { name: 'i.tgz', content: gzipSync(makeTar(two)) },
    ])
    const stored = makeZip([{ name: 't.tar', content: tar, method: 0 }])
    const expected = [
      'i.zip!x=one',
      'i.zip!d/y=two',
      'i.gz!i=zipped',
      'i.tgz!x=one',
      'i.tgz!d/y=two',
    ]
    expect(unpack(tar)).toEqual(expected.map((word) => `a!${word}`))
    expect(unpack(stored)).toEqual(expected.map((word) => `a!t.tar!${word}`))
    expect(unpack(gzipSync(stored))).toEqual(expected.map((word) => `a!a!t.tar!${word}`))
  })

  test('beyond the depth are a problem', () => {
    let zip = makeZip(two)
    for (let level = 0; level < 3; level++) zip = makeZip([{ name: `${level}.zip`, content: zip }])
    expect(unpack(zip, 'a', { depth: 4 })).toHaveLength(2)
    expect(unpack(zip, 'a', { depth: 3 })).toEqual([
      'problem a!2.zip!1.zip!0.zip: more than 3 archives inside one another',
    ])
  })

  test('one that is damaged costs only itself', () => {
    const damaged = gzipSync(makeTar([{ name: 'r', content: noise(5000) }])).subarray(0, 3000)
    const words = unpack(makeZip([{ name: 'i.tgz', content: damaged }, two[0]!]))
    expect(words.map((word) => word.replace(/=.*/s, ''))).toEqual([
      'a!i.tgz!r',
      'problem a!i.tgz!r: unexpected end of archive',
      'a!x',
    ])
  })
})

describe('limits', () => {
  const bomb = gzipSync(Buffer.alloc(30 * 1024 ** 2))
  const read = (bytes: Uint8Array, limits: object): { words: string[]; bytes: number } => {
    const words: string[] = []
    let length = 0
    for (const event of archiveEntries(bytesSource(bytes), 'a.gz', limits)) {
      words.push(remarkOf(event))
      if (event.kind === 'entry') for (const chunk of event.open()) length += chunk.length
    }
    return { words, bytes: length }
  }

  test('a bomb is stopped by its ratio', () => {
    const seen = read(bomb, {})
    expect(seen.words).toEqual([
      'a.gz!a',
      'problem a.gz: expands to more than 200 times its size (bomb limit)',
    ])
    expect(seen.bytes).toBeLessThanOrEqual(10 * 1024 ** 2)
  })

  test('the size in all and of one entry', () => {
    const ratio = 100_000
    expect(read(bomb, { ratio, expandedBytes: 20 * 1024 ** 2 }).words[1]).toBe(
      'problem a.gz: expands beyond 20 MiB (bomb limit)',
    )
    expect(read(bomb, { ratio, entryBytes: 1024 ** 2 }).words[1]).toBe(
      'problem a.gz!a: expands beyond 1 MiB (bomb limit)',
    )
    expect(read(bomb, { ratio })).toEqual({ words: ['a.gz!a'], bytes: 30 * 1024 ** 2 })
  })

  test('after an entry that is too large the next is read', () => {
    const zip = makeZip([{ name: 'big', content: 'x'.repeat(5000) }, two[0]!])
    expect(unpack(zip, 'a', { entryBytes: 4096 }).slice(1)).toEqual([
      'problem a!big: expands beyond 4 KiB (bomb limit)',
      'a!x=one',
    ])
  })

  test('entries are counted through all levels, and the end is the end', () => {
    const inner = makeZip(Array.from({ length: 5 }, (_, at) => ({ name: `${at}`, content: 'x' })))
    const zip = makeZip([{ name: 'i.zip', content: inner }, ...two])
    expect(unpack(zip, 'a', { entries: 3 })).toEqual([
      'a!i.zip!0=x',
      'a!i.zip!1=x',
      'problem a: more than 3 entries (bomb limit)',
    ])
  })

  test('a zip in a bomb is not gathered', () => {
    const zip = makeZip([{ name: 'z', content: Buffer.alloc(30 * 1024 ** 2), method: 0 }])
    const words = unpack(gzipSync(zip), 'a.zip.gz')
    expect(words.at(-1)).toMatch(/^problem a.zip.gz: expands to more than 200/)
  })

  test('tiny zstd blocks under a large window are given up', () => {
    const frame = makeZstd(Array.from({ length: 3000 }, () => 'x'))
    frame[5] = 0x80
    expect(unpack(frame).at(-1)).toBe('problem a!a: too many tiny zstd blocks')
  }, 20_000)
})

describe('whatever is damaged', () => {
  const random = noise(1500)
  const tar = makeTar([...two, { name: 'r', content: random }])
  const archives: Readonly<Record<string, Buffer>> = {
    zip: makeZip([...two, { name: 'r', content: random }, { ...two[0]!, isOpen: true }]),
    'tar.gz': gzipSync(tar),
    gz: gzipSync(random),
    zst: makeZstd(['one', { run: 50 }, 'three']),
    'tar in zip': makeZip([{ name: 't.tar', content: tar }]),
    'zip in gz': gzipSync(makeZip(two)),
  }

  test.for(Object.entries(archives))('%s: cut anywhere, there is a problem', ([, bytes]) => {
    const whole = unpack(bytes)
    for (let length = 0; length < bytes.length; length++) {
      const words = unpack(bytes.subarray(0, length))
      if (!words.some((word) => word.startsWith('problem'))) expect(words).toEqual(whole)
    }
  })

  test('tar: cut anywhere but between entries, there is a problem', () => {
    const whole = unpack(tar)
    for (let length = 0; length < tar.length; length++) {
      const words = unpack(tar.subarray(0, length))
      if (words.some((word) => word.startsWith('problem'))) continue
      expect(words).toEqual(whole.slice(0, words.length))
      if (words.length < whole.length) expect(length % 512).toBe(0)
    }
  })

  test.for(Object.entries({ ...archives, tar }))('%s: changed bytes never throw', ([, bytes]) => {
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const damaged = Buffer.from(bytes)
        for (const [at, byte] of changes) damaged[at] = byte
        expect(unpack(damaged)).toBeInstanceOf(Array)
      }),
      { numRuns: 300 },
    )
  })

  test('what is no archive is said so', () => {
    expect(unpack(Buffer.from('PK is not enough'))).toEqual(['problem a: not an archive'])
  })
})
