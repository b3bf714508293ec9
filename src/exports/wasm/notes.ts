// AssemblyScript. What the host wants to know of a value that is passed over: {kind | state: u32, length: u32, bytes}.

export const noteOfValue: u32 = 0
export const noteOfObject: u32 = 1 << 16
export const noteOfList: u32 = 2 << 16
export const noteOfEnd: u32 = 3 << 16

/** Longer values are no names or ids. */
export const notedMax: usize = 1024

let noteAt: usize = 0
let last: usize = 0

export function beginNotes(start: usize, length: usize): void {
  noteAt = start
  last = start + length - 2 * notedMax
}

export function endOfNotes(): usize {
  return noteAt
}

/** There is no room for more. */
export function areFull(): bool {
  return noteAt > last
}

/** @param length at most {@link notedMax} */
export function note(kind: u32, start: usize, length: usize): void {
  if (noteAt > last) return
  store<u32>(noteAt, kind)
  store<u32>(noteAt, <u32>length, 4)
  memory.copy(noteAt + 8, start, length)
  noteAt += 8 + ((length + 7) & ~7)
}
