import { latin1Of } from '../../text/bytes.ts'

/** What files begin with that hold others, and are not opened here; one character per byte. */
const containers: readonly (readonly [kind: string, start: string])[] = [
  ['7-Zip archive', '7z\xbc\xaf\x27\x1c'],
  ['RAR archive', 'Rar!\x1a\x07'],
  ['xz file', '\xfd7zXZ\0'],
  ['bzip2 file', 'BZh'],
  ['LZ4 file', '\x04"M\x18'],
  // https://learn.microsoft.com/openspecs/office_file_formats/ms-pst/
  ['Outlook data file', '!BDN'],
]

/**
 * What a binary file is that may hold an export nobody looks at, unlike an image.
 *
 * @returns undefined for any other
 */
export function unreadContainerOf(head: Uint8Array): string | undefined {
  const start = latin1Of(head, 0, Math.min(head.length, 32))
  return containers.find(([, expected]) => start.startsWith(expected))?.[0]
}
