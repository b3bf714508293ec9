import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, deflateSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GitOrigin } from '../../src/engine/document.ts'
import { ObjectMemory } from '../../src/git/object-memory.ts'
import { findName, parsePackIndex } from '../../src/git/pack-index.ts'
import { openRepository } from '../../src/git/repository.ts'
import { seededRandom } from '../../src/rules/sample.ts'
import { readBuilt } from '../../src/scan/read-built.ts'
import { plant, templates } from '../engine/real-pack.ts'
import { runGit, testDirectory, type HashName } from './git-process.ts'
import {
  encodeDelta,
  indexOfPack,
  makePack,
  makePackIndex,
  objectId,
  type ObjectToPack,
} from './make-pack.ts'
import { hasSha256 } from './make-repository.ts'
import { makeSkeleton, ObjectStore, writeReference, type StoredObject } from './object-store.ts'
import { randomDelta } from './random-delta.ts'
import { applyDelta, parseDelta, seamsOf, type DeltaStep } from './read-pack.ts'
import { scanInProcess } from './scan-in-process.ts'
import { dropIndexes, writePack } from './storage.ts'

const memory = new ObjectMemory(new WebAssembly.Module(readBuilt('objects.wasm')))

/** Runs with these bytes in the memory, each at an address of its own, and `room` bytes behind them. */
function withBytes<Result>(
  inputs: readonly Uint8Array[],
  room: number,
  use: (addresses: readonly number[], output: number) => Result,
): Result {
  const top = memory.top
  const addresses = inputs.map((bytes) => {
    // Odd addresses happen, and what stands behind is never the same.
    const address = memory.take(bytes.length + 64) + 3
    memory.bytes.set(bytes, address)
    memory.bytes.fill(0xa5, address + bytes.length, address + bytes.length + 16)
    return address
  })
  const output = memory.take(room + guardBytes)
  memory.bytes.fill(guard, output, output + room + guardBytes)
  try {
    return use(addresses, output)
  } finally {
    memory.cut(top)
  }
}

const guard = 0x5a
const guardBytes = 256
/** What the passes may write behind their output. */
const slackBytes = 64

/** @returns `undefined` when it says that something is wrong */
function inflate(stream: Uint8Array, length: number): Buffer | undefined {
  return withBytes([stream], length, ([input], output) => {
    const used = memory.wasm.inflate(input!, stream.length, output, length)
    const behind = memory.bytes.subarray(output + length + slackBytes, output + length + guardBytes)
    expect(behind.every((byte) => byte === guard)).toBe(true)
    if (used < 0) return undefined
    expect(used).toBeLessThanOrEqual(stream.length)
    return Buffer.from(memory.bytes.slice(output, output + length))
  })
}

/** What zlib says of the same stream. */
function inflateByZlib(stream: Uint8Array): Buffer | undefined {
  try {
    return inflateSync(stream)
  } catch {
    return undefined
  }
}

/** Data of every kind: noise, runs, text, repetitions near and far. */
const data = fc
  .record({
    seed: fc.nat(),
    kind: fc.constantFrom('noise', 'run', 'few', 'text', 'far', 'skewed'),
    length: fc.oneof(
      fc.nat(300),
      fc.nat(70_000),
      fc.constantFrom(0, 1, 65_535, 65_536, 5552, 32_768),
    ),
  })
  .map(({ seed, kind, length }) => {
    const random = seededRandom(seed)
    const bytes = Buffer.alloc(length)
    const words = ['tree ', 'parent ', 'author ', '100644 ', 'const ', '\n', '0123456789abcdef']
    for (let at = 0; at < length; at++) {
      if (kind === 'noise') bytes[at] = random() * 256
      else if (kind === 'run') bytes[at] = at % 7000 === 0 ? 1 : 0
      else if (kind === 'few') bytes[at] = 97 + random() * 3
      else if (kind === 'far') bytes[at] = at < 31_000 ? random() * 256 : bytes[at - 31_000]!
      else if (kind === 'skewed') bytes[at] = 256 * random() ** 12
      else at += bytes.write(words[Math.floor(random() * words.length)]!, at) - 1
    }
    return bytes
  })

