import type { ByteSource } from './byte-source.ts'
import { isTarHeader } from './tar-header.ts'
import { findEndOfDirectory } from './zip-directory.ts'

export type ArchiveFormat = 'zip' | 'tar' | 'gzip' | 'zstd'

/** How many bytes {@link detectFormat} wants to see. */
export const detectLength = 512

/** Recognises an archive by its first bytes: zip (so jar, docx, whl, apk), tar, gzip, zstd. */
export function detectFormat(head: Uint8Array): ArchiveFormat | undefined {
  const [first, second, third, fourth] = head
  if (first === 0x1f && second === 0x8b && third === 8) return 'gzip'
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return 'zstd'
  if (first === 0x50 && second === 0x4b && third! + 1 === fourth) {
    if (third === 3 || third === 5 || third === 7) return 'zip'
  }
  return isTarHeader(head) ? 'tar' : undefined
}

/** Files that are zip archives behind a script or a program. */
const zipName = /\.(?:zip|jar|war|ear|apk|whl|pyz|pex|egg|docx|xlsx|pptx|nupkg|vsix|exe|sfx)$/i

/**
 * Like {@link detectFormat}, and finds a zip archive behind other bytes when the name suggests one.
 *
 * @returns undefined for a file that is no archive, to be scanned as it is
 */
export function detectArchive(source: ByteSource, name: string): ArchiveFormat | undefined {
  const format = detectFormat(source.read(0, detectLength))
  if (format !== undefined || !mayBeZip(name)) return format
  return findEndOfDirectory(source) === undefined ? undefined : 'zip'
}

/** Whether a file's name suggests a zip archive, whatever its first bytes are. */
export function mayBeZip(name: string): boolean {
  return zipName.test(name)
}
