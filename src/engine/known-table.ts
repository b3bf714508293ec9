/** Known values, ready to be searched: plain data, so that it crosses threads. Holds the values: never leaves the process. */
export interface KnownTable {
  /** Of the values, in the order they were given. */
  readonly names: readonly string[]
  /** By text: the place in {@link names} of the value that it is, or is a line of. */
  readonly nameOf: Uint32Array
  /** Further places in {@link names}, of texts that are the same in several values. */
  readonly aliases: ReadonlyMap<number, readonly number[]>
  /** Texts one behind the other, line ends as LF. */
  readonly bytes: Uint8Array
  /** By text: where it ends in {@link bytes}. */
  readonly ends: Uint32Array
  /** Windows of 8 bytes with the text, from 1, and the place: see `wasm/known.ts`. */
  readonly entries: Uint8Array
  /** Bytes of the longest text. Escaped or encoded once it is at most six times as long; a backslash 2^n times in JSON in n strings. */
  readonly lengthMax: number
}

/** What is written where a window stands; base64 by the phase of the window's first character, 1 to 4. */
export const carriers = { plain: 0, base64: 1, hex: 5, utf16le: 6, utf16be: 7 } as const

/** How often a text may have been written into a string of JSON. */
export const jsonDepthMax = 5

/** Offsets of windows in a text are below it. */
export const offsetMax = 1 << 12

/** Texts are below it. */
export const textsMax = (1 << 20) - 1

/** @param offset of the first byte of the text that the window holds whole */
export function packPlace(carrier: number, offset: number): number {
  return carrier * offsetMax + offset
}

export function unpackPlace(place: number): { carrier: number; offset: number } {
  return { carrier: Math.floor(place / offsetMax), offset: place % offsetMax }
}
