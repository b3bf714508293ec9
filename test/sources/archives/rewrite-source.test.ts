import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bytesSource,
  chunksOfSource,
  type ByteSource,
} from '../../../src/sources/archives/byte-source.ts'
import type { Rewriter, Rewriting } from '../../../src/sources/archives/rewrite.ts'
import { rewriteSource } from '../../../src/sources/archives/rewrite-source.ts'
import { Spool } from '../../../src/sources/archives/spool.ts'
import { zstdChunks } from '../../../src/sources/archives/zstd.ts'
import { makeTree, succeeds } from '../temp-tree.ts'
import {
  makeTar,
  makeTarFiles,
  makeZip,
  makeZstd,
  noise,
  paxRecord,
  unpack,
} from './make-archives.ts'

const has = (tool: string): boolean => succeeds(() => execFileSync(tool, ['--version']))

interface Rewritten {
  /** Undefined when nothing changed. */
  readonly bytes: Buffer | undefined
  readonly remarks: readonly string[]
}

/** Rewrites files that hold `SECRET`: the word becomes the given one. */
function rewrite(bytes: Uint8Array, name = 'a', word = 'masked', depth = 4): Rewritten {
  const remarks: string[] = []
  const output = new Spool('/nonexistent')
  const rewriter: Rewriter = {
    *rewriteFile(source, _path, open): Rewriting {
      yield
      const text = textOf(source)
      if (!text.includes('SECRET')) return false
      open().write(Buffer.from(text.replaceAll('SECRET', word), 'latin1'))
      return true
    },
    onRemark: (kind, path, reason) => remarks.push(`${kind} ${path}: ${reason}`),
    newSpool: () => new Spool('/nonexistent'),
  }
  const limits = { archiveDepth: depth, archiveRatio: 200 }
  const work = rewriteSource(bytesSource(bytes), name, rewriter, limits, () => output)
  let step = work.next()
  while (!step.done) step = work.next()
  return { bytes: step.value ? Buffer.from(textOf(output.source()), 'latin1') : undefined, remarks }
}

function textOf(source: ByteSource): string {
  return Buffer.concat([...chunksOfSource(source)]).toString('latin1')
}

const files = [
  { name: 'one', content: 'nothing' },
  { name: 'd/two', content: `a SECRET b ${'x'.repeat(500)}` },
  { name: 'three', content: 'last' },
]
const rewrittenFiles = ['a!one=nothing', `a!d/two=a masked b ${'x'.repeat(500)}`, 'a!three=last']

function directoryLength(list: readonly { readonly name: string }[]): number {
  return list.reduce((total, { name }) => total + 46 + name.length, 22)
}

