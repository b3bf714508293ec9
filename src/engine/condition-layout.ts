import { bytesOfLatin1 } from '../text/bytes.ts'
import type { ByteSet } from '../text/byte-set.ts'
import type { Condition, WindowCondition } from './literal-condition.ts'
import type { Literal } from './literal-table.ts'

/** Numbered as in `wasm/conditions.ts`. */
const kinds = { always: 0, assigned: 1, run: 2, window: 3 } as const
const flags = { isFar: 1, escaped: 2, startsAnywhere: 4 } as const
/** Room for what a search notes. */
const note = Array<number>(12).fill(0)
const byteMax = 255
const shortMax = 65_535

/**
 * How what must stand around a literal is stored: the number of its conditions, the set of bytes that can follow it (0:
 * any), then of each condition its size (two bytes), kind, rank, and what it asks for, little endian, with room for notes.
 *
 * @param addressOf where a set stands in WASM memory
 */
export function conditionBytes(
  { conditions, next }: Pick<Literal, 'conditions' | 'next'>,
  addressOf: (set: ByteSet) => number,
): number[] {
  const following = next ? addressOf(next) : 0
  return [
    conditions.length,
    ...word(following),
    ...conditions.flatMap((one) => bytesOf(one, addressOf)),
  ]
}

function bytesOf(condition: Condition, addressOf: (set: ByteSet) => number): number[] {
  const { kind, rank } = condition
  const asked =
    kind === 'assigned'
      ? [Math.min(condition.lengthMin, byteMax), ...word(addressOf(condition.alphabet))]
      : kind === 'run'
        ? [
            condition.distance - 1,
            Math.min(condition.length, byteMax),
            ...word(addressOf(condition.set)),
          ]
        : kind === 'window'
          ? windowBytes(condition, addressOf)
          : []
  return [...short(asked.length + 4), kinds[kind], rank, ...asked]
}

function windowBytes(window: WindowCondition, addressOf: (set: ByteSet) => number): number[] {
  const { before, gate, lengthMin, lengthMax, alphabet, texts, escaped } = window
  return [
    (window.isFar ? flags.isFar : 0) |
      (escaped.behind > 0 ? flags.escaped : 0) |
      (window.startsAnywhere ? flags.startsAnywhere : 0),
    texts.length,
    ...short(before),
    gate.from,
    gate.to,
    ...short(escaped.before),
    ...short(escaped.behind),
    ...short(Math.min(lengthMin, shortMax)),
    ...word(lengthMax),
    ...word(addressOf(gate.set)),
    ...word(addressOf(alphabet)),
    ...note,
    ...texts.flatMap((text) => [...note, text.length, ...bytesOfLatin1(text)]),
  ]
}

function short(value: number): number[] {
  return [value & 255, value >>> 8]
}

function word(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24]
}
