import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { StanchError } from '../text/error.ts'
import { findName, type PackIndex } from './pack-index.ts'

/** Object types as packs number them; deltas take their base's. */
export const objectTypes = { commit: 1, tree: 2, blob: 3, tag: 4 } as const

export type ObjectTypeName = keyof typeof objectTypes

const offsetDelta = 6
const nameDelta = 7

/** No object; in lists of children, the end. */
export const none = -1

/**
 * The objects of one pack in the order they stand in it, numbered from 0, and which is a delta of which. All in
 * shared memory.
 */
export interface PackLayout {
  readonly path: string
  readonly index: PackIndex
  readonly count: number
  /** Position in the index, by number. */
  readonly positions: Uint32Array
  /** Number, by position in the index. */
  readonly numbers: Uint32Array
  /** Where the object's header starts; one more than there are objects: the last is where the pack's checksum is. */
  readonly starts: Float64Array
  /** Bytes of the header, base reference included. */
  readonly headerBytes: Uint8Array
  /** Inflated bytes: of the delta, if it is one. */
  readonly sizes: Float64Array
  /** `objectTypes`; 0 when it cannot be told, since the header or a base is damaged. */
  readonly types: Uint8Array
  /** Number of the base, or {@link none}. */
  readonly bases: Int32Array
  readonly firstChild: Int32Array
  readonly nextSibling: Int32Array
}

const chunkBytes = 4 << 20
/** Longest header: ten bytes of size and as many of offset, or a name of 32. */
const headerBytesMax = 48

/**
 * Reads the header of every object of a pack, in one pass.
 * Format: https://git-scm.com/docs/gitformat-pack, "pack-*.pack files".
 *
 * @throws StanchError `PACK_DAMAGED` when the pack as a whole is not what its index says
 */
