import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import type { HashName } from './git-process.ts'
import type { DeltaStep } from './read-pack.ts'

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag'

export const typeNumbers = { commit: 1, tree: 2, blob: 3, tag: 4 } as const

/** An object as a pack shall hold it. */
export interface ObjectToPack {
  readonly type: ObjectType
  /** What it is, whatever is stored. */
  readonly bytes: Uint8Array
  /** Stored as a delta of the object with this place in the list. */
  readonly delta?: {
    readonly base: number
    readonly bytes: Uint8Array
    /** The base is named, instead of how far back it stands; it may then stand behind. */
    readonly byName?: boolean
  }
  readonly level?: number
}

export interface MadePack {
  readonly bytes: Buffer
  readonly ids: readonly string[]
  readonly offsets: readonly number[]
  readonly crcs: readonly number[]
  /** Where each object's zlib stream starts. */
  readonly dataOffsets: readonly number[]
}

export function objectId(type: string, bytes: Uint8Array, hash: HashName = 'sha1'): string {
  return createHash(hash).update(`${type} ${bytes.length}\0`).update(bytes).digest('hex')
}

/** A pack with exactly these objects in this order. */
export function makePack(objects: readonly ObjectToPack[], hash: HashName = 'sha1'): MadePack {
  const ids = objects.map(({ type, bytes }) => objectId(type, bytes, hash))
  const head = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1')
  head.writeUInt32BE(objects.length, 8)
  const parts: Buffer[] = [head]
  const offsets: number[] = []
  const dataOffsets: number[] = []
  const crcs: number[] = []
  let offset = head.length
  for (const { type, bytes, delta, level } of objects) {
    offsets.push(offset)
    const stored = delta ? delta.bytes : bytes
    const number = delta ? (delta.byName ? 7 : 6) : typeNumbers[type]
    const header = [entryHeader(number, stored.length)]
    if (delta?.byName) header.push(Buffer.from(ids[delta.base]!, 'hex'))
    else if (delta) header.push(distance(offset - offsets[delta.base]!))
    const data = deflateSync(stored, level === undefined ? {} : { level })
    const entry = Buffer.concat([...header, data])
    dataOffsets.push(offset + entry.length - data.length)
    crcs.push(crc32(entry))
    parts.push(entry)
    offset += entry.length
  }
  const body = Buffer.concat(parts)
  const bytes = Buffer.concat([body, createHash(hash).update(body).digest()])
  return { bytes, ids, offsets, crcs, dataOffsets }
}

/** Type and size: four bits of it, then seven a byte. */
export function entryHeader(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)]
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! |= 128
    bytes.push(rest & 127)
  }
  return Buffer.from(bytes)
}

/** How far back a base stands: seven bits a byte, the highest first, each further byte counting from one on. */
export function distance(value: number): Buffer {
  const bytes = [value & 127]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    rest--
    bytes.unshift((rest & 127) | 128)
  }
  return Buffer.from(bytes)
}

/** What a `.idx` file is made of. */
export interface IndexEntry {
  readonly id: string
  readonly offset: number
  readonly crc: number
}

/** A `.idx` file of version 1 or 2; `large` writes every offset into the table of large ones. */
export function makePackIndex(
  entries: readonly IndexEntry[],
  packChecksum: Uint8Array,
  {
    version = 2,
    hash = 'sha1',
    large = false,
  }: { version?: 1 | 2; hash?: HashName; large?: boolean } = {},
): Buffer {
  const sorted = entries.toSorted((left, right) => (left.id < right.id ? -1 : 1))
  const fanout = Buffer.alloc(1024)
  for (const [at, { id }] of sorted.entries()) {
    // Ascending, so the last of each first byte is what counts; bytes without a name take the one before.
    fanout.writeUInt32BE(at + 1, parseInt(id.slice(0, 2), 16) * 4)
  }
  for (let byte = 1, count = fanout.readUInt32BE(0); byte < 256; byte++) {
    count = Math.max(count, fanout.readUInt32BE(byte * 4))
    fanout.writeUInt32BE(count, byte * 4)
  }
  const names = sorted.map(({ id }) => Buffer.from(id, 'hex'))
  const body =
    version === 1
      ? [fanout, ...sorted.flatMap(({ offset }, at) => [u32(offset), names[at]!])]
      : [
          Buffer.from('\xfftOc\0\0\0\x02', 'latin1'),
          fanout,
          ...names,
          ...sorted.map(({ crc }) => u32(crc)),
          ...sorted.map(({ offset }, at) => u32(large ? 0x80000000 + at : offset)),
          ...(large ? sorted.map(({ offset }) => u64(offset)) : []),
        ]
  const bytes = Buffer.concat([...body, packChecksum])
  return Buffer.concat([bytes, createHash(hash).update(bytes).digest()])
}

/** The index of a pack that {@link makePack} made. */
export function indexOfPack(
  pack: MadePack,
  options: Parameters<typeof makePackIndex>[2] = {},
): Buffer {
  const digest = options.hash === 'sha256' ? 32 : 20
  return makePackIndex(
    pack.ids.map((id, at) => ({ id, offset: pack.offsets[at]!, crc: pack.crcs[at]! })),
    pack.bytes.subarray(-digest),
    options,
  )
}

/** A delta as a pack stores it, inflated. */
export function encodeDelta(
  baseLength: number,
  resultLength: number,
  steps: readonly DeltaStep[],
): Buffer {
  return Buffer.concat([size(baseLength), size(resultLength), ...steps.map(encodeStep)])
}

function encodeStep(step: DeltaStep): Buffer {
  if (step.kind === 'insert') {
    return Buffer.concat(
      pieces(step.bytes, 127).flatMap((piece) => [Buffer.of(piece.length), piece]),
    )
  }
  const bytes = [128]
  const length = step.length === 0x10000 ? 0 : step.length
  for (let bit = 0; bit < 4; bit++) push(Math.floor(step.from / 256 ** bit) % 256, 1 << bit)
  for (let bit = 0; bit < 3; bit++) push(Math.floor(length / 256 ** bit) % 256, 16 << bit)
  return Buffer.from(bytes)

  function push(byte: number, flag: number): void {
    if (byte === 0) return
    bytes[0]! |= flag
    bytes.push(byte)
  }
}

function pieces(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) =>
    bytes.subarray(at * length, (at + 1) * length),
  )
}

function size(value: number): Buffer {
  const bytes = [value & 127]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! |= 128
    bytes.push(rest & 127)
  }
  return Buffer.from(bytes)
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}