const settings = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
})

/** Bits as deflate orders them: the lowest of each byte first, codes with their highest bit first. */
class BitWriter {
  readonly #bits: number[] = []

  add(value: number, count: number): this {
    for (let bit = 0; bit < count; bit++) this.#bits.push((value >>> bit) & 1)
    return this
  }

  code(value: number, count: number): this {
    for (let bit = count - 1; bit >= 0; bit--) this.#bits.push((value >>> bit) & 1)
    return this
  }

  align(): this {
    while (this.#bits.length % 8 !== 0) this.#bits.push(0)
    return this
  }

  /** A zlib stream of these bits, with the checksum of what it is to make. */
  stream(result: Uint8Array): Buffer {
    this.align()
    const bytes = Buffer.alloc(this.#bits.length / 8)
    for (const [at, bit] of this.#bits.entries()) bytes[at >>> 3]! |= bit << (at & 7)
    const checksum = deflateSync(result).subarray(-4)
    return Buffer.concat([Buffer.of(0x78, 0x9c), bytes, checksum])
  }
}

describe('inflating', () => {
  test('whatever zlib deflates, however it does', () => {
    fc.assert(
      fc.property(data, settings, (bytes, options) => {
        const stream = deflateSync(bytes, options)
        expect(inflate(stream, bytes.length)?.equals(bytes)).toBe(true)
      }),
      { seed: 1, numRuns: 600 },
    )
  })

  test('says how much of the input it used, whatever stands behind', () => {
    fc.assert(
      fc.property(data, settings, fc.uint8Array(), (bytes, options, behind) => {
        const stream = deflateSync(bytes, options)
        const used = withBytes([Buffer.concat([stream, behind])], bytes.length, ([input], output) =>
          memory.wasm.inflate(input!, stream.length + behind.length, output, bytes.length),
        )
        expect(used).toBe(stream.length)
      }),
      { seed: 2, numRuns: 200 },
    )
  })

  test('a stream that is cut anywhere is an error', () => {
    fc.assert(
      fc.property(data, settings, fc.nat(), (bytes, options, at) => {
        const stream = deflateSync(bytes, options)
        expect(inflate(stream.subarray(0, at % stream.length), bytes.length)).toBeUndefined()
      }),
      { seed: 3, numRuns: 400 },
    )
  })

  test('another length than the stream has is an error', () => {
    fc.assert(
      fc.property(data, settings, fc.integer({ min: -300, max: 300 }), (bytes, options, more) => {
        fc.pre(more !== 0 && bytes.length + more >= 0)
        expect(inflate(deflateSync(bytes, options), bytes.length + more)).toBeUndefined()
      }),
      { seed: 4, numRuns: 300 },
    )
  })

  test('a stream with flipped bits is an error or makes the same', () => {
    fc.assert(
      fc.property(
        data,
        settings,
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        (bytes, options, flips) => {
          const stream = Buffer.from(deflateSync(bytes, options))
          for (const flip of flips) stream[(flip >>> 3) % stream.length]! ^= 1 << (flip & 7)
          const inflated = inflate(stream, bytes.length)
          if (inflated !== undefined) expect(inflated.equals(bytes)).toBe(true)
          if (inflateByZlib(stream)?.length === bytes.length) expect(inflated).toBeDefined()
        },
      ),
      { seed: 5, numRuns: 1000 },
    )
  })

  test('noise never stops the reader, nor makes it write beyond its room', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.nat(5000), (noise, length) => {
        inflate(noise, length)
        inflate(Buffer.concat([Buffer.of(0x78, 0x9c), noise]), length)
        inflate(Buffer.concat([Buffer.of(0x78, 0x9c, 5 | (noise.length & 0xf8)), noise]), length)
      }),
      { seed: 6, numRuns: 3000 },
    )
  })

  const text = Buffer.from('aaaaaaaaaaaaaaaaaaaaaaaaa')
  const fixed = () => new BitWriter().add(1, 1).add(1, 2)
  const literal = (bits: BitWriter, byte: number) => bits.code(0x30 + byte, 8)
  const end = (bits: BitWriter) => bits.code(0, 7)

  test.for<readonly [string, Buffer, Buffer]>([
    ['an empty stored block', new BitWriter().add(1, 3).align().add(0, 16).add(0xffff, 16).stream(Buffer.alloc(0)), Buffer.alloc(0)],
    ['empty blocks before the last one', new BitWriter().add(0, 3).align().add(0, 16).add(0xffff, 16).add(2, 3).code(0, 7).add(3, 3).code(0x30 + 97, 8).code(0, 7).stream(Buffer.from('a')), Buffer.from('a')],
    ['a stored block whose length is not repeated', new BitWriter().add(1, 3).align().add(1, 16).add(0xffff, 16).add(97, 8).stream(Buffer.from('a')), Buffer.from('a')],
    ['a block of the reserved kind', new BitWriter().add(7, 3).stream(Buffer.alloc(0)), Buffer.alloc(0)],
    ['a copy from one byte back, longer than all before', end(literal(fixed(), 97).code(0b0001011, 7).add(1, 1).code(0, 5)).stream(text.subarray(0, 17)), text.subarray(0, 17)],
    ['a copy from before the start', end(literal(fixed(), 97).code(1, 7).code(1, 5)).stream(Buffer.from('aaaa')), Buffer.from('aaaa')],
    ['a length that there is none', literal(fixed(), 97).code(0b11000110, 8).code(0, 5).code(0, 7).stream(text), text],
    ['a distance that there is none', literal(fixed(), 97).code(1, 7).code(30, 5).code(0, 7).stream(text), text],
  ])('%s, as zlib takes it', ([, stream, bytes]) => {
    const wanted = inflateByZlib(stream)
    expect(inflate(stream, bytes.length)).toEqual(wanted)
  }) // prettier-ignore
})

