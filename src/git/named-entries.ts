/** Where the objects' names stand in a tree whose entries have one of `names`; a damaged rest is passed over. */
export function entriesNamed(
  tree: Uint8Array,
  names: ReadonlySet<string>,
  hashBytes: number,
): number[] {
  const bytes = Buffer.from(tree.buffer, tree.byteOffset, tree.length)
  const found: number[] = []
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at)
    const end = space < 0 ? -1 : bytes.indexOf(0, space)
    if (end < 0 || end + 1 + hashBytes > bytes.length) break
    if (names.has(bytes.toString('latin1', space + 1, end))) found.push(end + 1)
    at = end + 1 + hashBytes
  }
  return found
}
