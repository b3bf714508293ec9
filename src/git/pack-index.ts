import { StanchError } from '../text/error.ts'

/**
 * Which objects a pack holds and where: `names` sorted, `offsets[i]` of the i-th name in the pack.
 * Both in shared memory, so that worker threads need no copy.
 */
export interface PackIndex {
  readonly hashBytes: number
  readonly count: number
  readonly names: Uint8Array
  readonly offsets: Float64Array
  /** `fanout[b]`: how many names start with a byte of at most `b`. */
  readonly fanout: Uint32Array
}

const version2Magic = 0xff744f63
const fanoutBytes = 1024

/**
 * Reads a `.idx` file, version 1 or 2.
 * Format: https://git-scm.com/docs/gitformat-pack, "pack-*.idx files".
 *
 * @throws StanchError `PACK_INDEX_DAMAGED`
 */
export function parsePackIndex(file: Uint8Array, hashBytes: number): PackIndex {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < fanoutBytes + 2 * hashBytes) throw damaged('is too short')
  if (view.getUint32(0) !== version2Magic) return parseVersion1(file, view, hashBytes)
  if (view.getUint32(4) !== 2) throw damaged(`has version ${view.getUint32(4)}; 1 and 2 are known`)
  const fanout = readFanout(view, 8)
  const count = fanout[255]!
  const namesAt = 8 + fanoutBytes
  const offsetsAt = namesAt + count * (hashBytes + 4)
  const largeAt = offsetsAt + count * 4
  const largeCount = (file.length - largeAt - 2 * hashBytes) / 8
  if (largeCount < 0) throw damaged('is shorter than its number of objects says')
  const index = makeIndex(count, hashBytes, fanout)
  index.names.set(file.subarray(namesAt, namesAt + count * hashBytes))
  for (let at = 0; at < count; at++) {
    const offset = view.getUint32(offsetsAt + at * 4)
    index.offsets[at] = offset < 0x80000000 ? offset : largeOffset(offset - 0x80000000)
  }
  return index

  function largeOffset(at: number): number {
    if (at >= largeCount) throw damaged('points behind its table of large offsets')
    return view.getUint32(largeAt + at * 8) * 2 ** 32 + view.getUint32(largeAt + at * 8 + 4)
  }
}

function parseVersion1(file: Uint8Array, view: DataView, hashBytes: number): PackIndex {
  const fanout = readFanout(view, 0)
  const count = fanout[255]!
  const entryBytes = 4 + hashBytes
  if (file.length !== fanoutBytes + count * entryBytes + 2 * hashBytes)
    throw damaged('is no pack index')
  const index = makeIndex(count, hashBytes, fanout)
  for (let at = 0; at < count; at++) {
    const entry = fanoutBytes + at * entryBytes
    index.offsets[at] = view.getUint32(entry)
    index.names.set(file.subarray(entry + 4, entry + entryBytes), at * hashBytes)
  }
  return index
}

/**
 * Reads the parts of a `multi-pack-index` file, by pack name without ending: for packs without a `.idx` of their own.
 * Format: https://git-scm.com/docs/gitformat-pack, "multi-pack-index (MIDX) files".
 *
 * @throws StanchError `PACK_INDEX_DAMAGED`
 */
export function parseMultiPackIndex(file: Uint8Array, hashBytes: number): Map<string, PackIndex> {
  try {
    return readParts(file, hashBytes)
  } catch (error) {
    throw error instanceof StanchError ? error : damaged('points to where nothing is')
  }
}

