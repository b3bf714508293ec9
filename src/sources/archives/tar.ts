import { concatBytes } from '../../text/bytes.ts'
import { labelOfBytes } from '../walk-label.ts'
import type { ByteReader } from './byte-reader.ts'
import { DamageError, type Member, truncated } from './member.ts'
import { parseTarHeader, tarBlockLength, type TarHeader } from './tar-header.ts'

/** Longest name or pax header that is believed, in bytes. */
const metadataLengthMax = 1024 * 1024

/** Types of headers that say something of the member behind them. */
export const metadataTypes = 'xgLKVN'

/** What the headers in front of a member say about it. */
export interface Overrides {
  name?: string
  size?: number
  isSparse?: boolean
}

/**
 * Reads ustar, pax and GNU archives in order; content that nobody opens is passed over. Goes on behind an
 * end mark, for archives that were appended to one another; does without one, as GNU tar does, since many
 * container layers have none. Throws {@link DamageError}.
 */
export function* tarMembers(reader: ByteReader): Generator<Member, void, undefined> {
  let overrides: Overrides = {}
  let hasEnd = false
  for (;;) {
    const block = reader.take(tarBlockLength)
    if (block.length === 0 && Object.keys(overrides).length === 0) return
    const header = parseTarHeader(block)
    if (header === undefined) {
      if (block.length === tarBlockLength && block.every((byte) => byte === 0)) {
        hasEnd = true
        continue
      }
      if (hasEnd) return
      throw new DamageError(block.length < tarBlockLength ? truncated : 'damaged tar header')
    }
    hasEnd = false
    if (metadataTypes.includes(header.type)) {
      Object.assign(overrides, readMetadata(reader, header))
      continue
    }
    yield* readMember(reader, header, overrides)
    overrides = {}
  }
}

function* readMember(
  reader: ByteReader,
  header: TarHeader,
  overrides: Overrides,
): Generator<Member, void, undefined> {
  const name = overrides.name ?? header.name
  const leftOut = leftOutReasons[header.type]
  const size = overrides.size ?? (leftOut === undefined ? header.size : 0)
  for (let more = header.type === 'S' && header.isExtended; more;) {
    more = reader.take(tarBlockLength)[504] === 1
  }
  const end = reader.position + Math.ceil(size / tarBlockLength) * tarBlockLength
  if (header.type === 'S' || overrides.isSparse) {
    yield { kind: 'problem', name, reason: 'sparse file in a tar archive' }
  } else if (leftOut !== undefined) {
    if (leftOut !== 'directory') yield { kind: 'skipped', name, reason: leftOut }
  } else if (!(name.endsWith('/') && size === 0)) {
    const range = reader.range(size)
    yield {
      kind: 'file',
      name,
      packed: false,
      open: () => readContent(reader, size),
      range: () => range,
    }
  }
  if (!reader.skip(end - reader.position)) throw new DamageError(truncated)
}

const leftOutReasons: Readonly<Record<string, string>> = {
  '1': 'hard link',
  '2': 'symlink',
  '3': 'device',
  '4': 'device',
  '5': 'directory',
  '6': 'fifo',
}

function* readContent(reader: ByteReader, size: number): Generator<Uint8Array, void, undefined> {
  let left = size
  for (const chunk of reader.chunks(size)) {
    left -= chunk.length
    yield chunk
  }
  if (left > 0) throw new DamageError(truncated)
}

/** Long names of GNU tar, pax headers of one member (`x`); global ones and volume labels are passed over. */
function readMetadata(reader: ByteReader, header: TarHeader): Overrides {
  if (header.size > metadataLengthMax) throw new DamageError('oversized tar header')
  const bytes = reader.take(header.size)
  const padding = Math.ceil(header.size / tarBlockLength) * tarBlockLength - header.size
  if (bytes.length < header.size || !reader.skip(padding)) throw new DamageError(truncated)
  return overridesOf(header.type, bytes)
}

/** Whether a member of this type has content. */
export function readsAsFile(type: string): boolean {
  return leftOutReasons[type] === undefined
}

export function overridesOf(type: string, bytes: Uint8Array): Overrides {
  if (type === 'x') return parsePax(bytes)
  if (type !== 'L') return {}
  const end = bytes.indexOf(0)
  return { name: labelOfBytes(end < 0 ? bytes : bytes.subarray(0, end)) }
}

/** Records `length key=value\n`, where length counts its own digits. */
function parsePax(bytes: Uint8Array): Overrides {
  const overrides: Overrides = {}
  for (const { key, value } of paxRecords(bytes)) {
    if (key === 'path') overrides.name = value
    if (key === 'size' && /^\d{1,15}$/.test(value)) overrides.size = Number(value)
    if (key.startsWith('GNU.sparse.')) overrides.isSparse = true
  }
  return overrides
}

/** The same records, the size of the member among them as it is now. */
export function withPaxSize(bytes: Uint8Array, size: number): Uint8Array {
  for (const { key, start, end } of paxRecords(bytes)) {
    if (key !== 'size') continue
    const record = Buffer.from(paxRecord('size', String(size)))
    return concatBytes([bytes.subarray(0, start), record, withPaxSize(bytes.subarray(end), size)])
  }
  return bytes
}

function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  let length = rest.length
  while (String(length).length + rest.length !== length)
    length = String(length).length + rest.length
  return `${length}${rest}`
}

function* paxRecords(
  bytes: Uint8Array,
): Generator<{ key: string; value: string; start: number; end: number }> {
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at)
    const equals = bytes.indexOf(61, space)
    const length = Number.parseInt(labelOfBytes(bytes.subarray(at, space)), 10)
    if (space < 0 || equals < 0 || !(length > equals - at)) break
    const key = labelOfBytes(bytes.subarray(space + 1, equals))
    const value = labelOfBytes(bytes.subarray(equals + 1, at + length - 1))
    yield { key, value, start: at, end: at + length }
    at += length
  }
}