describe('zip', () => {
  test.for([
    ['deflated', {}],
    ['stored', { method: 0 }],
    ['sizes behind the data', { isOpen: true }],
    ['zip64', { isZip64: true }],
  ] as const)('%s', ([, options]) => {
    const { bytes, remarks } = rewrite(makeZip(files.map((file) => ({ ...file, ...options }))))
    expect(unpack(bytes!)).toEqual(rewrittenFiles)
    expect(remarks).toEqual([])
  })

  test('what does not change is copied byte for byte; nothing at all, and there is no copy', () => {
    const clean = makeZip([{ name: 'a', content: 'x' }])
    expect(rewrite(clean).bytes).toBeUndefined()
    const first = { name: 'n', content: noise(5000) }
    const archive = makeZip([first, { name: 's', content: 'SECRET' }, first])
    const alone = makeZip([first])
    const entry = alone.subarray(0, alone.indexOf('PK\x01\x02', 0, 'latin1'))
    const { bytes } = rewrite(archive)
    expect(bytes!.subarray(0, entry.length).equals(entry)).toBe(true)
    expect(bytes!.indexOf(entry, entry.length)).toBeGreaterThan(0)
  })

  test('bytes in front, a comment, and an entry of the same name twice', () => {
    const archive = makeZip([{ name: 'x', content: 'SECRET' }, ...files], '#!/bin/sh\n')
    archive.writeUInt16LE(4, archive.length - 2)
    const { bytes } = rewrite(Buffer.concat([archive, Buffer.from('note')]), 'a.zip')
    expect(bytes!.toString('latin1').startsWith('#!/bin/sh\nPK')).toBe(true)
    expect(bytes!.toString('latin1').endsWith('note')).toBe(true)
    expect(unpack(bytes!, 'a.zip').map((word) => word.replace('a.zip', 'a'))).toEqual([
      'a!x=masked',
      ...rewrittenFiles,
    ])
  })

  test('an encrypted entry is copied and said', () => {
    const { bytes, remarks } = rewrite(
      makeZip([{ name: 'e', content: 'SECRET', isEncrypted: true }, ...files]),
    )
    expect(remarks).toEqual(['problem a!e: encrypted: copied as it is, unread'])
    expect(unpack(bytes!).slice(1)).toEqual(rewrittenFiles)
  })

  test('an entry that the directory does not name any more is left out', () => {
    const lost = makeZip([{ name: 'lost', content: 'SECRET', method: 0 }])
    const entry = lost.subarray(0, lost.indexOf('PK\x01\x02', 0, 'latin1'))
    const archive = makeZip([{ name: 'a', content: 'x' }])
    const at = archive.indexOf('PK\x01\x02', 0, 'latin1')
    const joined = Buffer.concat([archive.subarray(0, at), entry, archive.subarray(at)])
    joined.writeUInt32LE(at + entry.length, joined.length - 6)
    const { bytes, remarks } = rewrite(joined)
    expect(remarks).toEqual(['skipped a: an entry that its directory does not name: left out'])
    expect(bytes!.includes('SECRET')).toBe(false)
    expect(unpack(bytes!)).toEqual(['a!a=x'])
  })

  test('of a damaged entry what can be read stays, of a cut archive nothing', () => {
    const damaged = makeZip([{ name: 'x', content: 'SECRET and more', crc: 1 }, ...files])
    const { bytes, remarks } = rewrite(damaged)
    expect(unpack(bytes!)).toEqual(['a!x=masked and more', ...rewrittenFiles])
    expect(remarks[0]).toMatch(/^problem a!x: checksum does not match/)
  })

  test.for([
    ['deflated', {}],
    ['stored', { method: 0 }],
    ['sizes behind the data', { isOpen: true }],
  ] as const)('cut off anywhere: what is whole is there, %s', ([, options]) => {
    const many = [...files, { name: 'a SECRET', content: '' }, ...files]
    const whole = makeZip(many.map((file) => ({ ...file, ...options })))
    const ends = many.map((_, at) =>
      makeZip(many.slice(0, at + 1).map((file) => ({ ...file, ...options }))),
    )
    const entriesEnd = ends.map((zip, at) => zip.length - directoryLength(many.slice(0, at + 1)))
    for (let end = 0; end < whole.length; end += 7) {
      const { bytes, remarks } = rewrite(whole.subarray(0, end), 'a.zip')
      const count = entriesEnd.filter((position) => position <= end).length
      if (count === 0) continue
      expect(remarks[0]).toMatch(/^problem a.zip: no central directory/)
      const shown = unpack(bytes!).map((entry) => entry.slice(2))
      expect(shown.slice(0, count)).toEqual(
        many
          .slice(0, count)
          .map(({ name, content }) => `${name}=${content.replace('SECRET', 'masked')}`),
      )
      expect(shown.length).toBeLessThanOrEqual(count + 1)
      expect(bytes!.toString('latin1')).not.toContain('a SECRET b')
    }
  })

  test('cut off, and too large for sizes of 32 bits: the entries behind are there, too', () => {
    const whole = makeZip(files)
    // As a writer does who has the sizes in an extra field.
    whole.fill(0xff, 18, 26)
    const { bytes } = rewrite(whole.subarray(0, -30))
    expect(unpack(bytes!)).toEqual(rewrittenFiles)
  })

  test.runIf(has('python3'))('Python reads it; names, times and modes are as they were', () => {
    const root = makeTree({ 'in/a.txt': 'SECRET', 'in/b.txt': 'nothing', 'in/d/c.txt': 'SECRET' })
    execFileSync('python3', [
      '-c',
      'import sys,zipfile\n' +
        'z=zipfile.ZipFile(sys.argv[1],"w",zipfile.ZIP_DEFLATED)\n' +
        'for n in ("a.txt","b.txt","d/","d/c.txt"):\n z.write(sys.argv[2]+"/"+n,n)\n' +
        'i=zipfile.ZipInfo("ü.json",(2001,2,3,4,5,6)); i.comment=b"say"; i.external_attr=0o600<<16; i.extra=b"\\x99\\x99\\x02\\x00ab"\n' +
        'z.writestr(i,"SECRET")\nz.comment=b"all"\nz.close()',
      join(root, 'a.zip'),
      join(root, 'in'),
    ])
    const show =
      'import sys,zipfile,json\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n' +
      'print(json.dumps([[i.filename,i.date_time,i.external_attr,i.comment.decode(),i.extra.hex(),i.flag_bits,z.read(i).decode()] for i in z.infolist()]),z.comment)'
    const shown = () => execFileSync('python3', ['-c', show, join(root, 'a.zip')]).toString()
    const before = shown()
    writeFileSync(
      join(root, 'a.zip'),
      rewrite(readFileSync(join(root, 'a.zip')), 'a', 'longer than it was').bytes!,
    )
    expect(shown()).toBe(before.replaceAll('SECRET', 'longer than it was'))
  })
})

