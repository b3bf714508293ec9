import { databaseHeaderBytes, viewOf } from './database-header.ts'
import { rowidAt, varintAt, varintLength } from './varint.ts'

/** A page of the tree of a table or an index: https://www.sqlite.org/fileformat2.html#b_tree_pages */
export interface TreePage {
  readonly image: Uint8Array
  readonly isTable: boolean
  readonly isLeaf: boolean
  /** In the order of their keys. */
  readonly cells: readonly TreeCell[]
  /** Page of what comes behind all cells; 0 in a leaf. */
  readonly lastChild: number
  /** All up to the end of the list of cells. */
  readonly headBytes: number
  /** A cell reaches out of the page, or there is none where one should be. */
  readonly isDamaged: boolean
}

export interface TreeCell {
  /** In the page. */
  readonly start: number
  readonly end: number
  /** Page of what comes before; 0 in a leaf. */
  readonly child: number
  readonly rowid: bigint
  /** Bytes of the record, those on overflow pages included. */
  readonly payloadBytes: number
  /** Where the record begins in the page, and how much of it stands there. */
  readonly localStart: number
  readonly localBytes: number
  /** First page of the rest; 0 when there is none. */
  readonly overflow: number
}

const kinds: Readonly<Record<number, { isTable: boolean; isLeaf: boolean }>> = {
  2: { isTable: false, isLeaf: false },
  5: { isTable: true, isLeaf: false },
  10: { isTable: false, isLeaf: true },
  13: { isTable: true, isLeaf: true },
}

/**
 * @param page number of the page
 * @returns undefined when it is no page of a tree
 */
export function readTreePage(
  image: Uint8Array,
  page: number,
  usableBytes: number,
): TreePage | undefined {
  const at = page === 1 ? databaseHeaderBytes : 0
  const kind = kinds[image[at] ?? 0]
  if (!kind || image.length < usableBytes) return undefined
  const view = viewOf(image)
  const listAt = at + (kind.isLeaf ? 8 : 12)
  const count = view.getUint16(at + 3)
  const headBytes = listAt + 2 * count
  if (headBytes > usableBytes) return undefined
  const cells: TreeCell[] = []
  for (let index = 0; index < count; index++) {
    const start = view.getUint16(listAt + 2 * index)
    if (start < headBytes || start + 4 > usableBytes) continue
    const cell = readCell(image, start, kind, usableBytes)
    if (cell.end <= usableBytes) cells.push(cell)
  }
  return {
    image,
    ...kind,
    cells,
    headBytes,
    lastChild: kind.isLeaf ? 0 : view.getUint32(at + 8),
    isDamaged: cells.length < count,
  }
}

function readCell(
  image: Uint8Array,
  start: number,
  { isTable, isLeaf }: { isTable: boolean; isLeaf: boolean },
  usableBytes: number,
): TreeCell {
  const view = viewOf(image)
  const child = isLeaf ? 0 : view.getUint32(start)
  let at = isLeaf ? start : start + 4
  const hasPayload = !isTable || isLeaf
  const payloadBytes = hasPayload ? varintAt(image, at) : 0
  if (hasPayload) at += varintLength(image, at)
  const rowid = isTable ? rowidAt(image, at) : 0n
  if (isTable) at += varintLength(image, at)
  const localBytes = localBytesOf(payloadBytes, isTable, usableBytes)
  const isCut = localBytes < payloadBytes
  // A cell takes four bytes at least, so that a free one has room for its header.
  const end = Math.max(at + localBytes + (isCut ? 4 : 0), start + 4)
  const isInside = end <= usableBytes && payloadBytes >= 0
  return {
    start,
    child,
    rowid,
    payloadBytes,
    localBytes,
    localStart: at,
    end: isInside ? end : Infinity,
    overflow: isCut && isInside ? view.getUint32(at + localBytes) : 0,
  }
}

/** https://www.sqlite.org/fileformat2.html#cell_payload_overflow_pages */
function localBytesOf(payloadBytes: number, isTable: boolean, usableBytes: number): number {
  const most = isTable ? usableBytes - 35 : Math.floor(((usableBytes - 12) * 64) / 255) - 23
  if (payloadBytes <= most) return payloadBytes
  const least = Math.floor(((usableBytes - 12) * 32) / 255) - 23
  const local = least + ((payloadBytes - least) % (usableBytes - 4))
  return local <= most ? local : least
}