function readParts(file: Uint8Array, hashBytes: number): Map<string, PackIndex> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < 12 || view.getUint32(0) !== 0x4d494458) throw damaged('is no multi-pack-index')
  const packCount = view.getUint32(8)
  // Each has a name of some bytes.
  if (packCount > file.length) throw damaged('is shorter than its number of packs says')
  const chunks = new Map<number, number>()
  for (let at = 0; at < file[6]!; at++) {
    const entry = 12 + at * 12
    chunks.set(
      view.getUint32(entry),
      view.getUint32(entry + 4) * 2 ** 32 + view.getUint32(entry + 8),
    )
  }
  const names = chunks.get(0x504e414d)
  const fanoutAt = chunks.get(0x4f494446)
  const idsAt = chunks.get(0x4f49444c)
  const offsetsAt = chunks.get(0x4f4f4646)
  const largeAt = chunks.get(0x4c4f4646)
  if (names === undefined || !fanoutAt || !idsAt || !offsetsAt) throw damaged('lacks a table')
  const count = readFanout(view, fanoutAt)[255]!
  if (Math.max(idsAt + count * hashBytes, offsetsAt + count * 8) > file.length) {
    throw damaged('is shorter than its number of objects says')
  }
  const positions: number[][] = Array.from({ length: packCount }, () => [])
  for (let at = 0; at < count; at++) positions[view.getUint32(offsetsAt + at * 8)]!.push(at)
  const packNames = Buffer.from(file.subarray(names)).toString('latin1').split('\0')
  return new Map(
    positions.map((list, pack) => {
      const index = makeIndex(list.length, hashBytes, new Uint32Array(256))
      for (const [to, from] of list.entries()) {
        const name = idsAt + from * hashBytes
        index.names.set(file.subarray(name, name + hashBytes), to * hashBytes)
        const low = view.getUint32(offsetsAt + from * 8 + 4)
        index.offsets[to] =
          low < 0x80000000 || largeAt === undefined
            ? low
            : Number(view.getBigUint64(largeAt + (low - 0x80000000) * 8))
      }
      fillFanout(index)
      return [packNames[pack]!.replace(/\.(idx|pack)$/, ''), index]
    }),
  )
}

/** An index of a few objects, such as the loose ones; `offsets` count from 0. */
export function indexOfNames(sorted: readonly Uint8Array[], hashBytes: number): PackIndex {
  const index = makeIndex(sorted.length, hashBytes, new Uint32Array(256))
  for (const [at, name] of sorted.entries()) {
    index.names.set(name, at * hashBytes)
    index.offsets[at] = at
  }
  fillFanout(index)
  return index
}

/** @returns the position of the name at `names[at…]`, or -1 */
export function findName(index: PackIndex, name: Uint8Array, at = 0): number {
  const { names, hashBytes, fanout } = index
  const first = name[at]!
  let low = first === 0 ? 0 : fanout[first - 1]!
  let high = fanout[first]!
  while (low < high) {
    const middle = (low + high) >>> 1
    const order = compareNames(names, middle * hashBytes, name, at, hashBytes)
    if (order === 0) return middle
    if (order < 0) low = middle + 1
    else high = middle
  }
  return -1
}

/** Negative when the left name comes first. */
export function compareNames(
  left: Uint8Array,
  leftAt: number,
  right: Uint8Array,
  rightAt: number,
  length: number,
): number {
  for (let at = 0; at < length; at++) {
    const difference = left[leftAt + at]! - right[rightAt + at]!
    if (difference !== 0) return difference
  }
  return 0
}

function makeIndex(count: number, hashBytes: number, fanout: Uint32Array): PackIndex {
  return {
    hashBytes,
    count,
    names: new Uint8Array(new SharedArrayBuffer(count * hashBytes)),
    offsets: new Float64Array(new SharedArrayBuffer(count * 8)),
    fanout,
  }
}

function fillFanout({ fanout, names, count, hashBytes }: PackIndex): void {
  for (let at = 0; at < count; at++) fanout[names[at * hashBytes]!]!++
  for (let byte = 1; byte < 256; byte++) fanout[byte]! += fanout[byte - 1]!
}

function readFanout(view: DataView, at: number): Uint32Array {
  const fanout = new Uint32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    fanout[byte] = view.getUint32(at + byte * 4)
    if (byte > 0 && fanout[byte]! < fanout[byte - 1]!) throw damaged('has a fan-out that falls')
  }
  return fanout
}

function damaged(what: string): StanchError {
  return new StanchError('PACK_INDEX_DAMAGED', `The pack index ${what}.`)
}