export function readPackLayout(path: string, index: PackIndex): PackLayout {
  const descriptor = openSync(path, 'r')
  try {
    return readLayout(path, index, descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function readLayout(path: string, index: PackIndex, descriptor: number): PackLayout {
  const { count } = index
  const end = fstatSync(descriptor).size - index.hashBytes
  const head = Buffer.alloc(12)
  readSync(descriptor, head, 0, 12, 0)
  if (head.toString('latin1', 0, 4) !== 'PACK') throw damaged(path, 'is no pack')
  const version = head.readUInt32BE(4)
  if (version !== 2 && version !== 3) {
    throw damaged(path, `has version ${version}; 2 and 3 are known`)
  }
  if (head.readUInt32BE(8) !== count) {
    throw damaged(path, `holds ${head.readUInt32BE(8)} objects, but its index names ${count}`)
  }
  const layout = makeLayout(path, index, end)
  new HeaderPass(layout, descriptor).run()
  linkChildren(layout)
  resolveTypes(layout)
  return layout
}

class HeaderPass {
  readonly #layout: PackLayout
  readonly #descriptor: number
  readonly #chunk = Buffer.alloc(chunkBytes)
  #chunkFrom = 0
  #chunkTo = 0
  /** Where the next byte is, in the chunk. */
  #at = 0

  constructor(layout: PackLayout, descriptor: number) {
    this.#layout = layout
    this.#descriptor = descriptor
  }

  run(): void {
    const { count, starts } = this.#layout
    for (let number = 0; number < count; number++) {
      if (starts[number]! >= starts[count]!) continue
      this.#seek(starts[number]!)
      this.#readHeader(number)
    }
  }

  #seek(offset: number): void {
    if (offset + headerBytesMax > this.#chunkTo || offset < this.#chunkFrom) {
      const length = readSync(this.#descriptor, this.#chunk, 0, chunkBytes, offset)
      this.#chunk.fill(0, length, Math.min(chunkBytes, length + headerBytesMax))
      this.#chunkFrom = offset
      this.#chunkTo = offset + length
    }
    this.#at = offset - this.#chunkFrom
  }

  #readHeader(number: number): void {
    const { sizes, types, bases, headerBytes, starts } = this.#layout
    const chunk = this.#chunk
    const from = this.#at
    let byte = chunk[this.#at++]!
    const type = (byte >> 4) & 7
    let size = byte & 15
    for (let scale = 16; byte & 128 && this.#at < from + 10; scale *= 128) {
      byte = chunk[this.#at++]!
      size += (byte & 127) * scale
    }
    sizes[number] = size
    if (type >= 1 && type <= 4) types[number] = type
    else if (type === offsetDelta) bases[number] = this.#baseBefore(starts[number]!, from)
    else if (type === nameDelta) bases[number] = this.#namedBase()
    headerBytes[number] = this.#at - from
  }

  #baseBefore(start: number, from: number): number {
    let byte = this.#chunk[this.#at++]!
    let distance = byte & 127
    while (byte & 128 && this.#at < from + 24) {
      byte = this.#chunk[this.#at++]!
      distance = (distance + 1) * 128 + (byte & 127)
    }
    return numberAt(this.#layout, start - distance)
  }

  #namedBase(): number {
    const { index, numbers } = this.#layout
    const position = findName(index, this.#chunk, this.#at)
    this.#at += index.hashBytes
    return position < 0 ? none : numbers[position]!
  }
}

/** Number of the object that starts at `offset`, or {@link none}. */
function numberAt({ starts, count }: PackLayout, offset: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (starts[middle]! < offset) low = middle + 1
    else high = middle
  }
  return low < count && starts[low] === offset ? low : none
}

function makeLayout(path: string, index: PackIndex, end: number): PackLayout {
  const { count } = index
  const positions = sortByOffset(index)
  const numbers = new Uint32Array(new SharedArrayBuffer(count * 4))
  const starts = new Float64Array(new SharedArrayBuffer((count + 1) * 8))
  for (let number = 0; number < count; number++) {
    numbers[positions[number]!] = number
    starts[number] = index.offsets[positions[number]!]!
  }
  starts[count] = end
  const links = () => new Int32Array(new SharedArrayBuffer(count * 4)).fill(none)
  return {
    path,
    index,
    count,
    positions,
    numbers,
    starts,
    headerBytes: new Uint8Array(new SharedArrayBuffer(count)),
    sizes: new Float64Array(new SharedArrayBuffer(count * 8)),
    types: new Uint8Array(new SharedArrayBuffer(count)),
    bases: links(),
    firstChild: links(),
    nextSibling: links(),
  }
}

/** Radix sort by 16 bits at a time: a million offsets in a few milliseconds. */
function sortByOffset({ count, offsets }: PackIndex): Uint32Array {
  let from = new Uint32Array(new SharedArrayBuffer(count * 4))
  for (let at = 0; at < count; at++) from[at] = at
  let to = new Uint32Array(new SharedArrayBuffer(count * 4))
  let most = 0
  for (let at = 0; at < count; at++) most = Math.max(most, offsets[at]!)
  const digits = new Uint16Array(count)
  for (let scale = 1; scale <= most; scale *= 65_536) {
    const ends = new Uint32Array(65_537)
    for (let at = 0; at < count; at++) {
      digits[at] = offsets[at]! / scale
      ends[digits[at]! + 1]!++
    }
    for (let digit = 0; digit < 65_536; digit++) ends[digit + 1]! += ends[digit]!
    for (let at = 0; at < count; at++) to[ends[digits[from[at]!]!]!++] = from[at]!
    ;[from, to] = [to, from]
  }
  return from
}

function linkChildren({ count, bases, firstChild, nextSibling }: PackLayout): void {
  // From the last on, so that children come in the order of the pack.
  for (let number = count - 1; number >= 0; number--) {
    const base = bases[number]!
    if (base === none) continue
    nextSibling[number] = firstChild[base]!
    firstChild[base] = number
  }
}

/** Hands each root's type down to its deltas. What no root reaches, as in a cycle, keeps 0. */
function resolveTypes({ count, types, firstChild, nextSibling, bases }: PackLayout): void {
  const open: number[] = []
  for (let root = 0; root < count; root++) {
    if (bases[root] !== none || types[root] === 0) continue
    open.push(root)
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      for (let child = firstChild[number]!; child !== none; child = nextSibling[child]!) {
        types[child] = types[root]!
        open.push(child)
      }
    }
  }
}

function damaged(path: string, what: string): StanchError {
  return new StanchError('PACK_DAMAGED', `${path} ${what}.`)
}