/** A delta that is sound, by its steps; and its base. */
const sound = fc
  .record({ seed: fc.nat(), baseLength: fc.nat(2000), count: fc.nat(20) })
  .map(({ seed, baseLength, count }) => {
    const random = seededRandom(seed)
    const base = Buffer.from(Array.from({ length: baseLength }, () => 97 + random() * 4))
    const steps: DeltaStep[] = Array.from({ length: count }, () => {
      const from = Math.floor(random() * baseLength)
      const length = Math.ceil(random() * (baseLength - from))
      if (length > 0 && random() < 0.6) return { kind: 'copy', from, length }
      return {
        kind: 'insert',
        bytes: Buffer.from(Array.from({ length: 1 + random() * 300 }, () => 65 + random() * 9)),
      }
    })
    const length = steps.reduce(
      (sum, step) => sum + (step.kind === 'copy' ? step.length : step.bytes.length),
      0,
    )
    return { base, delta: encodeDelta(baseLength, length, steps) }
  })

/** Larger results are not worth their memory here. */
const lengthMax = 1 << 20

function apply(base: Uint8Array, delta: Uint8Array): Buffer | undefined {
  const sizes = withBytes([delta], 0, ([at]) => memory.wasm.deltaSizes(at!, delta.length))
  if (sizes < 0n) return undefined
  const length = Number(sizes >> 32n)
  if (length > lengthMax) return undefined
  return withBytes([base, delta], length, ([baseAt, deltaAt], output) => {
    const status = memory.wasm.applyDelta(
      baseAt!,
      base.length,
      deltaAt!,
      delta.length,
      output,
      length,
    )
    const behind = memory.bytes.subarray(output + length, output + length + guardBytes)
    expect(behind.every((byte) => byte === guard)).toBe(true)
    return status < 0 ? undefined : Buffer.from(memory.bytes.slice(output, output + length))
  })
}

function applyPlainly(base: Uint8Array, delta: Uint8Array): Buffer | undefined {
  try {
    return applyDelta(base, parseDelta(delta))
  } catch {
    return undefined
  }
}

