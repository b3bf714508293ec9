import { StanchError } from '../../text/error.ts'

const blockLength = 512

/**
 * Plain files in one, the ustar way: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06.
 * The same files at the same time give the same bytes.
 *
 * @param files names of at most 100 bytes, without directories
 * @param modifiedAt seconds since 1970
 */
export function writeTar(files: ReadonlyMap<string, Uint8Array>, modifiedAt: number): Uint8Array {
  const parts = Array.from(files).flatMap(([name, bytes]) => [
    headerOf(name, bytes.length, modifiedAt),
    bytes,
    Buffer.alloc(paddingOf(bytes.length)),
  ])
  return Buffer.concat([...parts, Buffer.alloc(2 * blockLength)])
}

function headerOf(name: string, length: number, modifiedAt: number): Buffer {
  const header = Buffer.alloc(blockLength)
  header.write(name, 0, 100)
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${octal(length, 11)}\0`, 124)
  header.write(`${octal(modifiedAt, 11)}\0`, 136)
  header.write(' '.repeat(8), 148)
  header.write('0', 156)
  header.write('ustar\0' + '00', 257)
  header.write(`${octal(checksumOf(header), 6)}\0 `, 148)
  return header
}

/**
 * Plain files of an archive, by name; directories are passed by.
 *
 * @throws StanchError `EVIDENCE_UNREADABLE` for what is damaged, cut, or holds links and other things that no bundle has
 */
export function readTar(bytes: Uint8Array, where: string): Map<string, Uint8Array> {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const files = new Map<string, Uint8Array>()
  for (let at = 0; ;) {
    const header = archive.subarray(at, at + blockLength)
    if (header.length < blockLength) throw unreadable(where, 'it ends too early')
    if (header.every((byte) => byte === 0)) return files
    if (numberOf(header, 148, 8) !== checksumOf(header)) throw unreadable(where, 'a header is damaged') // prettier-ignore
    const length = numberOf(header, 124, 12)
    const type = String.fromCharCode(header[156]!)
    const name = textAt(header, 345, 155, textAt(header, 0, 100)).replace(/^\.\//, '')
    const content = archive.subarray(at + blockLength, at + blockLength + length)
    if (content.length < length) throw unreadable(where, 'it ends too early')
    if (type === '0' || type === '\0') {
      if (files.has(name)) throw unreadable(where, 'it has a file twice')
      files.set(name, content)
    } else if (type !== '5') throw unreadable(where, 'it holds something else than files')
    at += blockLength + length + paddingOf(length)
  }
}

/** The bytes of the checksum itself count as blanks. */
function checksumOf(header: Buffer): number {
  let sum = 0
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 32 : byte
  return sum
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}

function numberOf(header: Buffer, at: number, length: number): number {
  const text = header.subarray(at, at + length).toString('latin1').replace(/[\0 ]+$/, '').trim() // prettier-ignore
  return /^[0-7]+$/.test(text) ? parseInt(text, 8) : -1
}

function textAt(header: Buffer, at: number, length: number, after?: string): string {
  const text = header.subarray(at, at + length).toString().replace(/\0.*$/s, '') // prettier-ignore
  if (after === undefined) return text
  return text === '' ? after : `${text}/${after}`
}

function paddingOf(length: number): number {
  return (blockLength - (length % blockLength)) % blockLength
}

function unreadable(where: string, what: string): StanchError {
  return new StanchError('EVIDENCE_UNREADABLE', `${where}: expected a tar archive of a bundle; ${what}.`) // prettier-ignore
}