describe('tar', () => {
  const xHeader = (size: number, name: string) => ({
    name: 'x',
    type: 'x',
    content: paxRecord('size', String(size)) + paxRecord('path', name),
  })

  test('sizes and checksums follow, names of any length stay', () => {
    const long = `${'long/'.repeat(40)}two`
    const archive = makeTar([
      files[0]!,
      { name: '././@LongLink', type: 'L', content: `${long}\0` },
      { name: 'cut', content: 'SECRET' },
      xHeader(6, `pax-${long}`),
      { name: 'cut', content: 'SECRET', size: 0 },
      { name: 'link', type: '2' },
      files[2]!,
    ])
    const { bytes, remarks } = rewrite(archive, 'a', 'y'.repeat(1000))
    expect(unpack(bytes!)).toEqual([
      'a!one=nothing',
      `a!${long}=${'y'.repeat(1000)}`,
      `a!pax-${long}=${'y'.repeat(1000)}`,
      'skipped a!link: symlink',
      'a!three=last',
    ])
    expect(remarks).toEqual([])
    expect(bytes!.length % 512).toBe(0)
  })

  test.runIf(has('tar'))('tar reads it', () => {
    const root = makeTree({ 'in/a': 'SECRET', 'in/b': 'b' })
    execFileSync('tar', ['-C', join(root, 'in'), '--format=pax', '-cf', join(root, 'a.tar'), '.'])
    writeFileSync(join(root, 'b.tar'), rewrite(readFileSync(join(root, 'a.tar'))).bytes!)
    const list = (name: string) =>
      execFileSync('tar', ['-tvf', join(root, name)])
        .toString()
        .replaceAll(/ +\d+ \d{4}/g, '')
    expect(list('b.tar')).toBe(list('a.tar'))
    expect(execFileSync('tar', ['-xOf', join(root, 'b.tar'), './a']).toString()).toBe('masked')
  })

  test('what is cut off or damaged ends there, and is said', () => {
    const cut = rewrite(makeTarFiles([files[0]!, { name: 'x', content: 'SECRET', size: 4000 }]))
    expect(unpack(cut.bytes!).at(1)).toMatch(/^a!x=masked/)
    expect(cut.remarks[0]).toMatch(/unexpected end of archive/)
    const damaged = makeTar([files[0]!, files[1]!])
    damaged[1024 + 3] = 1
    const after = rewrite(damaged)
    expect(unpack(after.bytes!)).toEqual(['a!one=nothing'])
    expect(after.remarks[0]).toMatch(/damaged tar header/)
  })
})