describe('deltas', () => {
  test('make what the second implementation makes', () => {
    fc.assert(
      fc.property(sound, ({ base, delta }) => {
        const made = apply(base, delta)
        expect(made?.equals(applyPlainly(base, delta)!)).toBe(true)
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  test('of any text from any other make that text', () => {
    fc.assert(
      fc.property(fc.nat(), data, data, (seed, base, target) => {
        const delta = randomDelta(base, target, seededRandom(seed))
        expect(apply(base, delta)?.equals(target)).toBe(true)
      }),
      { seed: 2, numRuns: 150 },
    )
  })

  test('that are damaged are an error, or make what the second implementation makes', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(sound, damage, fc.nat(), ({ base, delta }, changes, cut) => {
        const damaged = Buffer.from(delta)
        for (const [at, byte] of changes) damaged[at % damaged.length] = byte
        const kept = cut % 3 === 0 ? damaged.subarray(0, cut % damaged.length) : damaged
        const plain = applyPlainly(base, kept)
        if ((plain?.length ?? 0) > lengthMax) return
        const made = apply(base, kept)
        expect(made === undefined).toBe(plain === undefined)
        if (plain) expect(made!.equals(plain)).toBe(true)
      }),
      { seed: 3, numRuns: 2000 },
    )
  })

  test.for<readonly [string, string, readonly number[]]>([
    ['nothing at all', '', []],
    ['only a base size', '', [0]],
    ['a result of nothing', '', [0, 0]],
    ['a size that does not end', '', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80]],
    ['a size of 2^31', '', [0, 0x80, 0x80, 0x80, 0x80, 8]],
    ['a size of 2^63', '', [0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]],
    ['the reserved instruction', 'ab', [2, 2, 0x91, 0, 2, 0]],
    ['a copy of 65536 bytes by leaving out its length', 'a'.repeat(65_536), [0x80, 0x80, 4, 0x80, 0x80, 4, 0x80]],
    ['a copy that ends with the base', 'abc', [3, 2, 0x91, 1, 2]],
    ['a copy that ends behind the base', 'abc', [3, 3, 0x91, 1, 3]],
    ['a copy that starts behind the base', 'abc', [3, 1, 0x91, 4, 1]],
    ['a copy from 2^32-1', 'abc', [3, 1, 0x9f, 255, 255, 255, 255, 1]],
    ['a copy whose offset is cut off', 'abc', [3, 1, 0x9f, 0]],
    ['an insert that is cut off', 'abc', [3, 9, 9, 65, 66]],
    ['more than its length says', 'abc', [3, 1, 2, 65, 66]],
    ['less than its length says', 'abc', [3, 5, 2, 65, 66]],
    ['a base of another length', 'abcd', [3, 1, 1, 65]],
  ])('%s: both implementations say the same', ([, base, delta]) => {
    const bytes = Buffer.from(base)
    expect(apply(bytes, Buffer.from(delta))).toEqual(applyPlainly(bytes, Buffer.from(delta)))
  }) // prettier-ignore

  test('change what they insert, and every seam between copies', () => {
    fc.assert(
      fc.property(sound, ({ base, delta }) => {
        const { steps, resultLength } = parseDelta(delta)
        const ranges = withBytes([delta], 8 * 1024, ([at], output) => {
          const count = memory.wasm.changedRanges(at!, delta.length, base.length, output, 1024)
          return [...new Uint32Array(memory.bytes.buffer, output, count * 2)]
        })
        expect(ranges).toEqual(ranges.toSorted((one, other) => one - other))
        const isIn = (from: number, to = from) =>
          ranges.some((start, at) => at % 2 === 0 && start <= from && to <= ranges[at + 1]!)
        let at = 0
        for (const step of steps) {
          const length = step.kind === 'copy' ? step.length : step.bytes.length
          if (step.kind === 'insert') expect(isIn(at, at + length)).toBe(true)
          at += length
        }
        for (const seam of seamsOf(parseDelta(delta))) expect(isIn(seam)).toBe(true)
        const [first, last] = [steps[0], steps.at(-1)]
        if (first?.kind === 'copy' && first.from > 0) expect(isIn(0)).toBe(true)
        if (last?.kind === 'copy' && last.from + last.length < base.length) {
          expect(isIn(resultLength)).toBe(true)
        }
      }),
      { seed: 4, numRuns: 500 },
    )
  })
})

describe('a pack index', () => {
  const entries = Array.from({ length: 600 }, (_, at) => ({
    id: objectId('blob', Buffer.from(`${at}`)),
    offset: 12 + at * 1000,
    crc: at,
  }))

  test.for([
    ['version 1', { version: 1 as const }],
    ['version 2', { version: 2 as const }],
    ['version 2 with large offsets', { large: true }],
  ] as const)('of %s finds every name and no other', ([, options]) => {
    const index = parsePackIndex(makePackIndex(entries, Buffer.alloc(20), options), 20)
    expect(index.count).toBe(entries.length)
    for (const { id, offset } of entries) {
      const name = Buffer.from(id, 'hex')
      expect(index.offsets[findName(index, name)]).toBe(offset)
      name[19]! ^= 1
      expect(findName(index, name)).toBe(-1)
    }
  })

  test('with offsets beyond 2^32', () => {
    const far = entries.map((entry, at) => ({ ...entry, offset: 2 ** 33 + at }))
    const index = parsePackIndex(makePackIndex(far, Buffer.alloc(20), { large: true }), 20)
    for (const { id, offset } of far) {
      expect(index.offsets[findName(index, Buffer.from(id, 'hex'))]).toBe(offset)
    }
  })

  test('that is damaged in any way is refused, or finds what it finds', () => {
    const file = makePackIndex(entries, Buffer.alloc(20))
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), fc.boolean(), (at, byte, isCut) => {
        const damaged = Buffer.from(file)
        damaged[at] = byte
        try {
          const index = parsePackIndex(isCut ? damaged.subarray(0, at) : damaged, 20)
          for (const { id } of entries.slice(0, 20)) findName(index, Buffer.from(id, 'hex'))
        } catch (error) {
          expect((error as { code: string }).code).toBe('PACK_INDEX_DAMAGED')
        }
      }),
      { seed: 5, numRuns: 1000 },
    )
  })
})

