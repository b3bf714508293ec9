/** For each decoded byte the range of input bytes it came from. */
export interface OffsetMap {
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

export function makeOffsetMap(length: number): OffsetMap {
  return { starts: new Uint32Array(length), ends: new Uint32Array(length) }
}

/** Writes the low byte of `byte` and notes that it came from `[start, end)`; returns how many are written then. */
export function put(
  byte: number,
  start: number,
  end: number,
  written: number,
  output: Uint8Array,
  map: OffsetMap | undefined,
): number {
  if (map) {
    map.starts[written] = start
    map.ends[written] = end
  }
  output[written] = byte
  return written + 1
}