describe('compressed files', () => {
  test('the head of a gzip file stays, its checksum follows', () => {
    const head = Buffer.concat([
      Buffer.of(0x1f, 0x8b, 8, 8, 1, 2, 3, 4, 0, 3),
      Buffer.from('name.json\0'),
    ])
    const packed = Buffer.concat([head, gzipSync('a SECRET').subarray(10)])
    const { bytes } = rewrite(packed, 'x.json.gz')
    expect(bytes!.subarray(0, head.length).equals(head)).toBe(true)
    expect(gunzipSync(bytes!).toString()).toBe('a masked')
    expect(bytes!.readUInt32LE(bytes!.length - 8)).toBe(crc32('a masked'))
  })

  test('of a gzip file that is cut off what can be read stays', () => {
    const packed = gzipSync(`SECRET ${noise(9000).toString('hex')}`)
    const { bytes, remarks } = rewrite(packed.subarray(0, -2000), 'x.gz')
    expect(gunzipSync(bytes!).toString()).toMatch(/^masked /)
    expect(remarks[0]).toMatch(/unexpected end of archive/)
  })

  test.runIf(has('zstd'))('zstd reads what was packed, however long', () => {
    for (const content of ['', 'a', noise(131_072), noise(5_000_000)]) {
      const packed = Buffer.concat([...zstdChunks([Buffer.from(content as string)])])
      const unpacked = execFileSync('zstd', ['-dc'], { input: packed, maxBuffer: 1 << 24 })
      expect(unpacked.equals(Buffer.from(content as string))).toBe(true)
    }
    const { bytes } = rewrite(makeZstd(['a SECRET']), 'x.zst')
    expect(unpack(bytes!, 'x.zst')).toEqual(['x.zst!x=a masked'])
  })

  test('what is nested too deep is left out', () => {
    const deep = makeZip([{ name: 'b', content: makeZip([{ name: 'c', content: 'SECRET' }]) }])
    const { bytes, remarks } = rewrite(deep, 'a', 'x', 1)
    expect(remarks).toEqual([
      'problem a!b: more than 1 archives inside one another; what cannot be read is left out',
    ])
    expect(unpack(bytes!)).toEqual(['a!b='])
  })
})

test('law: archives in archives hold what they held, but for what was changed', () => {
  const leaf = fc.constantFrom('SECRET', 'none', `long SECRET ${noise(3000).toString('hex')}`, '')
  const { archive } = fc.letrec<{ archive: Buffer }>((tie) => ({
    archive: fc.oneof(
      { depthSize: 'small', maxDepth: 2 },
      leaf.map((text) => Buffer.from(text)),
      fc
        .tuple(
          fc.constantFrom('zip', 'open', 'stored', 'tar', 'gz', 'tgz', 'zst'),
          fc.array(tie('archive'), { minLength: 1, maxLength: 3 }),
        )
        .map(([kind, contents]) => pack(kind, contents as Buffer[])),
    ),
  }))
  fc.assert(
    fc.property(archive, (bytes) => {
      const original = Buffer.from(bytes)
      const { bytes: changed, remarks } = rewrite(bytes, 'a')
      expect(bytes.equals(original)).toBe(true)
      expect(remarks.filter((remark) => !remark.includes('zstd'))).toEqual([])
      const masked = (words: readonly string[]) =>
        words.map((word) => word.replaceAll('SECRET', 'masked'))
      const now = changed ?? bytes
      if (changed) {
        const before = unpack(bytes)
        if (before[0] !== 'problem a: not an archive')
          expect(unpack(changed)).toEqual(masked(before))
      }
      expect(rewrite(now, 'a').bytes).toBeUndefined()
    }),
  )
})

function pack(kind: string, contents: readonly Buffer[]): Buffer {
  const members = contents.map((content, at) => ({ name: `f${at}`, content }))
  if (kind === 'tar') return makeTar(members)
  if (kind === 'tgz') return gzipSync(makeTar(members))
  if (kind === 'gz') return gzipSync(contents[0]!)
  if (kind === 'zst') return Buffer.concat([...zstdChunks([contents[0]!])])
  const method = kind === 'stored' ? 0 : 8
  return makeZip(members.map((member) => ({ ...member, method, isOpen: kind === 'open' })))
}

test('law: a zip with changed bytes, cut off or not, never throws', () => {
  const whole = makeZip([...files, { name: 'open', content: 'SECRET', isOpen: true }])
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255))
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), fc.nat(whole.length), (changes, end) => {
      const damaged = Buffer.from(whole)
      for (const [at, byte] of changes) damaged[at] = byte
      const { bytes } = rewrite(damaged.subarray(0, Math.max(4, end)), 'a.zip')
      if (bytes && bytes.length > 0) expect(unpack(bytes)).toBeInstanceOf(Array)
    }),
    { numRuns: 300 },
  )
})
