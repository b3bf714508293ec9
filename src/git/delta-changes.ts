import { bytesOfSet, type ByteSet } from '../text/byte-set.ts'
import type { Span } from '../text/span.ts'
import type { ObjectMemory } from './object-memory.ts'
import type { DeltaOf } from './object-visitor.ts'

/** How far the meaning of a text reaches. */
export interface WindowShape {
  /** Bytes of plain text on both sides of a change, at least, and at most, where lines are long. */
  readonly contextMin: number
  readonly contextMax: number
  /** Whole lines on both sides, at least. */
  readonly lines: number
  /** A run of them is never cut. */
  readonly tokens: ByteSet
  /** What can stand between the lines of a wrapped run of tokens. */
  readonly gaps: ByteSet
}

/** Where the result of a delta can differ from its base. Valid until the next one is read. */
export interface Changes {
  /** Pairs of start and end, ascending, disjoint; an empty range is a seam between what was apart in the base. */
  readonly ranges: Uint32Array
  /** Triples of start, end, and 1 when that is not enough: what must be looked at to know what the changes change. */
  readonly windows: Uint32Array
}

const rangesMax = 16_384
const tokenFlag = 1
const gapFlag = 2

/** Works out what deltas change. One for each memory. */
export class DeltaChanges {
  readonly #memory: ObjectMemory
  readonly #ranges: number
  readonly #windows: number

  constructor(memory: ObjectMemory, shape: WindowShape) {
    this.#memory = memory
    memory.wasm.setContext(shape.contextMin, shape.contextMax, shape.lines)
    this.#ranges = memory.take(rangesMax * 8)
    this.#windows = memory.take(rangesMax * 12)
    for (const byte of bytesOfSet(shape.tokens)) memory.wasm.setWindowByte(byte, tokenFlag)
    for (const byte of bytesOfSet(shape.gaps)) memory.wasm.setWindowByte(byte, gapFlag)
  }

  /** @returns `undefined` when there are too many changes to be worth it */
  read(delta: DeltaOf<unknown>, address: number, length: number): Changes | undefined {
    const { wasm, bytes } = this.#memory
    const count = wasm.changedRanges(
      delta.address,
      delta.length,
      delta.baseLength,
      this.#ranges,
      rangesMax,
    )
    if (count < 0) return undefined
    const windows = wasm.growWindows(this.#ranges, count, address, length, this.#windows)
    return {
      ranges: new Uint32Array(bytes.buffer, this.#ranges, count * 2),
      windows: new Uint32Array(bytes.buffer, this.#windows, windows * 3),
    }
  }

  /** Where the result of a sound delta has copies of pieces of the base, each whole and in one piece. */
  copiesOf<Piece extends Span>(
    delta: DeltaOf<unknown>,
    pieces: readonly Piece[],
  ): (Span & { readonly of: Piece })[] {
    if (pieces.length === 0) return []
    const copies = this.#joinedCopies(delta).toSorted((left, right) => left.from - right.from)
    const found: (Span & { readonly of: Piece })[] = []
    let next = 0
    /** Copies that start before the piece and do not end before it; copies may overlap. */
    let open: Copy[] = []
    for (const of of pieces.toSorted((left, right) => left.start - right.start)) {
      for (; next < copies.length && copies[next]!.from <= of.start; next++) {
        open.push(copies[next]!)
      }
      open = open.filter(({ from, length }) => from + length > of.start)
      for (const { from, to, length } of open) {
        if (of.end > from + length) continue
        found.push({ of, start: of.start - from + to, end: of.end - from + to })
      }
    }
    return found
  }

  /** Copies of what is in one piece in base and result, even where the delta copies it piece by piece. */
  #joinedCopies(delta: DeltaOf<unknown>): readonly Copy[] {
    const copies: Copy[] = []
    for (const copy of copiesIn(this.#memory.bytes, delta)) {
      const last = copies.at(-1)
      if (last && last.from + last.length === copy.from && last.to + last.length === copy.to) {
        copies[copies.length - 1] = { ...last, length: last.length + copy.length }
      } else copies.push(copy)
    }
    return copies
  }
}

/** `length` bytes at `from` of the base stand at `to` of the result. */
interface Copy {
  readonly from: number
  readonly to: number
  readonly length: number
}

/** Format: https://git-scm.com/docs/gitformat-pack, "Deltified representation". */
function* copiesIn(bytes: Uint8Array, { address, length }: DeltaOf<unknown>): Generator<Copy> {
  const end = address + length
  let at = address
  for (let size = 0; size < 2; size++) while (bytes[at++]! & 128);
  let to = 0
  while (at < end) {
    const opcode = bytes[at++]!
    if (opcode < 128) {
      at += opcode
      to += opcode
      continue
    }
    let from = 0
    let copied = 0
    for (let bit = 0; bit < 4; bit++) if (opcode & (1 << bit)) from += bytes[at++]! * 256 ** bit
    for (let bit = 0; bit < 3; bit++) if (opcode & (16 << bit)) copied += bytes[at++]! * 256 ** bit
    copied ||= 0x10000
    yield { from, to, length: copied }
    to += copied
  }
}
