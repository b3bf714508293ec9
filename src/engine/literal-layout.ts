/** Must agree with `wasm/prefilter.ts`. */
export const gramBytes = 4
export const filterShift = 15
export const slotShift = 18
export const slotCount = 1 << (32 - slotShift)
export const filterBytes = 1 << (32 - filterShift)
export const slotBytes = slotCount * 8

/** Where the table stands in WASM memory, and its parts in it: the factor, the filter, the slots, the lists. */
export const tableAddress = 65_536
export const filterAddress = tableAddress + 16
export const slotsAddress = filterAddress + filterBytes
export const listsAddress = slotsAddress + slotBytes

/** What `findLiterals` reads, to be laid into WASM memory at {@link tableAddress}. Starts with the hash factor. */
export type LiteralTable = Uint8Array
