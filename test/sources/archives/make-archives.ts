import { createHash } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'
import { archiveEntries, type ArchiveEvent } from '../../../src/sources/archives/archive-entries.ts'
import type { ArchiveLimits } from '../../../src/sources/archives/archive-limits.ts'
import { bytesSource } from '../../../src/sources/archives/byte-source.ts'

export interface ZipFile {
  readonly name: string | Buffer
  readonly content: string | Uint8Array
  /** 0 stored, 8 deflated (the default); another number is only claimed. */
  readonly method?: number
  readonly isEncrypted?: boolean
  /** Sizes and checksum behind the data only, as streaming writers do. */
  readonly isOpen?: boolean
  readonly crc?: number
  readonly isZip64?: boolean
}

/** A zip archive, with exactly the oddities asked for. */
export function makeZip(files: readonly ZipFile[], prefix = ''): Buffer {
  const parts: Buffer[] = [Buffer.from(prefix)]
  const directory: Buffer[] = []
  let offset = 0
  const anyZip64 = files.some((file) => file.isZip64)
  for (const file of files) {
    const content = Buffer.from(file.content as string)
    const method = file.method ?? 8
    const packed = method === 8 ? deflateRawSync(content) : content
    const name = Buffer.from(file.name as string)
    const crc = file.crc ?? crc32(content)
    const flags = (file.isEncrypted ? 1 : 0) | (file.isOpen ? 8 : 0)
    const sizes = file.isOpen ? [0, 0, 0] : [crc, packed.length, content.length]
    const local = [
      u32(0x04034b50),
      u16(20, flags, method, 0, 0),
      u32(...sizes),
      u16(name.length, 0),
    ]
    const trailer = file.isOpen ? [u32(0x08074b50, crc, packed.length, content.length)] : []
    const entry = Buffer.concat([...local, name, packed, ...trailer])
    const extra = file.isZip64
      ? Buffer.concat([u16(1, 24), u64(content.length, packed.length, offset)])
      : Buffer.alloc(0)
    const wide = file.isZip64 ? 0xffffffff : undefined
    directory.push(
      u32(0x02014b50),
      u16(20, 20, flags, method, 0, 0),
      u32(crc, wide ?? packed.length, wide ?? content.length),
      u16(name.length, extra.length, 0, 0, 0),
      u32(0, wide ?? offset),
      name,
      extra,
    )
    parts.push(entry)
    offset += entry.length
  }
  const central = Buffer.concat(directory)
  const count = files.length
  const zip64End = anyZip64
    ? Buffer.concat([
        u32(0x06064b50),
        u64(44),
        u16(45, 45),
        u32(0, 0),
        u64(count, count, central.length, offset),
        u32(0x07064b50, 0),
        u64(offset + central.length),
        u32(1),
      ])
    : Buffer.alloc(0)
  const end = anyZip64
    ? [u32(0x06054b50), u16(0, 0, 0xffff, 0xffff), u32(0xffffffff, 0xffffffff), u16(0)]
    : [u32(0x06054b50), u16(0, 0, count, count), u32(central.length, offset), u16(0)]
  return Buffer.concat([...parts, central, zip64End, ...end])
}

export interface TarFile {
  readonly name: string | Buffer
  readonly content?: string | Uint8Array
  readonly type?: string
  /** Claimed instead of the content's length. */
  readonly size?: number
}

/** The headers and contents of a ustar archive, without an end mark. */
export function makeTarFiles(files: readonly TarFile[]): Buffer {
  return Buffer.concat(
    files.flatMap((file) => {
      const content = Buffer.from((file.content ?? '') as string)
      return [tarHeader(file, content.length), content, padding(content.length)]
    }),
  )
}

export function makeTar(files: readonly TarFile[]): Buffer {
  return Buffer.concat([makeTarFiles(files), Buffer.alloc(1024)])
}

/** A pax record, whose length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  const length = rest + String(rest + String(rest).length).length
  return `${length} ${key}=${value}\n`
}

function tarHeader(file: TarFile, length: number): Buffer {
  const header = Buffer.alloc(512)
  Buffer.from(file.name as string).copy(header, 0, 0, 100)
  header.write('0000644\0' + '0000000\0'.repeat(2), 100)
  header.write(`${(file.size ?? length).toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0        ', 136)
  header.write(file.type ?? '0', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

function padding(length: number): Buffer {
  return Buffer.alloc((512 - (length % 512)) % 512)
}

function u16(...values: readonly number[]): Buffer {
  return Buffer.from(Uint16Array.from(values).buffer)
}

function u32(...values: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer)
}

function u64(...values: readonly number[]): Buffer {
  return Buffer.from(BigUint64Array.from(values, BigInt).buffer)
}

/** A zstd frame of stored and run-length blocks, since Node 20 cannot compress with zstd. */
export function makeZstd(blocks: readonly (string | { readonly run: number })[]): Buffer {
  const parts = blocks.map((block, at) => {
    const isLast = at === blocks.length - 1 ? 1 : 0
    const [type, size, body] =
      typeof block === 'string' ? [0, block.length, block] : [1, block.run, 'r']
    return Buffer.concat([
      u32((size << 3) | (type << 1) | isLast).subarray(0, 3),
      Buffer.from(body),
    ])
  })
  // Window descriptor 0x38: 128 KiB.
  return Buffer.concat([Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x38), ...parts])
}

/** Bytes that look random and are always the same, so that compression gains nothing. */
export function noise(length: number): Buffer {
  const hash = createHash('shake256', { outputLength: length })
  return length === 0 ? Buffer.alloc(0) : hash.update('noise').digest()
}

/** All events in one word each, entries read to their end: `name=content`. */
export function unpack(
  bytes: Uint8Array,
  name = 'a',
  limits: Partial<ArchiveLimits> = {},
): string[] {
  const words: string[] = []
  for (const event of archiveEntries(bytesSource(bytes), name, limits)) {
    words.push(event.kind === 'entry' ? `${event.path}=${contentOf(event)}` : remarkOf(event))
  }
  return words
}

export function contentOf(event: ArchiveEvent): string {
  if (event.kind !== 'entry') return ''
  return Buffer.concat([...event.open()]).toString()
}

export function remarkOf(event: ArchiveEvent): string {
  return event.kind === 'entry' ? event.path : `${event.kind} ${event.path}: ${event.reason}`
}
