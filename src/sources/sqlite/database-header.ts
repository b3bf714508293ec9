import { latin1Of } from '../../text/bytes.ts'

/** How a database lays out its pages: https://www.sqlite.org/fileformat2.html#the_database_header */
export interface DatabaseHeader {
  readonly pageBytes: number
  /** Of a page, without what extensions have reserved at its end. */
  readonly usableBytes: number
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be'
}

export const databaseHeaderBytes = 100

const encodings = ['utf-8', 'utf-8', 'utf-16le', 'utf-16be'] as const

/** Whether a file begins as a SQLite database does. */
export function isDatabase(head: Uint8Array): boolean {
  return latin1Of(head.subarray(0, 16)) === 'SQLite format 3\0'
}

/**
 * @param head the first {@link databaseHeaderBytes}
 * @returns undefined when it is no such header, or a damaged one
 */
export function readDatabaseHeader(head: Uint8Array): DatabaseHeader | undefined {
  if (!isDatabase(head) || head.length < databaseHeaderBytes) return undefined
  const view = viewOf(head)
  const stored = view.getUint16(16)
  const pageBytes = stored === 1 ? 65536 : stored
  const usableBytes = pageBytes - head[20]!
  if (!isPageSize(pageBytes) || usableBytes < 480) return undefined
  return { pageBytes, usableBytes, encoding: encodings[view.getUint32(56)] ?? 'utf-8' }
}

export function isPageSize(bytes: number): boolean {
  return bytes >= 512 && bytes <= 65536 && (bytes & (bytes - 1)) === 0
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