const token = plant(templates.token, 1).text
const other = plant(templates.token, 2).text

async function pathsFound(directory: string): Promise<string[]> {
  const { findings, coverage } = await scanInProcess(directory)
  expect(coverage.problems).toEqual([])
  return findings.map(({ origin }) => (origin as GitOrigin).path)
}

/** A commit with the token in `a.txt`; the caller writes the objects. */
function oneCommit(hash: HashName = 'sha1'): {
  directory: string
  objects: string
  store: ObjectStore
  list: StoredObject[]
} {
  const directory = testDirectory()
  makeSkeleton(directory, hash)
  const store = new ObjectStore(hash)
  const tree = store.files({ 'a.txt': `${token}\n`, 'b.txt': 'nothing\n' })
  writeReference(directory, 'refs/heads/main', store.commit({ tree, time: 1, message: 'one\n' }))
  return {
    directory,
    objects: join(directory, '.git/objects'),
    store,
    list: [...store.objects.values()],
  }
}

describe('objects are read', () => {
  test.for([
    ['of a pack with an index of version 1', 1],
    ['of a pack with an index of version 2', 2],
  ] as const)('%s', async ([, version]) => {
    const { directory, objects, store, list } = oneCommit()
    writePack(objects, store, list, version)
    expect(await pathsFound(directory)).toEqual(['a.txt'])
  })

  test('of a pack whose index has a table of large offsets', async () => {
    const { directory, objects, list } = oneCommit()
    const pack = makePack(list)
    writeFileSync(join(objects, 'pack/pack-1.pack'), pack.bytes)
    writeFileSync(join(objects, 'pack/pack-1.idx'), indexOfPack(pack, { large: true }))
    expect(await pathsFound(directory)).toEqual(['a.txt'])
  })

  test.runIf(hasSha256)('of a pack and of files whose names are SHA-256', async () => {
    const { directory, objects, store, list } = oneCommit('sha256')
    writePack(objects, store, list)
    expect(await pathsFound(directory)).toEqual(['a.txt'])
  })

  test.for([
    ['that says how far back its base stands', false, false],
    ['that names its base', true, false],
    ['that names its base, which stands behind it', true, true],
  ] as const)('from a delta %s', async ([, byName, isBehind]) => {
    const { directory, objects, store, list } = oneCommit()
    const base = Buffer.from(`${'nothing but words\n'.repeat(30)}end\n`)
    const target = Buffer.from(`${'nothing but words\n'.repeat(30)}${other}\n`)
    const tree = store.files({ 'base.txt': base, 'target.txt': target })
    const commit = store.commit({ tree, time: 2, message: 'two\n' })
    writeReference(directory, 'refs/heads/two', commit)
    const bytes = randomDelta(base, target, seededRandom(1))
    const whole = { type: 'blob' as const, bytes: base }
    const delta = (at: number) => ({
      type: 'blob' as const,
      bytes: target,
      delta: { base: at, bytes, byName },
    })
    const pair: ObjectToPack[] = isBehind ? [delta(1), whole] : [whole, delta(0)]
    writePack(objects, store, [...pair, ...list, store.get(commit), store.get(tree)])
    expect((await pathsFound(directory)).toSorted()).toEqual(['a.txt', 'target.txt'])
  })

  test('from chains longer than git makes them', async () => {
    const { directory, objects, store, list } = oneCommit()
    const versions = Array.from({ length: 6000 }, (_, at) =>
      Buffer.from(`some words ${at}\n${at === 5999 ? other : 'and more'}\n`),
    )
    const packed: ObjectToPack[] = versions.map((bytes, at) =>
      at === 0
        ? { type: 'blob', bytes }
        : {
            type: 'blob',
            bytes,
            delta: { base: at - 1, bytes: randomDelta(versions[at - 1]!, bytes, seededRandom(at)) },
          },
    )
    const files = Object.fromEntries(versions.map((bytes, at) => [`${at}`, bytes]))
    const tree = store.files(files)
    const commit = store.commit({ tree, time: 2, message: 'two\n' })
    writeReference(directory, 'refs/heads/two', commit)
    writePack(objects, store, [...packed, ...list, store.get(commit), store.get(tree)])
    expect((await pathsFound(directory)).toSorted()).toEqual(['5999', 'a.txt'])
  })

  test('from a chain whose members are too many for the memory at once', async () => {
    const { directory, objects, store, list } = oneCommit()
    const block = Buffer.from('some words and others\n'.repeat(400_000))
    const versions = Array.from({ length: 28 }, (_, at) =>
      Buffer.concat([block, Buffer.from(at % 9 === 8 ? `v${at}\n${other}\n` : `v${at}\n`)]),
    )
    const packed: ObjectToPack[] = versions.map((bytes, at) => {
      if (at === 0) return { type: 'blob', bytes }
      const steps: DeltaStep[] = [
        { kind: 'copy', from: 0, length: block.length },
        { kind: 'insert', bytes: bytes.subarray(block.length) },
      ]
      const delta = encodeDelta(versions[at - 1]!.length, bytes.length, steps)
      return { type: 'blob', bytes, delta: { base: at - 1, bytes: delta } }
    })
    const tree = store.files(Object.fromEntries(versions.map((bytes, at) => [`v${at}`, bytes])))
    const commit = store.commit({ tree, time: 2, message: 'two\n' })
    writeReference(directory, 'refs/heads/two', commit)
    writePack(objects, store, [...packed, ...list, store.get(commit), store.get(tree)])
    expect((await pathsFound(directory)).toSorted()).toEqual(['a.txt', 'v17', 'v26', 'v8'])
  })

  test('of packs that only an index over all of them knows', async () => {
    const { directory, objects, store, list } = oneCommit()
    writePack(objects, store, list.slice(0, 2))
    writePack(objects, store, list.slice(2))
    runGit(directory, ['multi-pack-index', 'write'])
    dropIndexes(objects)
    expect(await pathsFound(directory)).toEqual(['a.txt'])
  })

  // Such an index names an object in one pack only, so of the others it does not say where all objects are.
  test('of packs that only an index over all of them knows, but not where it knows a part of one', async () => {
    const { directory, objects, store, list } = oneCommit()
    writePack(objects, store, list.slice(0, 3))
    writePack(objects, store, list)
    runGit(directory, ['multi-pack-index', 'write'])
    dropIndexes(objects)
    const { coverage } = await scanInProcess(directory)
    expect(coverage.complete).toBe(false)
    expect(coverage.problems[0]!.reason).toMatch(/holds \d objects, but its index names \d/)
  })

  test('of an index over all packs that knows some packs no more', async () => {
    const { directory, objects, store, list } = oneCommit()
    const first = writePack(objects, store, list.slice(0, 2))
    writePack(objects, store, list)
    runGit(directory, ['multi-pack-index', 'write'])
    rmSync(`${first}.pack`)
    rmSync(`${first}.idx`)
    expect(await pathsFound(directory)).toEqual(['a.txt'])
  })

  test('beside files that are no objects', async () => {
    const { directory, objects, store, list } = oneCommit()
    const path = writePack(objects, store, list)
    for (const ending of ['.keep', '.promisor', '.rev', '.bitmap', '.mtimes']) {
      writeFileSync(`${path}${ending}`, 'x')
    }
    writeFileSync(join(objects, 'pack/tmp_pack_AbCd12'), 'PACK')
    writeFileSync(join(objects, 'pack/pack-old.idx'), 'an index whose pack is gone')
    mkdirSync(join(objects, 'ab'))
    writeFileSync(join(objects, 'ab/tmp_obj_Xyz'), 'x')
    expect(await pathsFound(directory)).toEqual(['a.txt'])
  })
})

describe('objects of elsewhere', () => {
  const lend = (at: string, store: ObjectStore, list: readonly StoredObject[]) => {
    mkdirSync(join(at, 'pack'), { recursive: true })
    mkdirSync(join(at, 'info'), { recursive: true })
    writePack(at, store, list)
  }

  test.for([
    ['by a relative path', () => '../../lender\n'],
    ['by an absolute path', (directory: string) => `${join(directory, 'lender')}\n`],
    ['behind a comment', () => '# of the build machine\n../../lender\n'],
    ['without a line end', () => '../../lender'],
    ['twice', () => '../../lender\n../../lender\n'],
    ['beside itself', () => '../objects\n../../lender\n'],
  ] as const)('are read when they are named %s', async ([, alternates]) => {
    const { directory, objects, store, list } = oneCommit()
    lend(join(directory, 'lender'), store, list.slice(0, 2))
    writePack(objects, store, list.slice(2))
    writeFileSync(join(objects, 'info/alternates'), alternates(directory))
    expect(await pathsFound(directory)).toEqual(['a.txt'])
  })

  test('are read when the lender has borrowed them', async () => {
    const { directory, objects, store, list } = oneCommit()
    lend(join(directory, 'one'), store, list.slice(0, 1))
    lend(join(directory, 'two'), store, list.slice(1, 2))
    lend(join(directory, 'three'), store, list.slice(2))
    writeFileSync(join(objects, 'info/alternates'), '../../one\n')
    writeFileSync(join(directory, 'one/info/alternates'), '../two\n')
    writeFileSync(join(directory, 'two/info/alternates'), '../three\n../one\n')
    expect(await pathsFound(directory)).toEqual(['a.txt'])
  })

  test('are read from where a hook says that they are', async () => {
    const { directory, store, list } = oneCommit()
    lend(join(directory, 'quarantine'), store, list.slice(0, 2))
    lend(join(directory, 'main'), store, list.slice(2))
    const repository = openRepository(directory, {
      GIT_OBJECT_DIRECTORY: join(directory, 'quarantine'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(directory, 'main'),
    })
    const { findings, coverage } = await scanInProcess(directory, { repository })
    expect(coverage.problems).toEqual([])
    expect(findings).toHaveLength(1)
  })

  test('that are gone are told', async () => {
    const { directory, objects, store, list } = oneCommit()
    writePack(
      objects,
      store,
      list.filter(({ type }) => type !== 'blob'),
    )
    writeFileSync(join(objects, 'info/alternates'), '../../gone\n')
    const { coverage } = await scanInProcess(directory)
    expect(coverage.complete).toBe(false)
    expect(coverage.problems.map(({ path }) => path).toSorted()).toEqual(['a.txt', 'b.txt'])
  })
})

/** Three commits, each with a token of its own, in a repository that can be cloned. */
function origin(): string {
  const directory = testDirectory()
  makeSkeleton(directory)
  const store = new ObjectStore()
  let parent: string | undefined
  for (const at of [1, 2, 3]) {
    const tree = store.files({ [`${at}.txt`]: `${plant(templates.token, at).text}\n` })
    parent = store.commit({ tree, parents: parent ? [parent] : [], time: at, message: `${at}\n` })
  }
  writeReference(directory, 'refs/heads/main', parent!)
  writePack(join(directory, '.git/objects'), store, [...store.objects.values()])
  runGit(directory, ['config', 'uploadpack.allowFilter', 'true'])
  runGit(directory, ['config', 'uploadpack.allowAnySHA1InWant', 'true'])
  return directory
}

function clone(...options: readonly string[]): string {
  const directory = testDirectory()
  runGit(directory, ['clone', '-q', '--no-checkout', ...options, `file://${origin()}`, 'clone'])
  return join(directory, 'clone')
}

describe('a clone', () => {
  test('that is shallow is complete as far as it goes', async () => {
    expect(await pathsFound(clone('--depth=2'))).toEqual(['2.txt', '3.txt'])
  })

  test('that was shallow and went on is complete', async () => {
    const directory = clone('--depth=1')
    runGit(directory, ['fetch', '-q', '--unshallow'])
    expect(await pathsFound(directory)).toEqual(['1.txt', '2.txt', '3.txt'])
  })

  test('without blobs names each, and says how to get them', async () => {
    const { findings, coverage } = await scanInProcess(clone('--filter=blob:none'))
    expect(findings).toEqual([])
    expect(coverage.complete).toBe(false)
    expect(coverage.problems.map(({ path }) => path).toSorted()).toEqual([
      '1.txt',
      '2.txt',
      '3.txt',
    ])
    for (const { reason } of coverage.problems) {
      expect(reason).toMatch(/is missing; the clone is partial: git fetch --refetch/)
    }
  })

  test('without trees names each commit’s', async () => {
    const { coverage } = await scanInProcess(clone('--filter=tree:0'))
    expect(coverage.problems).toHaveLength(3)
    for (const { path, reason } of coverage.problems) {
      expect(path).toMatch(/^commit [0-9a-f]{40}$/)
      expect(reason).toMatch(/^its tree [0-9a-f]{40} is missing; the clone is partial/)
    }
  })

  test('that has fetched what it lacked is complete', async () => {
    const directory = clone('--filter=blob:none')
    runGit(directory, ['rev-list', '--objects', '--all', '--missing=print'])
    runGit(directory, ['log', '-p', '--all'])
    expect(await pathsFound(directory)).toEqual(['1.txt', '2.txt', '3.txt'])
  })

  test('that shares its objects with the origin is complete', async () => {
    const directory = testDirectory()
    runGit(directory, ['clone', '-q', '--shared', '--no-checkout', origin(), 'clone'])
    const objects = join(directory, 'clone/.git/objects/pack')
    expect(readdirSync(objects)).toEqual([])
    expect(await pathsFound(join(directory, 'clone'))).toEqual(['1.txt', '2.txt', '3.txt'])
  })

  test('of a bundle, collected with what is unreachable kept apart', async () => {
    const directory = clone()
    runGit(directory, ['commit', '-q', '--allow-empty', '-m', `lost ${other}`])
    runGit(directory, ['reset', '-q', '--hard', 'HEAD~'])
    runGit(directory, ['reflog', 'expire', '--expire=now', '--all'])
    runGit(directory, ['gc', '-q', '--cruft'])
    expect(await pathsFound(directory)).toEqual(['1.txt', '2.txt', '3.txt'])
    const { findings } = await scanInProcess(directory, { unreachable: true })
    expect(findings).toHaveLength(4)
  })
})
